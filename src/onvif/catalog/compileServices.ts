import type { BindingFacts, OperationFacts, ServiceFacts } from './catalogFacts';
import type { CompileContext, SchemaDocument } from './compileContext';
import { resolveName, WSDL, XSD, type DefinitionNode } from './definitionXml';

/** A WSDL file, read. */
export interface ServiceDocument {
  readonly path: string;
  readonly root: DefinitionNode;
  readonly targetNamespace: string;
}

/** A message part and the element it stands for. */
interface Part {
  readonly name: string;
  readonly element: string | undefined;
}

interface PortType {
  readonly node: DefinitionNode;
  readonly targetNamespace: string;
}

/** Both spellings of the attribute that names a WS-Addressing action. */
const addressingNamespaces = [
  'http://www.w3.org/2006/05/addressing/wsdl',
  'http://www.w3.org/2007/05/addressing/metadata',
];

/** A WSDL has no schema of its own for names, and its names are never chameleons. */
const noSchema = { chameleon: false, targetNamespace: '' } as SchemaDocument;

/**
 * Reads the bindings of all WSDL files. ONVIF's have no wsdl:service, so a file with bindings is a service and
 * each of its bindings lists the operations a device can be sent.
 */
export class ServiceCompiler {
  readonly #context: CompileContext;
  readonly #documents: readonly ServiceDocument[];
  readonly #messages = new Map<string, Part[]>();
  readonly #portTypes = new Map<string, PortType>();

  constructor(context: CompileContext, documents: readonly ServiceDocument[]) {
    this.#context = context;
    this.#documents = documents;
    for (const document of documents) {
      for (const node of wsdlChildren(document.root)) {
        const key = `${document.targetNamespace}#${node.attributes.get('name')}`;
        if (node.local === 'message') this.#messages.set(key, this.#parts(node));
        else if (node.local === 'portType')
          this.#portTypes.set(key, { node, targetNamespace: document.targetNamespace });
      }
    }
  }

  /** Services in the order of the documents. */
  services(): ServiceFacts[] {
    const services = this.#documents.flatMap(document => {
      const bindings = wsdlChildren(document.root, 'binding').flatMap(node => this.#binding(node) ?? []);
      if (bindings.length === 0) return [];
      const file = fileNameOf(document.path);
      return [{ prefix: this.#context.prefixOf(document.targetNamespace), file, bindings }];
    });
    return shareReplyActions(services);
  }

  #parts(message: DefinitionNode): Part[] {
    return wsdlChildren(message, 'part').map(part => {
      const written = part.attributes.get('element');
      const element = written && this.#context.refer('element', written, { node: part, schema: noSchema });
      return { name: part.attributes.get('name') ?? '', element: element || undefined };
    });
  }

  #binding(node: DefinitionNode): BindingFacts | undefined {
    const portType = this.#lookup(this.#portTypes, node, 'type', 'portType');
    if (!portType) return undefined;
    const operations = wsdlChildren(node, 'operation').flatMap(
      each => this.#operation(each, portType, node) ?? [],
    );
    return { name: node.attributes.get('name') ?? '', operations };
  }

  #operation(node: DefinitionNode, portType: PortType, binding: DefinitionNode): OperationFacts | undefined {
    const name = node.attributes.get('name') ?? '';
    const abstract = wsdlChildren(portType.node, 'operation').find(
      each => each.attributes.get('name') === name,
    );
    if (!abstract) {
      this.#context.report('unknown-name', node, `The port type of this binding has no operation ${name}.`);
      return undefined;
    }
    const style =
      soapChild(node, 'operation')?.attributes.get('style') ??
      soapChild(binding, 'binding')?.attributes.get('style');
    if (style === 'rpc') {
      this.#context.report(
        'unsupported',
        node,
        `The operation ${name} is of rpc style and is left out.`,
        'warning',
      );
      return undefined;
    }
    const [request] = wsdlChildren(abstract, 'input');
    const input = request && this.#bodyElement(request, wsdlChildren(node, 'input')[0]);
    if (!request || !input) return undefined;
    const [reply] = wsdlChildren(abstract, 'output');
    const output = reply && this.#bodyElement(reply, wsdlChildren(node, 'output')[0]);
    if (reply && !output) return undefined;
    const action =
      soapChild(node, 'operation')?.attributes.get('soapAction') ?? addressingAction(request) ?? '';
    const replyAction =
      reply && (addressingAction(reply) ?? defaultReplyAction(portType, name, request, reply, action));
    const faults = wsdlChildren(abstract, 'fault').flatMap(
      fault => this.#message(fault)?.flatMap(part => part.element ?? []) ?? [],
    );
    return {
      name,
      action,
      ...(replyAction && { replyAction }),
      input,
      ...(output && { output }),
      ...(faults.length > 0 && { faults }),
      ...this.#context.docOf(abstract),
    };
  }

  /** The element a message puts into the SOAP body: the part that soap:body names, else the only one. */
  #bodyElement(abstract: DefinitionNode, concrete: DefinitionNode | undefined): string | undefined {
    const parts = this.#message(abstract);
    if (!parts) return undefined;
    const chosen = concrete && soapChild(concrete, 'body')?.attributes.get('parts')?.trim();
    const part = chosen ? parts.find(each => each.name === chosen) : parts[0];
    if (part?.element) return part.element;
    // A part whose element is unknown has its problem already.
    if (!part) this.#context.report('invalid', abstract, 'This message has no part for the SOAP body.');
    return undefined;
  }

  #message(node: DefinitionNode): Part[] | undefined {
    return this.#lookup(this.#messages, node, 'message', 'message');
  }

  #lookup<T>(
    map: ReadonlyMap<string, T>,
    node: DefinitionNode,
    attribute: string,
    what: string,
  ): T | undefined {
    const written = node.attributes.get(attribute) ?? '';
    const name = resolveName(node.scope, written);
    const found = name && map.get(`${name.namespace}#${name.local}`);
    if (found === undefined) {
      this.#context.report('unknown-name', node, `No file declares the ${what} ${written}.`);
    }
    return found;
  }
}

