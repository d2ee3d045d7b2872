import { namespaces } from '../xml/namespaces';
import type { Finding } from '../base/finding';
import type { QName } from '../xml/xmlNode';

/** Order among the messages of one device: InstanceId grows with each boot, MessageNumber with each message. */
export interface AppSequence {
  readonly instanceId: number;
  readonly messageNumber: number;
  readonly sequenceId?: string;
}

/** WS-Addressing and WS-Discovery headers. All are optional here: devices leave out what they must send. */
export interface MessageHeader {
  /** As received. Writing a message sets it from the kind. */
  readonly action?: string;
  /** Usually `urn:uuid:…`. */
  readonly messageId?: string;
  readonly relatesTo?: string;
  readonly to?: string;
  readonly replyTo?: string;
  readonly appSequence?: AppSequence;
}

/** What Hello, ProbeMatch and ResolveMatch say about a device. Everything as written, in its order. */
export interface Target {
  /** Endpoint reference address; empty when the device sends none. */
  readonly endpoint: string;
  readonly types: readonly QName[];
  readonly scopes: readonly string[];
  /** Unchecked: any scheme, or no address at all. */
  readonly xaddrs: readonly string[];
  /** 0 when absent or not a number. */
  readonly metadataVersion: number;
}

export interface Probe {
  readonly kind: 'probe';
  readonly header: MessageHeader;
  readonly types: readonly QName[];
  readonly scopes: readonly string[];
  /** URI of the matching rule for `scopes`; absent means rfc2396. */
  readonly matchBy?: string;
}

/** A device says that it is there, or that something of it changed. */
export interface Hello {
  readonly kind: 'hello';
  readonly header: MessageHeader;
  readonly target: Target;
}

/** A device says that it leaves. */
export interface Bye {
  readonly kind: 'bye';
  readonly header: MessageHeader;
  readonly target: Target;
}

export interface ProbeMatches {
  readonly kind: 'probeMatches';
  readonly header: MessageHeader;
  readonly matches: readonly Target[];
}

export interface Resolve {
  readonly kind: 'resolve';
  readonly header: MessageHeader;
  readonly endpoint: string;
}

export interface ResolveMatches {
  readonly kind: 'resolveMatches';
  readonly header: MessageHeader;
  /** One by the schema, none when the device does not know. */
  readonly matches: readonly Target[];
}

/** A device's answer to a Probe by an unknown matching rule (and to other unicast messages it refuses). */
export interface DiscoveryFault {
  readonly kind: 'fault';
  readonly header: MessageHeader;
  /** Without namespace: `Sender`, `Receiver`... */
  readonly code: string;
  readonly subcode?: QName;
  readonly reason: string;
  readonly supportedMatchingRules: readonly string[];
}

export type DiscoveryMessage = Probe | ProbeMatches | Hello | Bye | Resolve | ResolveMatches | DiscoveryFault;

/** A message as read from a datagram, with what was odd about it. */
export type ReceivedMessage = DiscoveryMessage & { readonly findings: readonly Finding[] };

/** The Action header of each kind of message. */
export const discoveryActions: Readonly<Record<DiscoveryMessage['kind'], string>> = {
  probe: `${namespaces.d}/Probe`,
  probeMatches: `${namespaces.d}/ProbeMatches`,
  hello: `${namespaces.d}/Hello`,
  bye: `${namespaces.d}/Bye`,
  resolve: `${namespaces.d}/Resolve`,
  resolveMatches: `${namespaces.d}/ResolveMatches`,
  fault: `${namespaces.d}/fault`,
};

/** To of every multicast message. */
export const multicastTo = 'urn:schemas-xmlsoap-org:ws:2005:04:discovery';
/** To of an answer, ReplyTo of a question: back to where it came from. */
export const anonymousAddress = `${namespaces.wsadis}/role/anonymous`;

/** The type of every ONVIF device. */
export const deviceType: QName = { namespace: namespaces.tds, local: 'Device' };
/** The type of cameras and encoders before Profile Q. */
export const networkVideoTransmitterType: QName = {
  namespace: namespaces.dn,
  local: 'NetworkVideoTransmitter',
};

/** True for an ONVIF device, false for the printers and computers that answer the same Probe. */
export function isOnvif(target: Target): boolean {
  return (
    target.types.some(isOnvifType) ||
    target.scopes.some(scope => /^onvif:\/\/www\.onvif\.org(\/|$)/i.test(scope)) ||
    target.xaddrs.some(xaddr => /\/onvif\/device_service\/?$/i.test(xaddr))
  );
}

function isOnvifType(type: QName): boolean {
  if (type.namespace === namespaces.dn) return true;
  if (type.namespace === namespaces.tds) return type.local === 'Device';
  // Devices that never declared the prefix; `Device` alone is what printers are.
  return /^NetworkVideo(Transmitter|Display|Storage|Analytics)$/.test(type.local);
}
