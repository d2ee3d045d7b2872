import { accessClassOf, unrecoverableOperations, type AccessClass } from '../catalog/accessClasses';
import type { Catalog, Operation } from '../catalog/catalog';
import type {
  AttributeUse,
  ComplexType,
  ElementDeclaration,
  Particle,
  Type,
  Wildcard,
} from '../catalog/model';
import { profileQSummary } from '../catalog/profileQSummaries';
import type { QName } from '../xml/xmlNode';
import { describeValue, type ValueDescription } from './describeValue';

/** What an operation takes and gives, as plain data: for a command line, a hover, a form. */
export interface OperationDescription {
  /** `tds:SetHostname` */
  readonly operation: string;
  readonly service: { readonly prefix: string; readonly name: string; readonly namespace: string };
  /** SOAP action of the request, as the WSDL writes it. */
  readonly action: string;
  /** WS-Addressing action of the reply, where the WSDL names one. */
  readonly replyAction?: string;
  /** Where ONVIF's default access policy is known to put it. */
  readonly accessClass?: AccessClass;
  /** No other call takes the effect back. */
  readonly unrecoverable: boolean;
  /** One line of our own, for the operations of Profile Q. */
  readonly summary?: string;
  /** The definitions' own text, where the catalog kept it. */
  readonly documentation?: string;
  readonly request: FieldDescription;
  /** Absent for a one-way operation. */
  readonly reply?: FieldDescription;
  /** Elements that the detail of a fault may hold, as far as the definitions name them. */
  readonly faults: readonly string[];
  /** The named complex types within request and reply, by name: they may contain each other. */
  readonly types: Readonly<Record<string, TypeDescription>>;
}

export interface OccurrenceDescription {
  readonly min: number;
  readonly max: number | 'unbounded';
}

/** What may stand inside an element, in the order of the document. */
export type MemberDescription = FieldDescription | GroupDescription | WildcardDescription;

/** An element. One of `value`, `content` and `type` says what is in it; `type` alone names one of `types`. */
export interface FieldDescription extends OccurrenceDescription {
  readonly kind: 'element';
  /** `tt:Name` with the catalog's prefix. */
  readonly name: string;
  /** Name of its type; absent for one declared in place. */
  readonly type?: string;
  /** Of a simple type: the text. */
  readonly value?: ValueDescription;
  /** Of a complex type that has no name. */
  readonly content?: TypeDescription;
  readonly nillable?: true;
  readonly abstract?: true;
  readonly default?: string;
  readonly fixed?: string;
  readonly documentation?: string;
}

/** `choice`: one of the members; `all`: each in any order; `sequence`: in this order. */
export interface GroupDescription extends OccurrenceDescription {
  readonly kind: 'choice' | 'all' | 'sequence';
  readonly members: readonly MemberDescription[];
}

export interface WildcardDescription extends OccurrenceDescription {
  readonly kind: 'any';
  /** `any namespace`, `other than tt`, or a list: for people. */
  readonly namespaces: string;
}

export interface TypeDescription {
  readonly attributes: readonly AttributeDescription[];
  /** Namespaces of attributes that a wildcard admits. */
  readonly anyAttribute?: string;
  /** The text of simple content, beside the attributes. */
  readonly value?: ValueDescription;
  readonly members: readonly MemberDescription[];
  /** Text may stand between the members. */
  readonly mixed?: true;
  /** Another type, derived from this one, has to be named by xsi:type. */
  readonly abstract?: true;
  readonly documentation?: string;
}

export interface AttributeDescription {
  readonly name: string;
  readonly required: boolean;
  readonly value: ValueDescription;
  readonly default?: string;
  readonly fixed?: string;
  readonly documentation?: string;
}

/** Describes an operation of `catalog`. Pure: the same catalog and operation give the same data. */
export function describeOperation(catalog: Catalog, operation: Operation): OperationDescription {
  const { id, service, action, replyAction, doc } = operation;
  const describer = new Describer(catalog);
  const request = describer.message(operation.input);
  const reply = operation.output && describer.message(operation.output);
  const accessClass = accessClassOf(id);
  const summary = profileQSummary(id);
  return {
    operation: id,
    service: { prefix: service.prefix, name: service.name, namespace: service.namespace },
    action,
    ...(replyAction === undefined ? {} : { replyAction }),
    ...(accessClass === undefined ? {} : { accessClass }),
    unrecoverable: unrecoverableOperations.has(id),
    ...(summary === undefined ? {} : { summary }),
    ...(doc === undefined ? {} : { documentation: doc }),
    request,
    ...(reply === undefined ? {} : { reply }),
    faults: operation.faults.map(name => catalog.keyOf(name)),
    types: Object.fromEntries(describer.types),
  };
}

