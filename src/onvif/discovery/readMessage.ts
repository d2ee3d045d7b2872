import { decodeBytes } from '../xml/decodeBytes';
import { namespaces, wellKnownNamespace } from '../xml/namespaces';
import { attributeOf, childrenOf, qnameOf, textOf } from '../xml/query';
import { parseXml } from '../xml/reader';
import { maximumDatagramBytes } from './socket';
import type { Finding } from '../base/finding';
import type { Problem } from '../base/problem';
import type { QName, XmlElement } from '../xml/xmlNode';
import type { AppSequence, DiscoveryMessage, MessageHeader, ReceivedMessage, Target } from './messages';

/** Far more than a discovery message has; a datagram that has more is read as far as that. */
const limits = { depth: 24, elements: 5000, attributes: 64, problems: 20 };

const soap = [namespaces.env, namespaces.soap11];
const addressing = [namespaces.wsadis, namespaces.wsa];
const discovery = [namespaces.d];

/**
 * Reads one datagram. Undefined for anything that is no WS-Discovery message: what a stranger sends to an open
 * port is no error. Lenient with what devices get wrong (undeclared prefixes, WS-Addressing of 2005/08, a wrong
 * or missing Action, text cut off at the end), which the findings tell. Never throws.
 */
export function readDiscoveryMessage(data: Uint8Array): ReceivedMessage | undefined {
  if (data.byteLength > maximumDatagramBytes) return undefined;
  const { text, findings } = decodeBytes(data);
  const { root, problems } = parseXml(text, limits);
  if (!root || root.local !== 'Envelope' || !isIn(root, soap)) return undefined;
  const body = child(root, soap, 'Body');
  if (!body) return undefined;
  const oddities = new Map([...findings, ...problems.map(findingOf)].map(each => [each.code, each]));
  const header = readHeader(child(root, soap, 'Header'));
  const message = readBody(body, header, new Tokens(oddities));
  return message && { ...message, findings: [...oddities.values()] };
}

function readBody(body: XmlElement, header: MessageHeader, tokens: Tokens): DiscoveryMessage | undefined {
  for (const content of childrenOf(body)) {
    if (content.local === 'Fault' && isIn(content, soap)) return readFault(content, header);
    if (!isIn(content, discovery)) continue;
    switch (content.local) {
      case 'Probe': {
        const scopes = child(content, discovery, 'Scopes');
        const matchBy = scopes && attributeOf(scopes, 'MatchBy');
        return {
          kind: 'probe',
          header,
          types: tokens.qnames(child(content, discovery, 'Types')),
          scopes: tokens.of(scopes),
          ...(matchBy ? { matchBy } : {}),
        };
      }
      case 'ProbeMatches':
        return { kind: 'probeMatches', header, matches: readTargets(content, 'ProbeMatch', tokens) };
      case 'ResolveMatches':
        return { kind: 'resolveMatches', header, matches: readTargets(content, 'ResolveMatch', tokens) };
      case 'Resolve':
        return { kind: 'resolve', header, endpoint: endpointOf(content) };
      case 'Hello':
        return { kind: 'hello', header, target: readTarget(content, tokens) };
      case 'Bye':
        return { kind: 'bye', header, target: readTarget(content, tokens) };
    }
  }
  return undefined;
}

function readHeader(header: XmlElement | undefined): MessageHeader {
  const found: { -readonly [K in keyof MessageHeader]: MessageHeader[K] } = {};
  for (const field of header ? childrenOf(header) : []) {
    if (isIn(field, addressing)) {
      const value = textOf(field);
      if (field.local === 'Action') found.action ??= value;
      else if (field.local === 'MessageID') found.messageId ??= value;
      else if (field.local === 'RelatesTo') found.relatesTo ??= value;
      else if (field.local === 'To') found.to ??= value;
      else if (field.local === 'ReplyTo') found.replyTo ??= addressOf(field);
    }
    if (field.local === 'AppSequence' && isIn(field, discovery)) {
      const sequence = readAppSequence(field);
      if (sequence) found.appSequence ??= sequence;
    }
  }
  return found;
}

function readAppSequence(element: XmlElement): AppSequence | undefined {
  const instanceId = unsigned(attributeOf(element, 'InstanceId'));
  const messageNumber = unsigned(attributeOf(element, 'MessageNumber'));
  if (instanceId === undefined || messageNumber === undefined) return undefined;
  const sequenceId = attributeOf(element, 'SequenceId');
  return { instanceId, messageNumber, ...(sequenceId === undefined ? {} : { sequenceId }) };
}

