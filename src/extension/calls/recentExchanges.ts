import type { Exchange } from '../../onvif/soap/exchange';

export interface RecentLimits {
  readonly count: number;
  /** Of all bodies together. */
  readonly bytes: number;
}

/** The calls of this session that can still be opened, by name: so many, and so large together; the latest always. */
export class RecentExchanges {
  readonly #limits: RecentLimits;
  /** Oldest first. */
  readonly #kept = new Map<string, { readonly exchange: Exchange; readonly bytes: number }>();
  #bytes = 0;

  constructor(limits: RecentLimits = { count: 100, bytes: 64 * 1024 * 1024 }) {
    this.#limits = limits;
  }

  has(name: string): boolean {
    return this.#kept.has(name);
  }

  get(name: string): Exchange | undefined {
    return this.#kept.get(name)?.exchange;
  }

  add(name: string, exchange: Exchange): void {
    const bytes = bytesOf(exchange);
    this.#kept.set(name, { exchange, bytes });
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#kept) {
      const fits = this.#kept.size <= this.#limits.count && this.#bytes <= this.#limits.bytes;
      if (fits || oldest === name) break;
      this.#kept.delete(oldest);
      this.#bytes -= entry.bytes;
    }
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }
}

function bytesOf({ attempts }: Exchange): number {
  return attempts.reduce((sum, { requestBody, result }) => {
    const reply = result.kind === 'reply' ? result.reply : result.partial;
    return sum + requestBody.length + (reply?.body.length ?? 0);
  }, 0);
}
