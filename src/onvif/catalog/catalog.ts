import type { QName } from '../xml/xmlNode';
import { storeOfFacts, type FactsStore } from './factsStore';
import { NameMap } from './nameMap';
import type { CatalogFacts, OperationFacts, ServiceFacts } from './catalogFacts';
import type { ComponentKind, KnownComponents } from './compileContext';
import type { AttributeUse, ElementDeclaration, Type } from './model';
import { serviceName } from './serviceNames';
import { TypeLinker } from './typeLinker';

/** An ONVIF service: one WSDL. */
export interface Service {
  readonly prefix: string;
  readonly namespace: string;
  /** ONVIF's name for it, `Device Management`; the file's name when there is none. */
  readonly name: string;
  /** All operations of all bindings. */
  readonly operations: readonly Operation[];
}

export interface Operation {
  /**
   * `tds:SetHostname`. When a service has an operation in several bindings, the later ones are
   * `tev:SubscriptionManager.Unsubscribe`.
   */
  readonly id: string;
  readonly name: string;
  readonly service: Service;
  readonly binding: string;
  /** SOAP action as the WSDL writes it. */
  readonly action: string;
  /** WS-Addressing action of the reply, where the WSDL names one. */
  readonly replyAction: string | undefined;
  /** Element in the body of the request. */
  readonly input: QName;
  /** Element in the body of the reply; undefined for a one-way operation. */
  readonly output: QName | undefined;
  /** Elements the detail of a fault may hold. */
  readonly faults: readonly QName[];
  /** The definitions' own text, for a catalog that kept it. */
  readonly doc: string | undefined;
}

/**
 * The interface catalog: services, operations, elements and types, by name. It may add to another catalog
 * (a vendor's services to ONVIF's), which then answers for what it does not hold itself.
 *
 * Making one costs little: everything is linked when it is first asked for.
 */
export class Catalog implements KnownComponents {
  readonly name: string;
  /** Namespace by prefix, those of the base included. */
  readonly namespaces: Readonly<Record<string, string>>;
  readonly services: readonly Service[];
  readonly #facts: FactsStore;
  readonly #base: Catalog | undefined;
  readonly #linker: TypeLinker;
  readonly #prefixes: ReadonlyMap<string, string>;
  readonly #services = new Map<string, Service>();
  readonly #operations = new Map<string, Operation>();
  /** By name without prefix; null when several services have it. */
  readonly #operationNames = new Map<string, Operation | null>();
  readonly #requests = new NameMap<Operation[]>();
  readonly #replies = new NameMap<Operation[]>();
  readonly #elements = new NameMap<ElementDeclaration>();
  readonly #companions = new Map<object, object>();