function readTargets(matches: XmlElement, name: string, tokens: Tokens): Target[] {
  return childrenOf(matches)
    .filter(each => each.local === name && isIn(each, discovery))
    .map(each => readTarget(each, tokens));
}

function readTarget(element: XmlElement, tokens: Tokens): Target {
  const version = child(element, discovery, 'MetadataVersion');
  return {
    endpoint: endpointOf(element),
    types: tokens.qnames(child(element, discovery, 'Types')),
    scopes: tokens.of(child(element, discovery, 'Scopes')),
    xaddrs: tokens.of(child(element, discovery, 'XAddrs')),
    metadataVersion: (version && unsigned(textOf(version))) ?? 0,
  };
}

function endpointOf(element: XmlElement): string {
  const reference = child(element, addressing, 'EndpointReference');
  return reference ? addressOf(reference) : '';
}

function addressOf(reference: XmlElement): string {
  const address = child(reference, addressing, 'Address');
  return address ? textOf(address) : '';
}

/** A SOAP 1.2 fault, or what SOAP 1.1 has of one. */
function readFault(fault: XmlElement, header: MessageHeader): DiscoveryMessage {
  const code = child(fault, soap, 'Code');
  const value =
    (code && child(code, soap, 'Value')) ?? childrenOf(fault).find(each => each.local === 'faultcode');
  const subcode = code && child(code, soap, 'Subcode');
  const subvalue = subcode && child(subcode, soap, 'Value');
  const reason = child(fault, soap, 'Reason');
  const text =
    (reason && child(reason, soap, 'Text')) ?? childrenOf(fault).find(each => each.local === 'faultstring');
  const detail = child(fault, soap, 'Detail');
  const rules = detail && child(detail, discovery, 'SupportedMatchingRules');
  const name = subvalue && qnameOf(subvalue, textOf(subvalue));
  return {
    kind: 'fault',
    header,
    code: value ? textOf(value).replace(/^.*:/, '') : '',
    ...(name ? { subcode: name } : {}),
    reason: text ? textOf(text) : '',
    supportedMatchingRules: rules ? split(textOf(rules)) : [],
  };
}

/** Reads lists separated by white space, and notes what is odd about them. */
class Tokens {
  readonly #oddities: Map<string, Finding>;

  constructor(oddities: Map<string, Finding>) {
    this.#oddities = oddities;
  }

  of(element: XmlElement | undefined): string[] {
    if (!element) return [];
    const tokens = split(textOf(element));
    // Half an address is worse than none: of a datagram that was cut off the last word is not to be trusted.
    return element.endTag || childrenOf(element).length > 0 ? tokens : tokens.slice(0, -1);
  }

  qnames(element: XmlElement | undefined): QName[] {
    return this.of(element).map(token => {
      const prefix = /^([^:]*):/.exec(token)?.[1] ?? '';
      const name = element && qnameOf(element, token);
      if (name) return name;
      if (prefix !== '') this.#noteUndeclared(prefix);
      const local = token.slice(prefix === '' ? 0 : prefix.length + 1);
      return { namespace: wellKnownNamespace(prefix) ?? '', local };
    });
  }

  #noteUndeclared(prefix: string): void {
    this.#oddities.set('undeclared-prefix', {
      code: 'undeclared-prefix',
      message: `The prefix ${prefix} in Types is not declared; what ONVIF's documents mean by it was taken.`,
    });
  }
}

function findingOf(problem: Problem): Finding {
  return { code: problem.code, message: problem.message };
}

function child(parent: XmlElement, among: readonly string[], local: string): XmlElement | undefined {
  for (const each of parent.children) {
    if (each.kind === 'element' && each.local === local && isIn(each, among)) return each;
  }
  return undefined;
}

/** A name without a namespace counts: its prefix was never declared, and the place it stands in says what it is. */
function isIn(element: XmlElement, among: readonly string[]): boolean {
  return element.namespace === '' || among.includes(element.namespace);
}

function unsigned(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,10}\s*$/.test(text) ? Number(text) : undefined;
}

function split(text: string): string[] {
  return text.split(/\s+/).filter(token => token !== '');
}
