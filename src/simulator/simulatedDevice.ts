import type { Credentials } from '../onvif/auth/credentials';
import type { Clock } from '../onvif/base/clock';
import { toDisposable, type Disposable } from '../onvif/base/disposable';
import { Emitter } from '../onvif/base/emitter';
import { OnvifError } from '../onvif/base/onvifError';
import type { Random } from '../onvif/base/random';
import { bundledCatalog } from '../onvif/catalog/bundledCatalog';
import type { Catalog } from '../onvif/catalog/catalog';
import type { Transport } from '../onvif/http/transport';
import type { Behaviour } from './behaviour';
import type { DeviceControls, SubscriptionReference } from './deviceControls';
import {
  factorySettings,
  hardResetSettings,
  rebootedSettings,
  softResetSettings,
  type DeviceSettings,
} from './deviceSettings';
import { DeviceEndpoint } from './deviceEndpoint';
import { DeviceEvents } from './events/deviceEvents';
import type { Emission, EventHub } from './events/eventHub';
import type { HeardHttp, HttpAnswer, HttpDevice } from './httpMessage';
import { HeardRequests, type HeardRequest } from './heardRequests';
import { createIdentity, type DeviceIdentity } from './identity';
import { loopbackTransport } from './loopbackTransport';
import { standardBehaviours } from './operations/standardBehaviours';
import { stateScopes, type OwnState } from './profileQ';
import { findQuirk } from './quirks/quirks';
import type { Quirk } from './quirks/quirk';
import { Timers } from './timers';
import { Uploads } from './uploads';
import type { AccountLimits, UserAccount } from './userAccounts';

export interface SimulatedDeviceOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** The interface catalog that requests are read and replies are written with; the bundled one unless told. */
  readonly catalog?: Catalog;
  readonly identity?: Partial<DeviceIdentity>;
  /** How it starts; factoryDefault unless told. */
  readonly state?: OwnState;
  /** The first administrator of a device that starts operational, which needs one. */
  readonly administrator?: Credentials;
  /** Accounts that the device has from the factory and gets back by a hard reset. None unless told. */
  readonly factoryUsers?: readonly UserAccount[];
  readonly limits?: Partial<AccountLimits>;
  /** Milliseconds without network while it reboots; 2000 unless told. */
  readonly rebootTime?: number;
  /** Milliseconds from the reply that announces a reboot to its beginning; 100 unless told. */
  readonly rebootDelay?: number;
  /** Milliseconds from StartFirmwareUpgrade until an image is taken; 1000 unless told. */
  readonly uploadDelay?: number;
  /** Reboots when it leaves Factory Default, as clause 9 allows; false unless told. */
  readonly rebootsOnTransition?: boolean;
  /** Subscriptions at a time; 10 unless told, and two at least by Profile Q. */
  readonly maxPullPoints?: number;
  /** What tells pull points apart; an address each unless told. */
  readonly subscriptionReference?: SubscriptionReference;
  /** Names of quirks to begin with, see `listQuirks`. */
  readonly quirks?: readonly string[];
}

const defaultLimits: AccountLimits = {
  maxUsers: 10,
  maxUserNameLength: 32,
  maxPasswordLength: 64,
  minPasswordLength: 0,
};

/** What the device says to its network: it is here (again, or changed), or it goes away. */
export type Announcement = 'hello' | 'bye';

/**
 * A Profile Q device in software. It is the same device whether asked through `transport()` without any socket or
 * through a port (`startSimulator`); several can live in one process.
 */
export class SimulatedDevice implements DeviceControls, HttpDevice, Disposable {
  readonly identity: DeviceIdentity;
  readonly limits: AccountLimits;
  readonly clock: Clock;
  readonly random: Random;
  readonly catalog: Catalog;
  readonly rebootTime: number;
  readonly subscriptionReference: SubscriptionReference;
  readonly uploadDelay: number;
  readonly uploads: Uploads;
  readonly #rebootDelay: number;
  readonly #rebootsOnTransition: boolean;
  readonly #factory: DeviceSettings;
  readonly #changed = new Emitter<void>();
  readonly #announced = new Emitter<Announcement>();
  readonly #heard = new HeardRequests();
  readonly #timers: Timers;
  readonly #endpoint: DeviceEndpoint;
  readonly #events: DeviceEvents;
  /** Newest first. */
  readonly #behaviours: Behaviour[];
  readonly #quirks: Quirk[] = [];
  #settings: DeviceSettings;
  #up = true;
  #restartPending = false;
  #comesUpWith: (() => DeviceSettings) | undefined;
  #instanceId: number;
  #metadataVersion = 1;

