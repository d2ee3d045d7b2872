import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { HttpResult } from '../../../src/onvif/http/transport';
import { FakeClock } from '../../support/fakeClock';
import { bodyOf, failureOf, post, TransportHarness } from '../../support/transportHarness';

describe('a call', () => {
  const harness = new TransportHarness();
  afterEach(() => harness.end());

  describe('ends in time', () => {
    const limit = 60;
    /** The result, once it came within 20 ms of a bare timer of `due` that was set together with the call. */
    const late = async (call: Promise<HttpResult>, due: number) => {
      const fired = pause(due).then(() => performance.now());
      const result = await call;
      const at = performance.now();
      const over = at - (await fired);
      assert.ok(Math.abs(over) < 20, `${over.toFixed(1)} ms late`);
      return result;
    };

    it('when no headers come', async () => {
      const server = await harness.serve(() => {});
      const call = harness.transport().send(post(server.url, { timeouts: { headers: limit } }));
      failureOf(await late(call, limit), 'timeout', /did not answer within 60 ms \(headers timeout\)/);
    });

    it('when the body stops, with what had come of it', async () => {
      const server = await harness.serve(({ socket }) =>
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart'),
      );
      const call = harness.transport().send(post(server.url, { timeouts: { idle: limit } }));
      const result = failureOf(await late(call, limit), 'timeout', /sent nothing for 60 ms \(idle timeout\)/);
      assert.equal(Buffer.from(result.partial?.body ?? '').toString(), 'part');
      assert.equal(result.partial?.truncated, true);
    });

    it('when a body drips, by the total', async () => {
      const server = await harness.serve(({ socket }) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        const timer = setInterval(() => socket.write('.'), 10);
        socket.on('close', () => clearInterval(timer));
      });
      const call = harness.transport().send(post(server.url, { timeouts: { idle: 40, total: 120 } }));
      failureOf(await late(call, 120), 'timeout', /longer than 120 ms in all \(total timeout\)/);
    });

    it('when a TLS handshake is not answered, by the connect limit', async () => {
      const server = await harness.serve(() => {});
      const url = server.url.replace('http:', 'https:');
      const call = harness.transport().send(post(url, { timeouts: { connect: limit } }));
      failureOf(
        await late(call, limit),
        'timeout',
        /did not finish the TLS handshake within 60 ms \(connect timeout\)/,
      );
    });

    it('when it is cancelled: before the start, in the handshake, before the headers, in the body', async () => {
      const silent = await harness.serve(() => {});
      const stuck = await harness.serve(({ socket }) =>
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart'),
      );
      const transport = harness.transport();
      const early = await transport.send(post(silent.url, { signal: AbortSignal.abort() }));
      failureOf(early, 'cancelled', /cancelled before the answer came/);
      assert.equal(silent.connections(), 0);
      for (const url of [silent.url.replace('http:', 'https:'), silent.url, stuck.url]) {
        const call = transport.send(post(url, { signal: AbortSignal.timeout(limit) }));
        failureOf(await late(call, limit), 'cancelled', /./);
      }
    });

    it('and leaves no timer behind', async () => {
      const clock = new FakeClock();
      const server = await harness.serve(({ socket }) => socket.end(`HTTP/1.0 200 OK\r\n\r\nok`));
      const transport = harness.transport({ clock });
      bodyOf(await transport.send(post(server.url)));
      const aborted = new AbortController();
      const call = transport.send(post(server.url, { signal: aborted.signal }));
      aborted.abort();
      await call;
      assert.equal(clock.pending, 0);
    });
  });

  describe('takes no more than it should', () => {
    it('of a body that is announced, of one that never ends, of headers', async () => {
      let written = 0;
      const answers = [
        'HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n',
        `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(2000)}`,
        `HTTP/1.1 200 OK\r\nA: ${'x'.repeat(2000)}\r\n\r\n`,
        `HTTP/1.1 200 OK\r\nA: ${'x'.repeat(2000)}`,
      ];
      const server = await harness.serve(({ socket }) => socket.write(answers[written++]!));
      const transport = harness.transport();
      const request = post(server.url, { limits: { body: 1000, headers: 1000 }, timeouts: { total: 500 } });
      failureOf(
        await transport.send(request),
        'tooLarge',
        /announced a body of 100000000 bytes.*the 1000 bytes that are read/,
      );
      const endless = failureOf(
        await transport.send(request),
        'tooLarge',
        /body without end.*the 1000 bytes that are read/,
      );
      assert.equal(endless.partial?.body.length, 1000);
      failureOf(await transport.send(request), 'tooLarge', /more than 1000 bytes of headers/);
      failureOf(await transport.send(request), 'tooLarge', /more than 1000 bytes of headers/);
    });

    it('of a small body that unpacks to a large one', async () => {
      const bomb = gzipSync(Buffer.alloc(100_000));
      const server = await harness.serve(({ socket }) => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`);
        socket.write(bomb);
      });
      const result = await harness.transport().send(post(server.url, { limits: { body: 10_000 } }));
      failureOf(result, 'tooLarge', /more than 10000 bytes once unpacked/);
    });

    it('for gzip what only says so', async () => {
      const server = await harness.serve(({ socket }) =>
        socket.write('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n<a/>'),
      );
      const result = await harness.transport().send(post(server.url));
      assert.equal(bodyOf(result), '<a/>');
      assert.ok(result.kind === 'reply');
      assert.deepEqual(
        result.reply.findings.map(each => each.code),
        ['bad-compression'],
      );
    });
  });
});
