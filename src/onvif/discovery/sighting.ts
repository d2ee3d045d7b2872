import type { Finding } from '../base/finding';
import type { QName } from '../xml/xmlNode';

/** A device as one WS-Discovery message described it. */
export interface Sighting {
  /** Endpoint reference address, usually `urn:uuid:…`, as the device wrote it. The identity of a device. */
  readonly endpoint: string;
  readonly types: readonly QName[];
  readonly scopes: readonly string[];
  /** http and https addresses of the device service, in the device's order. */
  readonly xaddrs: readonly string[];
  readonly metadataVersion: number;
  readonly via: 'probeMatch' | 'resolveMatch' | 'hello';
  /** Where the datagram came from: only it tells which XAddr answers. */
  readonly source: { readonly address: string; readonly port: number };
  /** Local address (IPv4) or interface name (IPv6) that received it. */
  readonly interface: string;
  /** What is odd: several devices share the endpoint, a match without XAddrs, ... */
  readonly findings: readonly Finding[];
}

/** A device said Bye. */
export interface Departure {
  readonly endpoint: string;
  readonly interface: string;
}
