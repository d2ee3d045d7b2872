import assert from 'node:assert/strict';
import { OnvifError } from '../../../src/onvif/base/onvifError';
import { RecentExchanges } from '../../../src/extension/calls/recentExchanges';
import type { Exchange } from '../../../src/onvif/soap/exchange';

function exchange(bytes: number): Exchange {
  const error = new OnvifError('timeout', 'Too slow.');
  const attempt = {
    method: 'POST',
    url: 'http://192.0.2.1/',
    requestHeaders: [],
    requestBody: new Uint8Array(bytes),
    auth: 'none' as const,
    result: { kind: 'failure' as const, error, timing: { end: 1 } },
  };
  return {
    id: '1',
    origin: 'user',
    url: attempt.url,
    startedAt: 0,
    duration: 1,
    attempts: [attempt],
    outcome: { kind: 'failure', error },
    findings: [],
  };
}

function keptOf(limits: { count: number; bytes: number }, ...sizes: number[]): string {
  const recent = new RecentExchanges(limits);
  sizes.forEach((size, at) => recent.add(`${at}`, exchange(size)));
  return sizes.flatMap((_, at) => (recent.has(`${at}`) ? [at] : [])).join(' ');
}

describe('the calls that can be opened again', () => {
  it('are the latest, up to a number', () => {
    assert.equal(keptOf({ count: 3, bytes: 1000 }, 1, 1, 1, 1, 1), '2 3 4');
  });

  it('are no more than fit in memory together', () => {
    assert.equal(keptOf({ count: 10, bytes: 100 }, 60, 40), '0 1');
    assert.equal(keptOf({ count: 10, bytes: 100 }, 60, 40, 1), '1 2');
  });

  it('have the latest among them, however large', () => {
    assert.equal(keptOf({ count: 10, bytes: 100 }, 60, 500), '1');
    assert.equal(keptOf({ count: 10, bytes: 100 }, 60, 500, 50), '2');
  });
});
