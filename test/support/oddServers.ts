import { gzipSync } from 'node:zlib';
import type { RawRequest } from './rawServer';

/** A server with one oddity, seen or to be expected on devices, and what a client must make of every call. */
export interface OddServer {
  readonly name: string;
  answer(request: RawRequest): void;
  readonly expected: Expectation;
  /** Milliseconds to wait between two calls. */
  readonly pause?: number;
}

export interface Expectation {
  /** 200 unless told. */
  readonly status?: number;
  /** The whole of `reply` unless told. */
  readonly body?: string;
  readonly truncated?: boolean;
  /** Codes of findings that must be told with at least one of the calls; no others may be, but `perhaps`. */
  readonly findings?: readonly string[];
  /** A finding that depends on which packet is read first. */
  readonly perhaps?: string;
  /** A header that must have come through, as a byte string, with all its values. */
  readonly header?: readonly [name: string, ...values: string[]];
  /** There is no reply, but an error whose code is `badHttp` and whose sentence matches. */
  readonly error?: RegExp;
}

/** What a client made of one call, whichever client. */
export type OddAnswer =
  | {
      readonly status: number;
      readonly body: string;
      readonly truncated: boolean;
      /** All values of a header, as byte strings. */
      readonly values: (name: string) => readonly string[];
    }
  | { readonly error: string };

/** How an answer is not what it should be; undefined when it is. */
export function deviationOf(answer: OddAnswer, expected: Expectation): string | undefined {
  if ('error' in answer) {
    return expected.error?.test(answer.error) ? undefined : `failed: ${answer.error}`;
  }
  if (expected.error) return 'was taken for a reply';
  if (answer.status !== (expected.status ?? 200)) return `status ${answer.status}`;
  if (answer.body !== (expected.body ?? reply)) return `a body of ${answer.body.length} characters`;
  if (answer.truncated !== (expected.truncated ?? false)) return `truncated ${answer.truncated}`;
  const [name, ...values] = expected.header ?? ['Server'];
  const came = answer.values(name);
  if (expected.header && came.join('|') !== values.join('|')) return `${name}: ${came.join(' | ')}`;
  return undefined;
}

export const reply =
  '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>' +
  '<GetHostnameResponse xmlns="http://www.onvif.org/ver10/device/wsdl"><HostnameInformation><Name xmlns="http://www.onvif.org/ver10/schema">t\u00fcr</Name></HostnameInformation></GetHostnameResponse>' +
  '</s:Body></s:Envelope>';

const bytes = Buffer.from(reply);
const length = bytes.length;
const type = 'Content-Type: application/soap+xml; charset=utf-8\r\n';
const size = `Content-Length: ${length}\r\n`;
const chunked = 'Transfer-Encoding: chunked\r\n';

/** Head as a byte string, then body; `then` when the system has both. */
function say({ socket }: RawRequest, head: string, body: Buffer | string = bytes, then?: () => void): void {
  const tail = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
  socket.write(Buffer.concat([Buffer.from(head, 'latin1'), tail]), then);
}

function says(head: string, body: Buffer | string = bytes): OddServer['answer'] {
  return request => say(request, head, body);
}

function saysAndEnds(head: string, body: Buffer | string = bytes): OddServer['answer'] {
  return request => say(request, head, body, () => request.socket.end());
}

/** The reply in three chunks, without the last one. */
function chunks(): string {
  return [bytes.subarray(0, 10), bytes.subarray(10, 100), bytes.subarray(100)]
    .map(part => `${part.length.toString(16)}\r\n${part.toString('latin1')}\r\n`)
    .join('');
}

