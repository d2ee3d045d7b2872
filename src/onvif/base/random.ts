/** Randomness and identifiers as a port, so that tests own them. */
export interface Random {
  /** A random (version 4) UUID in lower case, without `urn:uuid:`. */
  uuid(): string;
  bytes(count: number): Uint8Array;
  /** A number in [low, high). */
  between(low: number, high: number): number;
}

export const systemRandom: Random = {
  uuid: () => crypto.randomUUID(),
  bytes: pooledBytes(),
  between: (low, high) => low + Math.random() * (high - low),
};

/**
 * Random bytes from a stock: asking the system costs several microseconds each time, and every signed call needs
 * twenty bytes. What was given out is wiped from the stock.
 */
function pooledBytes(): (count: number) => Uint8Array {
  const stock = new Uint8Array(4096);
  let next = stock.length;
  return count => {
    if (count > stock.length / 4) return crypto.getRandomValues(new Uint8Array(count));
    if (next + count > stock.length) {
      crypto.getRandomValues(stock);
      next = 0;
    }
    const given = stock.slice(next, next + count);
    stock.fill(0, next, (next += count));
    return given;
  };
}
