import type { QName } from '../xml/xmlNode';
import { builtinType } from './builtinTypes';
import { ElementDeclarationNode } from './elementDeclaration';
import {
  isComplex,
  type AttributeFacts,
  type AttributeUseFacts,
  type ComplexTypeFacts,
  type ElementFacts,
  type FacetFacts,
  type ParticleFacts,
  type SimpleTypeFacts,
  type TypeFacts,
  type TypeReference,
} from './catalogFacts';
import type { AttributeUse, ComplexType, Content, Particle, SimpleType, Type } from './model';
import { anyWildcard, linkWildcard, unionWildcards } from './wildcards';

/** Where a linker finds what facts refer to by key. */
export interface FactsSource {
  namespaceOf(prefix: string): string | undefined;
  typeFacts(key: string): TypeFacts | undefined;
  elementFacts(key: string): ElementFacts | undefined;
  attributeFacts(key: string): AttributeFacts | undefined;
}

const noFacets: FacetFacts = {};

/** Makes the model from the facts, each component once and only when asked for. */
export class TypeLinker {
  readonly #source: FactsSource;
  readonly #types = new Map<string, Type>();
  readonly #elements = new Map<string, ElementDeclarationNode>();

  constructor(source: FactsSource) {
    this.#source = source;
  }

  /** A global element, by key. */
  element(key: string): ElementDeclarationNode | undefined {
    const known = this.#elements.get(key);
    if (known) return known;
    const facts = this.#source.elementFacts(key);
    if (!facts) return undefined;
    const declaration = this.#declare(this.#nameOf(key), labelOf(key), facts, prefixOf(key), true);
    this.#elements.set(key, declaration);
    return declaration;
  }

  /** A named type, by key; XSD's own ones too. */
  type(key: string): Type | undefined {
    const known = this.#types.get(key);
    if (known) return known;
    const facts = this.#source.typeFacts(key);
    const type = facts ? this.#link(facts, key, prefixOf(key)) : this.#builtin(key);
    if (type) this.#types.set(key, type);
    return type;
  }

  /** A global attribute, by key. */
  attribute(key: string): AttributeUse | undefined {
    const facts = this.#source.attributeFacts(key);
    return facts && this.#attributeUse(this.#nameOf(key), facts, {}, prefixOf(key));
  }

  anyType(): ComplexType {
    return this.type('xs:anyType') as ComplexType;
  }

  /** @param home prefix of the target namespace, for local names */
  reference(reference: TypeReference | undefined, home: string): Type {
    if (reference === undefined) return this.anyType();
    if (typeof reference !== 'string') return this.#link(reference, undefined, home);
    // The compiler lets no reference through that nothing declares.
    return this.type(reference) ?? this.anyType();
  }

