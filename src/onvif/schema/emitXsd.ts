import type { Catalog } from '../catalog/catalog';
import {
  isComplex,
  type AttributeFacts,
  type AttributeUseFacts,
  type ComplexTypeFacts,
  type ElementFacts,
  type FacetFacts,
  type OccurrenceFacts,
  type ParticleFacts,
  type SimpleTypeFacts,
  type TypeFacts,
  type TypeReference,
  type UniqueFacts,
  type WildcardFacts,
} from '../catalog/catalogFacts';
import { namespaces } from '../xml/namespaces';
import { XmlWriter } from '../xml/writer';

export interface EmitOptions {
  /**
   * Writes wildcards so that no element can be taken for two things: ONVIF's definitions are valid XSD 1.1, where
   * a declared element wins over a wildcard, and processors of XSD 1.0 refuse them. The price: a wildcard admits
   * no element of the namespaces whose elements its type declares, and no vendor namespace where those are
   * several but `vendorNamespaces`. Default false: as the files say.
   */
  readonly deterministic?: boolean;
  readonly vendorNamespaces?: readonly string[];
}

/**
 * The schemas of a catalog as XSD files by name, one a namespace (`tt.xsd`), and `all.xsd`, which imports them:
 * with it any processor can judge any message. Groups are written where they were used; nothing else is lost.
 */
export function emitXsd(catalog: Catalog, options: EmitOptions = {}): Map<string, string> {
  const emitter = new Emitter(catalog, options);
  const prefixes = new Set<string>();
  for (const key of [...catalog.elementKeys(), ...catalog.typeKeys(), ...catalog.attributeKeys()]) {
    prefixes.add(key.slice(0, key.indexOf(':')));
  }
  const files = new Map<string, string>();
  const all = new XmlWriter().open('xs:schema', { 'xmlns:xs': namespaces.xs });
  for (const prefix of prefixes) {
    const namespace = catalog.namespaceOf(prefix);
    if (namespace === undefined) continue;
    files.set(`${prefix}.xsd`, emitter.schema(prefix, [...prefixes]));
    all.leaf('xs:import', undefined, { namespace, schemaLocation: `${prefix}.xsd` });
  }
  return files.set('all.xsd', all.close().toString());
}

type Attributes = Readonly<Record<string, string | undefined>>;

class Emitter {
  readonly #catalog: Catalog;
  readonly #options: EmitOptions;
  #writer = new XmlWriter();
  /** Prefix of the namespace being written. */
  #home = '';

  constructor(catalog: Catalog, options: EmitOptions) {
    this.#catalog = catalog;
    this.#options = options;
  }

