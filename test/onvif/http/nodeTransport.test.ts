import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { FakeClock } from '../../support/fakeClock';
import { startRawServer, type RawRequest } from '../../support/rawServer';
import { bodyOf, failureOf, okReply as ok, post, TransportHarness } from '../../support/transportHarness';

describe('the transport', () => {
  const harness = new TransportHarness();
  afterEach(() => harness.end());

  describe('sends', () => {
    it('exactly what it is given, with Host, Content-Length and Connection, and no Expect', async () => {
      const heads: string[] = [];
      const server = await harness.serve(({ socket, head, body }) => {
        heads.push(`${head}|${body.toString()}`);
        socket.write(ok);
      });
      const url = `http://127.0.0.1:${server.port}/onvif/../a//b;c?x=%7e&y="z"#fragment`;
      assert.equal(bodyOf(await harness.transport().send(post(url))), 'ok');
      assert.deepEqual(heads, [
        `POST /onvif/../a//b;c?x=%7e&y="z" HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n` +
          'Content-Type: application/soap+xml; charset=utf-8\r\nContent-Length: 4\r\nConnection: keep-alive|<a/>',
      ]);
    });

    it('nothing where a header or method would smuggle another line in', async () => {
      const server = await harness.serve(({ socket }) => socket.write(ok));
      const transport = harness.transport();
      for (const more of [
        { headers: [['A', 'b\r\nC: d']] as const },
        { headers: [['A b', 'c']] as const },
        { headers: [['A', '\u2028']] as const },
        { method: 'GET /x HTTP/1.1\r\nA: b\r\n\r\nGET' },
      ]) {
        failureOf(await transport.send(post(server.url, more)), 'invalidInput', /./);
      }
      assert.equal(server.connections(), 0);
    });

    it('over IPv6', async function () {
      const server = await harness.serve(({ socket }) => socket.write(ok), '::1').catch(() => undefined);
      if (!server) return this.skip(); // a machine without IPv6
      const result = await harness.transport().send(post(server.url));
      assert.equal(bodyOf(result), 'ok');
      assert.ok(result.kind === 'reply' && result.reply.remoteAddress === '::1');
    });

    it('to where it is told, and follows no redirect', async () => {
      const server = await harness.serve(({ socket }) =>
        socket.write('HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n'),
      );
      const result = await harness.transport().send(post(server.url));
      assert.ok(result.kind === 'reply' && result.reply.status === 307);
      assert.equal(server.requests(), 1);
    });
  });

  describe('keeps connections', () => {
    it('so that 200 calls use one', async () => {
      const server = await harness.serve(({ socket }) => socket.write(ok));
      const transport = harness.transport();
      const reused: boolean[] = [];
      for (let call = 0; call < 200; call++) {
        const result = await transport.send(post(server.url));
        assert.equal(bodyOf(result), 'ok');
        if (result.kind === 'reply') reused.push(result.reply.reused);
      }
      assert.equal(server.connections(), 1);
      assert.deepEqual(
        reused.map((each, call) => each === call > 0),
        reused.map(() => true),
      );
    });

    it('eight at a time at most to one device, and four of them afterwards', async () => {
      const server = await harness.serve(({ socket }) => void setTimeout(() => socket.write(ok), 5));
      const transport = harness.transport();
      const burst = () => Promise.all(Array.from({ length: 40 }, () => transport.send(post(server.url))));
      for (const result of await burst()) bodyOf(result);
      assert.equal(server.connections(), 8);
      for (const result of await burst()) bodyOf(result);
      assert.equal(server.connections(), 12);
    });

    it('and closes the longest idle one of another device when there are too many in all', async () => {
      const servers = await Promise.all([1, 2, 3].map(() => harness.serve(({ socket }) => socket.write(ok))));
      const transport = harness.transport({ connections: { total: 2 } });
      for (const server of servers) bodyOf(await transport.send(post(server.url)));
      bodyOf(await transport.send(post(servers[1]!.url)));
      bodyOf(await transport.send(post(servers[0]!.url)));
      assert.deepEqual(
        servers.map(each => each.connections()),
        [2, 1, 1],
      );
    });

    it('and lets a request wait when all are in use', async () => {
      const late: RawRequest[] = [];
      const slow = await harness.serve(request => void late.push(request));
      const other = await harness.serve(({ socket }) => socket.write(ok));
      const transport = harness.transport({ connections: { total: 1 } });
      const first = transport.send(post(slow.url));
      while (late.length === 0) await pause(1);
      const second = transport.send(post(other.url));
      const aborted = new AbortController();
      const third = transport.send(post(other.url, { signal: aborted.signal }));
      await pause(10);
      assert.equal(other.connections(), 0);
      aborted.abort();
      failureOf(await third, 'cancelled', /./);
      late[0]!.socket.write(ok);
      assert.deepEqual([bodyOf(await first), bodyOf(await second)], ['ok', 'ok']);
    });

    it('for thirty seconds, or a little less than the device says', async () => {
      const clock = new FakeClock();
      const plain = await harness.serve(({ socket }) => socket.write(ok));
      const brief = await harness.serve(({ socket }) =>
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nKeep-Alive: timeout=5, max=100\r\n\r\nok'),
      );
      const transport = harness.transport({ clock });
      const both = async () => {
        for (const server of [plain, brief]) bodyOf(await transport.send(post(server.url)));
        return [plain.connections(), brief.connections()];
      };
      assert.deepEqual(await both(), [1, 1]);
      await clock.advance(4700);
      assert.deepEqual(await both(), [1, 1]);
      await clock.advance(4800);
      assert.deepEqual(await both(), [1, 2]);
      await clock.advance(30_000);
      assert.deepEqual(await both(), [2, 3]);
    });

    it('except where the device says close', async () => {
      const server = await harness.serve(({ socket }) =>
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: Close\r\n\r\nok'),
      );
      const transport = harness.transport();
      for (let call = 0; call < 3; call++) bodyOf(await transport.send(post(server.url)));
      assert.equal(server.connections(), 3);
    });

    it('until it is disposed: then what is under way is cancelled', async () => {
      const server = await harness.serve(() => {});
      const transport = harness.transport();
      const pending = transport.send(post(server.url));
      while (server.requests() === 0) await pause(1);
      transport.dispose();
      failureOf(await pending, 'cancelled', /no longer needed/);
      failureOf(await transport.send(post(server.url)), 'cancelled', /no longer needed/);
      assert.equal(server.connections(), 1);
    });
  });

  describe('when a kept connection dies as the request comes', () => {
    /** Answers the first request of each connection, drops the connection at the second. */
    const dropsSecond = ({ socket, nth }: RawRequest) => {
      if (nth > 1) socket.destroy();
      else socket.write(ok);
    };

    it('sends an idempotent request once more, on a new connection, and says so', async () => {
      const server = await harness.serve(dropsSecond);
      const transport = harness.transport();
      await transport.send(post(server.url));
      const result = await transport.send(post(server.url, { idempotent: true }));
      assert.equal(bodyOf(result), 'ok');
      assert.ok(result.kind === 'reply' && !result.reply.reused);
      assert.deepEqual(
        result.reply.findings.map(each => each.code),
        ['kept-connection-closed'],
      );
      assert.equal(server.requests(), 3);
    });

    it('leaves a request that may have been carried out to the caller', async () => {
      const server = await harness.serve(dropsSecond);
      const transport = harness.transport();
      await transport.send(post(server.url));
      failureOf(await transport.send(post(server.url)), 'connectionLost', /may or may not.*read its state/);
      assert.equal(server.requests(), 2);
    });

    it('repeats nothing when the connection was new, or a byte of the reply had come', async () => {
      const server = await harness.serve(({ socket, nth }) => {
        if (nth === 1 && server.connections() === 1) socket.write(ok);
        else if (nth > 1) socket.end('HTTP/1.1 2');
        else socket.destroy();
      });
      const transport = harness.transport();
      await transport.send(post(server.url));
      const idempotent = post(server.url, { idempotent: true });
      failureOf(
        await transport.send(idempotent),
        'connectionLost',
        /in the middle of the headers: try again/,
      );
      failureOf(await transport.send(idempotent), 'connectionLost', /without an answer: try again/);
      assert.equal(server.requests(), 3);
    });

    it('hears the FIN of a device that closes after every reply before it sends what cannot be repeated', async () => {
      const server = await harness.serve(({ socket }) => socket.end(ok));
      const transport = harness.transport();
      for (let call = 0; call < 20; call++)
        assert.equal(bodyOf(await transport.send(post(server.url))), 'ok');
      assert.equal(server.requests(), 20);
    });
  });

  describe('says what happened and what to do', () => {
    it('when nobody listens, when the name is unknown, when the address is none', async () => {
      const server = await startRawServer(() => {});
      await server.close();
      const transport = harness.transport();
      failureOf(
        await transport.send(post(server.url)),
        'unreachable',
        new RegExp(`127.0.0.1 refused the connection to port ${server.port}: check the port`),
      );
      // a label of 64 characters is refused before any name server is asked
      const unknown = `http://${'x'.repeat(64)}.invalid/`;
      failureOf(
        await transport.send(post(unknown)),
        'hostNotFound',
        /could not be resolved: check its spelling/,
      );
      failureOf(
        await transport.send(post('camera.local')),
        'invalidInput',
        /is not an address: write it like http/,
      );
    });

    it('when the other side speaks something else', async () => {
      const says = (text: string) => harness.serve(({ socket }) => socket.end(text, 'latin1'));
      const transport = harness.transport();
      const ssh = await says('SSH-2.0-dropbear\r\n');
      failureOf(
        await transport.send(post(ssh.url)),
        'badHttp',
        /does not speak HTTP.*“SSH-2.0-dropbear”.*check the port/,
      );
      const tls = await says('\x15\x03\x01\x00\x02\x02\x16');
      failureOf(await transport.send(post(tls.url)), 'badHttp', /answers in TLS: write https:/);
      const broken = await says('HTTP/1.1 OK\r\n\r\n');
      failureOf(await transport.send(post(broken.url)), 'badHttp', /status line that cannot be read/);
    });

    it('when the connection is reset', async () => {
      const server = await harness.serve(({ socket }) => void socket.resetAndDestroy());
      failureOf(
        await harness.transport().send(post(server.url)),
        'connectionLost',
        /reset the connection without an answer/,
      );
    });

    it('with times of every step', async () => {
      const server = await harness.serve(({ socket }) => void setTimeout(() => socket.write(ok), 20));
      const transport = harness.transport();
      const { timing } = await transport.send(post(server.url));
      const { connected = NaN, firstByte = NaN, end } = timing;
      assert.ok(0 < connected && connected + 19 <= firstByte && firstByte <= end, JSON.stringify(timing));
      const again = await transport.send(post(server.url));
      assert.equal(again.timing.connected, undefined);
    });
  });
});
