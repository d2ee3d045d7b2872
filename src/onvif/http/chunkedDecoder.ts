/** A line of chunked coding longer than this is no chunk size and no trailer of use. */
const longestLine = 8 * 1024;
const sizeLine = /^[ \t]*([0-9a-fA-F]{1,12})[ \t]*(?:;.*)?$/s;

/** Takes chunked coding (RFC 9112 7.1) apart as it comes in. Extensions and trailers are skipped. */
export class ChunkedDecoder {
  /** Why the coding cannot be read on. */
  problem: string | undefined;
  #step: 'size' | 'data' | 'afterData' | 'trailer' | 'done' = 'size';
  #left = 0;
  #carry: Buffer | undefined;

  get done(): boolean {
    return this.#step === 'done';
  }

  /** The last chunk has come, if not the blank line that ends the trailers. */
  get allData(): boolean {
    return this.#step === 'done' || this.#step === 'trailer';
  }

  /** Passes the data in `bytes` to `take`; returns how many bytes at the end lie behind the coding's end. */
  push(bytes: Buffer, take: (data: Buffer) => void): number {
    const input = this.#carry ? Buffer.concat([this.#carry, bytes]) : bytes;
    this.#carry = undefined;
    let at = 0;
    while (!this.done && !this.problem) {
      if (this.#step === 'data') {
        const data = input.subarray(at, at + this.#left);
        if (data.length > 0) take(data);
        at += data.length;
        this.#left -= data.length;
        if (this.#left > 0) return 0;
        this.#step = 'afterData';
      }
      const end = input.indexOf(10, at);
      if (end < 0) {
        this.#carry = input.subarray(at);
        if (this.#carry.length > longestLine) this.problem = 'a line that never ends';
        return 0;
      }
      const stop = end > at && input[end - 1] === 13 ? end - 1 : end;
      this.#readLine(input.toString('latin1', at, stop));
      at = end + 1;
    }
    return input.length - at;
  }

  #readLine(line: string): void {
    if (this.#step === 'trailer') {
      if (line === '') this.#step = 'done';
      return;
    }
    if (this.#step === 'afterData') {
      if (line === '') this.#step = 'size';
      else this.problem = 'bytes between the end of a chunk and its line end';
      return;
    }
    const size = sizeLine.exec(line)?.[1];
    if (size === undefined) {
      this.problem = `“${line.slice(0, 20)}” where a chunk size belongs`;
      return;
    }
    this.#left = parseInt(size, 16);
    this.#step = this.#left === 0 ? 'trailer' : 'data';
  }
}
