import type { DeviceIdentity } from './identity';

/** The one interface that a simulated device has. */
export const interfaceToken = 'eth0';
/** What Network@NTP signals: more servers are refused. */
export const maxNtpServers = 4;
/** More DNS servers, search domains, gateways or addresses of an interface are refused. */
export const maxListed = 8;

/** A tt:NetworkHost; with the first two types, also a tt:IPAddress. */
export interface HostAddress {
  readonly type: 'IPv4' | 'IPv6' | 'DNS';
  readonly address: string;
}

/** A tt:PrefixedIPv4Address or tt:PrefixedIPv6Address. */
export interface PrefixedAddress {
  readonly address: string;
  readonly prefixLength: number;
}

/** A tt:NetworkInterfaceConnectionSetting. */
export interface LinkSettings {
  readonly autoNegotiation: boolean;
  /** Mbit/s */
  readonly speed: number;
  readonly duplex: 'Full' | 'Half';
}

/** What SetNetworkInterfaces sets. */
export interface InterfaceSettings {
  /** Bytes. */
  readonly mtu: number;
  readonly link: LinkSettings;
  readonly ipv4: {
    readonly enabled: boolean;
    readonly dhcp: boolean;
    readonly manual: readonly PrefixedAddress[];
  };
  readonly ipv6: {
    readonly enabled: boolean;
    readonly acceptRouterAdvert: boolean;
    readonly dhcp: 'Auto' | 'Stateless' | 'Off';
    readonly manual: readonly PrefixedAddress[];
  };
}

/** All of the network that a person can change, the host name aside. */
export interface NetworkSettings {
  readonly dns: {
    readonly fromDhcp: boolean;
    readonly searchDomains: readonly string[];
    readonly manual: readonly HostAddress[];
  };
  readonly ntp: { readonly fromDhcp: boolean; readonly manual: readonly HostAddress[] };
  readonly gateway: { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] };
  readonly zeroConfiguration: boolean;
  readonly interface: InterfaceSettings;
  /** Set, and in force from the next reboot on. */
  readonly nextInterface?: InterfaceSettings;
}

/** Profile Q 9.2 and 9.3: DHCPv4, RFC 3927 and IPv6 router advertisements are on. */
export const factoryNetwork: NetworkSettings = {
  dns: { fromDhcp: true, searchDomains: [], manual: [] },
  ntp: { fromDhcp: true, manual: [] },
  gateway: { ipv4: [], ipv6: [] },
  zeroConfiguration: true,
  interface: {
    mtu: 1500,
    link: { autoNegotiation: true, speed: 1000, duplex: 'Full' },
    ipv4: { enabled: true, dhcp: true, manual: [] },
    ipv6: { enabled: true, acceptRouterAdvert: true, dhcp: 'Stateless', manual: [] },
  },
};

/** The settings as a reboot makes them: what waited for it is in force. */
export function afterReboot({ nextInterface, ...network }: NetworkSettings): NetworkSettings {
  return nextInterface ? { ...network, interface: nextInterface } : network;
}

/** RFC 3927, made from the hardware address as the RFC wants it. */
export function linkLocalIPv4({ hardwareAddress }: DeviceIdentity): string {
  const [high = 0, low = 0] = octets(hardwareAddress).slice(-2);
  return `169.254.${1 + (high % 254)}.${low}`;
}

/** RFC 4291, appendix A: the link-local prefix and the modified EUI-64 of the hardware address. */
export function linkLocalIPv6({ hardwareAddress }: DeviceIdentity): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = octets(hardwareAddress);
  const groups = [[a ^ 2, b], [c, 0xff], [0xfe, d], [e, f]]; // prettier-ignore
  return `fe80::${groups.map(([high = 0, low = 0]) => (high * 256 + low).toString(16)).join(':')}`;
}

function octets(hardwareAddress: string): number[] {
  return hardwareAddress.split(':').map(each => parseInt(each, 16));
}
