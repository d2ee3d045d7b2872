import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Timeouts } from './transport';

export type TimeLimit = keyof Timeouts;

/**
 * The time limits of one request on one timer: the total, and beside it the limit of the step it is in. A step
 * that moves its limit back does not touch the timer; it looks again when it fires.
 */
export class Deadline implements Disposable {
  readonly #clock: Clock;
  readonly #timeouts: Timeouts;
  readonly #passed: (limit: TimeLimit) => void;
  #timer: Disposable | undefined;
  #firesAt = Infinity;
  #step: TimeLimit = 'total';
  #stepEnds = Infinity;
  #totalEnds: number;
  #suspendedAt: number | undefined;

  /** The total runs from now on. Calls `passed` once, with the limit that was reached. */
  constructor(clock: Clock, timeouts: Timeouts, passed: (limit: TimeLimit) => void) {
    this.#clock = clock;
    this.#timeouts = timeouts;
    this.#passed = passed;
    this.#totalEnds = clock.monotonic() + timeouts.total;
  }

  /** Starts a step: its limit counts from `now` (monotonic milliseconds); `total` means no limit of its own. */
  enter(step: TimeLimit, now: number): void {
    this.#step = step;
    this.#stepEnds = step === 'total' ? Infinity : now + this.#timeouts[step];
    this.#arm(now);
  }

  /** Stops all limits while a person is asked. */
  suspend(): void {
    this.#suspendedAt ??= this.#clock.monotonic();
    this.dispose();
  }

  resume(): void {
    if (this.#suspendedAt === undefined) return;
    const now = this.#clock.monotonic();
    this.#totalEnds += now - this.#suspendedAt;
    this.#stepEnds += now - this.#suspendedAt;
    this.#suspendedAt = undefined;
    this.#arm(now);
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#firesAt = Infinity;
  }

  #arm(now: number): void {
    if (this.#suspendedAt !== undefined) return;
    const ends = Math.min(this.#stepEnds, this.#totalEnds);
    if (ends >= this.#firesAt) return;
    this.#timer?.dispose();
    this.#firesAt = ends;
    this.#timer = this.#clock.after(Math.max(0, ends - now), () => {
      this.#firesAt = Infinity;
      const at = this.#clock.monotonic();
      // timers may fire a fraction of a millisecond early
      if (this.#totalEnds - at < 1) this.#passed('total');
      else if (this.#stepEnds - at < 1) this.#passed(this.#step);
      else this.#arm(at);
    });
  }
}
