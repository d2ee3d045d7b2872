import { isOnvifError, type OnvifError } from '../base/onvifError';
import type { Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';
import type { Exchange, ExchangeOrigin } from '../soap/exchange';
import { SoapClient, type SoapRequest } from '../soap/soapClient';
import { namespaces } from '../xml/namespaces';
import { AuthorityGuard, type GuardedDevice } from './authorityGuard';
import { readClock, type ClockReading } from './deviceClock';
import type { DevicePorts } from './devicePorts';
import { questionBody, type Question } from './inquiry';

export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly origin?: ExchangeOrigin;
}

/** A request as callers give it; `subject` names in a question what it is for, for example `the event service`. */
export interface LineRequest extends SoapRequest {
  readonly subject?: string;
}

/** The device's clock is read again after this long: clocks drift, computers sleep. */
const clockLifetime = 15 * 60_000;

/**
 * The one way to a device: every request passes here, gets permission for where it goes, the device's credentials
 * where they may be used, and the device's time.
 */
export class DeviceLine implements Disposable {
  readonly guard: AuthorityGuard;
  readonly #ports: DevicePorts;
  readonly #device: GuardedDevice;
  readonly #soap: SoapClient;
  #clock: (ClockReading & { readonly at: number }) | undefined;
  #loginProven = false;
  /** The offset with which a WS-UsernameToken was refused: maybe only for its date. */
  #refusedOffset: number | undefined;

  constructor(ports: DevicePorts, device: GuardedDevice) {
    this.#ports = ports;
    this.#device = device;
    this.guard = new AuthorityGuard({ store: ports.credentials, consent: ports.consent, device });
    this.#soap = new SoapClient({
      transport: ports.transport,
      clock: ports.clock,
      random: ports.random,
      credentials: (url, certificate) => this.guard.credentialsFor(url, certificate),
      clockOffset: () => this.#clock?.offset ?? 0,
      readClock: signal => this.#readClock(signal),
    });
  }

  get onExchange(): Event<Exchange> {
    return this.#soap.onExchange;
  }

  /** The last reading of the device's clock. */
  get clock(): ClockReading | undefined {
    return this.#clock;
  }

  /** The device has taken the login since the credentials were set. */
  get loginProven(): boolean {
    return this.#loginProven;
  }

  setClock(reading: ClockReading): void {
    const refused = this.#refusedOffset;
    this.#refusedOffset = undefined;
    if (refused !== undefined && Math.abs(reading.offset - refused) > 5000) this.#soap.forgetLogins();
    this.#clock = { ...reading, at: this.#ports.clock.monotonic() };
  }

  /** After a reboot nonces are void and the clock may be another; a login that was refused is not tried again. */
  rebooted(): void {
    this.#clock = undefined;
    this.#loginProven = false;
    this.#soap.renewLogins();
  }

  /** With other credentials or none: what was learned about clock and login no longer holds. */
  startAfresh(): void {
    this.#clock = undefined;
    this.#refusedOffset = undefined;
    this.#loginProven = false;
    this.#soap.forgetLogins();
  }

  /**
   * Sends a request. Rejects with `foreignAuthority` when it may not go where it is meant to; after that, whatever
   * happens is in the exchange.
   */
  async send(request: LineRequest): Promise<Exchange> {
    const auth = request.auth ?? 'auto';
    const withLogin = auth !== 'none' && (await this.guard.username()) !== undefined;
    const { subject = 'the device service', origin = 'user' } = request;
    await this.guard.permit(request.url, subject, withLogin, origin === 'user');
    const exchange = await this.#soap.call({ ...request, auth });
    return this.#learnFrom(exchange, withLogin);
  }

  /**
   * Asks the device service something that only reads. Never rejects: what the guard refuses is an exchange that
   * sent nothing.
   */
  async ask(question: Question, auth: 'none' | 'login', options: AskOptions = {}): Promise<Exchange> {
    const { signal, origin = 'background' } = options;
    const request: LineRequest = {
      url: this.#device.url,
      action: `${namespaces.tds}/${question}`,
      operation: `tds:${question}`,
      body: questionBody(question),
      auth: auth === 'login' ? 'auto' : 'none',
      origin,
      idempotent: true,
      ...(signal ? { signal } : {}),
    };
    try {
      return await this.send(request);
    } catch (error) {
      if (!isOnvifError(error)) throw error;
      return this.#unsent(request, error);
    }
  }

  /** WS-UsernameToken is dated with the device's clock, so it is known before the first one. */
  async #readClock(signal: AbortSignal | undefined): Promise<void> {
    if (this.#clock && this.#ports.clock.monotonic() - this.#clock.at < clockLifetime) return;
    if ((await this.guard.username()) === undefined) return; // there will be no token
    const reading = readClock(await this.ask('GetSystemDateAndTime', 'none', signal ? { signal } : {}));
    if (reading) this.setClock(reading);
  }

  async #learnFrom(exchange: Exchange, withLogin: boolean): Promise<Exchange> {
    const last = exchange.attempts.at(-1);
    const { outcome } = exchange;
    if (last && last.auth !== 'none' && outcome.kind === 'reply') this.#loginProven = true;
    if (outcome.kind !== 'reply' && outcome.error.code === 'loginRefused') {
      this.#loginProven = false;
      if (last?.auth === 'wsse') {
        // maybe for its date alone: the clock is read again before the next one
        this.#refusedOffset = this.#clock?.offset ?? 0;
        this.#clock = undefined;
      }
    }
    const certificate = last?.result.kind === 'reply' ? last.result.reply.certificate : undefined;
    const rebound = certificate && (await this.guard.sawCertificate(exchange.url, certificate));
    if (!rebound || !withLogin) return exchange;
    const message =
      'The credentials are bound to the certificate that the device showed before, so they were not sent: set them again to bind them to the new one.';
    return {
      ...exchange,
      findings: [...exchange.findings, { code: 'credentials-bound-to-certificate', message }],
    };
  }

  dispose(): void {
    this.#soap.dispose();
  }

  #unsent(request: LineRequest, error: OnvifError): Exchange {
    return {
      id: this.#ports.random.uuid(),
      origin: request.origin ?? 'background',
      ...(request.operation === undefined ? {} : { operation: request.operation }),
      url: request.url,
      startedAt: this.#ports.clock.now(),
      duration: 0,
      attempts: [],
      outcome: { kind: 'failure', error },
      findings: [],
    };
  }
}
