import assert from 'node:assert/strict';
import { Coalesced } from '../../../src/extension/work/coalesced';

describe('Coalesced', () => {
  it('runs once, later, for a thousand requests', async () => {
    let runs = 0;
    const refreshing = new Coalesced(() => runs++);
    for (let i = 0; i < 1000; i++) refreshing.request();
    assert.equal(runs, 0);
    await new Promise(resolve => setTimeout(resolve, 150));
    assert.equal(runs, 1);
    refreshing.request();
    await new Promise(resolve => setTimeout(resolve, 150));
    assert.equal(runs, 2);
  });

  it('runs at once when it is told to, unless nobody asked', () => {
    let runs = 0;
    const refreshing = new Coalesced(() => runs++);
    refreshing.flush();
    assert.equal(runs, 0);
    refreshing.request();
    refreshing.flush();
    refreshing.flush();
    assert.equal(runs, 1);
  });

  it('does not run after its end', async () => {
    let runs = 0;
    const refreshing = new Coalesced(() => runs++);
    refreshing.request();
    refreshing.dispose();
    await new Promise(resolve => setTimeout(resolve, 100));
    assert.equal(runs, 0);
  });
});
