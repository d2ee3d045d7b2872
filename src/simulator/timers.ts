import type { Clock } from '../onvif/base/clock';
import type { Disposable } from '../onvif/base/disposable';

/** Timers that end together; those that have run are forgotten. */
export class Timers implements Disposable {
  readonly #waiting = new Set<Disposable>();
  #disposed = false;

  constructor(readonly clock: Clock) {}

  /** Runs `action` once after `ms`, unless disposed before. */
  after(ms: number, action: () => void): void {
    if (this.#disposed) return;
    const timer = this.clock.after(ms, () => {
      this.#waiting.delete(timer);
      action();
    });
    this.#waiting.add(timer);
  }

  dispose(): void {
    this.#disposed = true;
    for (const timer of this.#waiting) timer.dispose();
    this.#waiting.clear();
  }
}
