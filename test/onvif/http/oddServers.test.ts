import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { NodeTransport } from '../../../src/onvif/http/nodeTransport';
import { headersOf, type HttpRequest, type HttpResult } from '../../../src/onvif/http/transport';
import { deviationOf, oddServers, type OddAnswer } from '../../support/oddServers';
import { startRawServer } from '../../support/rawServer';

const callsEach = 3;

function answerOf(result: HttpResult): OddAnswer {
  if (result.kind === 'failure') {
    assert.equal(result.error.code, 'badHttp', result.error.message);
    return { error: result.error.message };
  }
  const { status, body, truncated, headers } = result.reply;
  return { status, body: Buffer.from(body).toString(), truncated, values: name => headersOf(headers, name) };
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
        for (const result of results) assert.equal(deviationOf(answerOf(result), odd.expected), undefined);
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
