import fs from 'node:fs';
import path from 'node:path';
import type { HttpReply, HttpRequest, HttpResult, Transport } from '../../../src/onvif/http/transport';

/**
 * Replies of devices as files, each with one quirk and named after it:
 *
 *     # what it shows, in one line or more
 *     HTTP/1.1 200 OK
 *     Content-Type: application/soap+xml; charset=utf-8
 *
 *     body
 *
 * A line `# body: escaped` says that `\0`, `\xNN`, `\r` and `\n` in the body stand for those bytes and that line ends
 * of the file are none; `# body: truncated` says that the connection ended before the body was whole.
 */
export interface CannedReply {
  readonly title: string;
  readonly reply: HttpReply;
}

const folder = path.join(process.cwd(), 'test', 'fixtures', 'replies');

export function cannedNames(): string[] {
  return fs
    .readdirSync(folder)
    .filter(name => name.endsWith('.http'))
    .map(name => name.slice(0, -'.http'.length))
    .sort();
}

export function cannedReply(name: string): CannedReply {
  const text = fs.readFileSync(path.join(folder, `${name}.http`), 'utf8').replaceAll('\r\n', '\n');
  const lines = text.split('\n');
  const comments = lines.slice(
    0,
    lines.findIndex(line => !line.startsWith('#')),
  );
  const [statusLine = '', ...rest] = lines.slice(comments.length);
  const status = /^HTTP\/1\.1 (\d{3}) ?(.*)$/.exec(statusLine);
  const headersEnd = rest.indexOf('');
  if (!status || headersEnd < 0 || comments.length === 0)
    throw new Error(`${name}.http is not in the form of a canned reply`);
  const directives = comments
    .filter(line => line.startsWith('# body: '))
    .map(line => line.slice('# body: '.length));
  const headers = rest.slice(0, headersEnd).map(line => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const body = rest.slice(headersEnd + 1).join('\n');
  return {
    title: comments
      .filter(line => !line.startsWith('# body: '))
      .map(line => line.slice(2))
      .join(' '),
    reply: {
      status: Number(status[1]),
      reason: status[2] ?? '',
      headers,
      body: directives.includes('escaped') ? unescaped(body) : Buffer.from(body),
      truncated: directives.includes('truncated'),
      reused: false,
      findings: [],
    },
  };
}

function unescaped(body: string): Uint8Array {
  const bytes = body
    .replaceAll('\n', '')
    .replace(/\\(?:x([0-9a-f]{2})|([0rn\\]))/g, (_, hex: string | undefined, short: string) =>
      hex === undefined
        ? { '0': '\0', r: '\r', n: '\n', '\\': '\\' }[short]!
        : String.fromCharCode(parseInt(hex, 16)),
    );
  return Buffer.from(bytes, 'latin1');
}

/** A transport without a network: answers what it is told to, and remembers what it was sent. */
export class CannedTransport implements Transport {
  readonly sent: HttpRequest[] = [];
  readonly #answer: (request: HttpRequest, count: number) => HttpReply | HttpResult;

  /** `answer` is called with the request and how many there were before. */
  constructor(answer: (request: HttpRequest, count: number) => HttpReply | HttpResult) {
    this.#answer = answer;
  }

  send(request: HttpRequest): Promise<HttpResult> {
    const answer = this.#answer(request, this.sent.length);
    this.sent.push(request);
    return Promise.resolve('kind' in answer ? answer : { kind: 'reply', reply: answer, timing: { end: 1 } });
  }

  dispose(): void {}
}
