import type { Disposable } from '../../onvif/base/disposable';

/** Requests within this many milliseconds become one run: a busy network changes hundreds of things at once. */
const delay = 50;

/** Runs something soon after it was asked for, and once for all who asked until then. */
export class Coalesced implements Disposable {
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly run: () => void) {}

  request(): void {
    this.#timer ??= setTimeout(() => this.flush(), delay);
  }

  /** Runs now what would run soon; nothing when nobody asked. */
  flush(): void {
    if (this.#timer === undefined) return;
    this.dispose();
    this.run();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
