import { fingerprint } from './fingerprint';
import type { Clock } from '../base/clock';
import type { Datagram } from './socket';

/** Repeats by SOAP-over-UDP come within two seconds; a busy network or device may hold them back. */
const keepMs = 60_000;
const keepCount = 20_000;

/**
 * Knows the datagrams of the last minute, so that repeats cost no parsing. What is compared is the whole datagram
 * and its sender, which holds the MessageID: firmware that writes the same MessageID into everything it sends
 * loses nothing by it.
 */
export class RecentDatagrams {
  readonly #clock: Clock;
  /** Fingerprint to the time it was heard, oldest first. */
  readonly #heard = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True when the same sender sent the same bytes before; from now on these count as heard. */
  isRepeat({ data, source }: Pick<Datagram, 'data' | 'source'>): boolean {
    const now = this.#clock.monotonic();
    const key = `${source.address} ${fingerprint(data)}`;
    if (now - (this.#heard.get(key) ?? -Infinity) <= keepMs) return true;
    this.#heard.delete(key); // to be the youngest again
    this.#heard.set(key, now);
    for (const [oldest, at] of this.#heard) {
      if (now - at <= keepMs && this.#heard.size <= keepCount) break;
      this.#heard.delete(oldest);
    }
    return false;
  }
}
