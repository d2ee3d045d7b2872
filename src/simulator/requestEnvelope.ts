import { childOf, childrenOf, attributeOf, isNamed, textOf } from '../onvif/xml/query';
import { namespaces } from '../onvif/xml/namespaces';
import { parseXml } from '../onvif/xml/reader';
import type { XmlElement } from '../onvif/xml/xmlNode';
import { DeviceFault } from './deviceFault';
import { subscriptionParameter } from './events/eventFacts';

/** What a request's envelope holds, once it has passed all that SOAP 1.2 asks of it. */
export interface RequestEnvelope {
  /** The one child of the body. */
  readonly body: XmlElement;
  /** All header blocks, in order. */
  readonly headerBlocks: readonly XmlElement[];
  /** wsse:Security */
  readonly security?: XmlElement;
  /** wsa:MessageID of a client that uses WS-Addressing. */
  readonly messageId?: string;
}

const limits = { depth: 40, elements: 20_000 };

/** Header blocks that this device knows, by namespace; others may be there but not be mandatory. */
const understood = new Set<string>([
  namespaces.wsse,
  namespaces.wsa,
  namespaces.wsadis,
  subscriptionParameter.namespace,
]);

const ownRoles = new Set([
  '',
  'http://www.w3.org/2003/05/soap-envelope/role/next',
  'http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver',
]);

/** Reads a request strictly. Throws the DeviceFault that the request deserves. */
export function readRequestEnvelope(text: string): RequestEnvelope {
  const { root, problems, wellFormed } = parseXml(text, limits);
  if (!root || !wellFormed) {
    throw new DeviceFault('Sender/WellFormed', problems[0]?.message ?? 'The request is no XML document.');
  }
  if (!isNamed(root, namespaces.env, 'Envelope')) {
    throw new DeviceFault('VersionMismatch', 'The device speaks SOAP 1.2 only.');
  }
  const header = childOf(root, namespaces.env, 'Header');
  const blocks = header ? childrenOf(header) : [];
  for (const block of blocks) checkUnderstood(block);
  const body = childOf(root, namespaces.env, 'Body');
  if (!body) throw new DeviceFault('Sender/Tag', 'The envelope has no Body.');
  const [content, second] = childrenOf(body);
  if (!content) throw new DeviceFault('Sender/Tag', 'The Body is empty.');
  if (second) throw new DeviceFault('Sender/WellFormed', 'The Body holds more than one element.');
  const security = blocks.find(each => isNamed(each, namespaces.wsse, 'Security'));
  const messageId = textOf(blocks.find(each => isNamed(each, namespaces.wsa, 'MessageID')));
  return {
    body: content,
    headerBlocks: blocks,
    ...(security ? { security } : {}),
    ...(messageId ? { messageId } : {}),
  };
}

/** SOAP 1.2 part 1, 5.4.8: a mandatory header block that is for us and unknown to us. */
function checkUnderstood(block: XmlElement): void {
  const mandatory = /^\s*(1|true)\s*$/.test(attributeOf(block, 'mustUnderstand', namespaces.env) ?? '');
  const role = attributeOf(block, 'role', namespaces.env) ?? '';
  if (!mandatory || understood.has(block.namespace) || !ownRoles.has(role.trim())) return;
  throw new DeviceFault(
    'MustUnderstand',
    `The header ${block.local} of ${block.namespace} is not understood.`,
  );
}
