/**
 * The interface catalog as data: what a folder of WSDL and XSD files says, without its prose. This is the
 * shape of `*.catalog.json`, written by `compileCatalog` and read by `Catalog`.
 *
 * Names are written `prefix:local` with the prefixes of `namespaces`, whatever the source files used. Where a
 * component declares a name of its own (`name`), no prefix means the target namespace of that component for
 * an element and no namespace for an attribute; `:local` is an element in no namespace.
 */
export interface CatalogFacts {
  readonly format: 1;
  /** For people, for example `ONVIF 26.06`. */
  readonly name: string;
  /** Namespace name by prefix. */
  readonly namespaces: Readonly<Record<string, string>>;
  readonly services: readonly ServiceFacts[];
  readonly elements: Readonly<Record<string, ElementFacts>>;
  readonly types: Readonly<Record<string, TypeFacts>>;
  readonly attributes: Readonly<Record<string, AttributeFacts>>;
}

export interface ServiceFacts {
  readonly prefix: string;
  /** File name without extension: what people call the service when nothing better is known. */
  readonly file: string;
  readonly bindings: readonly BindingFacts[];
}

export interface BindingFacts {
  readonly name: string;
  readonly operations: readonly OperationFacts[];
}

export interface OperationFacts {
  readonly name: string;
  /** The SOAP action as the WSDL writes it. */
  readonly action: string;
  /** WS-Addressing action of the reply, where the WSDL names one. */
  readonly replyAction?: string;
  readonly input: string;
  /** Absent for a one-way operation. */
  readonly output?: string;
  /** Elements a fault's detail may carry. */
  readonly faults?: readonly string[];
  readonly doc?: string;
}

/** A named type, or one written in place. */
export type TypeReference = string | TypeFacts;

/** An element declaration. No `type` means xs:anyType. */
export interface ElementFacts {
  readonly type?: TypeReference;
  readonly nillable?: true;
  readonly abstract?: true;
  readonly default?: string;
  readonly fixed?: string;
  /** Head of the substitution group. */
  readonly substitutes?: string;
  readonly unique?: readonly UniqueFacts[];
  readonly doc?: string;
}

/** xs:unique or xs:key with the restricted XPath of XSD, its names in catalog prefixes. */
export interface UniqueFacts {
  readonly name: string;
  readonly selector: string;
  readonly fields: readonly string[];
  /** xs:key: every field must be there. */
  readonly key?: true;
}

export interface OccurrenceFacts {
  /** minOccurs when it is not 1. */
  readonly min?: number;
  /** maxOccurs when it is not 1; -1 is unbounded. */
  readonly max?: number;
}

export interface LocalElementFacts extends ElementFacts, OccurrenceFacts {
  readonly name: string;
}

export interface ElementReferenceFacts extends OccurrenceFacts {
  readonly ref: string;
  readonly doc?: string;
}

export interface WildcardFacts extends OccurrenceFacts {
  /** `*` any; `!tt` neither tt nor no namespace; else prefixes parted by blanks, `.` for no namespace. */
  readonly any: string;
  /** processContents when it is not `lax`. */
  readonly process?: 'strict' | 'skip';
}

export interface SequenceFacts extends OccurrenceFacts {
  readonly seq: readonly ParticleFacts[];
}
export interface ChoiceFacts extends OccurrenceFacts {
  readonly choice: readonly ParticleFacts[];
}
export interface AllFacts extends OccurrenceFacts {
  readonly all: readonly ParticleFacts[];
}

export type ParticleFacts =
  LocalElementFacts | ElementReferenceFacts | WildcardFacts | SequenceFacts | ChoiceFacts | AllFacts;

export type AttributeUseFacts = (AttributeFacts & { readonly name: string }) | AttributeReferenceFacts;

export interface AttributeFacts {
  /** A simple type; absent means xs:anySimpleType. */
  readonly type?: TypeReference;
  readonly use?: 'required' | 'prohibited';
  readonly default?: string;
  readonly fixed?: string;
  readonly doc?: string;
}

export interface AttributeReferenceFacts {
  readonly ref: string;
  readonly use?: 'required' | 'prohibited';
  readonly default?: string;
  readonly fixed?: string;
  readonly doc?: string;
}

export type TypeFacts = SimpleTypeFacts | ComplexTypeFacts;
export type SimpleTypeFacts = RestrictionFacts | ListFacts | UnionFacts;

export interface FacetFacts {
  readonly enum?: readonly string[];
  /** Alternatives of one derivation step; steps add up. */
  readonly pattern?: readonly string[];
  readonly length?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minInclusive?: string;
  readonly maxInclusive?: string;
  readonly minExclusive?: string;
  readonly maxExclusive?: string;
  readonly totalDigits?: number;
  readonly fractionDigits?: number;
  readonly whiteSpace?: 'preserve' | 'replace' | 'collapse';
  /** Documentation of enumeration values. */
  readonly enumDocs?: Readonly<Record<string, string>>;
}

export interface RestrictionFacts extends FacetFacts {
  /** What is restricted. */
  readonly of: string | SimpleTypeFacts;
  readonly doc?: string;
}
export interface ListFacts {
  readonly list: string | SimpleTypeFacts;
  readonly doc?: string;
}
export interface UnionFacts {
  readonly union: readonly (string | SimpleTypeFacts)[];
  readonly doc?: string;
}

export interface ComplexTypeFacts {
  /** Absent: a restriction of xs:anyType, as complex types without a base are. */
  readonly base?: string;
  /** How it derives from `base`; absent means extension. */
  readonly derive?: 'restriction';
  /** Simple content: the text has the type of `base`, narrowed by `facets`. */
  readonly simple?: true;
  readonly facets?: FacetFacts;
  /** A list is a sequence that occurs once. */
  readonly content?: readonly ParticleFacts[] | ParticleFacts;
  readonly attributes?: readonly AttributeUseFacts[];
  readonly anyAttribute?: WildcardFacts;
  readonly mixed?: true;
  readonly abstract?: true;
  /** Kept apart from the content: what may not be derived from this type, as written. */
  readonly final?: string;
  readonly block?: string;
  readonly doc?: string;
}

export function isComplex(type: TypeFacts): type is ComplexTypeFacts {
  return !('of' in type || 'list' in type || 'union' in type);
}

/** The text of a `*.catalog.json` file: one top-level component a line, so that a diff names what changed. */
export function writeCatalogFacts(facts: CatalogFacts): string {
  const record = (values: Readonly<Record<string, unknown>>) =>
    `{\n${Object.entries(values)
      .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
      .join(',\n')}\n}`;
  const services = facts.services.map(service => JSON.stringify(service)).join(',\n');
  return `{"format":${facts.format},"name":${JSON.stringify(facts.name)},
"namespaces":${JSON.stringify(facts.namespaces)},
"services":[
${services}
],
"elements":${record(facts.elements)},
"types":${record(facts.types)},
"attributes":${record(facts.attributes)}}
`;
}
