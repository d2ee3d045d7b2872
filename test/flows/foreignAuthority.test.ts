import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../src/onvif/base/clock';
import { systemRandom } from '../../src/onvif/base/random';
import { bundledCatalog } from '../../src/onvif/catalog/bundledCatalog';
import { MemoryCredentialStore } from '../../src/onvif/device/credentialStore';
import { Device } from '../../src/onvif/device/device';
import { CertificateTrust, MemoryPinStore } from '../../src/onvif/device/trust';
import { NodeTransport } from '../../src/onvif/http/nodeTransport';
import { namespaces } from '../../src/onvif/xml/namespaces';
import { envelope } from '../onvif/device/scriptedTransport';
import { makeCertificate, type TestCertificate } from '../support/certificates';

const login = { username: 'admin', password: 'Geheim-2026' };

interface Heard {
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

type Answer = (heard: Heard) => { status?: number; headers?: Record<string, string>; text?: string };

/** Two servers on two ports: the device, and the place it would like its client to go to. */
describe('the secrets of a device', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function serve(answer: Answer, certificate?: TestCertificate) {
    const heard: Heard[] = [];
    const listener: http.RequestListener = (request, response) => {
      let body = '';
      request.on('data', (bytes: Buffer) => (body += bytes.toString()));
      request.on('end', () => {
        const { url = '', headers } = request;
        heard.push({ url, headers, body });
        const { status = 200, headers: extra, text = '' } = answer({ url, headers, body });
        const closes = certificate ? { Connection: 'close' } : {}; // a handshake for every request
        response.writeHead(status, { 'Content-Type': 'application/soap+xml', ...closes, ...extra }).end(text);
      });
    };
    const server = certificate ? https.createServer(certificate, listener) : http.createServer(listener);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => (server.closeAllConnections(), server.close()));
    const { port } = server.address() as AddressInfo;
    const renew = (fresh: TestCertificate) => (server as https.Server).setSecureContext(fresh);
    return { heard, port, origin: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`, renew };
  }

  /** A client with the login of the device; every question is answered by `allow`. */
  async function client(address: string, allow = false) {
    const asked: string[] = [];
    const yes = (what: string) => (asked.push(what), Promise.resolve(allow));
    const prompt = {
      trustNew: () => Promise.resolve(true),
      trustChanged: () => yes('the certificate changed'),
    };
    const trust = new CertificateTrust({ pins: new MemoryPinStore(), prompt, clock: systemClock });
    const transport = new NodeTransport({ judgeCertificate: trust.judge });
    const device = new Device(
      {
        transport,
        clock: systemClock,
        random: systemRandom,
        catalog: bundledCatalog,
        credentials: new MemoryCredentialStore(),
        consent: { allowAuthority: (_device, authority) => yes(authority) },
      },
      { address },
    );
    closing.push(() => (device.dispose(), transport.dispose()));
    await device.setCredentials(login);
    return { device, asked };
  }

  /** Wants digest for all but what it answers; names `events` as the address of its event service. */
  const device =
    (events: () => string): Answer =>
    ({ headers, body }) => {
      if (body.includes('GetServices')) {
        return {
          text: envelope(
            `<tds:GetServicesResponse><tds:Service><tds:Namespace>${namespaces.tev}</tds:Namespace><tds:XAddr>${events()}</tds:XAddr></tds:Service></tds:GetServicesResponse>`,
          ),
        };
      }
      if (!headers.authorization) return challenging;
      return { text: envelope('<tds:GetUsersResponse/>') };
    };
  const challenging = {
    status: 401,
    headers: { 'WWW-Authenticate': 'Digest realm="x", nonce="n", qop="auth"' },
  };
  const hungry: Answer = () => challenging;
  const hasSecret = (heard: readonly Heard[]) =>
    heard.some(
      each => each.headers.authorization !== undefined || /Geheim|UsernameToken|admin/.test(each.body),
    );

  it('do not go to another port that it names for a service; nothing does without a yes', async () => {
    const other = await serve(hungry);
    const own = await serve(device(() => `${other.origin}/events`));
    const { device: it, asked } = await client(own.origin);
    await it.connect();
    await assert.rejects(it.call('tev:GetEventProperties'), { code: 'foreignAuthority' });
    await assert.rejects(it.call('tev:GetEventProperties', {}, { auth: 'wsse' }), {
      code: 'foreignAuthority',
    });
    assert.equal(other.heard.length, 0);
    assert.deepEqual(asked, [other.origin, other.origin]);
    assert.ok(hasSecret(own.heard), 'its own port got the login');
  });

  it('go there after a yes', async () => {
    const other = await serve(hungry);
    const own = await serve(device(() => `${other.origin}/events`));
    const { device: it } = await client(own.origin, true);
    await it.call('tev:GetEventProperties');
    assert.ok(hasSecret(other.heard));
  });

  it('do not follow a redirect', async () => {
    const other = await serve(hungry);
    for (const status of [301, 302, 303, 307, 308]) {
      const own = await serve(() => ({
        status,
        headers: { Location: `${other.origin}/onvif/device_service` },
      }));
      const { device: it } = await client(own.origin, true);
      const { exchange } = await it.call('tds:GetUsers');
      assert.equal(exchange.outcome.kind, 'failure');
      await it.call('tds:GetUsers', {}, { auth: 'wsse' });
    }
    assert.equal(other.heard.length, 0);
  });

  it('do not go from https to http, whatever a person says', async () => {
    const certificate = await makeCertificate({ addresses: ['127.0.0.1'] });
    const other = await serve(hungry);
    const own = await serve(
      device(() => `${other.origin}/events`),
      certificate,
    );
    const { device: it } = await client(own.origin, true);
    await it.connect();
    // the address is rewritten to https at the device's own authority
    await it.call('tev:GetEventProperties');
    assert.equal(other.heard.length, 0);
    assert.equal(it.serviceUrl('tev'), `${own.origin}/events`);
  });

  it('go to a device with another certificate only after a yes to that certificate', async () => {
    for (const allow of [false, true]) {
      const own = await serve(
        device(() => ''),
        await makeCertificate({ addresses: ['127.0.0.1'] }),
      );
      const { device: it, asked } = await client(own.origin, allow);
      const first = await it.call('tds:GetUsers');
      assert.equal(first.exchange.outcome.kind, 'reply');
      own.renew(await makeCertificate({ addresses: ['127.0.0.1'] }));
      own.heard.length = 0;
      const { outcome } = (await it.call('tds:GetUsers')).exchange;
      assert.deepEqual(asked, ['the certificate changed']);
      if (allow) {
        assert.equal(outcome.kind, 'reply');
        assert.ok(hasSecret(own.heard));
      } else {
        assert.equal(outcome.kind === 'failure' && outcome.error.code, 'certificateChanged');
        assert.equal(own.heard.length, 0);
      }
    }
  });
});
