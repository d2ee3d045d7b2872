import net from 'node:net';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Finding } from '../base/finding';
import { OnvifError } from '../base/onvifError';
import { certificateFindings } from './certificateFindings';
import type { Deadline } from './deadline';
import { cancelled, connectFailed, noCertificate, tlsFailed } from './httpErrors';
import { certificateFacts, startTls } from './nodeTls';
import type { RequestAddress } from './requestAddress';
import type { CertificateFacts, CertificateJudge, Timeouts } from './transport';

/** Hears what comes over a connection while it is in use. */
export interface ConnectionUser {
  onData(bytes: Buffer): void;
  /** The peer closed, or the connection broke: `error` tells a reset from an end. Comes at most once. */
  onEnded(error: Error | undefined): void;
}

/** A connection that is ready for requests: connected, and over TLS judged. */
export class Connection implements Disposable {
  /** See `RequestAddress.origin`: the scheme belongs to it. */
  readonly origin: string;
  readonly certificate: CertificateFacts | undefined;
  readonly localAddress: string | undefined;
  readonly remoteAddress: string | undefined;
  /** About the certificate; told with the first reply only. */
  findings: readonly Finding[];
  /** Requests sent so far. */
  uses = 0;
  ended: boolean;
  onClosed: () => void = () => {};
  readonly #socket: net.Socket;
  #user: ConnectionUser | undefined;
  #error: Error | undefined;

  constructor(socket: net.Socket, origin: string, certificate?: CertificateFacts, findings: Finding[] = []) {
    this.#socket = socket;
    this.origin = origin;
    this.certificate = certificate;
    this.findings = findings;
    this.ended = socket.destroyed || socket.readableEnded; // perhaps while the certificate was judged
    this.localAddress = socket.localAddress;
    this.remoteAddress = socket.remoteAddress;
    socket.on('data', (bytes: Buffer) => this.#heard(bytes));
    socket.on('error', error => (this.#error = error));
    socket.on('end', () => this.#end());
    socket.on('close', () => {
      this.#end();
      this.onClosed();
    });
  }

  /** All that was written has been handed to the system. */
  get flushed(): boolean {
    return this.#socket.writableLength === 0;
  }

  /** Sends a request; `accepted` is called when the system took all of its bytes. */
  send(bytes: Uint8Array, user: ConnectionUser, accepted: () => void): void {
    this.#user = user;
    this.uses++;
    this.#socket.write(bytes, error => {
      if (!error) accepted();
    });
  }

  /** The reply is over: nobody listens until the next `send`, and the process may end. */
  rest(): void {
    this.#user = undefined;
    this.#socket.unref();
  }

  wake(): void {
    this.#socket.ref();
  }

  dispose(): void {
    this.#user = undefined;
    this.ended = true;
    this.#socket.destroy();
  }

  #heard(bytes: Buffer): void {
    if (this.#user) this.#user.onData(bytes);
    // a line end late after a body harms nobody; anything else would be taken for the next reply
    else if (!bytes.every(byte => byte === 13 || byte === 10)) this.dispose();
  }

  #end(): void {
    if (this.ended) return;
    this.ended = true;
    const user = this.#user;
    this.#user = undefined;
    user?.onEnded(this.#error);
    this.#socket.destroy();
  }
}

export interface ConnectOptions {
  readonly address: RequestAddress;
  readonly timeouts: Timeouts;
  readonly clock: Clock;
  readonly judge: CertificateJudge;
  readonly oldTls: boolean;
  /** Stands still while the certificate is judged, since a person may be asked. */
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
  /** Milliseconds on the monotonic clock when TCP, and when TLS stood. */
  readonly onConnected: (at: number) => void;
  readonly onSecured: (at: number) => void;
}

/** Sets a connection up. Rejects with an OnvifError; a certificate that is refused has seen no byte of a request. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { address, clock, deadline, signal } = options;
  deadline.enter('connect', clock.monotonic());
  const socket = await connectTcp(options);
  options.onConnected(clock.monotonic());
  if (!address.secure) return new Connection(socket, address.origin);
  const secured = startTls(socket, address, options.oldTls);
  try {
    await settled(secured, 'secureConnect', signal, error => tlsFailed(error, address));
    options.onSecured(clock.monotonic());
    const certificate = secured.getPeerX509Certificate();
    if (!certificate) throw noCertificate(address);
    const facts = certificateFacts(certificate);
    deadline.suspend();
    await judged(options.judge(facts, address.authority), signal);
    deadline.resume();
    return new Connection(
      secured,
      address.origin,
      facts,
      certificateFindings(facts, address.host, clock.now()),
    );
  } catch (error) {
    secured.destroy();
    throw error;
  }
}

async function connectTcp(options: ConnectOptions): Promise<net.Socket> {
  const { address, signal, timeouts } = options;
  const { host, port } = address;
  // not net.connect: VS Code's waits for the system's certificates first
  const socket = new net.Socket();
  socket.setNoDelay(true);
  socket.connect({ host, port });
  try {
    await settled(socket, 'connect', signal, error => connectFailed(error, address, timeouts));
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Resolves with the event, rejects with the explained error, the early end or the abort. */
function settled(
  socket: net.Socket,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
  explain: (error: unknown) => OnvifError,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (outcome: () => void) => {
      signal.removeEventListener('abort', onAbort);
      socket.off(event, onEvent).off('close', onClose).off('error', onError);
      socket.on('error', () => {}); // what comes after the outcome concerns nobody
      outcome();
    };
    const onEvent = () => done(resolve);
    const onError = (error: Error) => done(() => reject(explain(error)));
    const onClose = () => done(() => reject(explain(undefined)));
    const onAbort = () => done(() => reject(abortError(signal)));
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);
    socket.on(event, onEvent).on('close', onClose).on('error', onError);
  });
}

/** The judge's verdict, or the abort if that comes first. */
function judged(verdict: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(abortError(signal));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    void verdict.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function abortError(signal: AbortSignal): OnvifError {
  return signal.reason instanceof OnvifError ? signal.reason : cancelled(signal.reason);
}