  #declare(
    name: QName,
    label: string,
    facts: ElementFacts,
    home: string,
    isGlobal: boolean,
  ): ElementDeclarationNode {
    return new ElementDeclarationNode(name, label, facts, isGlobal, () =>
      // A member of a substitution group without a type of its own has its head's (XSD 1.0 part 1, 3.3.2).
      facts.type === undefined && facts.substitutes !== undefined
        ? (this.element(facts.substitutes)?.type ?? this.anyType())
        : this.reference(facts.type, home),
    );
  }

  #link(facts: TypeFacts, key: string | undefined, home: string): Type {
    return isComplex(facts) ? this.#complex(facts, key, home) : this.#simple(facts, key);
  }

  #simple(facts: SimpleTypeFacts, key: string | undefined): SimpleType {
    const doc = facts.doc;
    if ('list' in facts) return this.#listOf(this.#simpleReference(facts.list), key, doc);
    if ('union' in facts) {
      const members = facts.union.map(member => this.#simpleReference(member));
      const builtin = this.#anySimpleType().builtin;
      return {
        ...{ kind: 'simple', key, variety: 'union', base: undefined, builtin, item: undefined, members },
        ...{ facets: noFacets, whiteSpace: 'collapse', doc },
      };
    }
    return this.restrict(this.#simpleReference(facts.of), facts, key, doc);
  }

  /** A simple type that adds facets to another. */
  restrict(
    base: SimpleType,
    facets: FacetFacts,
    key: string | undefined,
    doc: string | undefined,
  ): SimpleType {
    return { ...base, key, base, facets, whiteSpace: facets.whiteSpace ?? base.whiteSpace, doc };
  }

  #listOf(item: SimpleType, key: string | undefined, doc: string | undefined): SimpleType {
    const builtin = this.#anySimpleType().builtin;
    return {
      ...{ kind: 'simple', key, variety: 'list', base: undefined, builtin, item, members: [] },
      ...{ facets: noFacets, whiteSpace: 'collapse', doc },
    };
  }

  #simpleReference(reference: string | SimpleTypeFacts): SimpleType {
    if (typeof reference !== 'string') return this.#simple(reference, undefined);
    return this.#asSimple(this.type(reference));
  }

  /** The simple type of a type's text: itself, or that of its simple content. */
  #asSimple(type: Type | undefined): SimpleType {
    if (type?.kind === 'simple') return type;
    return type?.content.kind === 'simple' ? type.content.type : this.#anySimpleType();
  }

  #anySimpleType(): SimpleType {
    return this.type('xs:anySimpleType') as SimpleType;
  }

  #builtin(key: string): Type | undefined {
    const builtin = builtinType(key);
    if (!builtin) return undefined;
    if (builtin.name === 'anyType') return anyType();
    if (builtin.listOf !== undefined) {
      return this.#listOf(this.#asSimple(this.type(`xs:${builtin.listOf}`)), key, undefined);
    }
    const base = builtin.base === undefined ? undefined : this.#asSimple(this.type(`xs:${builtin.base}`));
    return {
      ...{ kind: 'simple', key, variety: 'atomic', base, builtin, item: undefined, members: [] },
      ...{ facets: noFacets, whiteSpace: builtin.whiteSpace, doc: undefined },
    };
  }

  #complex(facts: ComplexTypeFacts, key: string | undefined, home: string): ComplexType {
    const base = facts.base === undefined ? undefined : this.type(facts.base);
    const derivation = facts.base === undefined || facts.derive ? 'restriction' : 'extension';
    const inherited = base?.kind === 'complex' && base.key !== 'xs:anyType' ? base : undefined;
    const uses = (facts.attributes ?? []).map(each => ({
      ...this.#use(each, home),
      prohibited: each.use === 'prohibited',
    }));
    const restated = new Set(uses.map(use => clarkName(use.name)));
    const kept = (inherited?.attributes ?? []).filter(use => !restated.has(clarkName(use.name)));
    const attributes: AttributeUse[] = [...kept, ...uses.filter(use => !use.prohibited)];
    const wildcard = facts.anyAttribute && linkWildcard(facts.anyAttribute, this.#source);
    const anyAttribute =
      derivation === 'extension' ? unionWildcards(inherited?.anyAttribute, wildcard) : wildcard;
    return {
      kind: 'complex',
      key,
      base,
      derivation,
      abstract: facts.abstract ?? false,
      attributes,
      anyAttribute,
      content: this.#content(facts, base, derivation, home),
      block: facts.block,
      doc: facts.doc,
    };
  }

  #content(
    facts: ComplexTypeFacts,
    base: Type | undefined,
    derivation: ComplexType['derivation'],
    home: string,
  ): Content {
    if (facts.simple) {
      const type = this.#asSimple(base);
      return {
        kind: 'simple',
        type: facts.facets ? this.restrict(type, facts.facets, undefined, undefined) : type,
      };
    }
    const inherited =
      derivation === 'extension' && base?.kind === 'complex' && base.content.kind === 'elements'
        ? base.content
        : undefined;
    const written = facts.content === undefined ? undefined : asParticle(facts.content);
    const own = written && !isEmptyGroup(written) ? this.#particle(written, home) : undefined;
    const mixed = facts.mixed ?? false;
    if (!own) return inherited ?? (mixed ? elements([], true) : { kind: 'empty' });
    if (!inherited) return { kind: 'elements', particle: own, mixed };
    return elements([inherited.particle, own], mixed || inherited.mixed);
  }

  #particle(facts: ParticleFacts, home: string): Particle {
    const min = facts.min ?? 1;
    const max = facts.max === -1 ? Infinity : (facts.max ?? 1);
    if ('any' in facts) return { kind: 'any', wildcard: linkWildcard(facts, this.#source), min, max };
    if ('ref' in facts) {
      const declaration =
        this.element(facts.ref) ?? this.#declare(this.#nameOf(facts.ref), facts.ref, {}, home, true);
      return { kind: 'element', declaration, doc: facts.doc, min, max };
    }
    if ('name' in facts) {
      const key = facts.name.includes(':') ? facts.name : `${home}:${facts.name}`;
      const name = this.#nameOf(key);
      return {
        kind: 'element',
        declaration: this.#declare(name, labelOf(key), facts, home, false),
        doc: undefined,
        min,
        max,
      };
    }
    const [kind, members] =
      'seq' in facts
        ? (['sequence', facts.seq] as const)
        : 'choice' in facts
          ? (['choice', facts.choice] as const)
          : (['all', facts.all] as const);
    return { kind, particles: members.map(member => this.#particle(member, home)), min, max };
  }

  #use(facts: AttributeUseFacts, home: string): AttributeUse {
    if ('name' in facts) {
      const name = facts.name.includes(':') ? this.#nameOf(facts.name) : { namespace: '', local: facts.name };
      return this.#attributeUse(name, facts, {}, home);
    }
    const declared = this.#source.attributeFacts(facts.ref) ?? {};
    return this.#attributeUse(this.#nameOf(facts.ref), declared, facts, prefixOf(facts.ref));
  }

  #attributeUse(
    name: QName,
    declared: AttributeFacts,
    use: Pick<AttributeFacts, 'use' | 'default' | 'fixed' | 'doc'>,
    home: string,
  ): AttributeUse {
    const type =
      declared.type === undefined
        ? this.#anySimpleType()
        : this.#asSimple(this.reference(declared.type, home));
    return {
      name,
      type,
      required: (use.use ?? declared.use) === 'required',
      default: use.default ?? declared.default,
      fixed: use.fixed ?? declared.fixed,
      doc: use.doc ?? declared.doc,
    };
  }

  #nameOf(key: string): QName {
    const colon = key.indexOf(':');
    const prefix = key.slice(0, colon);
    return {
      namespace: prefix === '' ? '' : (this.#source.namespaceOf(prefix) ?? ''),
      local: key.slice(colon + 1),
    };
  }
}