  schema(home: string, prefixes: readonly string[]): string {
    this.#home = home;
    this.#writer = new XmlWriter();
    const declarations: Record<string, string> = { 'xmlns:xs': namespaces.xs };
    for (const [prefix, namespace] of Object.entries(this.#catalog.namespaces)) {
      if (prefix !== 'xml') declarations[`xmlns:${prefix}`] = namespace;
    }
    this.#writer.open('xs:schema', {
      ...declarations,
      targetNamespace: this.#catalog.namespaceOf(home),
      elementFormDefault: 'qualified',
    });
    for (const prefix of prefixes) {
      if (prefix === home) continue;
      const namespace = this.#catalog.namespaceOf(prefix);
      this.#writer.leaf('xs:import', undefined, { namespace, schemaLocation: `${prefix}.xsd` });
    }
    const mine = (key: string) => key.startsWith(`${home}:`);
    for (const key of this.#catalog.typeKeys().filter(mine)) {
      const facts = this.#catalog.typeFacts(key);
      if (facts) this.#type(facts, { name: localOf(key) });
    }
    for (const key of this.#catalog.attributeKeys().filter(mine)) {
      const facts = this.#catalog.attributeFacts(key);
      if (facts) this.#attribute(facts, { name: localOf(key) });
    }
    for (const key of this.#catalog.elementKeys().filter(mine)) {
      const facts = this.#catalog.elementFacts(key);
      if (facts) this.#element(facts, { name: localOf(key), substitutionGroup: facts.substitutes });
    }
    return this.#writer.close().toString();
  }

  #element(facts: ElementFacts, attributes: Attributes): void {
    this.#writer.open('xs:element', {
      ...attributes,
      type: typeName(facts.type),
      nillable: facts.nillable && 'true',
      abstract: facts.abstract && 'true',
      default: facts.default,
      fixed: facts.fixed,
    });
    if (typeof facts.type === 'object') this.#type(facts.type, {});
    for (const unique of facts.unique ?? []) this.#unique(unique);
    this.#writer.close();
  }

  #unique(facts: UniqueFacts): void {
    this.#writer.open(facts.key ? 'xs:key' : 'xs:unique', { name: localOf(facts.name) });
    this.#writer.leaf('xs:selector', undefined, { xpath: facts.selector });
    for (const xpath of facts.fields) this.#writer.leaf('xs:field', undefined, { xpath });
    this.#writer.close();
  }

  #type(facts: TypeFacts, attributes: Attributes): void {
    if (isComplex(facts)) this.#complexType(facts, attributes);
    else this.#simpleType(facts, attributes);
  }

  #simpleType(facts: SimpleTypeFacts, attributes: Attributes): void {
    const writer = this.#writer.open('xs:simpleType', attributes);
    if ('list' in facts) {
      writer.open('xs:list', { itemType: typeName(facts.list) });
      if (typeof facts.list === 'object') this.#simpleType(facts.list, {});
    } else if ('union' in facts) {
      const named = facts.union.filter(member => typeof member === 'string');
      writer.open('xs:union', { memberTypes: named.length > 0 ? named.join(' ') : undefined });
      for (const member of facts.union) if (typeof member === 'object') this.#simpleType(member, {});
    } else {
      writer.open('xs:restriction', { base: typeName(facts.of) });
      if (typeof facts.of === 'object') this.#simpleType(facts.of, {});
      this.#facets(facts);
    }
    writer.close().close();
  }

  #facets(facets: FacetFacts): void {
    const facet = (name: string, value: string | number | undefined) => {
      if (value !== undefined) this.#writer.leaf(`xs:${name}`, undefined, { value: String(value) });
    };
    for (const value of facets.enum ?? []) facet('enumeration', value);
    for (const value of facets.pattern ?? []) facet('pattern', value);
    for (const name of facetNames) facet(name, facets[name]);
  }

  #complexType(facts: ComplexTypeFacts, attributes: Attributes): void {
    const { base } = facts;
    const mixed = facts.mixed && 'true';
    this.#writer.open('xs:complexType', {
      ...attributes,
      mixed: facts.simple ? undefined : mixed,
      abstract: facts.abstract && 'true',
      final: facts.final,
      block: facts.block,
    });
    if (base === undefined) this.#body(facts);
    else {
      this.#writer.open(facts.simple ? 'xs:simpleContent' : 'xs:complexContent');
      this.#writer.open(facts.derive ? 'xs:restriction' : 'xs:extension', { base });
      if (facts.facets) this.#facets(facts.facets);
      this.#body(facts);
      this.#writer.close().close();
    }
    this.#writer.close();
  }

  #body(facts: ComplexTypeFacts): void {
    const { content } = facts;
    if (content) this.#particle('length' in content ? { seq: content } : content, this.#beside(facts));
    for (const use of facts.attributes ?? []) this.#attributeUse(use);
    if (facts.anyAttribute) {
      const { any, process } = facts.anyAttribute;
      this.#writer.leaf('xs:anyAttribute', undefined, {
        namespace: this.#allowed(any),
        processContents: process ?? 'lax',
      });
    }
  }

  #attributeUse(use: AttributeUseFacts): void {
    if ('ref' in use) {
      const { ref, use: occurs, default: given, fixed } = use;
      this.#writer.leaf('xs:attribute', undefined, { ref, use: occurs, default: given, fixed });
      return;
    }
    const isQualified = use.name.includes(':');
    const form = isQualified ? 'qualified' : undefined;
    this.#attribute(use, { name: isQualified ? localOf(use.name) : use.name, form });
  }

  #attribute(facts: AttributeFacts, attributes: Attributes): void {
    const { use, default: given, fixed } = facts;
    this.#writer.open('xs:attribute', {
      ...attributes,
      type: typeName(facts.type),
      use,
      default: given,
      fixed,
    });
    if (typeof facts.type === 'object') this.#type(facts.type, {});
    this.#writer.close();
  }

  /** @param beside prefixes of the elements that stand beside the wildcards of this content */
  #particle(facts: ParticleFacts, beside: ReadonlySet<string>): void {
    const occurs = occurrence(facts);
    if ('any' in facts) return this.#wildcard(facts, occurs, beside);
    if ('ref' in facts) {
      this.#writer.leaf('xs:element', undefined, { ref: facts.ref, ...occurs });
      return;
    }
    if ('name' in facts) {
      const form = facts.name.startsWith(':') ? 'unqualified' : undefined;
      return this.#element(facts, { name: localOf(facts.name), form, ...occurs });
    }
    const [tag, members] =
      'seq' in facts
        ? (['xs:sequence', facts.seq] as const)
        : 'choice' in facts
          ? (['xs:choice', facts.choice] as const)
          : (['xs:all', facts.all] as const);
    this.#writer.open(tag, occurs);
    for (const member of members) this.#particle(member, beside);
    this.#writer.close();
  }

  #wildcard(facts: WildcardFacts, occurs: Attributes, beside: ReadonlySet<string>): void {
    const processContents = facts.process ?? 'lax';
    if (!this.#options.deterministic) {
      const namespace = this.#allowed(facts.any);
      this.#writer.leaf('xs:any', undefined, { namespace, processContents, ...occurs });
      return;
    }
    const alternatives = this.#disjoint(facts.any, beside);
    if (alternatives.length === 0) return;
    this.#writer.open('xs:choice', occurs);
    for (const namespace of alternatives)
      this.#writer.leaf('xs:any', undefined, { namespace, processContents });
    this.#writer.close();
  }

  /** What a wildcard admits without the namespaces of the elements beside it, as one or two wildcards. */
  #disjoint(any: string, beside: ReadonlySet<string>): string[] {
    if (any !== '*' && !any.startsWith('!')) {
      const left = any.split(' ').filter(prefix => !beside.has(prefix));
      return left.length === 0 ? [] : [this.#allowed(left.join(' '))];
    }
    const foreign = [...beside].some(prefix => prefix !== this.#home && prefix !== '.');
    const others = foreign ? this.#allBut(beside) : '##other';
    return any === '*' && !beside.has('.') ? [others, '##local'] : [others];
  }

  #allBut(prefixes: ReadonlySet<string>): string {
    const known = Object.entries(this.#catalog.namespaces)
      .filter(([prefix]) => prefix !== this.#home && !prefixes.has(prefix))
      .map(([, namespace]) => namespace);
    return [...known, ...(this.#options.vendorNamespaces ?? [])].join(' ');
  }

  /** Prefixes of the elements of a type, its bases included; `.` for elements in no namespace. */
  #beside(facts: ComplexTypeFacts): ReadonlySet<string> {
    const found = new Set<string>();
    let home = this.#home;
    const visit = (particle: ParticleFacts): void => {
      if ('name' in particle) found.add(particle.name.startsWith(':') ? '.' : home);
      else if ('ref' in particle) found.add(particle.ref.slice(0, particle.ref.indexOf(':')));
      else if ('seq' in particle) particle.seq.forEach(visit);
      else if ('choice' in particle) particle.choice.forEach(visit);
      else if ('all' in particle) particle.all.forEach(visit);
    };
    const seen = new Set<ComplexTypeFacts>();
    for (let each: TypeFacts | undefined = facts; each && isComplex(each) && !seen.has(each);) {
      seen.add(each);
      const { content, base }: ComplexTypeFacts = each;
      if (content) ('length' in content ? content : [content]).forEach(visit);
      if (base === undefined || base.startsWith('xs:')) break;
      home = base.slice(0, base.indexOf(':'));
      each = this.#catalog.typeFacts(base);
    }
    return found;
  }

  /** The namespace attribute of a wildcard. */
  #allowed(any: string): string {
    if (any === '*') return '##any';
    if (any.startsWith('!')) return '##other';
    const names = any.split(' ').map(prefix => {
      if (prefix === '.') return '##local';
      return prefix === this.#home ? '##targetNamespace' : (this.#catalog.namespaceOf(prefix) ?? '');
    });
    return names.join(' ');
  }
}

const facetNames = [
  'length',
  'minLength',
  'maxLength',
  'minInclusive',
  'minExclusive',
  'maxInclusive',
  'maxExclusive',
  'totalDigits',
  'fractionDigits',
  'whiteSpace',
] as const;

function occurrence({ min, max }: OccurrenceFacts): Attributes {
  return {
    minOccurs: min === undefined ? undefined : String(min),
    maxOccurs: max === undefined ? undefined : max === -1 ? 'unbounded' : String(max),
  };
}

function typeName(type: TypeReference | undefined): string | undefined {
  return typeof type === 'string' ? type : undefined;
}

function localOf(key: string): string {
  return key.slice(key.indexOf(':') + 1);
}
