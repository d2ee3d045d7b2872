import type { Catalog, Operation } from '../catalog/catalog';
import { namespaces } from '../xml/namespaces';
import { childrenOf, isNamed } from '../xml/query';
import type { ParsedXml, XmlElement } from '../xml/xmlNode';
import { nearest } from './fieldNames';
import { renameFix } from './fixes';
import type { SchemaProblem } from './schemaProblem';
import type { Validation } from './validation';
import { Validator } from './validator';

export interface MessageExpectation {
  /** The operation the message must belong to; any of the catalog when absent. */
  readonly operation?: Operation;
  /** Which of its messages; both when absent. A fault is a reply. */
  readonly direction?: 'request' | 'reply';
}

/**
 * Judges a SOAP message: the envelope, its header, exactly one element in the body that is a request, a reply or
 * a fault, and all of that by the schemas. Problems come in the order of the document. What the reader found is
 * not repeated: a document is good when both lists have no error.
 */
export function validateMessage(
  catalog: Catalog,
  document: ParsedXml,
  expectation: MessageExpectation = {},
): SchemaProblem[] {
  const validator = catalog.companion(Validator);
  const validation = validator.begin(document.text);
  const { root } = document;
  if (!root) {
    const range = { start: 0, end: document.text.length };
    validation.error('onvif.no-message', range, 'There is no element here; a SOAP envelope was expected.');
    return validation.finish();
  }
  if (isNamed(root, namespaces.env, 'Envelope')) {
    validator.any(root, validation);
    new EnvelopeRules(catalog, validation, expectation).check(root);
  } else if (isNamed(root, namespaces.soap11, 'Envelope')) {
    const message = 'This is a SOAP 1.1 envelope; ONVIF speaks SOAP 1.2.';
    validation.error('onvif.soap-version', root.nameRange, message);
    validator.any(root, validation);
  } else {
    const message = `The root element is ${validation.label(root)}, not a SOAP 1.2 envelope.`;
    validation.error('onvif.not-an-envelope', root.nameRange, message);
    validator.any(root, validation);
  }
  return validation.finish();
}

/** Judges one element by its global declaration; what the catalog does not declare passes as far as it goes. */
export function validateElement(catalog: Catalog, element: XmlElement, text?: string): SchemaProblem[] {
  const validator = catalog.companion(Validator);
  const validation = validator.begin(text);
  validator.any(element, validation);
  return validation.finish();
}

/** What SOAP and ONVIF ask of an envelope beyond its schema. */
class EnvelopeRules {
  readonly #catalog: Catalog;
  readonly #validation: Validation;
  readonly #expectation: MessageExpectation;

  constructor(catalog: Catalog, validation: Validation, expectation: MessageExpectation) {
    this.#catalog = catalog;
    this.#validation = validation;
    this.#expectation = expectation;
  }

  check(envelope: XmlElement): void {
    const body = childrenOf(envelope, namespaces.env, 'Body')[0];
    if (!body) return;
    const [content, ...surplus] = childrenOf(body);
    if (!content) {
      const message = 'The body is empty; the element of a request or reply was expected.';
      this.#validation.error('onvif.body-content', body.nameRange, message);
      return;
    }
    for (const each of surplus) {
      const message = 'The body has one element; this is one more.';
      this.#validation.error('onvif.body-content', each.nameRange, message);
    }
    this.#content(content);
  }

  #content(content: XmlElement): void {
    if (isNamed(content, namespaces.env, 'Fault')) return this.#fault(content);
    const asRequest = this.#catalog.operationOfRequest(content);
    const asReply = this.#catalog.operationOfReply(content);
    const { operation } = this.#expectation;
    if (!asRequest && !asReply) return this.#unknown(content);
    const isInput =
      operation && content.local === operation.input.local && content.namespace === operation.input.namespace;
    const isOutput =
      operation &&
      content.local === operation.output?.local &&
      content.namespace === operation.output.namespace;
    const label = this.#validation.label(content);
    if (operation && !isInput && !isOutput) {
      const message = `${label} belongs to ${(asRequest ?? asReply)?.id}, not to ${operation.id}.`;
      this.#validation.error('onvif.other-operation', content.nameRange, message);
      return;
    }
    const { direction } = this.#expectation;
    const isRequest = operation ? isInput : asRequest !== undefined;
    const isReply = operation ? isOutput : asReply !== undefined;
    if ((direction === 'request' && !isRequest) || (direction === 'reply' && !isReply)) {
      const message = `${label} is a ${isRequest ? 'request' : 'reply'}; a ${direction} was expected.`;
      this.#validation.error('onvif.other-operation', content.nameRange, message);
    }
  }

  #fault(fault: XmlElement): void {
    if (this.#expectation.direction !== 'request') return;
    this.#validation.error(
      'onvif.other-operation',
      fault.nameRange,
      'A fault is a reply; a request was expected.',
    );
  }

  #unknown(content: XmlElement): void {
    const label = this.#validation.label(content);
    const declared = this.#catalog.element(content);
    // WS-Discovery has messages and no WSDL.
    if (declared && content.namespace === namespaces.d) return;
    this.#validation.forget('onvif.unknown-element', content.nameRange);
    if (declared) {
      const message = `${label} is no request and no reply of any operation.`;
      this.#validation.error('onvif.not-a-message', content.nameRange, message);
      return;
    }
    const service = this.#catalog.service(content.namespace);
    const names = service?.operations.flatMap(({ input, output }) =>
      [input, output].flatMap(name => (name?.namespace === content.namespace ? name.local : [])),
    );
    const near = names && nearest(content.local, names);
    const hint = near === undefined ? '.' : `; did you mean ${near}?`;
    const message = service
      ? `The ${service.name} service has no operation with ${label}${hint}`
      : `No service has an operation with ${label}.`;
    const fix = near === undefined ? undefined : renameFix(content, content.namespace, near);
    this.#validation.error('onvif.unknown-operation', content.nameRange, message, { fix });
  }
}
