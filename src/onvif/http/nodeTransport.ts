import { systemClock, type Clock } from '../base/clock';
import { Connections, type ConnectionLimits } from './nodeConnections';
import { disposed } from './httpErrors';
import { Sending } from './nodeSending';
import type { CertificateJudge, HttpRequest, HttpResult, Transport } from './transport';

const defaultConnections: ConnectionLimits = { perAuthority: 8, kept: 4, total: 32, idle: 30_000 };

export interface NodeTransportOptions {
  readonly judgeCertificate: CertificateJudge;
  readonly clock?: Clock;
  /** True for an authority (`host:port`) that may be spoken to in TLS 1.0 and with its ciphers. */
  readonly oldTls?: (authority: string) => boolean;
  readonly connections?: Partial<ConnectionLimits>;
}

/**
 * HTTP/1.1 over Node's sockets, as devices need it: connections kept and counted, replies read with every
 * tolerance and every deviation told, certificates judged before a byte is sent.
 *
 * It speaks HTTP itself instead of through `node:http`. The extension host replaces `http.request` and with it
 * keep-alive and custom agents; and Node's parser either refuses what devices send or takes it in silence,
 * while this project exists to show it.
 */
export class NodeTransport implements Transport {
  readonly clock: Clock;
  readonly judgeCertificate: CertificateJudge;
  readonly oldTls: (authority: string) => boolean;
  readonly connections: Connections;
  readonly #sendings = new Set<Sending>();
  #isDisposed = false;

  constructor(options: NodeTransportOptions) {
    this.clock = options.clock ?? systemClock;
    this.judgeCertificate = options.judgeCertificate;
    this.oldTls = options.oldTls ?? (() => false);
    this.connections = new Connections({ ...defaultConnections, ...options.connections }, this.clock);
  }

  send(request: HttpRequest): Promise<HttpResult> {
    return new Promise(resolve => {
      const sending = new Sending(this, request, result => {
        this.#sendings.delete(sending);
        resolve(result);
      });
      this.#sendings.add(sending);
      if (this.#isDisposed) sending.fail(disposed());
      else sending.start();
    });
  }

  /** Closes every connection; what is under way, and what comes later, fails as cancelled. */
  dispose(): void {
    this.#isDisposed = true;
    for (const sending of [...this.#sendings]) sending.fail(disposed());
    this.connections.dispose();
  }
}
