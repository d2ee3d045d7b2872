import type { Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';

/** UDP port of WS-Discovery, and its two multicast groups. */
export const discoveryPort = 3702;
export const discoveryGroups = { IPv4: '239.255.255.250', IPv6: 'ff02::c' } as const;

/** Larger datagrams are dropped unread. */
export const maximumDatagramBytes = 32 * 1024;

export interface Datagram {
  readonly data: Uint8Array;
  /** The address of an IPv6 link-local source carries its scope id: `fe80::1%eth0`. */
  readonly source: { readonly address: string; readonly port: number; readonly family: 'IPv4' | 'IPv6' };
  /** Id of the local interface (see `NetworkInterface.id`) that received it; empty where a router hides it. */
  readonly interface: string;
  /** Received on the shared port 3702 (Hello, Bye; for a device Probe, Resolve) or on the socket that sends. */
  readonly channel: 'multicast' | 'probe';
}

export interface NetworkInterface {
  /** The IPv4 address, or for IPv6 the scoped link-local address `fe80::1%eth0`. */
  readonly id: string;
  readonly name: string;
  /** Without scope id. */
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly internal: boolean;
  /** Length of the subnet prefix in bits; without it only `address` itself counts as local. */
  readonly prefixLength?: number;
  /** What follows `%` in addresses of this link: the name on most systems, the number on Windows. */
  readonly scope?: string;
}

/** A remark of the socket layer that people should see: a port taken, an interface without multicast. */
export interface SocketWarning {
  /** Id of the interface it is about; the message does not name it. */
  readonly interface?: string;
  readonly message: string;
}

/** A warning as people read it, its interface in front. */
export function warningText(warning: SocketWarning): string {
  return warning.interface === undefined ? warning.message : `${warning.interface}: ${warning.message}`;
}

export interface SocketOptions {
  /** Joins the multicast group on the shared port 3702: Hello, Bye, and other people's Probes. */
  readonly listen: boolean;
  /**
   * The device's side: also takes unicast datagrams to port 3702 of each interface's address. Of several
   * sockets on one machine that take unicast at the same address, the system hands a datagram to only one (on
   * Linux the one opened last), whereas multicast reaches all.
   */
  readonly unicast?: boolean;
}

/**
 * The port to UDP for WS-Discovery, for clients and devices alike. One socket an interface sends and hears what
 * is sent back to it; one a family (IPv6: one a link), on the shared port 3702, hears multicast.
 */
export interface DiscoverySockets extends Disposable {
  readonly onDatagram: Event<Datagram>;
  readonly onWarning: Event<SocketWarning>;
  /**
   * Makes the open sockets those of exactly these interfaces: opens what is missing, closes what is no longer
   * named, keeps the rest. Resolves when they are bound. What cannot be opened is a warning, never a rejection,
   * and is said again with each call for as long as it lasts.
   */
  open(interfaces: readonly NetworkInterface[], options: SocketOptions): Promise<void>;
  /** To 239.255.255.250 or ff02::c, port 3702, out of that interface. A failure is a warning. */
  sendMulticast(interfaceId: string, data: Uint8Array): void;
  /**
   * To one host, port 3702 unless said otherwise. Leaves by the named interface, else by the one whose subnet
   * holds the address, else by the system's route. An answer comes back through `onDatagram`.
   */
  sendUnicast(address: string, data: Uint8Array, port?: number, interfaceId?: string): void;
}
