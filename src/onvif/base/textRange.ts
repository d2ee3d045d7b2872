/** A half-open range of UTF-16 offsets in a text: `start` included, `end` not. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}
