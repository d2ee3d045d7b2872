import type { Clock } from '../onvif/base/clock';
import type { Random } from '../onvif/base/random';
import type { Catalog } from '../onvif/catalog/catalog';
import type { DeviceSettings } from './deviceSettings';
import type { EventHub } from './events/eventHub';
import type { DeviceIdentity } from './identity';
import type { OwnState } from './profileQ';
import type { Uploads } from './uploads';
import type { AccountLimits, UserAccount } from './userAccounts';

export type SubscriptionReference = 'address' | 'parameters';

/** What a behaviour sees of the device it acts for, and what it can make it do. */
export interface DeviceControls {
  readonly clock: Clock;
  readonly random: Random;
  /** What requests are read and replies are written with. */
  readonly catalog: Catalog;
  readonly identity: DeviceIdentity;
  readonly limits: AccountLimits;
  /** `urn:uuid:…` */
  readonly endpoint: string;
  readonly state: OwnState;
  readonly settings: DeviceSettings;
  /** Topics, properties and pull points. */
  readonly events: EventHub;
  /** What tells pull points apart: an address each, or a reference parameter (WS-Addressing 1.0, 2.1). */
  readonly subscriptionReference: SubscriptionReference;
  /** Milliseconds without network while it reboots. */
  readonly rebootTime: number;
  /** Milliseconds from StartFirmwareUpgrade until an image is taken. */
  readonly uploadDelay: number;
  readonly uploads: Uploads;
  /** Those that a client cannot change: state, hardware and type. */
  readonly fixedScopes: readonly string[];
  /** All scopes, as Hello, ProbeMatch and GetScopes show them. */
  readonly scopes: readonly string[];

  /** The device's own time, milliseconds since the epoch. */
  now(): number;
  /** Address of a service for somebody who reaches the device under `origin` (`http://host:port`). */
  serviceUrl(origin: string, path?: string): string;
  /** Replaces settings; a change that discovery shows is announced (Core, AddScopes and SetDiscoveryMode). */
  change(update: Partial<DeviceSettings>): void;
  /** Clause 9: ends the Factory Default State with these accounts. */
  leaveFactoryDefault(users: readonly UserAccount[]): void;
  /** SetSystemFactoryDefault: takes effect with the reboot that it causes. */
  reset(kind: 'Hard' | 'Soft'): void;
  /**
   * Reboots soon: Bye, `rebootTime` without network, Hello with a higher instance id. `settings`: those to come up
   * with; as they are unless told.
   */
  restart(settings?: () => DeviceSettings): void;
}
