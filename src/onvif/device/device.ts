import type { AuthMode, Credentials } from '../auth/credentials';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';
import type { Finding } from '../base/finding';
import type { JsonObject, JsonValue } from '../base/json';
import type { OnvifError } from '../base/onvifError';
import type { Random } from '../base/random';
import type { Sighting } from '../discovery/sighting';
import type { Timeouts, Transport } from '../http/transport';
import type { Exchange, ExchangeOrigin } from '../soap/exchange';
import type { QName } from '../xml/xmlNode';
import type { Consent } from './consent';
import type { CredentialStore } from './credentialStore';
import type { AdvertisedAddress, DeviceInformation, DeviceService, DeviceUser } from './deviceFacts';
import type { ProfileQState } from './profileQState';

/** What a device needs from the outside; one set serves all devices of a registry. */
export interface DevicePorts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly credentials: CredentialStore;
  readonly consent: Consent;
}

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
export declare class Device implements Disposable {
  constructor(ports: DevicePorts, origin: DeviceOrigin);
  /** The endpoint reference, or the address until the endpoint is known. */
  readonly id: string;
  readonly endpoint: string | undefined;
  readonly name: string;
  /** `host[:port]` in use. */
  readonly address: string;
  /** Device service in use. */
  readonly url: string;
  readonly advertised: readonly AdvertisedAddress[];
  readonly state: ProfileQState;
  /** `left` after its Bye; `unknown` when added by hand and never answered. */
  readonly presence: 'present' | 'left' | 'unknown';
  readonly addedByHand: boolean;
  readonly scopes: readonly string[];
  readonly types: readonly QName[];
  readonly information: DeviceInformation | undefined;
  readonly services: readonly DeviceService[];
  readonly users: readonly DeviceUser[] | undefined;
  /** Device minus local, milliseconds. */
  readonly clockOffset: number | undefined;
  readonly findings: readonly Finding[];
  /** Why the last `connect` did not get everything; its message is for people. */
  readonly problem: OnvifError | undefined;
  readonly onDidChange: Event<void>;
  readonly onExchange: Event<Exchange>;
  /** Asks everything there is to list. Never throws: what failed is `problem`. A second call joins the first. */
  connect(options?: { signal?: AbortSignal; origin?: ExchangeOrigin }): Promise<void>;
  /**
   * One typed call, for example `call('tds:SetHostname', { Name: 'gate' })`; the prefix may be left out when
   * the operation's name is unique. Rejects with `invalidInput`, `unknownOperation`, `foreignAuthority` or
   * `cancelled` before anything is sent; after that, whatever happens is in the exchange.
   */
  call(operation: string, args?: JsonObject, options?: CallOptions): Promise<CallResult>;
  /** Where a service's requests go: `tds` always, others once the services are known. */
  serviceUrl(prefix: string): string | undefined;
  /** Keeps credentials for this device, bound to the authority (and certificate) it is reached at now. */
  setCredentials(credentials: Credentials): Promise<void>;
  forgetCredentials(): Promise<void>;
  /** The username that would be used, never the password. */
  username(): Promise<string | undefined>;
  /** A datagram told something new of this device. */
  see(sighting: Sighting): void;
  /** The device said Bye. */
  leave(): void;
  dispose(): void;
}
