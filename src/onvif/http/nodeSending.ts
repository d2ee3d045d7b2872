import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { OnvifError } from '../base/onvifError';
import { Deadline } from './deadline';
import { cancelled, connectionLost, peerFailed, systemCode, timedOut } from './httpErrors';
import { connect, type Connection, type ConnectionUser } from './nodeConnection';
import type { Connections } from './nodeConnections';
import { inflate } from './nodeInflate';
import { ReplyParser } from './replyParser';
import { requestAddress, type RequestAddress } from './requestAddress';
import { requestBytes } from './requestBytes';
import {
  defaultLimits,
  defaultTimeouts,
  type CertificateJudge,
  type HttpReply,
  type HttpRequest,
  type HttpResult,
  type HttpTiming,
  type SizeLimits,
  type Timeouts,
} from './transport';

/** What a request needs of its transport. */
export interface SendingHost {
  readonly clock: Clock;
  readonly judgeCertificate: CertificateJudge;
  readonly oldTls: (authority: string) => boolean;
  readonly connections: Connections;
}

/** Milliseconds a connection is given up before the device's own time is over, lest a request meet the closing. */
const keepAliveMargin = 250;

/** One request from start to result. Settles exactly once; what happens afterwards is not heard. */
export class Sending implements ConnectionUser {
  readonly #host: SendingHost;
  readonly #request: HttpRequest;
  readonly #resolve: (result: HttpResult) => void;
  readonly #startedAt: number;
  readonly #timeouts: Timeouts;
  readonly #limits: SizeLimits;
  readonly #deadline: Deadline;
  readonly #onAbort = () => this.fail(cancelled(this.#request.signal?.reason));
  #address!: RequestAddress;
  #bytes!: Buffer;
  #parser: ReplyParser;
  #settled = false;
  #waiting: Disposable | undefined;
  #connecting: AbortController | undefined;
  /** The connection in use, or the one that was. */
  #connection: Connection | undefined;
  /** It has not been given back. */
  #holding = false;
  #reused = false;
  /** The system took all bytes of the request: the device may have read them. */
  #accepted = false;
  #repeated = false;
  #connectedAt: number | undefined;
  #securedAt: number | undefined;
  #firstByteAt: number | undefined;

