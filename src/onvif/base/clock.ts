import { OnvifError } from './onvifError';
import type { Disposable } from './disposable';

/** Time as a port, so that tests own it. */
export interface Clock {
  /** Wall time, milliseconds since the epoch. */
  now(): number;
  /** Milliseconds on a clock that never jumps; only differences mean something. */
  monotonic(): number;
  /** Calls `callback` once after `ms`, unless disposed before. Does not keep the process alive. */
  after(ms: number, callback: () => void): Disposable;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref?.();
    return { dispose: () => clearTimeout(timer) };
  },
};

/** Resolves after `ms`. Rejects with `cancelled` when the signal aborts first. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = () => {
      timer.dispose();
      reject(new OnvifError('cancelled', 'Cancelled.', { cause: signal?.reason }));
    };
    const timer = clock.after(ms, () => {
      signal?.removeEventListener('abort', cancelled);
      resolve();
    });
    if (signal?.aborted) cancelled();
    else signal?.addEventListener('abort', cancelled, { once: true });
  });
}
