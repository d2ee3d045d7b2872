import type { QName } from '../xml/xmlNode';
import type { BuiltinType, WhiteSpace } from './builtinTypes';
import type { FacetFacts, UniqueFacts } from './catalogFacts';

export type Type = SimpleType | ComplexType;

/** A simple type with everything it inherits within reach. */
export interface SimpleType {
  readonly kind: 'simple';
  /** Catalog key, `tt:ReferenceToken` or `xs:int`; absent when declared in place. */
  readonly key: string | undefined;
  readonly variety: 'atomic' | 'list' | 'union';
  /** What it restricts; absent for lists, unions and the ur-types. */
  readonly base: SimpleType | undefined;
  /** The nearest of XSD's own types: `int` and not `decimal`. For a list or union it is anySimpleType. */
  readonly builtin: BuiltinType;
  /** Of a list. */
  readonly item: SimpleType | undefined;
  /** Of a union, in order. */
  readonly members: readonly SimpleType[];
  /** Of the last step of derivation only; those of `base` count too. */
  readonly facets: FacetFacts;
  readonly whiteSpace: WhiteSpace;
  readonly doc: string | undefined;
}

/** A complex type; attributes and content are the effective ones, what it inherits included. */
export interface ComplexType {
  readonly kind: 'complex';
  /** Catalog key; absent when declared in place. */
  readonly key: string | undefined;
  readonly base: Type | undefined;
  readonly derivation: 'extension' | 'restriction';
  readonly abstract: boolean;
  readonly attributes: readonly AttributeUse[];
  readonly anyAttribute: Wildcard | undefined;
  readonly content: Content;
  readonly block: string | undefined;
  readonly doc: string | undefined;
}

export type Content =
  | { readonly kind: 'empty' }
  | { readonly kind: 'simple'; readonly type: SimpleType }
  | { readonly kind: 'elements'; readonly particle: Particle; readonly mixed: boolean };

export interface AttributeUse {
  readonly name: QName;
  readonly type: SimpleType;
  readonly required: boolean;
  readonly default: string | undefined;
  readonly fixed: string | undefined;
  readonly doc: string | undefined;
}

export type Particle = ElementParticle | WildcardParticle | GroupParticle;

interface Occurrence {
  readonly min: number;
  /** Infinity for unbounded. */
  readonly max: number;
}

export interface ElementParticle extends Occurrence {
  readonly kind: 'element';
  readonly declaration: ElementDeclaration;
  /** Documentation written at the reference. */
  readonly doc: string | undefined;
}

export interface WildcardParticle extends Occurrence {
  readonly kind: 'any';
  readonly wildcard: Wildcard;
}

export interface GroupParticle extends Occurrence {
  readonly kind: 'sequence' | 'choice' | 'all';
  readonly particles: readonly Particle[];
}

/** What an xs:any or xs:anyAttribute lets through. */
export interface Wildcard {
  /** True for a namespace it admits; '' is no namespace. */
  allows(namespace: string): boolean;
  readonly process: 'strict' | 'lax' | 'skip';
  /** The namespaces it lists, or what it excludes, for messages and re-emission. */
  readonly namespaces:
    | { readonly kind: 'any' }
    | { readonly kind: 'not'; readonly namespace: string }
    | { readonly kind: 'list'; readonly names: readonly string[] };
}

export interface ElementDeclaration {
  readonly name: QName;
  /** `prefix:local` with the catalog's prefix, `local` without a namespace: for messages and output. */
  readonly label: string;
  readonly isGlobal: boolean;
  /** Linked when it is asked for: declarations refer to each other in rings. */
  readonly type: Type;
  readonly nillable: boolean;
  readonly abstract: boolean;
  readonly default: string | undefined;
  readonly fixed: string | undefined;
  /** Catalog key of the head of its substitution group. */
  readonly substitutes: string | undefined;
  readonly unique: readonly UniqueFacts[];
  readonly doc: string | undefined;
}
