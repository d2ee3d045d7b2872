import type { AuthMode, Credentials } from '../auth/credentials';
import type { Event } from '../base/emitter';
import type { Finding } from '../base/finding';
import type { JsonObject, JsonValue } from '../base/json';
import { OnvifError } from '../base/onvifError';
import type { Operation } from '../catalog/catalog';
import type { CallArguments, OperationId, OtherOperation, ReplyOf } from '../catalog/operationTypes';
import type { Sighting } from '../discovery/sighting';
import type { Timeouts } from '../http/transport';
import { decodeElement } from '../schema/decode';
import { encodeElement } from '../schema/encode';
import type { Exchange, ExchangeOrigin } from '../soap/exchange';
import type { DeviceService } from './deviceFacts';
import { DeviceLine, type AskOptions, type LineRequest } from './deviceLine';
import type { DevicePorts } from './devicePorts';
import { DeviceRecord, type DeviceOrigin } from './deviceRecord';
import { inquire, inquireServices, type Answers } from './inquiry';
import { findOperation } from './operationName';
import type { ProfileQState } from './profileQState';
import { namesOtherHost } from './xaddr';

export interface CallOptions {
  readonly auth?: AuthMode;
  readonly signal?: AbortSignal;
  /** Default `user`. */
  readonly origin?: ExchangeOrigin;
  readonly timeouts?: Partial<Timeouts>;
}

/** What came of a typed call: all that went over the wire, and the decoded reply when there is one. */
export interface CallResult<Reply = JsonValue> {
  readonly exchange: Exchange;
  readonly value?: Reply;
}

/**
 * One device: what is known of it and the way to talk to it. Nothing is sent before `connect` or `call`, so a
 * device can be listed when nothing else works on it.
 */
export class Device extends DeviceRecord {
  readonly #ports: DevicePorts;
  readonly #line: DeviceLine;
  #connecting: Promise<void> | undefined;

  /** Throws `invalidInput` for an address that is none of one device. */
  constructor(ports: DevicePorts, origin: DeviceOrigin) {
    super(ports.clock, origin);
    this.#ports = ports;
    this.#line = new DeviceLine(ports, this);
  }

  get onExchange(): Event<Exchange> {
    return this.#line.onExchange;
  }

  /** Device minus local, milliseconds. */
  get clockOffset(): number | undefined {
    return this.#line.clock?.offset;
  }

  override get findings(): readonly Finding[] {
    return [...super.findings, ...(this.#line.clock?.findings ?? [])];
  }

  /**
   * Asks everything there is to list. Never throws: what failed is `problem`; cancelled, it changes nothing. A second
   * call joins the first.
   */
  connect(options: AskOptions = {}): Promise<void> {
    this.#connecting ??= this.#connect(options).finally(() => {
      this.#connecting = undefined;
      this.changed();
    });
    return this.#connecting;
  }

