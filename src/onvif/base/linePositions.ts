/** A place in a text as editors count it: both from 1, columns in UTF-16 code units. */
export interface LinePosition {
  readonly line: number;
  readonly column: number;
}

/** Tells line and column of offsets in one text. Lines end with LF, CRLF or a lone CR. */
export class LinePositions {
  /** Offset at which each line starts. */
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(index + end.length);
  }

  /** An offset outside the text counts as its nearest end. */
  at(offset: number): LinePosition {
    const place = Math.min(Math.max(offset, 0), this.#length);
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= place) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: place - this.#starts[low]! + 1 };
  }
}