/** Collects named types on the way, each once, so that rings end. */
class Describer {
  readonly types = new Map<string, TypeDescription>();
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  message(name: QName): FieldDescription {
    const declaration = this.#catalog.element(name);
    if (declaration) return this.#field(declaration, { min: 1, max: 1 });
    return { kind: 'element', name: this.#catalog.keyOf(name), min: 1, max: 1 };
  }

  #field(declaration: ElementDeclaration, occurrence: OccurrenceDescription, doc?: string): FieldDescription {
    const { label, type, nillable, abstract, fixed } = declaration;
    const documentation = doc ?? declaration.doc;
    return {
      kind: 'element',
      name: label,
      ...occurrence,
      ...this.#typed(type),
      ...(nillable && { nillable }),
      ...(abstract && { abstract }),
      ...(declaration.default === undefined ? {} : { default: declaration.default }),
      ...(fixed === undefined ? {} : { fixed }),
      ...(documentation === undefined ? {} : { documentation }),
    };
  }

  #typed(type: Type): Pick<FieldDescription, 'type' | 'value' | 'content'> {
    const { key } = type;
    const named = key === undefined ? {} : { type: key };
    if (type.kind === 'simple') return { ...named, value: describeValue(type) };
    if (key === undefined) return { content: this.#type(type) };
    if (key !== 'xs:anyType' && !this.types.has(key)) {
      // its place is taken first: the type may contain itself
      this.types.set(key, { attributes: [], members: [] });
      this.types.set(key, this.#type(type));
    }
    return named;
  }

  #type(type: ComplexType): TypeDescription {
    const { attributes, anyAttribute, content, abstract, doc } = type;
    return {
      attributes: attributes.map(use => this.#attribute(use)),
      ...(anyAttribute && { anyAttribute: this.#namespaces(anyAttribute) }),
      ...(content.kind === 'simple' ? { value: describeValue(content.type) } : {}),
      members: content.kind === 'elements' ? this.#members(content.particle) : [],
      ...(content.kind === 'elements' && content.mixed ? { mixed: true as const } : {}),
      ...(abstract && { abstract }),
      ...(doc === undefined ? {} : { documentation: doc }),
    };
  }

  #attribute(use: AttributeUse): AttributeDescription {
    const { name, type, required, fixed, doc } = use;
    return {
      name: name.namespace === '' ? name.local : this.#catalog.keyOf(name),
      required,
      value: describeValue(type),
      ...(use.default === undefined ? {} : { default: use.default }),
      ...(fixed === undefined ? {} : { fixed }),
      ...(doc === undefined ? {} : { documentation: doc }),
    };
  }

  /** The members of a sequence that occurs once are those of what is around it. */
  #members(particle: Particle): MemberDescription[] {
    if (particle.max === 0) return [];
    const occurrence = occurrenceOf(particle);
    if (particle.kind === 'any')
      return [{ kind: 'any', ...occurrence, namespaces: this.#namespaces(particle.wildcard) }];
    if (particle.kind === 'element') return [this.#field(particle.declaration, occurrence, particle.doc)];
    const isOnce = particle.min === 1 && particle.max === 1;
    const inSequence = particle.kind === 'sequence';
    const members = particle.particles.flatMap(each => this.#branch(each, inSequence));
    return inSequence && isOnce ? members : [{ kind: particle.kind, ...occurrence, members }];
  }

  /** A sequence that is a branch of a choice stays together. */
  #branch(particle: Particle, inSequence: boolean): MemberDescription[] {
    const members = this.#members(particle);
    if (inSequence || members.length === 1) return members;
    return members.length === 0 ? [] : [{ kind: 'sequence', min: 1, max: 1, members }];
  }

  #namespaces({ namespaces }: Wildcard): string {
    const name = (namespace: string) =>
      namespace === '' ? 'no namespace' : (this.#catalog.prefixOf(namespace) ?? namespace);
    if (namespaces.kind === 'any') return 'any namespace';
    if (namespaces.kind === 'not') return `other than ${name(namespaces.namespace)}`;
    return namespaces.names.map(name).join(', ');
  }
}

function occurrenceOf({ min, max }: Particle): OccurrenceDescription {
  return { min, max: max === Infinity ? 'unbounded' : max };
}
