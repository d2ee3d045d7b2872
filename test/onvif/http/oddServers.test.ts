import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { NodeTransport } from '../../../src/onvif/http/nodeTransport';
import { headersOf, type HttpRequest, type HttpResult } from '../../../src/onvif/http/transport';
import { oddServers, reply, type Expectation } from '../../support/oddServers';
import { startRawServer } from '../../support/rawServer';

const callsEach = 3;

function check(result: HttpResult, expected: Expectation): void {
  if (expected.error) {
    assert.equal(result.kind, 'failure');
    assert.equal(result.error.code, 'badHttp');
    assert.match(result.error.message, expected.error);
    return;
  }
  assert.equal(result.kind, 'reply', result.kind === 'failure' ? result.error.message : '');
  assert.equal(result.reply.status, expected.status ?? 200);
  assert.equal(Buffer.from(result.reply.body).toString(), expected.body ?? reply);
  assert.equal(result.reply.truncated, expected.truncated ?? false);
  if (expected.header) {
    const [name, ...values] = expected.header;
    assert.deepEqual(headersOf(result.reply.headers, name), values);
  }
}

describe('odd servers', () => {
  it('are thirty', () => assert.equal(oddServers.length, 30));

  for (const odd of oddServers) {
    it(`are survived: ${odd.name}`, async () => {
      const server = await startRawServer(request => odd.answer(request));
      const transport = new NodeTransport({
        judgeCertificate: () => Promise.reject(new Error('no TLS here')),
      });
      const request: HttpRequest = {
        method: 'POST',
        url: server.url,
        headers: [['Content-Type', 'application/soap+xml; charset=utf-8']],
        body: Buffer.from('<a/>'),
        idempotent: true,
        timeouts: { headers: 2000, idle: 2000 },
      };
      try {
        const results: HttpResult[] = [];
        for (let call = 0; call < callsEach; call++) {
          if (call > 0 && odd.pause) await pause(odd.pause);
          results.push(await transport.send(request));
        }
        for (const result of results) check(result, odd.expected);
        const findings = results.flatMap(each => (each.kind === 'reply' ? each.reply.findings : []));
        const codes = new Set(findings.map(each => each.code));
        if (odd.expected.perhaps) codes.delete(odd.expected.perhaps);
        assert.deepEqual([...codes], odd.expected.findings ?? []);
        assert.equal(server.requests() >= callsEach, true);
      } finally {
        transport.dispose();
        await server.close();
      }
    }).timeout(10_000);
  }
});
