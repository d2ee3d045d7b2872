import { namespaces, usualPrefix } from '../xml/namespaces';
import { XmlWriter } from '../xml/writer';
import { discoveryActions } from './messages';
import type { QName } from '../xml/xmlNode';
import type { DiscoveryFault, DiscoveryMessage, MessageHeader, Target } from './messages';

const text = new TextEncoder();

/**
 * Writes a message as one datagram: SOAP 1.2, WS-Discovery 2005/04 with WS-Addressing 2004/08, compact. All
 * namespaces are declared on the envelope and ONVIF's own have their usual prefixes, because there are devices that
 * look for `dn:NetworkVideoTransmitter` as text. The Action follows from the kind, whatever the header says.
 */
export function writeDiscoveryMessage(message: DiscoveryMessage): Uint8Array {
  const prefixes = new Prefixes();
  const body = new XmlWriter().open('s:Body');
  writeBody(body, message, prefixes);
  const envelope = new XmlWriter()
    .raw('<?xml version="1.0" encoding="UTF-8"?>')
    .open('s:Envelope', prefixes.declarations());
  writeHeader(envelope, message);
  return text.encode(envelope.raw(body.close().toString()).toString());
}

function writeHeader(
  xml: XmlWriter,
  { kind, header }: { kind: DiscoveryMessage['kind']; header: MessageHeader },
): void {
  xml.open('s:Header').leaf('a:Action', discoveryActions[kind]);
  if (header.messageId !== undefined) xml.leaf('a:MessageID', header.messageId);
  if (header.relatesTo !== undefined) xml.leaf('a:RelatesTo', header.relatesTo);
  if (header.replyTo !== undefined) xml.open('a:ReplyTo').leaf('a:Address', header.replyTo).close();
  if (header.to !== undefined) xml.leaf('a:To', header.to);
  if (header.appSequence) {
    const { instanceId, messageNumber, sequenceId } = header.appSequence;
    xml.leaf('d:AppSequence', undefined, {
      InstanceId: String(instanceId),
      SequenceId: sequenceId,
      MessageNumber: String(messageNumber),
    });
  }
  xml.close();
}

function writeBody(xml: XmlWriter, message: DiscoveryMessage, prefixes: Prefixes): void {
  switch (message.kind) {
    case 'probe':
      xml.open('d:Probe');
      if (message.types.length > 0) xml.leaf('d:Types', prefixes.list(message.types));
      if (message.scopes.length > 0)
        xml.leaf('d:Scopes', message.scopes.join(' '), { MatchBy: message.matchBy });
      break;
    case 'hello':
    case 'bye':
      xml.open(message.kind === 'hello' ? 'd:Hello' : 'd:Bye');
      writeTarget(xml, message.target, prefixes);
      break;
    case 'probeMatches':
    case 'resolveMatches':
      xml.open(message.kind === 'probeMatches' ? 'd:ProbeMatches' : 'd:ResolveMatches');
      for (const match of message.matches) {
        xml.open(message.kind === 'probeMatches' ? 'd:ProbeMatch' : 'd:ResolveMatch');
        writeTarget(xml, match, prefixes);
        xml.close();
      }
      break;
    case 'resolve':
      xml.open('d:Resolve');
      writeEndpoint(xml, message.endpoint);
      break;
    case 'fault':
      xml.open('s:Fault');
      writeFault(xml, message, prefixes);
      break;
  }
  xml.close();
}

/** What is empty is left out, except that a list the device has none of says so by its absence. */
function writeTarget(xml: XmlWriter, target: Target, prefixes: Prefixes): void {
  writeEndpoint(xml, target.endpoint);
  if (target.types.length > 0) xml.leaf('d:Types', prefixes.list(target.types));
  if (target.scopes.length > 0) xml.leaf('d:Scopes', target.scopes.join(' '));
  if (target.xaddrs.length > 0) xml.leaf('d:XAddrs', target.xaddrs.join(' '));
  xml.leaf('d:MetadataVersion', String(target.metadataVersion));
}

function writeEndpoint(xml: XmlWriter, endpoint: string): void {
  xml.open('a:EndpointReference').leaf('a:Address', endpoint).close();
}

function writeFault(xml: XmlWriter, fault: DiscoveryFault, prefixes: Prefixes): void {
  xml.open('s:Code').leaf('s:Value', `s:${fault.code}`);
  if (fault.subcode) xml.open('s:Subcode').leaf('s:Value', prefixes.name(fault.subcode)).close();
  xml.close();
  xml.open('s:Reason').leaf('s:Text', fault.reason, { 'xml:lang': 'en' }).close();
  if (fault.supportedMatchingRules.length > 0) {
    xml.open('s:Detail').leaf('d:SupportedMatchingRules', fault.supportedMatchingRules.join(' ')).close();
  }
}

/** The prefixes a message needs, to be declared once on its envelope. */
class Prefixes {
  readonly #used = new Map<string, string>([
    [namespaces.env, 's'],
    [namespaces.wsadis, 'a'],
    [namespaces.d, 'd'],
  ]);

  name({ namespace, local }: QName): string {
    if (namespace === '') return local;
    let prefix = this.#used.get(namespace);
    if (prefix === undefined) {
      prefix = usualPrefix(namespace) ?? `n${this.#used.size}`;
      this.#used.set(namespace, prefix);
    }
    return `${prefix}:${local}`;
  }

  list(names: readonly QName[]): string {
    return names.map(each => this.name(each)).join(' ');
  }

  declarations(): Record<string, string> {
    return Object.fromEntries([...this.#used].map(([namespace, prefix]) => [`xmlns:${prefix}`, namespace]));
  }
}
