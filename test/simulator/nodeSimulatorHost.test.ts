import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { namespaces } from '../../src/onvif/xml/namespaces';
import { soap } from './support/bench';
import { serve, type Served } from './support/served';

const getHostname = soap(`<GetHostname xmlns="${namespaces.tds}"/>`);

/** One raw exchange: everything the device sends until it closes, or until half a second of silence. */
function raw(port: number, text: string): Promise<{ text: string; closed: boolean }> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    let received = '';
    const finish = (closed: boolean) => {
      socket.destroy();
      resolve({ text: received, closed });
    };
    socket.setTimeout(500, () => finish(false));
    socket.on('data', chunk => (received += chunk.toString('latin1')));
    socket.on('end', () => finish(true));
    socket.on('error', error => (received === '' ? reject(error) : finish(true)));
    socket.write(text);
  });
}

function request(body: string, host = 'cam.test:81'): string {
  const head = `POST /onvif/device_service HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/soap+xml\r\n`;
  return `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const split = (text: string) => {
  const at = text.indexOf('\r\n\r\n');
  const length = Number(/content-length: (\d+)/i.exec(text.slice(0, at))?.[1]);
  return { status: text.split('\r\n')[0]!, head: text.slice(0, at), body: text.slice(at + 4), length };
};

describe('startSimulator on a port', () => {
  let served: Served;
  afterEach(() => served.close());

  it('keeps a connection alive over many requests', async () => {
    served = await serve();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let i = 0; i < 20; i++) {
      await new Promise<void>((resolve, reject) => {
        const headers = { 'Content-Type': 'application/soap+xml' };
        const outgoing = http.request(served.url, { method: 'POST', agent, headers }, reply => {
          ports.add(outgoing.socket?.localPort);
          assert.equal(reply.statusCode, 200);
          reply.resume().on('end', resolve);
        });
        outgoing.on('error', reject).end(getHostname);
      });
    }
    assert.equal(ports.size, 1);
    agent.destroy();
  });

  it('gives addresses as the Host field has them, and dates replies by the device', async () => {
    served = await serve();
    served.device.change({
      time: { ...served.device.settings.time, offset: Date.UTC(2031, 0, 1, 12) - Date.now() },
    });
    const body = soap(
      `<GetServices xmlns="${namespaces.tds}"><IncludeCapability>0</IncludeCapability></GetServices>`,
    );
    const reply = split((await raw(served.port, request(body, 'nat.example:8443'))).text);
    assert.match(reply.body, /<tds:XAddr>http:\/\/nat\.example:8443\/onvif\/device_service</);
    assert.match(reply.head, /Date: Wed, 01 Jan 2031 12:00:/);
  });

  it('refuses a body above one MiB with 413 and no more', async () => {
    served = await serve();
    const { text, closed } = await raw(served.port, request(' '.repeat(1024 * 1024 + 1)));
    assert.match(text, /^HTTP\/1\.1 413 /);
    assert.equal(closed, true);
    assert.deepEqual(served.device.heard, []);
  });

  it('refuses what is no HTTP, and headers without end', async () => {
    served = await serve();
    assert.match((await raw(served.port, 'hello\r\n\r\n')).text, /^HTTP\/1\.1 400 /);
    const endless = `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}`;
    assert.match((await raw(served.port, endless)).text, /^HTTP\/1\.1 431 /);
    assert.match((await raw(served.port, request(getHostname))).text, /^HTTP\/1\.1 200 /);
  });

  it('resets connections while it reboots and is back on the same port', async () => {
    served = await serve({ rebootDelay: 0, rebootTime: 1500 });
    const open = net.connect(served.port, '127.0.0.1');
    await new Promise(resolve => open.once('connect', resolve));
    const gone = new Promise(resolve => open.once('close', resolve).on('error', () => {}));
    const back = new Promise<void>(resolve =>
      served.device.onAnnounce(what => what === 'hello' && resolve()),
    );
    served.device.restart();
    await gone;
    await assert.rejects(raw(served.port, request(getHostname)), { code: 'ECONNRESET' });
    await back;
    assert.match((await raw(served.port, request(getHostname))).text, /^HTTP\/1\.1 200 /);
  });

  describe('quirks on the wire', () => {
    const exchange = async (quirk: string) => {
      served = await serve({ quirks: [quirk] });
      const { text, closed } = await raw(served.port, request(getHostname));
      return { ...split(text), closed };
    };

    it('http-1.0: the version, no Content-Length, closed', async () => {
      const { status, length, body, closed } = await exchange('http-1.0');
      assert.equal(status, 'HTTP/1.0 200 OK');
      assert.ok(Number.isNaN(length) && closed && body.endsWith('Envelope>'));
    });
    it('close-keep-alive: closed without a word', async () => {
      const { head, length, body, closed } = await exchange('close-keep-alive');
      assert.ok(closed && !/^connection:/im.test(head));
      assert.equal(length, body.length);
    });
    it('wrong-content-length: more is promised than comes', async () => {
      const { length, body, closed } = await exchange('wrong-content-length');
      assert.equal(length, body.length + 17);
      assert.ok(closed);
    });
    it('short-content-length: less is promised than comes', async () => {
      const { length, body } = await exchange('short-content-length');
      assert.equal(length, body.length - 9);
    });
    it('truncated: ends in the middle', async () => {
      const { length, body, closed } = await exchange('truncated');
      assert.equal(body.length, Math.floor(length / 2));
      assert.ok(closed);
    });
    it('junk-before-xml: the bytes arrive', async () => {
      assert.ok((await exchange('junk-before-xml')).body.startsWith('\0\r\n<?xml'));
    });
  });
});
