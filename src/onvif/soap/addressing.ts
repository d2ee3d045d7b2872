import { namespaces } from '../xml/namespaces';
import { childOf, childrenOf, textOf } from '../xml/query';
import { escapeText, writeElement } from '../xml/writer';
import type { XmlElement } from '../xml/xmlNode';

/** Where WS-Addressing (2005/08) lets a message go: a SubscriptionReference, for one. */
export interface EndpointReference {
  readonly address: string;
  /** Each as XML that can stand alone; sent back as header blocks exactly as they came. */
  readonly referenceParameters: readonly string[];
}

export interface AddressingHeaders {
  readonly action: string;
  /** The address as the device advertised it, whatever address is used to reach it. */
  readonly to: string;
  /** `urn:uuid:…`; without it the device need not say which request it answers. */
  readonly messageId?: string;
  readonly referenceParameters?: readonly string[];
}

const anonymous = 'http://www.w3.org/2005/08/addressing/anonymous';

/** The WS-Addressing header blocks of a request, for `SoapRequest.header`. `s` is bound by the envelope. */
export function addressingHeader(headers: AddressingHeaders): string {
  const { action, to, messageId, referenceParameters = [] } = headers;
  const block = (name: string, text: string, mustUnderstand = false) =>
    `<wsa:${name} xmlns:wsa="${namespaces.wsa}"${mustUnderstand ? ' s:mustUnderstand="1"' : ''}>${text}</wsa:${name}>`;
  const replyTo = `<wsa:Address>${anonymous}</wsa:Address>`;
  return (
    block('Action', escapeText(action), true) +
    (messageId === undefined ? '' : block('MessageID', escapeText(messageId)) + block('ReplyTo', replyTo)) +
    block('To', escapeText(to), true) +
    referenceParameters.join('')
  );
}

/** Reads an endpoint reference; a missing or empty address is ''. */
export function readEndpointReference(element: XmlElement): EndpointReference {
  const parameters = childOf(element, namespaces.wsa, 'ReferenceParameters');
  return {
    address: textOf(childOf(element, namespaces.wsa, 'Address')),
    referenceParameters: parameters === undefined ? [] : childrenOf(parameters).map(asParameter),
  };
}

/** WS-Addressing SOAP binding, 3.4: a reference parameter says in the header that it is one. */
function asParameter(element: XmlElement): string {
  let prefix = 'wsa';
  while ((element.lookupNamespace(prefix) ?? namespaces.wsa) !== namespaces.wsa) prefix += 'x';
  return writeElement(element, {
    [`xmlns:${prefix}`]: namespaces.wsa,
    [`${prefix}:IsReferenceParameter`]: 'true',
  });
}

/** The action and the message that a reply's header relates it to. */
export function readAddressing(header: XmlElement | undefined): { action?: string; relatesTo?: string } {
  if (header === undefined) return {};
  const action = childOf(header, namespaces.wsa, 'Action');
  const relatesTo = childOf(header, namespaces.wsa, 'RelatesTo');
  return {
    ...(action === undefined ? {} : { action: textOf(action) }),
    ...(relatesTo === undefined ? {} : { relatesTo: textOf(relatesTo) }),
  };
}
