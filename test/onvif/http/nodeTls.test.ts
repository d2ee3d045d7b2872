import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import tls from 'node:tls';
import { OnvifError } from '../../../src/onvif/base/onvifError';
import type { CertificateFacts } from '../../../src/onvif/http/transport';
import { makeCertificate, type TestCertificate } from '../../support/certificates';
import { bodyOf, failureOf, okReply as ok, post, TransportHarness } from '../../support/transportHarness';

describe('over TLS the transport', () => {
  const harness = new TransportHarness();
  let certificate: TestCertificate;
  let other: TestCertificate;
  before(async () => {
    certificate = await makeCertificate({ addresses: ['127.0.0.1'] });
    other = await makeCertificate({ name: 'CN=impostor', notAfter: new Date(Date.now() - 1000) });
  });
  afterEach(() => harness.end());

  /** A server that answers every request, and counts what reaches it inside TLS. */
  async function serve(options: tls.TlsOptions, port = 0) {
    const seen = { handshakes: 0, bytes: '', sockets: [] as tls.TLSSocket[] };
    const server = tls.createServer(options, socket => {
      seen.handshakes++;
      seen.sockets.push(socket);
      socket.on('error', () => {});
      socket.on('data', (data: Buffer) => {
        seen.bytes += data.toString('latin1');
        if (data.toString('latin1').endsWith('<a/>')) socket.write(ok);
      });
    });
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
    const close = () =>
      new Promise(resolve => {
        for (const socket of seen.sockets) socket.destroy();
        server.close(resolve);
      });
    harness.onEnd(close);
    const address = server.address() as AddressInfo;
    return { seen, close, port: address.port, url: `https://127.0.0.1:${address.port}/onvif/device_service` };
  }

  it('shows the certificate to the judge before a byte of the request, once a connection', async () => {
    const server = await serve(certificate);
    const shown: { facts: CertificateFacts; authority: string; bytes: string }[] = [];
    const transport = harness.transport({
      judgeCertificate: async (facts, authority) => {
        await pause(20);
        shown.push({ facts, authority, bytes: server.seen.bytes });
      },
    });
    for (let call = 0; call < 200; call++) {
      const result = await transport.send(post(server.url));
      assert.equal(bodyOf(result), 'ok');
      assert.deepEqual(result.kind === 'reply' && result.reply.certificate, shown[0]?.facts);
      assert.deepEqual(result.kind === 'reply' && result.reply.findings, []);
    }
    assert.equal(server.seen.handshakes, 1);
    assert.equal(shown.length, 1);
    const [{ facts, authority, bytes }] = shown as [(typeof shown)[0]];
    assert.equal(bytes, '');
    assert.equal(authority, `127.0.0.1:${server.port}`);
    const expected = new X509Certificate(certificate.cert);
    assert.equal(facts.fingerprint, expected.fingerprint256);
    assert.match(facts.fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    assert.equal(facts.subject, 'CN=camera, O=Test');
    assert.equal(facts.issuer, 'CN=camera, O=Test');
    assert.deepEqual(facts.altNames, ['127.0.0.1']);
    assert.equal(facts.selfSigned, true);
    assert.equal(facts.validTo, new Date(expected.validTo).toISOString());
  });

  it('sends nothing when the judge refuses', async () => {
    const server = await serve(certificate);
    const untrusted = new OnvifError('certificateUntrusted', 'Nothing was sent: compare the fingerprint.');
    const transport = harness.transport({ judgeCertificate: () => Promise.reject(untrusted) });
    for (let call = 0; call < 3; call++) {
      const result = await transport.send(post(server.url, { headers: [['Authorization', 'secret']] }));
      assert.equal(result.kind === 'failure' && result.error, untrusted);
    }
    await pause(20);
    assert.equal(server.seen.bytes, '');
  });

  it('asks anew when the same address shows another certificate', async () => {
    const first = await serve(certificate);
    const pins = new Set<string>();
    const transport = harness.transport({
      judgeCertificate: ({ fingerprint }) => {
        if (pins.size > 0 && !pins.has(fingerprint)) {
          return Promise.reject(
            new OnvifError('certificateChanged', 'Nothing was sent: the certificate changed.'),
          );
        }
        pins.add(fingerprint);
        return Promise.resolve();
      },
    });
    assert.equal(bodyOf(await transport.send(post(first.url))), 'ok');
    await first.close();
    const second = await serve(other, first.port);
    failureOf(await transport.send(post(second.url)), 'certificateChanged', /./);
    await pause(20);
    assert.equal(second.seen.bytes, '');
  });

  it('tells what is odd about a certificate once, and goes on', async () => {
    const server = await serve(other);
    const transport = harness.transport();
    const codes = [];
    for (let call = 0; call < 2; call++) {
      const result = await transport.send(post(server.url));
      assert.equal(bodyOf(result), 'ok');
      if (result.kind === 'reply') codes.push(result.reply.findings.map(each => each.code));
    }
    assert.deepEqual(codes, [['certificate-expired', 'certificate-wrong-name'], []]);
  });

  it('lets a person take longer than every limit, and hears a cancel meanwhile', async () => {
    const server = await serve(certificate);
    const timeouts = { connect: 100, headers: 100, total: 150 };
    const slow = harness.transport({ judgeCertificate: () => pause(250) });
    assert.equal(bodyOf(await slow.send(post(server.url, { timeouts }))), 'ok');
    const never = harness.transport({ judgeCertificate: () => new Promise(() => {}) });
    const result = await never.send(post(server.url, { signal: AbortSignal.timeout(80) }));
    failureOf(result, 'cancelled', /./);
  });

  it('connects once more when the device hung up while the person thought', async () => {
    const server = await serve(certificate);
    let judged = 0;
    const transport = harness.transport({
      judgeCertificate: async () => {
        if (judged++ > 0) return;
        while (server.seen.sockets.length === 0) await pause(1);
        server.seen.sockets[0]!.destroy();
        await pause(30);
      },
    });
    assert.equal(bodyOf(await transport.send(post(server.url))), 'ok');
    assert.equal(judged, 2);
  });

  it('speaks old TLS only to a device that is allowed to', async () => {
    const server = await serve({
      ...certificate,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    failureOf(
      await harness.transport().send(post(server.url)),
      'tls',
      /speaks only an old version of TLS: allow old TLS for this device/,
    );
    const asked: string[] = [];
    const transport = harness.transport({ oldTls: authority => asked.push(authority) > 0 });
    assert.equal(bodyOf(await transport.send(post(server.url))), 'ok');
    assert.deepEqual(asked, [`127.0.0.1:${server.port}`]);
  });

  it('says so when the port speaks no TLS, has no certificate, or hangs up', async () => {
    const transport = harness.transport();
    const plain = await harness.serve(() => {});
    const talks = await import('node:net').then(net =>
      net.createServer(socket => {
        socket.on('error', () => {});
        socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      }),
    );
    await new Promise<void>(resolve => talks.listen(0, '127.0.0.1', resolve));
    harness.onEnd(() => talks.close());
    const { port } = talks.address() as AddressInfo;
    failureOf(
      await transport.send(post(`https://127.0.0.1:${port}/`)),
      'tls',
      /does not speak TLS there: write http:/,
    );
    const bare = await serve({});
    failureOf(await transport.send(post(bare.url)), 'tls', /no TLS cipher in common/);
    await plain.close();
    failureOf(
      await transport.send(post(plain.url.replace('http:', 'https:'))),
      'unreachable',
      /refused the connection/,
    );
  });

  it('never sends an https request over what was opened for http at the same port, nor the other way', async () => {
    const judged: string[] = [];
    const transport = harness.transport({
      judgeCertificate: (_, authority) => Promise.resolve(void judged.push(authority)),
    });
    const plain = net.createServer(socket => {
      socket.on('error', () => {});
      const startsTls = 0x16; // the record type of a handshake (RFC 8446 5.1)
      socket.on('data', data => (data[0] === startsTls ? socket.end() : socket.write(ok)));
    });
    await new Promise<void>(resolve => plain.listen(0, '127.0.0.1', resolve));
    harness.onEnd(() => plain.close());
    const { port } = plain.address() as AddressInfo;
    assert.equal(bodyOf(await transport.send(post(`http://127.0.0.1:${port}/`))), 'ok');
    assert.equal((await transport.send(post(`https://127.0.0.1:${port}/`))).kind, 'failure');
    assert.deepEqual(judged, []);

    const secure = await serve(certificate);
    assert.equal(bodyOf(await transport.send(post(secure.url))), 'ok');
    const { bytes } = secure.seen;
    assert.equal((await transport.send(post(secure.url.replace('https:', 'http:')))).kind, 'failure');
    assert.equal(secure.seen.bytes, bytes);
  });
});
