import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { NodeTransport } from '../../src/onvif/http/nodeTransport';
import { OnvifError } from '../../src/onvif/base/onvifError';
import { makeCertificate } from '../support/certificates';
import { okReply, post } from '../support/transportHarness';

// The extension host replaces http.request, net.connect and tls.connect: what holds in plain Node must hold there.
describe('the transport in the extension host', () => {
  it('is where http.request loses keep-alive, or these tests show nothing', async () => {
    let connections = 0;
    const server = http.createServer((_, response) => response.end('ok'));
    server.on('connection', () => connections++);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const agent = new http.Agent({ keepAlive: true });
    for (let call = 0; call < 5; call++) {
      await new Promise<void>((resolve, reject) => {
        const request = http.get({ host: '127.0.0.1', port, agent }, response => {
          response.resume();
          response.on('end', resolve);
        });
        request.on('error', reject);
      });
    }
    server.closeAllConnections();
    server.close();
    assert.ok(connections > 1, 'http.request keeps connections here: the reason for our own sockets is gone');
  });

  it('makes 200 calls over TLS in one handshake, judged before a byte is sent', async () => {
    const seen = { handshakes: 0, bytes: 0 };
    const server = tls.createServer(await makeCertificate({ addresses: ['127.0.0.1'] }), socket => {
      seen.handshakes++;
      socket.on('error', () => {}); // the client may go at any time
      socket.on('data', (data: Buffer) => {
        seen.bytes += data.length;
        if (data.toString('latin1').endsWith('<a/>')) socket.write(okReply);
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const request = post(`https://127.0.0.1:${(server.address() as AddressInfo).port}/onvif/device_service`);
    const bytesWhenJudged: number[] = [];
    const trusting = new NodeTransport({
      judgeCertificate: () => Promise.resolve(void bytesWhenJudged.push(seen.bytes)),
    });
    const untrusted = new OnvifError('certificateUntrusted', 'Nothing was sent.');
    const wary = new NodeTransport({ judgeCertificate: () => Promise.reject(untrusted) });
    try {
      for (let call = 0; call < 200; call++) {
        const result = await trusting.send(request);
        assert.equal(result.kind, 'reply', result.kind === 'failure' ? result.error.message : '');
      }
      assert.equal(seen.handshakes, 1);
      assert.deepEqual(bytesWhenJudged, [0]);
      const before = seen.bytes;
      const result = await wary.send(request);
      assert.ok(result.kind === 'failure' && result.error === untrusted);
      assert.equal(seen.bytes, before);
    } finally {
      trusting.dispose();
      wary.dispose();
      server.close();
    }
  });
});
