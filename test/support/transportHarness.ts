import assert from 'node:assert/strict';
import type { OnvifErrorCode } from '../../src/onvif/base/onvifError';
import { NodeTransport, type NodeTransportOptions } from '../../src/onvif/http/nodeTransport';
import type { HttpRequest, HttpResult } from '../../src/onvif/http/transport';
import { startRawServer, type RawRequest, type RawServer } from './rawServer';

/** The smallest whole reply. */
export const okReply = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Raw servers and transports of one test, and their end. */
export class TransportHarness {
  readonly #cleanUps: (() => unknown)[] = [];

  async serve(answer: (request: RawRequest) => void, host?: string): Promise<RawServer> {
    const server = await startRawServer(answer, host);
    this.#cleanUps.push(() => server.close());
    return server;
  }

  transport(options: Partial<NodeTransportOptions> = {}): NodeTransport {
    const transport = new NodeTransport({ judgeCertificate: () => Promise.resolve(), ...options });
    this.#cleanUps.push(() => transport.dispose());
    return transport;
  }

  onEnd(cleanUp: () => unknown): void {
    this.#cleanUps.push(cleanUp);
  }

  async end(): Promise<void> {
    for (const each of this.#cleanUps.splice(0).reverse()) await each();
  }
}

/** A SOAP-like POST. */
export function post(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  const headers = [['Content-Type', 'application/soap+xml; charset=utf-8']] as const;
  return { method: 'POST', url, headers, body: Buffer.from('<a/>'), ...more };
}

export function bodyOf(result: HttpResult): string {
  assert.equal(result.kind, 'reply', result.kind === 'failure' ? result.error.message : '');
  return Buffer.from(result.reply.body).toString();
}

/** The failure, once it has the code and says in one sentence what happened and what to do. */
export function failureOf(result: HttpResult, code: OnvifErrorCode, message: RegExp) {
  assert.equal(result.kind, 'failure');
  assert.equal(result.error.code, code, result.error.message);
  assert.match(result.error.message, message);
  assert.match(result.error.message, /^[^\n]+[.]$/);
  return result;
}
