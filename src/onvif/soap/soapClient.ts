import { AuthSession, type AuthProof, type AuthVerdict } from '../auth/authSession';
import type { AuthMode, Credentials } from '../auth/credentials';
import { isLoginFault } from '../auth/loginFault';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/emitter';
import type { Finding } from '../base/finding';
import { isOnvifError, OnvifError } from '../base/onvifError';
import type { Random } from '../base/random';
import { requestAddress } from '../http/requestAddress';
import {
  headerOf,
  type CertificateFacts,
  type HttpReply,
  type HttpResult,
  type SizeLimits,
  type Timeouts,
  type Transport,
} from '../http/transport';
import type { XmlLimits } from '../xml/limits';
import { ActionParameterChoice, requestContentType, type ActionParameter } from './contentType';
import { buildEnvelope, readEnvelope, type EnvelopeReading } from './envelope';
import type { Attempt, Exchange, ExchangeOrigin, ExchangeOutcome } from './exchange';
import { outcomeOf, statusFindings } from './outcome';
import { redactSentence } from './redact';

export interface SoapRequest {
  /** Absolute http or https URL of the service. */
  readonly url: string;
  /** The SOAP action as the WSDL has it. */
  readonly action: string;
  /** XML of the one element of the body, its namespaces declared. */
  readonly body: string;
  /** XML of header blocks; they may use the prefix `s` for SOAP 1.2. */
  readonly header?: string;
  /** `prefix:Operation` as ONVIF's documents write it. */
  readonly operation?: string;
  /** `auto` unless told. */
  readonly auth?: AuthMode;
  /** `user` unless told. */
  readonly origin?: ExchangeOrigin;
  readonly timeouts?: Partial<Timeouts>;
  readonly limits?: Partial<SizeLimits>;
  readonly signal?: AbortSignal;
  /** The call only reads: it may go out once more when a kept connection died or the device took the form amiss. */
  readonly idempotent?: boolean;
}

export interface SoapClientOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /**
   * The credentials that may go to this URL, if any. `certificate` is what the peer showed in its last reply;
   * before the first one it is unknown, and the transport judges the certificate before anything is sent.
   */
  readonly credentials?: (url: string, certificate?: CertificateFacts) => Credentials | undefined;
  /** Device time minus local time, milliseconds; dates UsernameTokens. */
  readonly clockOffset?: () => number;
  /**
   * Makes sure that `clockOffset` is of use. Awaited before a UsernameToken is made and only then, because it may
   * cost a round trip.
   */
  readonly readClock?: (signal?: AbortSignal) => Promise<void>;
  /** Whether the Content-Type carries the action, where that is known of this device from before. */
  readonly actionParameter?: ActionParameter;
  readonly xmlLimits?: Partial<XmlLimits>;
}

/**
 * Calls the SOAP services of one device. Every call is one Exchange with all its attempts; a fault or a failure is
 * an outcome of it and never thrown.
 */
export class SoapClient implements Disposable {
  readonly #options: SoapClientOptions;
  readonly #auth: AuthSession;
  readonly #actionParameter: ActionParameterChoice;
  /** What the peer at an origin (scheme, host, port) showed last. */
  readonly #certificates = new Map<string, CertificateFacts>();
  readonly #onExchange = new Emitter<Exchange>();
  readonly #encoder = new TextEncoder();

  constructor(options: SoapClientOptions) {
    this.#options = options;
    const { clock, random, clockOffset } = options;
    this.#auth = new AuthSession({ clock, random, ...(clockOffset === undefined ? {} : { clockOffset }) });
    this.#actionParameter = new ActionParameterChoice(options.actionParameter);
  }

  /** Fires once a call, when its outcome is known and before `call` resolves. */
  get onExchange(): Event<Exchange> {
    return this.#onExchange.event;
  }

  /** The present form of the Content-Type; to be kept with the device. */
  get actionParameter(): ActionParameter {
    return this.#actionParameter.parameter;
  }

  /** Forgets nonces but no refused logins: after a reboot. */
  renewLogins(): void {
    this.#auth.renew();
  }

  /** Forgets nonces and refused logins: after new credentials, a factory default, a new clock offset. */
  forgetLogins(): void {
    this.#auth.forget();
  }

  dispose(): void {
    this.#onExchange.dispose();
  }

  /** Sends a request and resolves to all that is known of it. Never rejects. */
  async call(request: SoapRequest): Promise<Exchange> {
    const { clock, random } = this.#options;
    const startedAt = clock.now();
    const started = clock.monotonic();
    const run = new Run();
    const outcome = withoutSecrets(await this.#outcome(request, run).catch(asFailure), run.attempts);
    const exchange: Exchange = {
      id: random.uuid(),
      origin: request.origin ?? 'user',
      ...(request.operation === undefined ? {} : { operation: request.operation }),
      url: request.url,
      startedAt,
      duration: clock.monotonic() - started,
      attempts: run.attempts,
      outcome,
      findings: run.findings,
    };
    this.#onExchange.fire(exchange);
    return exchange;
  }

  async #outcome(request: SoapRequest, run: Run): Promise<ExchangeOutcome> {
    const parameter = this.#actionParameter.parameter;
    let answer = await this.#converse(request, parameter, run);
    if (answer.kind === 'failure') return answer;
    const alternative =
      request.idempotent === true && answer.verdict.kind === 'settled'
        ? this.#actionParameter.alternativeFor(answer.reply, answer.reading)
        : undefined;
    if (alternative === undefined) this.#actionParameter.learn(parameter, answer.reading);
    else {
      const other = await this.#converse(request, alternative, run);
      if (other.kind === 'answer') {
        const finding = this.#actionParameter.learn(alternative, other.reading);
        // Without an envelope the second reply is as much a riddle as the first, which answers the usual form.
        if (finding !== undefined) {
          run.note([finding]);
          answer = other;
        }
      }
    }
    run.note([...answer.reading.findings, ...statusFindings(answer.reply, answer.reading)]);
    return outcomeOf(answer.reply, answer.reading, answer.verdict, request.operation);
  }

