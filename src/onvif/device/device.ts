import type { AuthMode, Credentials } from '../auth/credentials';
import type { Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/emitter';
import type { Finding } from '../base/finding';
import type { JsonObject, JsonValue } from '../base/json';
import { OnvifError } from '../base/onvifError';
import type { Operation } from '../catalog/catalog';
import type { Sighting } from '../discovery/sighting';
import type { Timeouts } from '../http/transport';
import { decodeElement } from '../schema/decode';
import { encodeElement } from '../schema/encode';
import type { Exchange, ExchangeOrigin } from '../soap/exchange';
import type { QName } from '../xml/xmlNode';
import { authorityOf, authorityText, hostAndPort } from './authority';
import { parseDeviceAddress } from './deviceAddress';
import type { AdvertisedAddress, DeviceInformation, DeviceService, DeviceUser } from './deviceFacts';
import { DeviceLine, type AskOptions, type LineRequest } from './deviceLine';
import type { DevicePorts } from './devicePorts';
import { canonicalEndpoint, scopeValue, type ListedService } from './deviceReplies';
import { inquire, inquireServices, type Answers } from './inquiry';
import { findOperation } from './operationName';
import { profileQState, profileQStateFindings, stateDisagreement, type ProfileQState } from './profileQState';
import { usableServices } from './serviceList';
import { certificateFindings } from './trust';
import { deviceServiceCandidates, namesOtherHost } from './xaddr';

/** How a device came to be listed: a datagram, or an address that a person gave. */
export type DeviceOrigin = { readonly sighting: Sighting } | { readonly address: string };

export interface CallOptions {
  readonly auth?: AuthMode;
  readonly signal?: AbortSignal;
  /** Default `user`. */
  readonly origin?: ExchangeOrigin;
  readonly timeouts?: Partial<Timeouts>;
}

/** What came of a typed call: all that went over the wire, and the decoded reply when there is one. */
export interface CallResult {
  readonly exchange: Exchange;
  readonly value?: JsonValue;
}

/**
 * One device: what is known of it and the way to talk to it. Nothing is sent before `connect` or `call`, so a
 * device can be listed when nothing else works on it.
 */
export class Device implements Disposable {
  readonly #ports: DevicePorts;
  readonly #line: DeviceLine;
  readonly #changed = new Emitter<void>();
  readonly #typedUrl: string | undefined;
  #id: string;
  #endpoint: string | undefined;
  #url: string;
  #presence: 'present' | 'left' | 'unknown';
  #seen: { readonly sighting: Sighting; readonly at: number } | undefined;
  /** What GetScopes told. */
  #asked: { readonly scopes: readonly string[]; readonly at: number } | undefined;
  #information: DeviceInformation | undefined;
  #users: readonly DeviceUser[] | undefined;
  #listed: readonly ListedService[] | undefined;
  #answerFindings: readonly Finding[] = [];
  #remoteAddress: string | undefined;
  #problem: OnvifError | undefined;
  #connecting: Promise<void> | undefined;
  #notes: readonly Finding[] = [];

  /** Throws `invalidInput` for an address that is none. */
  constructor(ports: DevicePorts, origin: DeviceOrigin) {
    this.#ports = ports;
    if ('sighting' in origin) {
      this.#seen = { sighting: origin.sighting, at: ports.clock.monotonic() };
      this.#endpoint = origin.sighting.endpoint;
      this.#id = canonicalEndpoint(origin.sighting.identity);
      this.#url = this.advertised[0]!.used;
      this.#presence = 'present';
    } else {
      const address = parseDeviceAddress(origin.address);
      if (address.kind === 'range') {
        throw new OnvifError(
          'invalidInput',
          `"${origin.address}" is a range: give the address of one device.`,
        );
      }
      this.#typedUrl = this.#url = address.url;
      this.#id = authorityText(authorityOf(address.url)!);
      this.#presence = 'unknown';
    }
    this.#line = new DeviceLine(ports, this);
  }

  /** The endpoint reference, or the address until the registry knows the endpoint. */
  get id(): string {
    return this.#id;
  }

  /** As the device wrote it in discovery, or as GetEndpointReference told. */
  get endpoint(): string | undefined {
    return this.#endpoint;
  }

  get name(): string {
    const { manufacturer = '', model = '' } = this.#information ?? {};
    return scopeValue(this.scopes, 'name') ?? (`${manufacturer} ${model}`.trim() || this.address);
  }

  /** `host[:port]` in use. */
  get address(): string {
    return hostAndPort(authorityOf(this.#url)!);
  }

  /** Device service in use. */
  get url(): string {
    return this.#url;
  }

  /** Every address of the device service that discovery told, best first. */
  get advertised(): readonly AdvertisedAddress[] {
    const sighting = this.#seen?.sighting;
    return sighting ? deviceServiceCandidates(sighting.xaddrs, sighting.source.address) : [];
  }

  /** What the newest of discovery and GetScopes says. */
  get state(): ProfileQState {
    return profileQState(this.scopes);
  }

  /** `left` after its Bye; `unknown` when added by hand and never answered. */
  get presence(): 'present' | 'left' | 'unknown' {
    return this.#presence;
  }

  get addedByHand(): boolean {
    return this.#typedUrl !== undefined;
  }

  /** From the newest of discovery and GetScopes. */
  get scopes(): readonly string[] {
    const [seen, asked] = [this.#seen, this.#asked];
    if (seen && asked) return seen.at > asked.at ? seen.sighting.scopes : asked.scopes;
    return asked?.scopes ?? seen?.sighting.scopes ?? [];
  }

  get types(): readonly QName[] {
    return this.#seen?.sighting.types ?? [];
  }

  get information(): DeviceInformation | undefined {
    return this.#information;
  }

  get services(): readonly DeviceService[] {
    return this.#usable().services;
  }

  /** Undefined when the device did not tell them. */
  get users(): readonly DeviceUser[] | undefined {
    return this.#users;
  }

  /** Device minus local, milliseconds. */
  get clockOffset(): number | undefined {
    return this.#line.clock?.offset;
  }

  /** The IP address that answered last, where the transport tells it. */
  get remoteAddress(): string | undefined {
    return this.#remoteAddress;
  }

  /** The last datagram that told of it. */
  get sighting(): Sighting | undefined {
    return this.#seen?.sighting;
  }

  /** What is odd about the device, each by what was done about it. */
  get findings(): readonly Finding[] {
    const used = this.advertised.find(each => each.used === this.#url);
    return [
      ...profileQStateFindings(this.scopes),
      ...this.#disagreement(),
      ...(this.#seen?.sighting.findings ?? []),
      ...(used?.reason === undefined ? [] : [{ code: 'device-address-rewritten', message: used.reason }]),
      ...this.#usable().findings,
      ...(this.#line.clock?.findings ?? []),
      ...this.#answerFindings,
      ...this.#notes,
    ];
  }

  /** Why the last `connect` did not get everything; its message is for people. */
  get problem(): OnvifError | undefined {
    return this.#problem;
  }

  get onDidChange(): Event<void> {
    return this.#changed.event;
  }

  get onExchange(): Event<Exchange> {
    return this.#line.onExchange;
  }

  /** Asks everything there is to list. Never throws: what failed is `problem`. A second call joins the first. */
  connect(options: AskOptions = {}): Promise<void> {
    this.#connecting ??= this.#connect(options).finally(() => {
      this.#connecting = undefined;
      this.#changed.fire();
    });
    return this.#connecting;
  }

  async #connect(options: AskOptions): Promise<void> {
    const before = this.#url;
    let problem: OnvifError | undefined;
    const hasLogin = await this.username().then(
      username => username !== undefined,
      (error: OnvifError) => ((problem = error), false),
    );
    for (const url of this.#addressesToTry()) {
      this.#url = url;
      const answers = await inquire({
        ask: (question, auth) => this.#line.ask(question, auth, options),
        onClock: reading => this.#line.setClock(reading),
        state: this.state,
        hasLogin,
        loginProven: this.#line.loginProven,
        wantsEndpoint: this.#endpoint === undefined,
      });
      problem ??= answers.problem;
      if (answers.answered) return this.#adopt(answers, problem);
      if (options.signal?.aborted) break;
    }
    this.#url = before;
    this.#problem = problem;
  }

  /** The one in use first, then what the person typed, then what discovery told. */
  #addressesToTry(): string[] {
    const typed = this.#typedUrl === undefined ? [] : [this.#typedUrl];
    return [...new Set([this.#url, ...typed, ...this.advertised.map(each => each.used)])];
  }

  #adopt(answers: Answers, problem: OnvifError | undefined): void {
    const { clock } = this.#ports;
    const stateBefore = this.state;
    this.#presence = 'present';
    this.#problem = problem;
    this.#users = answers.users;
    this.#information = answers.information ?? this.#information;
    this.#listed = answers.services ?? this.#listed;
    this.#endpoint ??= answers.endpoint;
    this.#remoteAddress = answers.remoteAddress ?? this.#remoteAddress;
    if (answers.scopes) this.#asked = { scopes: answers.scopes, at: clock.monotonic() };
    this.#forgetLoginIn(stateBefore);
    const { certificate } = answers;
    const host = authorityOf(this.#url)!.host;
    this.#answerFindings = [
      ...answers.findings,
      ...(certificate ? certificateFindings(certificate, host, clock.now()) : []),
    ];
  }

  /**
   * One typed call, for example `call('tds:SetHostname', { Name: 'gate' })`; the prefix may be left out when the
   * operation's name is unique. Rejects with `invalidInput`, `unknownOperation` or `foreignAuthority` before
   * anything is sent; after that, whatever happens is in the exchange.
   */
  async call(operation: string, args: JsonObject = {}, options: CallOptions = {}): Promise<CallResult> {
    const catalog = this.#ports.catalog();
    const found = findOperation(catalog, operation);
    const body = encodeElement(catalog, found.input, args);
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
    if (!unreachable || !namesOtherHost(service.advertisedUrl, this.#url)) return exchange;
    // Nothing was sent. The device says that the service lives on another host: with a yes, ask there.
    return this.send({ ...request, url: service.advertisedUrl });
  }

  async #serviceOf(
    operation: Operation,
    options: AskOptions,
  ): Promise<Pick<DeviceService, 'url' | 'advertisedUrl'>> {
    const { prefix, namespace, name } = operation.service;
    if (prefix === 'tds') return { url: this.#url, advertisedUrl: this.#url };
    if (!this.#listed) {
      const { services, problem } = await inquireServices((question, auth) =>
        this.#line.ask(question, auth, options),
      );
      if (!services) throw problem;
      this.#listed = services;
      this.#changed.fire();
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

  /** Where a service's requests go, by prefix or namespace: `tds` always, others once the services are known. */
  serviceUrl(prefix: string): string | undefined {
    const found = this.services.find(each => each.prefix === prefix || each.namespace === prefix);
    return found?.url ?? (prefix === 'tds' ? this.#url : undefined);
  }

  /** Keeps credentials for this device, bound to the authority (and certificate) it is reached at now. */
  async setCredentials(credentials: Credentials): Promise<void> {
    this.#line.startAfresh();
    await this.#line.guard.bind(credentials);
    this.#changed.fire();
  }

  async forgetCredentials(): Promise<void> {
    this.#line.startAfresh();
    await this.#line.guard.forget();
    this.#changed.fire();
  }

  /** The username that would be used, never the password. */
  username(): Promise<string | undefined> {
    return this.#line.guard.username();
  }

  /** A datagram told something new of this device: it is there, maybe elsewhere. Sends nothing. */
  see(sighting: Sighting): void {
    const stateBefore = this.state;
    this.#seen = { sighting, at: this.#ports.clock.monotonic() };
    this.#endpoint = sighting.endpoint;
    this.#presence = 'present';
    const addresses = this.advertised.map(each => each.used);
    if (!addresses.includes(this.#url) && this.#typedUrl === undefined) this.#url = addresses[0]!;
    // a Hello follows a boot, after which nonces are void and the clock may be another
    if (sighting.via === 'hello') this.#line.startAfresh();
    this.#forgetLoginIn(stateBefore);
    this.#changed.fire();
  }

  /** The device said Bye. */
  leave(): void {
    this.#presence = 'left';
    this.#changed.fire();
  }

  /** The registry lists the device under this id from now on; its credentials move along. */
  identify(id: string): void {
    const previous = this.#id;
    this.#id = id;
    this.#line.guard.rename(previous);
  }

  /** What the registry found out about the device among others, for example a shared endpoint. */
  note(notes: readonly Finding[]): void {
    this.#notes = notes;
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** A device that fell back to Factory Default is not sent what it asked for before. */
  #forgetLoginIn(stateBefore: ProfileQState): void {
    if (this.state === 'factoryDefault' && stateBefore !== 'factoryDefault') this.#line.startAfresh();
  }

  #disagreement(): Finding[] {
    if (!this.#seen || !this.#asked) return [];
    const discovered = profileQState(this.#seen.sighting.scopes);
    return stateDisagreement(discovered, profileQState(this.#asked.scopes), this.state);
  }

  #usable(): ReturnType<typeof usableServices> {
    return usableServices(this.#listed ?? [], this.#url);
  }
}
