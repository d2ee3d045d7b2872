import assert from 'node:assert/strict';
import { Emitter } from '../../../src/onvif/base/emitter';

describe('Emitter', () => {
  it('calls its listeners in order until they are disposed', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const first = emitter.event(e => heard.push(`first ${e}`));
    emitter.event(e => heard.push(`second ${e}`));
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    assert.deepEqual(heard, ['first 1', 'second 1', 'second 2']);
  });

  it('binds thisArgs and pushes the subscription, as vscode events do', () => {
    const emitter = new Emitter<number>();
    const self = { sum: 0 };
    const disposables: { dispose(): void }[] = [];
    emitter.event(
      function (this: typeof self, e: number) {
        this.sum += e;
      },
      self,
      disposables,
    );
    emitter.fire(3);
    disposables[0]!.dispose();
    emitter.fire(4);
    assert.equal(self.sum, 3);
    assert.equal(emitter.hasListeners, false);
  });

  it('lets the other listeners hear when one throws, and reports the error', () => {
    const errors: unknown[] = [];
    const emitter = new Emitter<void>(error => errors.push(error));
    const failure = new Error('broken listener');
    let heard = false;
    emitter.event(() => {
      throw failure;
    });
    emitter.event(() => (heard = true));
    emitter.fire();
    assert.equal(heard, true);
    assert.deepEqual(errors, [failure]);
  });

  it('lets a listener remove itself while it is called', () => {
    const emitter = new Emitter<void>();
    let calls = 0;
    const subscription = emitter.event(() => {
      calls += 1;
      subscription.dispose();
    });
    emitter.fire();
    emitter.fire();
    assert.equal(calls, 1);
  });
});