function clarkName(name: QName): string {
  return `{${name.namespace}}${name.local}`;
}

function elements(particles: readonly Particle[], mixed: boolean): Content {
  return { kind: 'elements', particle: { kind: 'sequence', particles, min: 1, max: 1 }, mixed };
}

function asParticle(content: readonly ParticleFacts[] | ParticleFacts): ParticleFacts {
  return 'length' in content ? { seq: content } : content;
}

/** A group without members is no content at all (XSD 1.0 part 1, 3.4.2): not even blanks may stand there. */
function isEmptyGroup(facts: ParticleFacts): boolean {
  if (facts.max === 0) return true;
  if ('seq' in facts) return facts.seq.length === 0;
  if ('all' in facts) return facts.all.length === 0;
  return 'choice' in facts && facts.choice.length === 0 && facts.min === 0;
}

/** A key as people and documents write it: no prefix for no namespace. */
function labelOf(key: string): string {
  return key.startsWith(':') ? key.slice(1) : key;
}

function prefixOf(key: string): string {
  return key.slice(0, key.indexOf(':'));
}

/** The ur-type: anything at all. */
function anyType(): ComplexType {
  const particle: Particle = { kind: 'any', wildcard: anyWildcard, min: 0, max: Infinity };
  return {
    kind: 'complex',
    key: 'xs:anyType',
    base: undefined,
    derivation: 'restriction',
    abstract: false,
    attributes: [],
    anyAttribute: anyWildcard,
    content: elements([particle], true),
    block: undefined,
    doc: undefined,
  };
}
