import type { Finding } from '../base/finding';
import type { QName } from '../xml/xmlNode';

/** A device as WS-Discovery shows it: what its messages said so far, over all interfaces. */
export interface Sighting {
  /** Endpoint reference address, usually `urn:uuid:…`, as the device wrote it. */
  readonly endpoint: string;
  /**
   * The device's key: its endpoint reference. Of devices that share one endpoint reference the first seen has the
   * endpoint as its key, the others `endpoint|host[:port]` of their first address.
   */
  readonly identity: string;
  /** Several devices answer with this endpoint reference; a finding `shared-endpoint` says so in words. */
  readonly sharedEndpoint: boolean;
  readonly types: readonly QName[];
  readonly scopes: readonly string[];
  /** http and https addresses of the device service, in the device's order; empty while none is known. */
  readonly xaddrs: readonly string[];
  readonly metadataVersion: number;
  readonly via: 'probeMatch' | 'resolveMatch' | 'hello';
  /** Where the latest datagram came from, scope id included: only it tells which XAddr answers. */
  readonly source: { readonly address: string; readonly port: number };
  /** Id of the local interface that received the latest datagram; empty when it came over a router. */
  readonly interface: string;
  /** What is odd: several devices share the endpoint, a match without XAddrs, ... */
  readonly findings: readonly Finding[];
}

/** A device said Bye. */
export interface Departure {
  readonly endpoint: string;
  /** See `Sighting.identity`. */
  readonly identity: string;
  readonly interface: string;
}