  /** One request with the attempts its login takes. */
  async #converse(request: SoapRequest, parameter: ActionParameter, run: Run): Promise<Answer | Failure> {
    const { url } = request;
    const { origin } = requestAddress(url);
    const credentials = () => this.#options.credentials?.(url, this.#certificates.get(origin));
    const begin = () => this.#auth.begin({ method: 'POST', url, mode: request.auth ?? 'auto', credentials });
    let conversation = begin();
    const plain = this.#encode(request, undefined);
    if (conversation.sendsToken) {
      await this.#options.readClock?.(request.signal);
      conversation = begin(); // another time may have made a refused token worth another try
    }
    for (;;) {
      const proof = conversation.prove(plain);
      if (proof.auth === 'stop') return { kind: 'failure', error: proof.error };
      const result = await this.#send(request, parameter, proof, plain, run);
      if (result.kind === 'failure') return { kind: 'failure', error: result.error };
      const { reply } = result;
      run.note(reply.findings);
      if (reply.certificate !== undefined) this.#certificates.set(origin, reply.certificate);
      const reading = this.#read(reply);
      const loginFault = reading.kind === 'fault' && isLoginFault(reading.fault);
      const verdict = conversation.judge({
        status: reply.status,
        headers: reply.headers,
        body: reply.body,
        loginFault,
      });
      run.note(verdict.findings);
      if (verdict.kind !== 'again') return { kind: 'answer', reply, reading, verdict };
      if (conversation.sendsToken) await this.#options.readClock?.(request.signal);
    }
  }

  async #send(
    request: SoapRequest,
    parameter: ActionParameter,
    proof: Exclude<AuthProof, { auth: 'stop' }>,
    plain: Uint8Array,
    run: Run,
  ): Promise<HttpResult> {
    const body = proof.auth === 'wsse' ? this.#encode(request, proof.securityHeader) : plain;
    const headers: (readonly [string, string])[] = [
      ['Content-Type', requestContentType(request.action, parameter)],
    ];
    if (proof.auth === 'digest') headers.push(proof.header);
    const { url, timeouts, limits, signal, idempotent } = request;
    const result = await this.#options.transport.send({
      method: 'POST',
      url,
      headers,
      body,
      ...(timeouts === undefined ? {} : { timeouts }),
      ...(limits === undefined ? {} : { limits }),
      ...(signal === undefined ? {} : { signal }),
      ...(idempotent === undefined ? {} : { idempotent }),
    });
    const attempt: Attempt = {
      method: 'POST',
      url,
      requestHeaders: headers,
      requestBody: body,
      auth: proof.auth,
      result,
    };
    run.attempts.push(attempt);
    return result;
  }

  #encode(request: SoapRequest, securityHeader: string | undefined): Uint8Array {
    const header = `${securityHeader ?? ''}${request.header ?? ''}`;
    return this.#encoder.encode(buildEnvelope({ body: request.body, header }));
  }

  #read(reply: HttpReply): EnvelopeReading {
    const contentType = headerOf(reply.headers, 'Content-Type');
    const { xmlLimits } = this.#options;
    return readEnvelope(reply.body, {
      ...(contentType === undefined ? {} : { contentType }),
      ...(xmlLimits === undefined ? {} : { limits: xmlLimits }),
    });
  }
}

interface Answer {
  readonly kind: 'answer';
  readonly reply: HttpReply;
  readonly reading: EnvelopeReading;
  readonly verdict: AuthVerdict;
}

interface Failure {
  readonly kind: 'failure';
  readonly error: OnvifError;
}

/** What cannot even be sent, such as a URL that is none. Anything else that is thrown is a mistake in here. */
function asFailure(error: unknown): Failure {
  if (isOnvifError(error)) return { kind: 'failure', error };
  throw error;
}

/** The sentence of an error is shown and logged as it is: what the device repeats of a password is taken out here. */
function withoutSecrets(outcome: ExchangeOutcome, attempts: readonly Attempt[]): ExchangeOutcome {
  if (outcome.kind === 'reply') return outcome;
  const { code, message, cause, details } = outcome.error;
  const sentence = redactSentence(message, attempts);
  return sentence === message
    ? outcome
    : { ...outcome, error: new OnvifError(code, sentence, { cause, details }) };
}

/** What gathers while one call runs. */
class Run {
  readonly attempts: Attempt[] = [];
  readonly findings: Finding[] = [];

  /** Adds findings that were not there yet. */
  note(findings: readonly Finding[]): void {
    for (const finding of findings) {
      const known = this.findings.some(
        each => each.code === finding.code && each.message === finding.message,
      );
      if (!known) this.findings.push(finding);
    }
  }
}
