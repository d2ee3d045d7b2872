import type { Clock } from '../../src/onvif/base/clock';
import type { Disposable } from '../../src/onvif/base/disposable';

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** Time that stands still until the test moves it. */
export class FakeClock implements Clock {
  readonly #startsAt: number;
  readonly #timers = new Set<Timer>();
  #elapsed = 0;

  /** `startsAt`: wall time, milliseconds since the epoch. */
  constructor(startsAt = Date.UTC(2026, 5, 1, 12)) {
    this.#startsAt = startsAt;
  }

  now(): number {
    return this.#startsAt + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(ms: number, callback: () => void): Disposable {
    const timer = { due: this.#elapsed + Math.max(0, ms), callback };
    this.#timers.add(timer);
    return { dispose: () => void this.#timers.delete(timer) };
  }

  /** Timers that still wait: zero after everything was disposed, or something leaks. */
  get pending(): number {
    return this.#timers.size;
  }

  /**
   * Lets `ms` pass: what falls due runs in order of time, at its time, and promises settle before and after each
   * timer, so that timers set by continuations are honoured as well.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#elapsed = Math.max(this.#elapsed, next.due);
      next.callback();
      await settle();
    }
    this.#elapsed = end;
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.due <= end && (first === undefined || timer.due < first.due)) first = timer;
    }
    return first;
  }
}

/** One turn of the event loop, after which every promise that could settle has. */
export function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
