import assert from 'node:assert/strict';
import { headerOf } from '../../src/onvif/http/transport';
import { loopbackTransport } from '../../src/simulator/loopbackTransport';
import { FakeClock } from '../support/fakeClock';
import { makeDevice } from './support/bench';

const get = (url: string, over: object = {}) => ({ method: 'GET', url, headers: [], ...over });

describe('loopbackTransport', () => {
  it('leads each authority to its device, the default port filled in', async () => {
    const [one, other] = [makeDevice(), makeDevice({ identity: { serialNumber: 'TEST0002' } })];
    const devices = new Map([
      ['one:80', one],
      ['[fe80::1]:8000', other],
    ]);
    const transport = loopbackTransport(authority => devices.get(authority), new FakeClock());
    for (const [url, device] of [
      ['http://ONE/', one],
      ['http://[fe80::1]:8000/', other],
    ] as const) {
      const result = await transport.send(get(url));
      assert.ok(result.kind === 'reply');
      assert.ok(new TextDecoder().decode(result.reply.body).includes(device.endpoint));
    }
    const nobody = await transport.send(get('http://two/'));
    assert.ok(nobody.kind === 'failure' && nobody.error.code === 'unreachable');
  });

  it('reports the first use of a connection and the next ones', async () => {
    const transport = makeDevice().transport();
    const reused = [];
    for (let i = 0; i < 3; i++) {
      const result = await transport.send(get('http://cam/'));
      assert.ok(result.kind === 'reply');
      reused.push(result.reply.reused);
      assert.equal(Number(headerOf(result.reply.headers, 'content-length')), result.reply.body.length);
    }
    assert.deepEqual(reused, [false, true, true]);
  });

  it('never rejects: a device that is down, a bad URL, a cancelled request, a closed transport', async () => {
    const device = makeDevice({ rebootDelay: 0, rebootTime: 1000 });
    const transport = device.transport();
    const codeOf = async (request: Parameters<typeof transport.send>[0]) => {
      const result = await transport.send(request);
      return result.kind === 'failure' ? result.error.code : 'reply';
    };
    assert.equal(await codeOf(get('nonsense')), 'invalidInput');
    assert.equal(await codeOf(get('http://cam/', { signal: AbortSignal.abort() })), 'cancelled');
    device.restart();
    await device.clock.advance(1);
    assert.equal(await codeOf(get('http://cam/')), 'unreachable');
    await device.clock.advance(1000);
    assert.equal(await codeOf(get('http://cam/')), 'reply');
    transport.dispose();
    assert.equal(await codeOf(get('http://cam/')), 'cancelled');
  });

  it('keeps the limits of a request: time for the headers, size of the body', async () => {
    const device = makeDevice({ quirks: ['slow'] });
    const transport = device.transport();
    const late = transport.send(get('http://cam/', { timeouts: { headers: 1000 } }));
    await device.clock.advance(1000);
    const result = await late;
    assert.ok(result.kind === 'failure' && result.error.code === 'timeout');
    assert.equal(result.timing.end, 1000);
    const large = makeDevice()
      .transport()
      .send(get('http://cam/', { limits: { body: 10 } }));
    const outcome = await large;
    assert.ok(outcome.kind === 'failure' && outcome.error.code === 'tooLarge');
  });

  it('ends at once when a waiting request is cancelled', async () => {
    const device = makeDevice({ quirks: ['slow'] });
    const abort = new AbortController();
    const waiting = device.transport().send(get('http://cam/', { signal: abort.signal }));
    await device.clock.advance(10);
    abort.abort();
    const result = await waiting;
    assert.ok(result.kind === 'failure' && result.error.code === 'cancelled');
    assert.equal(device.clock.pending, 0);
  });
});
