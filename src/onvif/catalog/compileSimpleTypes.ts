import { schemaChildren, type CompileContext, type Component, type SchemaDocument } from './compileContext';
import type { FacetFacts, SimpleTypeFacts } from './catalogFacts';
import type { DefinitionNode } from './definitionXml';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const countFacets = new Set(['length', 'minLength', 'maxLength', 'totalDigits', 'fractionDigits']);
const boundFacets = new Set(['minInclusive', 'maxInclusive', 'minExclusive', 'maxExclusive']);

/** Turns xs:simpleType into facts. */
export class SimpleTypeCompiler {
  readonly #context: CompileContext;

  constructor(context: CompileContext) {
    this.#context = context;
  }

  /** @param node an xs:simpleType element */
  simpleType(node: DefinitionNode, schema: SchemaDocument): SimpleTypeFacts {
    const doc = this.#context.docOf(node);
    const [derivation] = schemaChildren(node);
    switch (derivation?.local) {
      case 'restriction': {
        const of = this.baseOf(derivation, schema, 'base');
        return { of, ...this.facets(derivation, schema, of), ...doc };
      }
      case 'list':
        return { list: this.baseOf(derivation, schema, 'itemType'), ...doc };
      case 'union': {
        const named = (derivation.attributes.get('memberTypes') ?? '')
          .split(/\s+/)
          .filter(name => name !== '')
          .map(name => this.#context.refer('type', name, { node: derivation, schema }) ?? 'xs:anySimpleType');
        const inline = schemaChildren(derivation).map(child => this.simpleType(child, schema));
        return { union: [...named, ...inline], ...doc };
      }
      default:
        this.#context.report('invalid', node, 'A simpleType needs a restriction, a list or a union.');
        return { of: 'xs:anySimpleType' };
    }
  }

  /** The type that a derivation names in `attribute` or holds in place. */
  baseOf(node: DefinitionNode, schema: SchemaDocument, attribute: string): string | SimpleTypeFacts {
    const written = node.attributes.get(attribute);
    if (written !== undefined) {
      return this.#context.refer('type', written, { node, schema }) ?? 'xs:anySimpleType';
    }
    const inline = schemaChildren(node).find(child => child.local === 'simpleType');
    if (inline) return this.simpleType(inline, schema);
    this.#context.report('invalid', node, `A ${node.local} needs ${attribute} or a simpleType inside.`);
    return 'xs:anySimpleType';
  }

  /** @param of the restricted type, for enumerations of names. */
  facets(node: DefinitionNode, schema: SchemaDocument, of: string | SimpleTypeFacts): FacetFacts {
    const facts: Writable<FacetFacts> = {};
    const enumeration: string[] = [];
    const patterns: string[] = [];
    const docs: Record<string, string> = {};
    for (const child of schemaChildren(node)) {
      const value = child.attributes.get('value') ?? '';
      if (child.local === 'enumeration') {
        const resolved = this.#isName({ node, schema }, of)
          ? this.#enumeratedName(value, child, schema)
          : value;
        const { doc } = this.#context.docOf(child);
        enumeration.push(resolved);
        if (doc !== undefined) docs[resolved] = doc;
      } else if (child.local === 'pattern') patterns.push(value);
      else if (countFacets.has(child.local)) this.#count(child, value, facts);
      else if (boundFacets.has(child.local)) {
        facts[child.local as 'minInclusive' | 'maxInclusive' | 'minExclusive' | 'maxExclusive'] = value;
      } else if (child.local === 'whiteSpace') {
        if (value === 'preserve' || value === 'replace' || value === 'collapse') facts.whiteSpace = value;
        else this.#context.report('invalid', child, `whiteSpace cannot be "${value}".`);
      } else if (!['simpleType', 'attribute', 'attributeGroup', 'anyAttribute'].includes(child.local)) {
        this.#context.report('unsupported', child, `A restriction with ${child.local} is not understood.`);
      }
    }
    if (enumeration.length > 0) facts.enum = enumeration;
    if (patterns.length > 0) facts.pattern = patterns;
    if (Object.keys(docs).length > 0) facts.enumDocs = docs;
    return facts;
  }

  #count(child: DefinitionNode, value: string, facts: Writable<FacetFacts>): void {
    if (/^\+?\d{1,9}$/.test(value.trim())) {
      facts[child.local as 'length' | 'minLength' | 'maxLength' | 'totalDigits' | 'fractionDigits'] =
        Number(value);
    } else this.#context.report('invalid', child, `${child.local} cannot be "${value}".`);
  }

  #enumeratedName(value: string, node: DefinitionNode, schema: SchemaDocument): string {
    return this.#context.resolve(value, { node, schema }) ?? value;
  }

  /** Whether the values of a type are QNames, so that their prefixes mean something. */
  #isName(at: Component, of: string | SimpleTypeFacts): boolean {
    const seen = new Set<string>();
    while (typeof of === 'string') {
      if (of === 'xs:QName' || of === 'xs:NOTATION') return true;
      const declared = this.#context.components('type').get(of);
      if (!declared || seen.has(of)) return false;
      seen.add(of);
      const restriction = declared.node.children.find(child => child.local === 'restriction');
      const base = restriction?.attributes.get('base');
      const next =
        base && restriction && this.#context.resolve(base, { node: restriction, schema: declared.schema });
      if (!next) return false;
      of = next;
    }
    return 'of' in of && this.#isName(at, of.of);
  }
}
