import assert from 'node:assert/strict';
import { ReplyParser } from '../../../src/onvif/http/replyParser';
import { defaultLimits } from '../../../src/onvif/http/transport';

interface Read {
  readonly status: number | undefined;
  readonly body: string;
  readonly done: boolean;
  readonly reusable: boolean;
  readonly truncated: boolean;
  readonly findings: readonly string[];
  readonly problem: string | undefined;
}

/** Feeds a reply in pieces of `step` bytes; `ended` by FIN afterwards. */
function read(reply: string, { step = Infinity, ended = false, method = 'POST' } = {}): Read {
  const parser = new ReplyParser(method, defaultLimits);
  const bytes = Buffer.from(reply, 'latin1');
  for (let at = 0; at < bytes.length; at += step) parser.push(bytes.subarray(at, at + step));
  if (ended) parser.end(false);
  return {
    status: parser.head?.status,
    body: parser.body.toString('latin1'),
    done: parser.done,
    reusable: parser.done && parser.reusable,
    truncated: parser.truncated,
    findings: parser.findings.map(each => each.code),
    problem: parser.problem && `${parser.problem.code}: ${parser.problem.message}`,
  };
}

describe('a reply', () => {
  const whole = [
    ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc', 'abc'],
    [
      'in chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n001\r\nc\r\n0\r\nT: 1\r\n\r\n',
      'abc',
    ],
    ['without a body', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', ''],
    [
      'behind an early hint',
      'HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc',
      'abc',
    ],
    ['with LF alone', 'HTTP/1.1 200 OK\nContent-Length: 10\n\na\r\n\r\nb\r\n\r\n', 'a\r\n\r\nb\r\n\r\n'],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 3\r\n\r\nabc', 'abc'],
  ] as const;

  for (const [how, reply, body] of whole) {
    it(`${how} is the same however it is cut`, () => {
      const at = read(reply);
      assert.equal(at.body, body);
      assert.equal(at.status, 200);
      assert.equal(at.reusable, true);
      for (const step of [1, 2, 3, 7, 20]) assert.deepEqual(read(reply, { step }), at, `in steps of ${step}`);
    });
  }

  it('is not done before its last byte', () => {
    for (const [, reply] of whole) assert.equal(read(reply.slice(0, -1)).done, false, reply);
  });

  it('without a length lasts until the connection ends', () => {
    const open = read('HTTP/1.1 200 OK\r\n\r\nabc');
    assert.equal(open.done, false);
    const ended = read('HTTP/1.1 200 OK\r\n\r\nabc', { ended: true });
    assert.deepEqual([ended.done, ended.body, ended.reusable, ended.truncated], [true, 'abc', false, false]);
  });

  it('to HEAD, and with 204 and 304, has no body whatever it announces', () => {
    for (const [method, status] of [
      ['HEAD', 200],
      ['POST', 304],
      ['POST', 204],
    ] as const) {
      const at = read(`HTTP/1.1 ${status} X\r\nContent-Length: 3\r\n\r\n`, { method });
      assert.equal(at.done, true);
      // the body that 204 must not have may still be on its way
      assert.equal(at.reusable, status !== 204);
    }
  });

  it('with a length that is no number is read until the end', () => {
    const at = read('HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc', { ended: true });
    assert.deepEqual([at.body, at.findings], ['abc', ['bad-content-length']]);
  });

  it('with two different lengths has no known end', () => {
    const at = read('HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd');
    assert.match(at.problem ?? '', /^badHttp: .*two different lengths, 3 and 4.*correct its Content-Length/);
  });

  it('with broken chunks says what is broken, and keeps what came', () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    const size = read(`${head}2\r\nab\r\nxyz\r\n`);
    assert.match(size.problem ?? '', /^badHttp: .*“xyz” where a chunk size belongs/);
    assert.equal(size.body, 'ab');
    assert.match(read(`${head}2\r\nabc\r\n`).problem ?? '', /between the end of a chunk and its line end/);
    assert.match(read(`${head}${'1'.repeat(9000)}`).problem ?? '', /a line that never ends/);
  });

  it('keeps header names and values as they came, folded lines joined, lines without a colon left out', () => {
    const parser = new ReplyParser('POST', defaultLimits);
    parser.push(
      Buffer.from(
        'HTTP/1.1 200 \r\nx-A:  b\xa0 \r\n\tc\r\nnonsense\r\nX-a:\r\nContent-Length: 0\r\n\r\n',
        'latin1',
      ),
    );
    assert.deepEqual(parser.head?.headers, [
      ['x-A', 'b\xa0 c'],
      ['X-a', ''],
      ['Content-Length', '0'],
    ]);
    assert.deepEqual(
      parser.findings.map(each => each.code),
      ['folded-header', 'header-without-colon'],
    );
  });

  it('after blank lines is read, and a second one behind it is not mixed in', () => {
    const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na';
    assert.deepEqual(read(`\r\n\r\n${ok}`).findings, ['blank-line-before-status']);
    const chunked = read('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nHTTP/1.1');
    assert.deepEqual([chunked.body, chunked.reusable, chunked.findings], ['a', false, ['bytes-after-body']]);
  });

  it('survives any bytes', () => {
    let seed = 1;
    const random = () => (seed = (seed * 48271) % 0x7fffffff) / 0x7fffffff;
    for (let round = 0; round < 3000; round++) {
      const [, reply] = whole[round % whole.length]!;
      const bytes = [...reply];
      for (let change = 0; change < 3; change++) {
        const at = Math.floor(random() * bytes.length);
        bytes.splice(at, Math.floor(random() * 3), String.fromCharCode(Math.floor(random() * 256)));
      }
      const at = read(bytes.join(''), { step: 1 + Math.floor(random() * 40), ended: true });
      assert.ok(at.done !== (at.problem !== undefined), JSON.stringify(at));
    }
  });
});
