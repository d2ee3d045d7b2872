import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestCertificate } from '../../support/certificates';

export interface FrontOptions {
  /** With one, the front speaks HTTPS. */
  readonly certificate?: TestCertificate;
  /** Changes what the device says. */
  readonly rewrite?: (reply: string) => string;
}

/** A web server in front of a device: the same device over TLS, or one that says something else. */
export class DeviceFront {
  /** How many requests came through. */
  requests = 0;

  private constructor(
    private readonly server: http.Server | https.Server,
    /** `host:port` */
    readonly address: string,
  ) {}

  /** @param target `host:port` of the device */
  static async start(target: string, options: FrontOptions = {}): Promise<DeviceFront> {
    const { certificate, rewrite = text => text } = options;
    const answer: http.RequestListener = (request, response) => {
      front.requests++;
      const [host, port] = target.split(':');
      const { method, url, headers } = request;
      const forwarded = http.request({ host, port, method, path: url, headers }, reply => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () => {
          const body = Buffer.from(rewrite(Buffer.concat(chunks).toString()));
          const kept = { ...reply.headers, 'content-length': String(body.length) };
          response.writeHead(reply.statusCode ?? 500, kept).end(body);
        });
      });
      forwarded.on('error', () => request.socket.destroy());
      request.pipe(forwarded);
    };
    const server = certificate ? https.createServer(certificate, answer) : http.createServer(answer);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const front = new DeviceFront(server, `127.0.0.1:${(server.address() as AddressInfo).port}`);
    return front;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
