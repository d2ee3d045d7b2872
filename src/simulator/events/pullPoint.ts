import type { Clock } from '../../onvif/base/clock';
import { eventLimits } from './eventFacts';
import type { EventMessage } from './eventMessage';

export interface PullPointOptions {
  readonly id: string;
  readonly clock: Clock;
  /** Whether the subscriber asked for a message. */
  readonly accepts: (message: EventMessage) => boolean;
  /** tev:ChangedOnly: neither Initialized nor Deleted. */
  readonly changedOnly: boolean;
  /** Milliseconds. */
  readonly lifetime: number;
}

/** One subscription with the messages that wait for its subscriber. */
export class PullPoint {
  readonly id: string;
  readonly #options: PullPointOptions;
  readonly #queue: EventMessage[] = [];
  #lifetime: number;
  /** By the monotonic clock: setting the device's clock neither shortens nor prolongs a subscription. */
  #expiresAt: number;
  #ended = false;
  /** Wakes the PullMessages that waits. */
  #wake: (() => void) | undefined;

  constructor(options: PullPointOptions) {
    this.id = options.id;
    this.#options = options;
    this.#lifetime = options.lifetime;
    this.#expiresAt = options.clock.monotonic() + options.lifetime;
  }

  /** Milliseconds that it still lives; not positive when it is over. */
  get remaining(): number {
    return this.#ended ? 0 : this.#expiresAt - this.#options.clock.monotonic();
  }

  /** Messages that wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Takes a message if the subscriber wants it. A full queue loses its oldest. */
  offer(message: EventMessage): void {
    const { accepts, changedOnly } = this.#options;
    if (changedOnly && message.operation !== undefined && message.operation !== 'Changed') return;
    if (!accepts(message)) return;
    if (this.#queue.length >= eventLimits.queue) this.#queue.shift();
    this.#queue.push(message);
    this.#wake?.();
  }

  /**
   * Up to `limit` messages: at once if some wait, else when one comes, else none after `timeout` milliseconds.
   * `busy` while another call waits, `ended` when the subscription ends meanwhile. When the signal aborts, nobody
   * is there to hear: what waits stays for the next call.
   */
  async pull(
    timeout: number,
    limit: number,
    signal?: AbortSignal,
  ): Promise<readonly EventMessage[] | 'busy' | 'ended'> {
    if (this.#wake) return 'busy';
    this.#keepFor(timeout + this.#lifetime);
    if (this.#queue.length === 0 && timeout > 0) await this.#message(timeout, signal);
    if (this.#ended) return 'ended';
    if (signal?.aborted) return [];
    this.#expiresAt = this.#options.clock.monotonic();
    this.#keepFor(this.#lifetime);
    return this.#queue.splice(0, limit);
  }

  /** Lives for `lifetime` milliseconds from now on. */
  renew(lifetime: number): void {
    this.#lifetime = lifetime;
    this.#expiresAt = this.#options.clock.monotonic() + lifetime;
  }

  end(): void {
    this.#ended = true;
    this.#queue.length = 0;
    this.#wake?.();
  }

  #keepFor(ms: number): void {
    this.#expiresAt = Math.max(this.#expiresAt, this.#options.clock.monotonic() + ms);
  }

  /** Resolves when a message waits, time is up, the subscription ends or the client is gone. */
  #message(timeout: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise(resolve => {
      const wake = () => {
        timer.dispose();
        signal?.removeEventListener('abort', wake);
        this.#wake = undefined;
        resolve();
      };
      const timer = this.#options.clock.after(timeout, wake);
      this.#wake = wake;
      if (signal?.aborted) wake();
      else signal?.addEventListener('abort', wake, { once: true });
    });
  }
}
