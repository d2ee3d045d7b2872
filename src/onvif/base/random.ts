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
  bytes: count => crypto.getRandomValues(new Uint8Array(count)),
  between: (low, high) => low + Math.random() * (high - low),
};
