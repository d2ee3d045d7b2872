import type { Finding } from '../base/finding';
import type { OnvifErrorCode } from '../base/onvifError';
import { ChunkedDecoder } from './chunkedDecoder';
import { replyFinding, type ReplyFindingCode } from './replyFindings';
import { readBodyFacts, readHead, type BodyFacts, type ReplyHead } from './replyHead';
import type { SizeLimits } from './transport';

/** What a parser could not go on from. `message` goes on from “The device at host:port ”. */
export interface ReplyProblem {
  readonly code: Extract<OnvifErrorCode, 'badHttp' | 'tooLarge' | 'connectionLost'>;
  readonly message: string;
}

/**
 * Reads one HTTP/1 reply from the bytes of a connection as they come in: all that real devices send is
 * understood, and every rule they break on the way becomes a finding. Node's own parser either refuses these
 * replies or accepts them without a word, and drops the part that had come when it fails.
 */
export class ReplyParser {
  head: ReplyHead | undefined;
  facts: BodyFacts | undefined;
  /** The reply is whole, or as whole as it will get. */
  done = false;
  problem: ReplyProblem | undefined;
  /** The connection ended before the body was whole. */
  truncated = false;
  /** Bytes came behind the reply: the connection is out of step. */
  dirty = false;
  readonly #method: string;
  readonly #limits: SizeLimits;
  #codes: Set<ReplyFindingCode> | undefined;
  #unread: Buffer | undefined;
  #headBytes = 0;
  #chunks: Buffer[] = [];
  #size = 0;
  #left = 0;
  #chunked: ChunkedDecoder | undefined;

  constructor(method: string, limits: SizeLimits) {
    this.#method = method;
    this.#limits = limits;
  }

  get findings(): Finding[] {
    return this.#codes ? [...this.#codes].map(replyFinding) : [];
  }

  /** The body as far as it has come, chunked coding taken off. */
  get body(): Buffer {
    return this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#size);
  }

  /** The connection may carry another request. */
  get reusable(): boolean {
    return this.done && !this.dirty && !this.truncated && this.facts!.keepAlive;
  }