  /** Throws `invalidInput` for options that make no device. */
  constructor(options: SimulatedDeviceOptions) {
    this.clock = options.clock;
    this.#timers = new Timers(options.clock);
    this.random = options.random;
    this.catalog = options.catalog ?? bundledCatalog();
    this.identity = createIdentity(options.identity ?? {}, options.random);
    this.limits = { ...defaultLimits, ...options.limits };
    this.rebootTime = options.rebootTime ?? 2000;
    this.subscriptionReference = options.subscriptionReference ?? 'address';
    this.uploadDelay = options.uploadDelay ?? 1000;
    this.uploads = new Uploads(options.clock, options.random);
    this.#rebootDelay = options.rebootDelay ?? 100;
    this.#rebootsOnTransition = options.rebootsOnTransition ?? false;
    this.#factory = factorySettings(this.identity, options.factoryUsers ?? []);
    this.#settings = startingSettings(this.#factory, options);
    this.#instanceId = Math.floor(options.clock.now() / 1000);
    this.#behaviours = [...standardBehaviours];
    for (const name of options.quirks ?? []) this.addQuirk(name);
    this.#events = new DeviceEvents(this, options.maxPullPoints ?? 10);
    this.#endpoint = new DeviceEndpoint(this, this.#behaviours, this.#quirks);
  }

  get endpoint(): string {
    return this.identity.endpoint;
  }

  get state(): OwnState {
    return this.#settings.state;
  }

  get settings(): DeviceSettings {
    return this.#settings;
  }

  get events(): EventHub {
    return this.#events.hub;
  }

  /** False while it reboots: it neither hears nor says anything. */
  get isUp(): boolean {
    return this.#up;
  }

  /** WS-Discovery AppSequence: grows with each boot. */
  get instanceId(): number {
    return this.#instanceId;
  }

  /** WS-Discovery: grows with each change of scopes. */
  get metadataVersion(): number {
    return this.#metadataVersion;
  }

  now(): number {
    const error = this.#quirks.reduce((sum, quirk) => sum + (quirk.clockError ?? 0), 0);
    return this.clock.now() + this.#settings.time.offset + error;
  }

  get fixedScopes(): readonly string[] {
    return [
      stateScopes[this.state],
      `onvif://www.onvif.org/hardware/${encodeURIComponent(this.identity.hardwareId)}`,
      'onvif://www.onvif.org/type/simulated',
    ];
  }