  constructor(host: SendingHost, request: HttpRequest, resolve: (result: HttpResult) => void) {
    this.#host = host;
    this.#request = request;
    this.#resolve = resolve;
    this.#startedAt = host.clock.monotonic();
    this.#timeouts = request.timeouts ? { ...defaultTimeouts, ...request.timeouts } : defaultTimeouts;
    this.#limits = request.limits ? { ...defaultLimits, ...request.limits } : defaultLimits;
    this.#parser = new ReplyParser(request.method, this.#limits);
    this.#deadline = new Deadline(host.clock, this.#timeouts, limit =>
      this.fail(timedOut(limit, this.#timeouts, this.#address, this.#connectedAt !== undefined)),
    );
  }

  start(): void {
    const { signal } = this.#request;
    try {
      this.#address = requestAddress(this.#request.url);
      this.#bytes = requestBytes(this.#request, this.#address);
    } catch (error) {
      return this.fail(asOnvifError(error));
    }
    if (signal?.aborted) return this.#onAbort();
    signal?.addEventListener('abort', this.#onAbort);
    const kept = this.#host.connections.take(this.#address.origin);
    if (!kept) this.#findPlace();
    else if (kept.uses > 1 || this.#request.idempotent) this.#use(kept);
    else this.#useOnceQuiet(kept);
  }

  /**
   * Devices that close after each reply without saying so do it at once. A request that cannot be repeated gives
   * the FIN that belongs to the first reply of a connection the time to be heard: one more look at the sockets.
   */
  #useOnceQuiet(kept: Connection): void {
    this.#hold(kept);
    const look = () => {
      if (this.#settled) return;
      if (!kept.ended) return this.#use(kept);
      this.#release(undefined);
      this.#findPlace();
    };
    // of two immediates, one poll of the sockets lies between
    setImmediate(() => setImmediate(look));
  }

  /** Ends the request with an error, and with whatever had come of the reply. */
  fail(error: OnvifError): void {
    if (this.#settled) return;
    const timing = this.#timing();
    if (!this.#parser.head) return this.#settle({ kind: 'failure', error, timing });
    const partial = this.#reply(this.#parser.body, true);
    this.#settle({ kind: 'failure', error, partial, timing });
  }

  onData(bytes: Buffer): void {
    const parser = this.#parser;
    const now = this.#host.clock.monotonic();
    this.#firstByteAt ??= now;
    parser.push(bytes);
    if (parser.problem) this.#failAsParsed(undefined);
    else if (parser.done) this.#finish();
    else if (parser.head) this.#deadline.enter('idle', now);
  }

  onEnded(error: Error | undefined): void {
    if (this.#firstByteAt === undefined && this.#mayRepeat()) return this.#repeat();
    const reset = error !== undefined;
    this.#parser.end(reset);
    if (this.#parser.problem) this.#failAsParsed(error);
    else this.#finish();
  }

  #findPlace(): void {
    const { connections, clock } = this.#host;
    this.#deadline.enter('total', clock.monotonic());
    this.#waiting = connections.place(this.#address.origin, connection => {
      if (connection) this.#use(connection);
      else void this.#open();
    });
  }

  async #open(): Promise<void> {
    const { connections, clock, judgeCertificate, oldTls } = this.#host;
    const address = this.#address;
    this.#connecting = new AbortController();
    let connection: Connection;
    try {
      connection = await connect({
        address,
        clock,
        judge: judgeCertificate,
        timeouts: this.#timeouts,
        oldTls: address.secure && oldTls(address.authority),
        deadline: this.#deadline,
        signal: this.#connecting.signal,
        onConnected: at => (this.#connectedAt = at),
        onSecured: at => (this.#securedAt = at),
      });
    } catch (error) {
      connections.giveUp(address.origin);
      return this.fail(asOnvifError(error));
    }
    connections.add(connection);
    if (this.#settled) connections.release(connection);
    else this.#use(connection);
  }

  #hold(connection: Connection): void {
    this.#connection = connection;
    this.#holding = true;
  }

  #use(connection: Connection): void {
    this.#hold(connection);
    this.#reused = connection.uses > 0;
    // closed while its certificate was judged: not a byte was sent
    if (connection.ended && !this.#repeated) return this.#repeat();
    if (connection.ended) return this.onEnded(undefined);
    connection.send(this.#bytes, this, () => (this.#accepted = true));
    this.#deadline.enter('headers', this.#host.clock.monotonic());
  }

  /**
   * A kept connection that died before any byte of the reply was closed by the device while it was idle, most
   * likely. Only a request that does no harm twice, or that never left, is sent again.
   */
  #mayRepeat(): boolean {
    const harmless = this.#request.idempotent === true || !this.#accepted;
    return this.#reused && !this.#repeated && harmless;
  }

  #repeat(): void {
    const { connections } = this.#host;
    this.#repeated = true;
    this.#accepted = false;
    this.#release(undefined);
    connections.closeIdle(this.#address.origin); // they are no fresher
    this.#parser = new ReplyParser(this.#request.method, this.#limits);
    this.#parser.note('kept-connection-closed');
    this.#findPlace();
  }

  #failAsParsed(cause: Error | undefined): void {
    const { code, message } = this.#parser.problem!;
    if (code !== 'connectionLost') return this.fail(peerFailed(code, message, this.#address));
    const how = cause && systemCode(cause) === 'ECONNRESET' ? message.replace('closed', 'reset') : message;
    this.fail(connectionLost(how, this.#address, this.#request.idempotent === true, cause));
  }

  #finish(): void {
    const { reusable, facts, body, truncated } = this.#parser;
    const { keepAliveFor = Infinity, codings } = facts!;
    const reply = this.#reply(body, truncated);
    this.#release(reusable && this.#connection!.flushed ? keepAliveFor - keepAliveMargin : undefined);
    if (codings.length === 0 || body.length === 0) {
      return this.#settle({ kind: 'reply', reply, timing: this.#timing() });
    }
    this.#deadline.dispose();
    void this.#inflate(reply);
  }

  async #inflate(reply: HttpReply): Promise<void> {
    const limit = this.#limits.body;
    const { codings } = this.#parser.facts!;
    const inflated = await inflate(this.#parser.body, codings, limit);
    const timing = this.#timing();
    if (inflated === 'tooLarge') {
      const what = `sent a body of more than ${limit} bytes once unpacked, which is more than is read of a reply: look at what the device sends`;
      const error = peerFailed('tooLarge', what, this.#address);
      return this.#settle({ kind: 'failure', error, partial: reply, timing });
    }
    const broken = inflated === 'broken';
    this.#parser.note(broken ? 'bad-compression' : 'gzip-not-asked-for');
    const { findings } = this.#parser;
    this.#settle({
      kind: 'reply',
      reply: { ...reply, ...(broken ? {} : { body: inflated }), findings },
      timing,
    });
  }

  #reply(body: Buffer, truncated: boolean): HttpReply {
    const { status, reason, headers } = this.#parser.head!;
    const connection = this.#connection!;
    let { findings } = this.#parser;
    if (connection.findings.length > 0) {
      findings = [...connection.findings, ...findings];
      connection.findings = [];
    }
    const { localAddress, remoteAddress, certificate } = connection;
    return {
      status,
      reason,
      headers,
      body,
      truncated,
      reused: this.#reused,
      findings,
      ...(localAddress === undefined ? {} : { localAddress }),
      ...(remoteAddress === undefined ? {} : { remoteAddress }),
      ...(certificate === undefined ? {} : { certificate }),
    };
  }

  #release(keepFor: number | undefined): void {
    if (!this.#holding) return;
    this.#holding = false;
    this.#host.connections.release(this.#connection!, keepFor);
  }

  #timing(): HttpTiming {
    const started = this.#startedAt;
    const end = this.#host.clock.monotonic() - started;
    return {
      ...(this.#connectedAt === undefined ? {} : { connected: this.#connectedAt - started }),
      ...(this.#securedAt === undefined ? {} : { secured: this.#securedAt - started }),
      ...(this.#firstByteAt === undefined ? {} : { firstByte: this.#firstByteAt - started }),
      end,
    };
  }

  #settle(result: HttpResult): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#deadline.dispose();
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
    this.#waiting?.dispose();
    if (result.kind === 'failure') this.#connecting?.abort(result.error);
    this.#release(undefined);
    this.#resolve(result);
  }
}

function asOnvifError(error: unknown): OnvifError {
  if (error instanceof OnvifError) return error;
  return new OnvifError('socket', 'The connection could not be set up: see the log for the cause.', {
    cause: error,
  });
}