  note = (code: ReplyFindingCode): void => {
    (this.#codes ??= new Set()).add(code);
  };

  /** Takes the next bytes of the connection. */
  push(bytes: Buffer): void {
    if (this.done || this.problem) return;
    if (this.facts) this.#pushBody(bytes);
    else this.#pushHead(this.#unread ? Buffer.concat([this.#unread, bytes]) : bytes);
  }

  /** The connection has ended, by FIN or (`reset`) by RST. */
  end(reset: boolean): void {
    if (this.done || this.problem) return;
    if (!this.facts) {
      const start = this.#unread;
      if (start && !startsLikeHttp(start)) this.#notHttp(start);
      else {
        const what = start ? 'in the middle of the headers' : 'without an answer';
        this.problem = { code: 'connectionLost', message: `closed the connection ${what}` };
      }
      return;
    }
    const { kind } = this.facts.framing;
    if (kind === 'length') {
      this.truncated = true;
      this.note('content-length-too-large');
    } else if (kind === 'chunked') {
      this.truncated = !this.#chunked!.allData;
      this.note('chunked-without-end');
    } else if (reset) this.note('reset-after-reply');
    this.done = true;
  }

  #pushHead(bytes: Buffer): void {
    let from = 0;
    while (bytes[from] === 13 || bytes[from] === 10) from++;
    if (from > 0 && from < bytes.length) this.note('blank-line-before-status');
    const end = headEnd(bytes, from);
    if (end === undefined) {
      this.#unread = bytes;
      const came = bytes.length - from;
      if (this.#headBytes + came > this.#limits.headers) this.#tooManyHeaders();
      else if (came > 0 && !startsLikeHttp(bytes.subarray(from))) this.#notHttp(bytes.subarray(from));
      return;
    }
    this.#unread = undefined;
    this.#headBytes += end.lines - from;
    if (this.#headBytes > this.#limits.headers) return this.#tooManyHeaders();
    const head = readHead(bytes.toString('latin1', from, end.lines), this.note);
    if (!head) return this.#notHttp(bytes.subarray(from));
    const rest = end.next < bytes.length ? bytes.subarray(end.next) : undefined;
    if (head.status < 200 && head.status !== 101) {
      if (head.status === 100) this.note('unasked-continue');
      if (rest) this.#pushHead(rest);
      return;
    }
    this.head = head;
    const facts = readBodyFacts(head, this.#method, this.note);
    if ('problem' in facts) {
      this.problem = {
        code: 'badHttp',
        message: `sent a reply whose end cannot be known (${facts.problem}): correct its Content-Length`,
      };
      return;
    }
    this.facts = facts;
    this.#beginBody(facts);
    if (rest && !this.problem) this.#pushBody(rest);
  }

  #beginBody({ framing, announced }: BodyFacts): void {
    if (framing.kind === 'none') {
      this.done = true;
      // its body may be on the way: whatever is read next here would be taken for the next reply
      this.dirty = this.head!.status === 204 && announced;
    } else if (framing.kind === 'chunked') this.#chunked = new ChunkedDecoder();
    else if (framing.kind === 'length') {
      this.#left = framing.length;
      this.done = framing.length === 0;
      if (framing.length > this.#limits.body) this.#tooLarge(`announced a body of ${framing.length} bytes`);
    }
  }

  #pushBody(bytes: Buffer): void {
    switch (this.facts!.framing.kind) {
      case 'none':
        return this.#behind(bytes, 'body-not-allowed');
      case 'close':
        return this.#take(bytes);
      case 'length': {
        if (this.done) return this.#behind(bytes, 'content-length-too-small');
        const body = bytes.length > this.#left ? bytes.subarray(0, this.#left) : bytes;
        this.#take(body);
        this.#left -= body.length;
        this.done = this.#left === 0;
        if (body.length < bytes.length) this.#behind(bytes.subarray(body.length), 'content-length-too-small');
        return;
      }
      case 'chunked': {
        const decoder = this.#chunked!;
        const behind = decoder.push(bytes, data => this.#take(data));
        if (decoder.problem) {
          this.problem = {
            code: 'badHttp',
            message: `sent broken chunked coding (${decoder.problem}): correct its Transfer-Encoding`,
          };
        } else if (decoder.done) {
          this.done = true;
          if (behind > 0) this.#behind(bytes.subarray(bytes.length - behind), 'bytes-after-body');
        }
      }
    }
  }

  /**
   * Bytes behind the end of the reply, in the same read: nothing else was asked on this connection, so they
   * belong to it. Lengths counted in characters instead of bytes look like this.
   */
  #behind(bytes: Buffer, code: 'content-length-too-small' | 'body-not-allowed' | 'bytes-after-body'): void {
    if (isLineEnd(bytes)) return this.note('line-end-after-body');
    this.note(code);
    this.dirty = true;
    if (code !== 'bytes-after-body') this.#take(bytes);
  }

  #take(data: Buffer): void {
    const room = this.#limits.body - this.#size;
    this.#chunks.push(data.length > room ? data.subarray(0, room) : data);
    this.#size += Math.min(data.length, room);
    if (data.length > room) this.#tooLarge('sent a body without end');
  }

  #tooLarge(what: string): void {
    this.problem = {
      code: 'tooLarge',
      message: `${what}, more than the ${this.#limits.body} bytes that are read of a reply: look at what the device sends`,
    };
  }

  #tooManyHeaders(): void {
    this.problem = {
      code: 'tooLarge',
      message: `sent more than ${this.#limits.headers} bytes of headers, which is more than is read of a reply: look at what the device sends`,
    };
  }

  #notHttp(start: Buffer): void {
    this.problem = { code: 'badHttp', message: whatItIs(start) };
  }
}

/** Where the header lines end and where the bytes behind the blank line start. */
function headEnd(bytes: Buffer, from: number): { lines: number; next: number } | undefined {
  const crlf = bytes.indexOf('\n\r\n', from, 'latin1');
  const lf = (crlf < 0 ? bytes : bytes.subarray(0, crlf + 1)).indexOf('\n\n', from, 'latin1');
  if (lf >= 0) return { lines: lf + 1, next: lf + 2 };
  return crlf < 0 ? undefined : { lines: crlf + 1, next: crlf + 3 };
}

function startsLikeHttp(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 5) === 'HTTP/'.slice(0, bytes.length);
}

function isLineEnd(bytes: Buffer): boolean {
  return bytes.length <= 4 && bytes.every(byte => byte === 13 || byte === 10);
}

function whatItIs(start: Buffer): string {
  const text = start.toString('latin1', 0, 60);
  if (/^RTSP\//.test(text)) {
    return 'answers in RTSP, the protocol of video streams, not in HTTP: use the port of its web service, often 80';
  }
  if (start[0] === 0x15 || start[0] === 0x16) return 'answers in TLS: write https:// instead of http://';
  if (/^HTTP\//.test(text)) return 'sent a status line that cannot be read: correct it as “HTTP/1.1 200 OK”';
  const shown = text
    .split(/[\r\n]/)[0]!
    .replace(/[^\x20-\x7e]/g, '·')
    .slice(0, 40);
  return `does not speak HTTP there (it said “${shown}”): check the port`;
}
