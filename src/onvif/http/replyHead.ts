import type { ReplyFindingCode } from './replyFindings';
import type { HeaderList } from './transport';

export interface ReplyHead {
  /** 1.0 devices close after each reply unless they say otherwise. */
  readonly oldVersion: boolean;
  readonly status: number;
  readonly reason: string;
  readonly headers: HeaderList;
}

/** How the end of the body is told (RFC 9112 6.3). `none`: the status has no body. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' };

const statusLine = /^HTTP\/(\d+)(?:\.(\d+))?[ \t]+(\d{3})(?:([ \t])(.*))?$/;
const fieldName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const controlByte = /[\x00-\x08\x0a-\x1f\x7f]/;

/**
 * Reads status line and headers: `text` is the head with every line end but without the blank line, as a byte
 * string. Undefined when the first line is no HTTP status line. Deviations go to `note`.
 */
export function readHead(text: string, note: (code: ReplyFindingCode) => void): ReplyHead | undefined {
  let status: RegExpExecArray | undefined;
  const headers: [string, string][] = [];
  for (let at = 0; at < text.length;) {
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    let stop = end;
    if (text.charCodeAt(stop - 1) === 13) stop--;
    else note('bare-line-feed');
    const line = text.slice(at, stop);
    at = end + 1;
    if (status) readField(line, headers, note);
    else {
      status = statusLine.exec(line) ?? undefined;
      if (!status) return undefined;
    }
  }
  if (!status) return undefined;
  const [, major, minor, code, blank, reason = ''] = status;
  if (major !== '1' || (minor !== '1' && minor !== '0')) note('http-version');
  if (blank === undefined) note('status-line-shape');
  return { oldVersion: major === '1' && minor === '0', status: Number(code), reason, headers };
}

function readField(line: string, headers: [string, string][], note: (code: ReplyFindingCode) => void): void {
  const first = line.charCodeAt(0);
  const previous = headers[headers.length - 1];
  if ((first === 32 || first === 9) && previous) {
    note('folded-header');
    previous[1] = `${previous[1]} ${line.trim()}`.trim();
    return;
  }
  const colon = line.indexOf(':');
  if (colon <= 0) return note('header-without-colon');
  let name = line.slice(0, colon);
  if (!fieldName.test(name)) {
    if (/[ \t]$/.test(name)) note('blank-before-colon');
    name = name.trim();
    if (!fieldName.test(name)) note('header-name');
  }
  const value = trimBlanks(line, colon + 1);
  if (controlByte.test(value)) note('control-byte-in-header');
  headers.push([name, value]);
}

/** The rest of the line without blanks at its ends; `trim` would also take no-break spaces (0xA0). */
function trimBlanks(line: string, from: number): string {
  let to = line.length;
  while (from < to && isBlank(line.charCodeAt(from))) from++;
  while (to > from && isBlank(line.charCodeAt(to - 1))) to--;
  return line.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** All that the headers say about the body and the connection. */
export interface BodyFacts {
  readonly framing: Framing;
  /** The headers promise body bytes, whatever the status allows. */
  readonly announced: boolean;
  readonly keepAlive: boolean;
  /** Milliseconds the device says it keeps an idle connection. */
  readonly keepAliveFor?: number;
  /** In the order they were applied, lower case, without `chunked` and `identity`. */
  readonly codings: readonly string[];
}

/** Reads the framing headers, or says why the end of the body cannot be known. */
export function readBodyFacts(
  head: ReplyHead,
  method: string,
  note: (code: ReplyFindingCode) => void,
): BodyFacts | { readonly problem: string } {
  let length: string | undefined;
  let transfer = '';
  let content = '';
  let connection = '';
  let hint: string | undefined;
  for (const [name, value] of head.headers) {
    switch (name.toLowerCase()) {
      case 'content-length':
        for (const each of value.split(',')) {
          const digits = each.trim();
          if (length === undefined) length = digits;
          else if (length === digits) note('repeated-content-length');
          else return { problem: `two different lengths, ${length} and ${digits}` };
        }
        break;
      case 'transfer-encoding':
        transfer += `,${value.toLowerCase()}`;
        break;
      case 'content-encoding':
        content += `,${value.toLowerCase()}`;
        break;
      case 'connection':
        connection += `,${value.toLowerCase()}`;
        break;
      case 'keep-alive':
        hint = /timeout\s*=\s*"?(\d+)/i.exec(value)?.[1];
        break;
    }
  }
  const applied = `${content}${transfer}`.split(',').map(each => each.trim());
  const codings =
    content || transfer ? applied.filter(each => !/^(|identity|chunked)$/.test(each)) : noCodings;
  const framing = framingOf(head, method, length, transfer, note);
  const keepAlive =
    framing.kind !== 'close' &&
    (head.oldVersion ? connection.includes('keep-alive') : !connection.includes('close'));
  return {
    framing,
    announced: transfer.includes('chunked') || Number(length ?? 0) > 0,
    keepAlive,
    codings,
    ...(hint === undefined ? {} : { keepAliveFor: Number(hint) * 1000 }),
  };
}

const noCodings: readonly string[] = [];

function framingOf(
  head: ReplyHead,
  method: string,
  length: string | undefined,
  transfer: string,
  note: (code: ReplyFindingCode) => void,
): Framing {
  if (head.status < 200 || head.status === 204 || head.status === 304 || method === 'HEAD') {
    return { kind: 'none' };
  }
  if (transfer.includes('chunked')) {
    if (length !== undefined) note('chunked-and-content-length');
    return { kind: 'chunked' };
  }
  if (length === undefined) return { kind: 'close' };
  if (!/^\d{1,15}$/.test(length)) {
    note('bad-content-length');
    return { kind: 'close' };
  }
  return { kind: 'length', length: Number(length) };
}
