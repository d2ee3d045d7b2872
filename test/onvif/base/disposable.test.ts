import assert from 'node:assert/strict';
import { DisposableList, toDisposable } from '../../../src/onvif/base/disposable';

describe('DisposableList', () => {
  it('disposes the last added first, each once', () => {
    const order: number[] = [];
    const list = new DisposableList();
    for (const n of [1, 2, 3]) list.add(toDisposable(() => order.push(n)));
    list.dispose();
    list.dispose();
    assert.deepEqual(order, [3, 2, 1]);
    assert.equal(list.isDisposed, true);
  });

  it('disposes at once what comes after the end', () => {
    const list = new DisposableList();
    list.dispose();
    let ended = false;
    list.add(toDisposable(() => (ended = true)));
    assert.equal(ended, true);
  });
});
