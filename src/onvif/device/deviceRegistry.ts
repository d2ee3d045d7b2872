import type { Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';
import type { Departure, Sighting } from '../discovery/sighting';
import type { Exchange } from '../soap/exchange';
import type { Device, DevicePorts } from './device';

/** One change of the list. `previousId` when a device's id changed because its endpoint reference became known. */
export type RegistryChange =
  | { readonly kind: 'added'; readonly device: Device }
  | { readonly kind: 'changed'; readonly device: Device; readonly previousId?: string }
  /** `replacedBy`: the entry of the same device that stays in the list. */
  | { readonly kind: 'removed'; readonly device: Device; readonly replacedBy?: Device };

/** The one list of devices: who is there is decided by endpoint reference, never by address. */
export declare class DeviceRegistry implements Disposable {
  constructor(ports: DevicePorts);
  /** In the order in which they were added. */
  readonly devices: readonly Device[];
  readonly onDidChange: Event<RegistryChange>;
  /** Every exchange of every device. */
  readonly onExchange: Event<{ readonly device: Device; readonly exchange: Exchange }>;
  get(id: string): Device | undefined;
  /** Adds the device or tells the listed one what is new. Sends nothing. */
  upsert(sighting: Sighting): Device;
  /** Marks a device as left; it stays in the list. */
  depart(departure: Departure): void;
  /** Lists what a person typed: host, host:port, http(s) URL. Throws `invalidInput`. Sends nothing. */
  addByAddress(urlOrHost: string): Device;
  /** Takes a device off the list and forgets nothing else: credentials and pins stay. */
  remove(id: string): void;
  dispose(): void;
}
