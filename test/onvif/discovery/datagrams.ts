/** Hand-written datagrams, as devices send them. */

export const urn = {
  a: 'urn:uuid:00000000-0000-4000-8000-00000000000a',
  b: 'urn:uuid:00000000-0000-4000-8000-00000000000b',
  probe: 'urn:uuid:11111111-1111-4111-8111-111111111111',
  answer: 'urn:uuid:22222222-2222-4222-8222-222222222222',
} as const;

export const discoveryNamespace = 'http://schemas.xmlsoap.org/ws/2005/04/discovery';
const addressing200408 = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export interface EnvelopeParts {
  readonly header?: string;
  readonly body: string;
  readonly soap?: string;
  readonly addressing?: string;
  readonly declarations?: string;
}

/** An envelope with the prefixes e, w, d, tds and dn declared. */
export function envelope(parts: EnvelopeParts): string {
  const soap = parts.soap ?? 'http://www.w3.org/2003/05/soap-envelope';
  const declarations =
    parts.declarations ??
    'xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"';
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n` +
    `<e:Envelope xmlns:e="${soap}" xmlns:w="${parts.addressing ?? addressing200408}" ` +
    `xmlns:d="${discoveryNamespace}" ${declarations}>` +
    `<e:Header>${parts.header ?? ''}</e:Header><e:Body>${parts.body}</e:Body></e:Envelope>`
  );
}

export interface TargetParts {
  readonly endpoint?: string;
  readonly types?: string;
  readonly scopes?: string;
  readonly xaddrs?: string;
  readonly metadataVersion?: string;
}

/** What stands inside Hello and ProbeMatch. */
export function target(parts: TargetParts = {}): string {
  return (
    `<w:EndpointReference><w:Address>${parts.endpoint ?? urn.a}</w:Address></w:EndpointReference>` +
    `<d:Types>${parts.types ?? 'tds:Device'}</d:Types>` +
    `<d:Scopes>${parts.scopes ?? 'onvif://www.onvif.org/Profile/Q/Operational'}</d:Scopes>` +
    `<d:XAddrs>${parts.xaddrs ?? 'http://192.0.2.10/onvif/device_service'}</d:XAddrs>` +
    `<d:MetadataVersion>${parts.metadataVersion ?? '1'}</d:MetadataVersion>`
  );
}

export function probeMatches(...matches: string[]): string {
  return `<d:ProbeMatches>${matches.map(each => `<d:ProbeMatch>${each}</d:ProbeMatch>`).join('')}</d:ProbeMatches>`;
}

/** The header of an answer. */
export function answerHeader(relatesTo: string = urn.probe, messageId: string = urn.answer): string {
  return (
    `<w:Action>${discoveryNamespace}/ProbeMatches</w:Action><w:MessageID>${messageId}</w:MessageID>` +
    `<w:RelatesTo>${relatesTo}</w:RelatesTo><w:To>${addressing200408}/role/anonymous</w:To>`
  );
}
