import type { DeviceIdentity } from './identity';
import { afterReboot, factoryNetwork, type NetworkSettings } from './networkSettings';
import type { OwnState } from './profileQ';
import type { UserAccount } from './userAccounts';

/** What SetSystemDateAndTime sets. */
export interface TimeSettings {
  readonly source: 'Manual' | 'NTP';
  readonly daylightSavings: boolean;
  /** POSIX 1003.1. */
  readonly timeZone: string;
  /** What the device's clock is ahead of the machine's, milliseconds. */
  readonly offset: number;
}

/** When things happened, milliseconds since the epoch by the machine's clock; absent for never. */
export interface DeviceHistory {
  /** SetSystemFactoryDefault(Hard). */
  readonly lastReset?: number;
  readonly lastClockSynchronization?: number;
  /** The backup was downloaded. */
  readonly lastBackup?: number;
}

/** All that a person can change on a device: plain data, replaced and never edited in place. */
export interface DeviceSettings {
  readonly state: OwnState;
  readonly users: readonly UserAccount[];
  readonly hostname: { readonly fromDhcp: boolean; readonly name: string };
  readonly discoveryMode: 'Discoverable' | 'NonDiscoverable';
  /** The configurable ones; the fixed ones follow from identity and state. */
  readonly scopes: readonly string[];
  readonly time: TimeSettings;
  readonly network: NetworkSettings;
  readonly history: DeviceHistory;
  readonly firmwareVersion: string;
}

/** Clause 9 and its neighbours: a device as it comes out of the box, with the accounts the factory gave it. */
export function factorySettings(identity: DeviceIdentity, users: readonly UserAccount[]): DeviceSettings {
  return {
    state: 'factoryDefault',
    users,
    hostname: { fromDhcp: true, name: hostnameOf(identity) },
    discoveryMode: 'Discoverable',
    scopes: [
      `onvif://www.onvif.org/name/${encodeURIComponent(identity.name)}`,
      `onvif://www.onvif.org/location/${identity.location.split('/').map(encodeURIComponent).join('/')}`,
    ],
    time: { source: 'Manual', daylightSavings: false, timeZone: 'UTC0', offset: 0 },
    network: factoryNetwork,
    history: {},
    firmwareVersion: identity.firmwareVersion,
  };
}

/** After a hard reset at the time `now`: all but the firmware is as it came from the factory. */
export function hardResetSettings(
  { firmwareVersion }: DeviceSettings,
  factory: DeviceSettings,
  now: number,
): DeviceSettings {
  return { ...factory, firmwareVersion, history: { lastReset: now } };
}

/**
 * After a soft reset. What must stay is the network configuration; accounts and state stay too, since a device
 * that lets everybody in again is what a hard reset is for (Profile Q does not say).
 */
export function softResetSettings(current: DeviceSettings, factory: DeviceSettings): DeviceSettings {
  const { state, users, hostname, network, history, firmwareVersion } = current;
  return { ...factory, state, users, hostname, network, history, firmwareVersion };
}

/** What a device comes up with: settings that waited for the reboot are in force. */
export function rebootedSettings(settings: DeviceSettings): DeviceSettings {
  return { ...settings, network: afterReboot(settings.network) };
}

function hostnameOf(identity: DeviceIdentity): string {
  return `onvif-${identity.serialNumber.toLowerCase().replace(/[^a-z0-9]/g, '') || 'device'}`.slice(0, 63);
}
