/**
 * A short text that is the same for the same bytes and, unless somebody works at it, for no others: the length and
 * two multiplicative hashes of 32 bits, four bytes at a time.
 */
export function fingerprint(data: Uint8Array, from = 0): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  // beyond the end there is `undefined`, which `|` takes for 0
  for (let at = from; at < data.length; at += 4) {
    const word = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
    a = Math.imul(a ^ word, 0x01000193);
    b = (Math.imul(b ^ word, 0x85ebca6b) + 0x165667b1) | 0;
    a ^= a >>> 15;
    b ^= b >>> 13;
  }
  return `${data.length - from} ${a >>> 0} ${b >>> 0}`;
}