/** The thirty servers. */
export const oddServers: readonly OddServer[] = [
  { name: 'plain HTTP/1.1', answer: says(`HTTP/1.1 200 OK\r\n${type}${size}\r\n`), expected: {} },
  {
    name: 'HTTP/1.0, closing without a length',
    answer: saysAndEnds(`HTTP/1.0 200 OK\r\n${type}\r\n`),
    expected: {},
  },
  {
    name: 'HTTP/1.0 with a length and keep-alive',
    answer: says(`HTTP/1.0 200 OK\r\n${type}${size}Connection: keep-alive\r\n\r\n`),
    expected: {},
  },
  {
    name: 'HTTP/1.1 without a length and without Connection, closed at the end',
    answer: saysAndEnds(`HTTP/1.1 200 OK\r\n${type}\r\n`),
    expected: {},
  },
  {
    name: 'a length, then a silent FIN',
    answer: saysAndEnds(`HTTP/1.1 200 OK\r\n${type}${size}\r\n`),
    expected: { perhaps: 'kept-connection-closed' },
  },
  {
    name: 'a length, then RST',
    answer: request =>
      say(request, `HTTP/1.1 200 OK\r\n${type}${size}\r\n`, bytes, () => request.socket.resetAndDestroy()),
    expected: { perhaps: 'kept-connection-closed' },
  },
  {
    name: 'closes when the second request arrives on a kept connection',
    answer: request => {
      if (request.nth > 1) request.socket.destroy();
      else say(request, `HTTP/1.1 200 OK\r\n${type}${size}\r\n`);
    },
    expected: { findings: ['kept-connection-closed'] },
  },
  {
    name: 'Keep-Alive: timeout=1 and FIN after one second',
    answer: request => {
      say(request, `HTTP/1.1 200 OK\r\n${type}${size}Keep-Alive: timeout=1\r\n\r\n`);
      setTimeout(() => request.socket.end(), 1000).unref();
    },
    expected: {},
    pause: 1000,
  },
  {
    name: 'chunked',
    answer: says(`HTTP/1.1 200 OK\r\n${type}${chunked}\r\n`, `${chunks()}0\r\n\r\n`),
    expected: {},
  },
  {
    name: 'chunked with trailers',
    answer: says(
      `HTTP/1.1 200 OK\r\n${type}${chunked}Trailer: X-Sum\r\n\r\n`,
      `${chunks()}0\r\nX-Sum: 1\r\n\r\n`,
    ),
    expected: {},
  },
  {
    name: 'chunked without the last chunk, then FIN',
    answer: saysAndEnds(`HTTP/1.1 200 OK\r\n${type}${chunked}\r\n`, chunks()),
    expected: { truncated: true, findings: ['chunked-without-end'] },
  },
  {
    name: 'chunked and Content-Length together',
    answer: says(`HTTP/1.1 200 OK\r\n${type}Content-Length: 5\r\n${chunked}\r\n`, `${chunks()}0\r\n\r\n`),
    expected: { findings: ['chunked-and-content-length'] },
  },
  {
    name: 'two equal Content-Length',
    answer: says(`HTTP/1.1 200 OK\r\n${type}${size}${size}\r\n`),
    expected: { findings: ['repeated-content-length'] },
  },
  {
    name: 'Content-Length too large, then FIN',
    answer: saysAndEnds(`HTTP/1.1 200 OK\r\n${type}Content-Length: ${length + 30}\r\n\r\n`),
    expected: { truncated: true, findings: ['content-length-too-large'] },
  },
  {
    name: 'Content-Length too small',
    answer: says(`HTTP/1.1 200 OK\r\n${type}Content-Length: ${length - 12}\r\n\r\n`),
    expected: { findings: ['content-length-too-small'] },
  },
  {
    name: 'a stray CRLF after the body',
    answer: says(`HTTP/1.1 200 OK\r\n${type}${size}\r\n`, Buffer.concat([bytes, Buffer.from('\r\n')])),
    expected: { findings: ['line-end-after-body'] },
  },
  {
    name: 'LF-only lines',
    answer: says(`HTTP/1.1 200 OK\r\n${type}${size}\r\n`.replaceAll('\r', '')),
    expected: { findings: ['bare-line-feed'] },
  },
  {
    name: 'no reason phrase',
    answer: says(`HTTP/1.1 200\r\n${type}${size}\r\n`),
    expected: { findings: ['status-line-shape'] },
  },
  {
    name: 'a blank before the colon',
    answer: says(`HTTP/1.1 200 OK\r\n${type}Content-Length : ${length}\r\n\r\n`),
    expected: { findings: ['blank-before-colon'] },
  },
  {
    name: 'a Latin-1 byte in a header',
    answer: says(`HTTP/1.1 200 OK\r\n${type}Server: T\u00fcr\r\n${size}\r\n`),
    expected: { header: ['Server', 'T\u00fcr'] },
  },
  {
    name: 'a control byte in a header value',
    answer: says(`HTTP/1.1 200 OK\r\n${type}Server: a\x01b\r\n${size}\r\n`),
    expected: { findings: ['control-byte-in-header'], header: ['Server', 'a\x01b'] },
  },
  {
    name: 'a folded header line',
    answer: says(`HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml;\r\n charset=utf-8\r\n${size}\r\n`),
    expected: {
      findings: ['folded-header'],
      header: ['Content-Type', 'application/soap+xml; charset=utf-8'],
    },
  },
  {
    name: '20 KB of headers',
    answer: says(`HTTP/1.1 200 OK\r\n${type}${`X-Fill: ${'x'.repeat(1000)}\r\n`.repeat(20)}${size}\r\n`),
    expected: {},
  },
  {
    name: 'an unasked 100 Continue',
    answer: says(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n${type}${size}\r\n`),
    expected: { findings: ['unasked-continue'] },
  },
  {
    name: '103 Early Hints',
    answer: says(
      `HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\n${type}${size}\r\n`,
    ),
    expected: {},
  },
  {
    name: 'HTTP/1.2',
    answer: says(`HTTP/1.2 200 OK\r\n${type}${size}\r\n`),
    expected: { findings: ['http-version'] },
  },
  {
    name: 'an RTSP-like status line',
    answer: says(`RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n`, ''),
    expected: { error: /RTSP.*port/ },
  },
  {
    name: 'gzip though not asked for',
    answer: says(
      `HTTP/1.1 200 OK\r\n${type}Content-Encoding: gzip\r\nContent-Length: ${gzipSync(bytes).length}\r\n\r\n`,
      gzipSync(bytes),
    ),
    expected: { findings: ['gzip-not-asked-for'] },
  },
  {
    name: '204 with a body',
    answer: says(`HTTP/1.1 204 No Content\r\n${type}${size}\r\n`),
    expected: { status: 204, findings: ['body-not-allowed'] },
  },
  {
    name: 'two WWW-Authenticate lines',
    answer: says(
      `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="a, b", nonce="1"\r\n` +
        `WWW-Authenticate: Basic realm="c"\r\n${type}${size}\r\n`,
    ),
    expected: {
      status: 401,
      header: ['WWW-Authenticate', 'Digest realm="a, b", nonce="1"', 'Basic realm="c"'],
    },
  },
];
