import type { Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';

export interface Datagram {
  readonly data: Uint8Array;
  readonly source: { readonly address: string; readonly port: number; readonly family: 'IPv4' | 'IPv6' };
  /** Id of the local interface (see `NetworkInterface.id`) whose socket received it. */
  readonly interface: string;
  /** Received on the shared port 3702 (Hello, Bye) or on the socket that probes. */
  readonly channel: 'multicast' | 'probe';
}

export interface NetworkInterface {
  /** The IPv4 address, or for IPv6 the scoped link-local address `fe80::1%eth0`. */
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly internal: boolean;
}

/** A remark of the socket layer that people should see: a port taken, an interface without multicast. */
export interface SocketWarning {
  readonly interface?: string;
  readonly message: string;
}

/**
 * The port to UDP for WS-Discovery. One socket an interface sends Probes and hears their answers; one a family,
 * on the shared port 3702, hears Hello, Bye (and, for a device, Probe).
 */
export interface DiscoverySockets extends Disposable {
  readonly onDatagram: Event<Datagram>;
  readonly onWarning: Event<SocketWarning>;
  /** Opens the sockets for these interfaces; resolves when they are bound. What cannot be opened is a warning. */
  open(interfaces: readonly NetworkInterface[], options: { listen: boolean }): Promise<void>;
  /** To 239.255.255.250 or ff02::c, port 3702, out of that interface. */
  sendMulticast(interfaceId: string, data: Uint8Array): void;
  /** To one host, port 3702 unless said otherwise. */
  sendUnicast(address: string, data: Uint8Array, port?: number): void;
}