/** What stands between the last slash and the dot, whether the path is a file's or a URL's. */
function fileNameOf(path: string): string {
  const name = path.replace(/[?#].*$/, '').replace(/^.*\//, '');
  return name.replace(/\.[^.]*$/, '');
}

/** Children in the WSDL namespace, all or those of one name. */
export function wsdlChildren(node: DefinitionNode, local?: string): DefinitionNode[] {
  return node.children.filter(
    child => child.namespace === WSDL && (local === undefined || child.local === local),
  );
}

/** The xs:schema elements inside wsdl:types. */
export function inlineSchemas(root: DefinitionNode): DefinitionNode[] {
  return wsdlChildren(root, 'types').flatMap(types =>
    types.children.filter(child => child.namespace === XSD && child.local === 'schema'),
  );
}

function soapChild(node: DefinitionNode, local: string): DefinitionNode | undefined {
  return node.children.find(
    child =>
      child.local === local && /^http:\/\/schemas\.xmlsoap\.org\/wsdl\/soap(12)?\/$/.test(child.namespace),
  );
}

/** An operation borrowed from another port type keeps that one's action; so does its reply. */
function shareReplyActions(services: readonly ServiceFacts[]): ServiceFacts[] {
  const known = new Map<string, string>();
  const operations = services.flatMap(service => service.bindings.flatMap(binding => binding.operations));
  for (const { action, replyAction } of operations) if (replyAction) known.set(action, replyAction);
  const complete = (operation: OperationFacts): OperationFacts => {
    const replyAction = operation.replyAction ?? (operation.output && known.get(operation.action));
    if (!replyAction) return operation;
    const { name, action, ...rest } = operation;
    return { name, action, replyAction, ...rest };
  };
  return services.map(service => ({
    ...service,
    bindings: service.bindings.map(binding => ({ ...binding, operations: binding.operations.map(complete) })),
  }));
}

/**
 * Where the action of the request is what WS-Addressing makes of names when a WSDL says nothing (WS-Addressing
 * 1.0 WSDL Binding, 4.4.4), the reply's is made the same way.
 */
function defaultReplyAction(
  portType: PortType,
  operation: string,
  request: DefinitionNode,
  reply: DefinitionNode,
  action: string,
): string | undefined {
  const { node, targetNamespace } = portType;
  const start = `${targetNamespace}${targetNamespace.endsWith('/') ? '' : '/'}${node.attributes.get('name')}/`;
  // A message without a name has that of the operation and its direction (WSDL 1.1, 2.4.5).
  const input = request.attributes.get('name') ?? `${operation}Request`;
  const output = reply.attributes.get('name') ?? `${operation}Response`;
  return action === start + input ? start + output : undefined;
}

function addressingAction(node: DefinitionNode): string | undefined {
  for (const [written, value] of node.attributes) {
    if (!written.endsWith(':Action')) continue;
    const name = resolveName(node.scope, written);
    if (name && addressingNamespaces.includes(name.namespace)) return value;
  }
  return undefined;
}