  get scopes(): readonly string[] {
    const all: readonly string[] = [...this.fixedScopes, ...this.#settings.scopes];
    return this.#quirks.reduce((scopes, quirk) => quirk.scopes?.(scopes) ?? scopes, all);
  }

  serviceUrl(origin: string, path = '/onvif/device_service'): string {
    return this.#quirks.reduce((url, quirk) => quirk.xaddr?.(url) ?? url, origin + path);
  }

  /** Fires after each change of settings, quirks or presence. */
  readonly onDidChange = this.#changed.event;
  /** Fires when Hello or Bye is due. */
  readonly onAnnounce = this.#announced.event;
  /** Fires after each request that was answered. */
  readonly onDidHear = this.#heard.onDidHear;

  /** What it was asked lately, oldest first. Passwords are left out. */
  get heard(): readonly HeardRequest[] {
    return this.#heard.list;
  }

  /** Behaviours, newest first. */
  get behaviours(): readonly Behaviour[] {
    return this.#behaviours;
  }

  get quirks(): readonly Quirk[] {
    return this.#quirks;
  }

  /** Overrides what older behaviours answer, until the result is disposed. */
  defineBehaviour(behaviour: Behaviour): Disposable {
    this.#behaviours.unshift(behaviour);
    return toDisposable(() => removeFrom(this.#behaviours, behaviour));
  }

  /** Switches a quirk on, until the result is disposed. Throws `invalidInput` for an unknown name. */
  addQuirk(name: string): Disposable {
    const quirk = findQuirk(name);
    if (this.#quirks.includes(quirk)) return toDisposable(() => {});
    const scopes = this.scopes;
    this.#quirks.push(quirk);
    const behaviours = (quirk.behaviours ?? []).map(each => this.defineBehaviour(each));
    this.#noticeChange(scopes, this.#settings.discoveryMode);
    return toDisposable(() => {
      const before = this.scopes;
      removeFrom(this.#quirks, quirk);
      for (const each of behaviours) each.dispose();
      this.#noticeChange(before, this.#settings.discoveryMode);
    });
  }

  /** Lets something happen on a topic. Throws `invalidInput` for what its messages cannot say. */
  emit(topic: string, emission: Emission): void {
    this.events.emit(topic, emission);
  }

  change(update: Partial<DeviceSettings>): void {
    const { discoveryMode } = this.#settings;
    const scopes = this.scopes;
    this.#settings = { ...this.#settings, ...update };
    if (update.history) this.#events.notice();
    this.#noticeChange(scopes, discoveryMode);
  }

  leaveFactoryDefault(users: readonly UserAccount[]): void {
    this.change({ users, state: 'operational' });
    if (this.#rebootsOnTransition) this.restart();
  }

  reset(kind: 'Hard' | 'Soft'): void {
    this.restart(() =>
      kind === 'Hard'
        ? hardResetSettings(this.#settings, this.#factory, this.clock.now())
        : softResetSettings(this.#settings, this.#factory),
    );
  }

  /** `settings`: those to come up with; as they are unless told. */
  restart(settings?: () => DeviceSettings): void {
    this.#comesUpWith = settings ?? this.#comesUpWith;
    if (this.#restartPending) return;
    this.#restartPending = true;
    this.#timers.after(this.#rebootDelay, () => {
      this.#announce('bye');
      this.#up = false;
      this.#events.goDown();
      this.uploads.closeAll();
      this.#changed.fire();
      this.#timers.after(this.rebootTime, () => this.#comeUp());
    });
  }

  #comeUp(): void {
    this.#settings = rebootedSettings(this.#comesUpWith?.() ?? this.#settings);
    this.#comesUpWith = undefined;
    this.#restartPending = false;
    this.#up = true;
    this.#instanceId = Math.max(this.#instanceId + 1, Math.floor(this.clock.now() / 1000));
    this.#metadataVersion++;
    this.#endpoint.forgetLogins();
    this.#events.comeUp();
    this.#changed.fire();
    this.#announce('hello');
  }

  async answer(request: HeardHttp): Promise<HttpAnswer | undefined> {
    if (!this.#up) return undefined;
    const boot = this.#instanceId;
    const { answer, note } = await this.#endpoint.answer(request);
    // what waited for an event while the device went down is never answered
    if (!this.#up || boot !== this.#instanceId) return undefined;
    const bent = this.#quirks.reduce((result, quirk) => quirk.bend?.(result, request) ?? result, answer);
    this.#heard.add({ ...note, at: this.clock.now(), status: bent.status });
    return bent;
  }

  /** A transport whose every address leads to this device. */
  transport(): Transport {
    return loopbackTransport(() => this, this.clock);
  }

  dispose(): void {
    this.#up = false;
    this.#events.dispose();
    this.#timers.dispose();
    for (const emitter of [this.#changed, this.#announced, this.#heard]) emitter.dispose();
  }

  #noticeChange(scopesBefore: readonly string[], modeBefore: DeviceSettings['discoveryMode']): void {
    const scopesChanged = scopesBefore.join(' ') !== this.scopes.join(' ');
    if (scopesChanged) this.#metadataVersion++;
    this.#changed.fire();
    if (scopesChanged || modeBefore !== this.#settings.discoveryMode) this.#announce('hello');
  }

  #announce(what: Announcement): void {
    if (this.#up && this.#settings.discoveryMode === 'Discoverable') this.#announced.fire(what);
  }
}

function startingSettings(factory: DeviceSettings, options: SimulatedDeviceOptions): DeviceSettings {
  if (options.state !== 'operational') return factory;
  if (!options.administrator?.username || !options.administrator.password) {
    throw new OnvifError(
      'invalidInput',
      'A device that starts operational needs an administrator: give a user name and a password.',
    );
  }
  const administrator = { ...options.administrator, level: 'Administrator' as const };
  const others = factory.users.filter(each => each.username !== administrator.username);
  return { ...factory, state: 'operational', users: [administrator, ...others] };
}

function removeFrom<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}