  async #connect(options: AskOptions): Promise<void> {
    const before = this.url;
    let storeProblem: OnvifError | undefined;
    const hasLogin = await this.username().then(
      username => username !== undefined,
      (error: OnvifError) => ((storeProblem = error), false),
    );
    let problem: OnvifError | undefined;
    for (const url of this.#addressesToTry()) {
      this.reachAt(url);
      const answers = await inquire({
        ask: (question, auth) => this.#line.ask(question, auth, options),
        onClock: reading => this.#line.setClock(reading),
        state: this.state,
        hasLogin,
        loginProven: this.#line.loginProven,
        wantsEndpoint: this.endpoint === undefined,
      });
      // a cancelled inquiry says nothing about the device
      if (options.signal?.aborted) return this.reachAt(before);
      if (answers.answered) return this.adopt(answers, storeProblem ?? answers.problem);
      problem ??= answers.problem;
    }
    this.reachAt(before);
    this.fail(problem);
  }

  /** The one in use first, then what the person typed, then what discovery told. */
  #addressesToTry(): string[] {
    const typed = this.typedUrl === undefined ? [] : [this.typedUrl];
    return [...new Set([this.url, ...typed, ...this.advertised.map(each => each.used)])];
  }

  protected override adopt(answers: Answers, problem: OnvifError | undefined): void {
    const before = this.state;
    super.adopt(answers, problem);
    this.#forgetLoginIn(before);
  }

  /**
   * One typed call, for example `call('tds:SetHostname', { Name: 'gate' })`; the prefix may be left out when the
   * operation's name is unique. Rejects with `invalidInput`, `unknownOperation` or `foreignAuthority` before
   * anything is sent; after that, whatever happens is in the exchange. For an id of the bundled catalog the compiler
   * checks the arguments and knows the reply.
   */
  call<Id extends OperationId>(
    operation: Id,
    ...rest: CallArguments<Id, CallOptions>
  ): Promise<CallResult<ReplyOf<Id>>>;
  call<Name extends string>(
    operation: OtherOperation<Name>,
    args?: JsonObject,
    options?: CallOptions,
  ): Promise<CallResult>;
  async call(operation: string, args: object = {}, options: CallOptions = {}): Promise<CallResult> {
    const catalog = this.#ports.catalog();
    const found = findOperation(catalog, operation);
    const body = encodeElement(catalog, found.input, args as JsonObject);
    const exchange = await this.#send(found, body, { origin: 'user', ...options });
    if (exchange.outcome.kind !== 'reply') return { exchange };
    return { exchange, value: decodeElement(catalog, exchange.outcome.body) };
  }

  /**
   * Sends a request that is already XML, under the same rules as `call`: to the device's authority, with its
   * credentials and its time. In Factory Default nothing is signed (Profile Q clause 9); when the device asks for a
   * login nonetheless, it is asked for its state anew.
   */
  async send(request: LineRequest): Promise<Exchange> {
    const signed = (request.auth ?? 'auto') !== 'auto' || this.state !== 'factoryDefault';
    const exchange = await this.#line.send(signed ? request : { ...request, auth: 'none' });
    const { outcome } = exchange;
    if (signed || outcome.kind === 'reply' || outcome.error.code !== 'credentialsRequired') return exchange;
    if ((await this.username()) === undefined) return exchange;
    await this.connect(request.signal ? { signal: request.signal } : {});
    return this.state === 'factoryDefault' ? exchange : this.#line.send(request);
  }

  async #send(operation: Operation, body: string, options: CallOptions): Promise<Exchange> {
    const service = await this.#serviceOf(operation, options);
    const request = {
      ...options,
      action: operation.action,
      operation: operation.id,
      body,
      idempotent: /^Get(?!System(Backup|Log|SupportInformation)$)/.test(operation.name),
      subject: `its ${operation.service.name} service`,
    };
    const exchange = await this.send({ ...request, url: service.url });
    const { outcome } = exchange;
    const unreachable = outcome.kind === 'failure' && outcome.error.code === 'unreachable';
    if (!unreachable || !namesOtherHost(service.advertisedUrl, this.url)) return exchange;
    // Nothing was sent. The device says that the service lives on another host: with a yes, ask there.
    return this.send({ ...request, url: service.advertisedUrl });
  }

  async #serviceOf(
    operation: Operation,
    options: AskOptions,
  ): Promise<Pick<DeviceService, 'url' | 'advertisedUrl'>> {
    const { prefix, namespace, name } = operation.service;
    if (prefix === 'tds') return { url: this.url, advertisedUrl: this.url };
    if (!this.hasServices) {
      this.list(await inquireServices((question, auth) => this.#line.ask(question, auth, options)));
      this.changed();
    }
    const service = this.services.find(each => each.namespace === namespace);
    if (service) return service;
    const offered = this.services.map(each => each.prefix ?? each.namespace).join(', ');
    throw new OnvifError(
      'unknownOperation',
      `${operation.id} cannot be called because the device lists no ${name} service; it lists ${offered || 'none'}.`,
      { details: { operation: operation.id, service: namespace } },
    );
  }

  /** Keeps credentials for this device, bound to the authority (and certificate) it is reached at now. */
  async setCredentials(credentials: Credentials): Promise<void> {
    this.#line.startAfresh();
    await this.#line.guard.bind(credentials);
    this.changed();
  }

  async forgetCredentials(): Promise<void> {
    this.#line.startAfresh();
    await this.#line.guard.forget();
    this.changed();
  }

  /** The username that would be used, never the password. */
  username(): Promise<string | undefined> {
    return this.#line.guard.username();
  }

  /** A datagram told something new of this device: it is there, maybe elsewhere. Sends nothing. */
  override see(sighting: Sighting): void {
    const before = this.state;
    super.see(sighting);
    if (sighting.via === 'hello') this.#line.rebooted(); // a Hello follows a boot
    this.#forgetLoginIn(before);
  }

  /** The registry lists the device under this id from now on; its credentials move along. */
  override identify(id: string): void {
    const previous = this.id;
    super.identify(id);
    this.#line.guard.rename(previous);
  }

  override dispose(): void {
    this.#line.dispose();
    super.dispose();
  }

  /** A device that fell back to Factory Default is not sent what it asked for before. */
  #forgetLoginIn(before: ProfileQState): void {
    if (this.state === 'factoryDefault' && before !== 'factoryDefault') this.#line.startAfresh();
  }
}
