import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { Finding } from '../base/finding';
import { OnvifError } from '../base/onvifError';
import type { Sighting } from '../discovery/sighting';
import { certificateFindings } from '../http/certificateFindings';
import type { QName } from '../xml/xmlNode';
import { authorityOf, authorityText, hostAndPort } from './authority';
import { parseDeviceAddress } from './deviceAddress';
import type { AdvertisedAddress, DeviceInformation, DeviceService, DeviceUser } from './deviceFacts';
import { canonicalEndpoint, scopeValue, type ListedService } from './deviceReplies';
import type { Answers } from './inquiry';
import { profileQState, profileQStateFindings, stateDisagreement, type ProfileQState } from './profileQState';
import { usableServices } from './serviceList';
import { deviceServiceCandidates } from './xaddr';

/** How a device came to be listed: a datagram, or an address that a person gave. */
export type DeviceOrigin = { readonly sighting: Sighting } | { readonly address: string };

/**
 * What is known of one device, by its datagrams and its answers. It sends nothing; a `Device` is a record that can
 * be asked.
 */
export class DeviceRecord implements Disposable {
  readonly #clock: Clock;
  readonly #changed = new Emitter<void>();
  /** What the person typed, for a device added by hand. */
  protected readonly typedUrl: string | undefined;
  #id: string;
  #endpoint: string | undefined;
  #url: string;
  #presence: 'present' | 'left' | 'unknown';
  #seen: { readonly sighting: Sighting; readonly at: number } | undefined;
  #advertised: readonly AdvertisedAddress[] = [];
  /** What GetScopes told. */
  #asked: { readonly scopes: readonly string[]; readonly at: number } | undefined;
  #information: DeviceInformation | undefined;
  #users: readonly DeviceUser[] | undefined;
  #listed: readonly ListedService[] | undefined;
  #usable: ReturnType<typeof usableServices> = { services: [], findings: [] };
  #answerFindings: readonly Finding[] = [];
  #notes: readonly Finding[] = [];
  #remoteAddress: string | undefined;
  #problem: OnvifError | undefined;

  /** Throws `invalidInput` for an address that is none of one device. */
  constructor(clock: Clock, origin: DeviceOrigin) {
    this.#clock = clock;
    if ('sighting' in origin) {
      const { sighting } = origin;
      this.#keep(sighting);
      this.#endpoint = sighting.endpoint;
      this.#id = canonicalEndpoint(sighting.identity);
      this.#url = this.#advertised[0]!.used;
      this.#presence = 'present';
    } else {
      const address = parseDeviceAddress(origin.address);
      if (address.kind === 'range') {
        throw new OnvifError(
          'invalidInput',
          `"${origin.address}" is a range: give the address of one device.`,
        );
      }
      this.typedUrl = this.#url = address.url;
      this.#id = authorityText(authorityOf(address.url)!);
      this.#presence = 'unknown';
    }
  }

  /** Fires after every change of anything below. */
  readonly onDidChange = this.#changed.event;

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
    return this.#advertised;
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
    return this.typedUrl !== undefined;
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
    return this.#usable.services;
  }

  /** Undefined when the device did not tell them. */
  get users(): readonly DeviceUser[] | undefined {
    return this.#users;
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
    const used = this.#advertised.find(each => each.used === this.#url);
    return [
      ...profileQStateFindings(this.scopes),
      ...this.#disagreement(),
      ...(this.#seen?.sighting.findings ?? []),
      ...(used?.reason === undefined ? [] : [{ code: 'device-address-rewritten', message: used.reason }]),
      ...this.#usable.findings,
      ...this.#answerFindings,
      ...this.#notes,
    ];
  }

  /** Why the last `connect` did not get everything; its message is for people. */
  get problem(): OnvifError | undefined {
    return this.#problem;
  }

  /** Where a service's requests go, by prefix or namespace: `tds` always, others once the services are known. */
  serviceUrl(prefix: string): string | undefined {
    const found = this.services.find(each => each.prefix === prefix || each.namespace === prefix);
    return found?.url ?? (prefix === 'tds' ? this.#url : undefined);
  }

  /** A datagram told something new of this device: it is there, maybe elsewhere. */
  see(sighting: Sighting): void {
    this.#keep(sighting);
    this.#endpoint = sighting.endpoint;
    this.#presence = 'present';
    const known = this.#advertised.some(each => each.used === this.#url);
    if (!known && this.typedUrl === undefined) this.reachAt(this.#advertised[0]!.used);
    this.changed();
  }

  /** The device said Bye. */
  leave(): void {
    this.#presence = 'left';
    this.changed();
  }

  /** The registry lists the device under this id from now on. */
  identify(id: string): void {
    this.#id = id;
  }

  /** What the registry found out about the device among others, for example a shared endpoint reference. */
  note(notes: readonly Finding[]): void {
    this.#notes = notes;
    this.changed();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  protected changed(): void {
    this.#changed.fire();
  }

  /** The device service is reached here from now on. */
  protected reachAt(url: string): void {
    this.#url = url;
    this.list(this.#listed);
  }

  /** The services as the device lists them. */
  protected list(services: readonly ListedService[] | undefined): void {
    this.#listed = services;
    this.#usable = usableServices(services ?? [], this.#url);
  }

  protected get hasServices(): boolean {
    return this.#listed !== undefined;
  }

  /** What an inquiry at the address in use brought. `problem` is the gravest thing it did not bring. */
  protected adopt(answers: Answers, problem: OnvifError | undefined): void {
    this.#presence = 'present';
    this.#problem = problem;
    this.#users = answers.users;
    this.#information = answers.information ?? this.#information;
    this.#endpoint ??= answers.endpoint;
    this.#remoteAddress = answers.remoteAddress ?? this.#remoteAddress;
    this.list(answers.services ?? this.#listed);
    if (answers.scopes) this.#asked = { scopes: answers.scopes, at: this.#clock.monotonic() };
    const { certificate } = answers;
    const host = authorityOf(this.#url)!.host;
    this.#answerFindings = [
      ...answers.findings,
      ...(certificate ? certificateFindings(certificate, host, this.#clock.now()) : []),
    ];
  }

  /** An inquiry brought nothing at all. */
  protected fail(problem: OnvifError | undefined): void {
    this.#problem = problem;
  }

  #keep(sighting: Sighting): void {
    this.#seen = { sighting, at: this.#clock.monotonic() };
    this.#advertised = deviceServiceCandidates(sighting.xaddrs, sighting.source.address);
  }

  #disagreement(): Finding[] {
    if (!this.#seen || !this.#asked) return [];
    const discovered = profileQState(this.#seen.sighting.scopes);
    return stateDisagreement(discovered, profileQState(this.#asked.scopes), this.state);
  }
}