  /**
   * @param given the facts, or a store of them (`storeOfText`)
   * @param base the catalog this one adds to; what both declare is as `given` says, and a service of `given` stands
   *   in for the base's of the same namespace
   */
  constructor(given: CatalogFacts | FactsStore, base?: Catalog) {
    const facts = 'format' in given ? storeOfFacts(given) : given;
    this.name = base ? `${base.name} + ${facts.name}` : facts.name;
    this.#facts = facts;
    this.#base = base;
    this.namespaces = { ...facts.namespaces, ...base?.namespaces };
    this.#prefixes = new Map(
      Object.entries(this.namespaces).map(([prefix, namespace]) => [namespace, prefix]),
    );
    this.#linker = new TypeLinker({
      namespaceOf: prefix => this.namespaceOf(prefix),
      typeFacts: key => this.typeFacts(key),
      elementFacts: key => this.elementFacts(key),
      attributeFacts: key => this.attributeFacts(key),
    });
    const own = facts.services.map(service => this.#service(service));
    const replaced = new Set(own.map(service => service.namespace));
    this.services = [...(base?.services ?? []).filter(each => !replaced.has(each.namespace)), ...own];
    for (const service of this.services) {
      this.#services.set(service.prefix, service).set(service.namespace, service);
      for (const operation of service.operations) this.#register(operation);
    }
  }

  /** @param prefixOrNamespace `tds` or the namespace name */
  service(prefixOrNamespace: string): Service | undefined {
    return this.#services.get(prefixOrNamespace);
  }

  get operations(): Iterable<Operation> {
    return this.#operations.values();
  }

  /** @param id `tds:SetHostname`, or the name alone where only one service has it */
  operation(id: string): Operation | undefined {
    return this.#operations.get(id) ?? this.#operationNames.get(id) ?? undefined;
  }

  /**
   * The operation a request element belongs to. Where several share it, the one whose service has the
   * element's namespace, or else the first.
   */
  operationOfRequest(name: QName): Operation | undefined {
    return preferred(this.#requests.get(name), name);
  }

  operationOfReply(name: QName): Operation | undefined {
    return preferred(this.#replies.get(name), name);
  }

  prefixOf(namespace: string): string | undefined {
    return this.#prefixes.get(namespace);
  }

  namespaceOf(prefix: string): string | undefined {
    return Object.hasOwn(this.namespaces, prefix) ? this.namespaces[prefix] : undefined;
  }

  /** A global element. */
  element(name: QName): ElementDeclaration | undefined {
    const known = this.#elements.get(name);
    if (known) return known;
    const declaration = this.#linker.element(this.keyOf(name));
    if (declaration) this.#elements.set(name, declaration);
    return declaration;
  }

  /** A named type. */
  type(name: QName): Type | undefined {
    return this.#linker.type(this.keyOf(name));
  }

  /** A global attribute. */
  attribute(name: QName): AttributeUse | undefined {
    return this.#linker.attribute(this.keyOf(name));
  }

  /** `prefix:local` as facts and messages write it; a namespace the catalog does not know gives no component. */
  keyOf(name: QName): string {
    return name.namespace === ''
      ? `:${name.local}`
      : `${this.#prefixes.get(name.namespace) ?? '?'}:${name.local}`;
  }

  /** The other way round; undefined when the prefix is not the catalog's. */
  nameOf(key: string): QName | undefined {
    const colon = key.indexOf(':');
    if (colon <= 0) return { namespace: '', local: key.slice(colon + 1) };
    const namespace = this.namespaceOf(key.slice(0, colon));
    return namespace === undefined ? undefined : { namespace, local: key.slice(colon + 1) };
  }

  /** Keys of all global elements. */
  elementKeys(): string[] {
    return [...new Set([...(this.#base?.elementKeys() ?? []), ...this.#facts.elements.keys()])];
  }

  /** Keys of all named types. */
  typeKeys(): string[] {
    return [...new Set([...(this.#base?.typeKeys() ?? []), ...this.#facts.types.keys()])];
  }

  /** Keys of all global attributes. */
  attributeKeys(): string[] {
    return [...new Set([...(this.#base?.attributeKeys() ?? []), ...this.#facts.attributes.keys()])];
  }

  elementFacts(key: string): CatalogFacts['elements'][string] | undefined {
    return this.#facts.elements.get(key) ?? this.#base?.elementFacts(key);
  }

  typeFacts(key: string): CatalogFacts['types'][string] | undefined {
    return this.#facts.types.get(key) ?? this.#base?.typeFacts(key);
  }

  attributeFacts(key: string): CatalogFacts['attributes'][string] | undefined {
    return this.#facts.attributes.get(key) ?? this.#base?.attributeFacts(key);
  }

  has(kind: ComponentKind, key: string): boolean {
    if (kind === 'element') return this.elementFacts(key) !== undefined;
    if (kind === 'type') return this.typeFacts(key) !== undefined;
    return kind === 'attribute' && this.attributeFacts(key) !== undefined;
  }

  /** The one `maker` of this catalog, made on first use: where encoders and validators keep what they compiled. */
  companion<T extends object>(maker: new (catalog: Catalog) => T): T {
    const known = this.#companions.get(maker);
    if (known) return known as T;
    const made = new maker(this);
    this.#companions.set(maker, made);
    return made;
  }

  #service(facts: ServiceFacts): Service {
    const namespace = this.namespaceOf(facts.prefix) ?? '';
    const operations: Operation[] = [];
    const service = {
      prefix: facts.prefix,
      namespace,
      name: serviceName(namespace) ?? facts.file,
      operations,
    };
    const seen = new Set<string>();
    for (const binding of facts.bindings) {
      for (const each of binding.operations) {
        const isFirst = !seen.has(each.name);
        seen.add(each.name);
        const local = isFirst ? each.name : `${binding.name.replace(/Binding$/, '')}.${each.name}`;
        operations.push(this.#operation(each, `${facts.prefix}:${local}`, service, binding.name));
      }
    }
    return service;
  }

  #operation(facts: OperationFacts, id: string, service: Service, binding: string): Operation {
    const name = (key: string) => this.nameOf(key) ?? { namespace: '', local: key };
    return {
      id,
      name: facts.name,
      service,
      binding,
      action: facts.action,
      replyAction: facts.replyAction,
      input: name(facts.input),
      output: facts.output === undefined ? undefined : name(facts.output),
      faults: (facts.faults ?? []).map(name),
      doc: facts.doc,
    };
  }

  #register(operation: Operation): void {
    if (this.#operations.has(operation.id)) return;
    this.#operations.set(operation.id, operation);
    if (!operation.id.includes('.')) {
      this.#operationNames.set(operation.name, this.#operationNames.has(operation.name) ? null : operation);
    }
    append(this.#requests, operation.input, operation);
    if (operation.output) append(this.#replies, operation.output, operation);
  }
}

function append<T>(map: NameMap<T[]>, name: QName, value: T): void {
  const list = map.get(name);
  if (list) list.push(value);
  else map.set(name, [value]);
}

function preferred(operations: readonly Operation[] | undefined, name: QName): Operation | undefined {
  return operations?.find(each => each.service.namespace === name.namespace) ?? operations?.[0];
}
