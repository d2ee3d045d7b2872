import assert from 'node:assert/strict';
import { sleep, systemClock } from '../../../src/onvif/base/clock';
import { isOnvifError } from '../../../src/onvif/base/onvifError';

describe('sleep', () => {
  it('resolves after the time has passed', async () => {
    const start = systemClock.monotonic();
    await Promise.all([sleep(systemClock, 20), new Promise(resolve => setTimeout(resolve, 25))]);
    assert.ok(systemClock.monotonic() - start >= 19);
  });

  it('rejects with `cancelled` when aborted before and while waiting', async () => {
    await assert.rejects(sleep(systemClock, 1000, AbortSignal.abort()), error =>
      isOnvifError(error, 'cancelled'),
    );
    const controller = new AbortController();
    const waiting = sleep(systemClock, 1000, controller.signal);
    controller.abort();
    await assert.rejects(waiting, error => isOnvifError(error, 'cancelled'));
  });

  it('takes its listener off the signal when the time has passed', async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
    signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args));
    await Promise.all([sleep(systemClock, 1, signal), new Promise(resolve => setTimeout(resolve, 10))]);
    assert.equal(listeners, 0);
  });
});
