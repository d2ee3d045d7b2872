import type {
  AttributeUseFacts,
  ComplexTypeFacts,
  ElementFacts,
  AttributeFacts,
  LocalElementFacts,
  OccurrenceFacts,
  ParticleFacts,
  TypeFacts,
  TypeReference,
  UniqueFacts,
  WildcardFacts,
} from './catalogFacts';
import { schemaChildren, type CompileContext, type Component, type SchemaDocument } from './compileContext';
import { SimpleTypeCompiler } from './compileSimpleTypes';
import { resolveName, type DefinitionNode } from './definitionXml';

/** Attributes shared by extensions, restrictions and plain complex types. */
interface AttributeParts {
  readonly attributes?: readonly AttributeUseFacts[];
  readonly anyAttribute?: WildcardFacts;
}

/** Turns the elements, complex types and attributes of a schema into facts; groups are expanded in place. */
export class TypeCompiler {
  readonly #context: CompileContext;
  readonly #simple: SimpleTypeCompiler;
  /** Groups being expanded, to see one that contains itself. */
  readonly #open = new Set<string>();

  constructor(context: CompileContext) {
    this.#context = context;
    this.#simple = new SimpleTypeCompiler(context);
  }

  /** @param node a global xs:complexType or xs:simpleType, or one in place */
  type(node: DefinitionNode, schema: SchemaDocument): TypeFacts {
    return node.local === 'simpleType'
      ? this.#simple.simpleType(node, schema)
      : this.#complexType(node, schema);
  }

  /** @param node a global or local xs:element without `ref` */
  element(node: DefinitionNode, schema: SchemaDocument): ElementFacts {
    const type = this.#typeOf(node, schema);
    const head = node.attributes.get('substitutionGroup');
    const substitutes = head && this.#context.refer('element', head, { node, schema });
    const unique = schemaChildren(node).flatMap(child => this.#unique(child, schema));
    return {
      ...(type !== undefined && { type }),
      ...(isTrue(node.attributes.get('nillable')) && { nillable: true as const }),
      ...(isTrue(node.attributes.get('abstract')) && { abstract: true as const }),
      ...valueConstraint(node),
      ...(substitutes && { substitutes }),
      ...(unique.length > 0 && { unique }),
      ...this.#context.docOf(node),
    };
  }

  /** @param node a global or local xs:attribute without `ref` */
  attribute(node: DefinitionNode, schema: SchemaDocument): AttributeFacts {
    const type = this.#typeOf(node, schema);
    return {
      ...(type !== undefined && { type }),
      ...useOf(node),
      ...valueConstraint(node),
      ...this.#context.docOf(node),
    };
  }

  #typeOf(node: DefinitionNode, schema: SchemaDocument): TypeReference | undefined {
    const written = node.attributes.get('type');
    if (written !== undefined) return this.#context.refer('type', written, { node, schema });
    const inline = schemaChildren(node).find(
      each => each.local === 'complexType' || each.local === 'simpleType',
    );
    return inline && this.type(inline, schema);
  }

  #complexType(node: DefinitionNode, schema: SchemaDocument): ComplexTypeFacts {
    const final = node.attributes.get('final') ?? schema.finalDefault;
    const block = node.attributes.get('block') ?? schema.blockDefault;
    const common = {
      ...(isTrue(node.attributes.get('abstract')) && { abstract: true as const }),
      ...(final && { final }),
      ...(block && { block }),
      ...this.#context.docOf(node),
    };
    const mixed = isTrue(node.attributes.get('mixed')) && { mixed: true as const };
    const derived = schemaChildren(node).find(
      child => child.local === 'complexContent' || child.local === 'simpleContent',
    );
    if (!derived) return { ...this.#body(node, schema), ...mixed, ...common };
    const derivation = schemaChildren(derived).find(
      child => child.local === 'extension' || child.local === 'restriction',
    );
    if (!derivation) {
      this.#context.report('invalid', derived, `A ${derived.local} needs an extension or a restriction.`);
      return common;
    }
    const written = derivation.attributes.get('base') ?? '';
    const base = this.#context.refer('type', written, { node: derivation, schema }) ?? 'xs:anyType';
    const derive = derivation.local === 'restriction' ? { derive: 'restriction' as const } : {};
    if (derived.local === 'simpleContent') {
      const facets = this.#simple.facets(derivation, schema, base);
      return {
        base,
        ...derive,
        simple: true,
        ...(Object.keys(facets).length > 0 && { facets }),
        ...this.#attributes(derivation, schema),
        ...common,
      };
    }
    // What complexContent says counts before what complexType says (XSD 1.0 part 1, 3.4.2).
    const own = derived.attributes.get('mixed');
    const mixedContent = own === undefined ? mixed : isTrue(own) && { mixed: true as const };
    return { base, ...derive, ...this.#body(derivation, schema), ...mixedContent, ...common };
  }

  /** Content model and attributes of a complexType, an extension or a restriction. */
  #body(node: DefinitionNode, schema: SchemaDocument): Pick<ComplexTypeFacts, 'content'> & AttributeParts {
    const model = schemaChildren(node).find(child => /^(sequence|choice|all|group)$/.test(child.local));
    const particle = model && this.#particle(model, schema);
    const plain = particle && 'seq' in particle && particle.min === undefined && particle.max === undefined;
    return {
      ...(particle && { content: plain ? particle.seq : particle }),
      ...this.#attributes(node, schema),
    };
  }

  #particle(node: DefinitionNode, schema: SchemaDocument): ParticleFacts | undefined {
    const occurs = this.#occurs(node);
    switch (node.local) {
      case 'element':
        return this.#elementParticle(node, schema, occurs);
      case 'any':
        return { ...this.#wildcard(node, schema), ...occurs };
      case 'sequence':
        return { seq: this.#particles(node, schema), ...occurs };
      case 'choice':
        return { choice: this.#particles(node, schema), ...occurs };
      case 'all':
        return { all: this.#particles(node, schema), ...occurs };
      case 'group':
        return this.#group(node, schema, occurs);
      default:
        this.#context.report('unsupported', node, `A content model with ${node.local} is not understood.`);
        return undefined;
    }
  }

  #particles(node: DefinitionNode, schema: SchemaDocument): ParticleFacts[] {
    return schemaChildren(node).flatMap(child => this.#particle(child, schema) ?? []);
  }

  #elementParticle(
    node: DefinitionNode,
    schema: SchemaDocument,
    occurs: OccurrenceFacts,
  ): ParticleFacts | undefined {
    const written = node.attributes.get('ref');
    if (written !== undefined) {
      const ref = this.#context.refer('element', written, { node, schema });
      return ref === undefined ? undefined : { ref, ...occurs, ...this.#context.docOf(node) };
    }
    const name = node.attributes.get('name');
    if (!name) {
      this.#context.report('invalid', node, 'A local element needs name or ref.');
      return undefined;
    }
    const form = node.attributes.get('form');
    const qualified = form === undefined ? schema.elementsQualified : form === 'qualified';
    const facts: LocalElementFacts = {
      name: qualified && schema.targetNamespace !== '' ? name : `:${name}`,
      ...this.element(node, schema),
      ...occurs,
    };
    return facts;
  }

  #group(node: DefinitionNode, schema: SchemaDocument, occurs: OccurrenceFacts): ParticleFacts | undefined {
    const key = this.#context.refer('group', node.attributes.get('ref') ?? '', { node, schema });
    return this.#expand('group', key, node, group => {
      if (group.schema.targetNamespace !== schema.targetNamespace) {
        this.#context.report('unsupported', node, `The group ${key} is of another namespace.`);
      }
      const [model] = schemaChildren(group.node);
      const particle = model && this.#particle(model, group.schema);
      return particle && { ...particle, ...occurs };
    });
  }

  /** Runs `use` on a declared group unless it is being expanded already. */
  #expand<T>(
    kind: 'group' | 'attributeGroup',
    key: string | undefined,
    node: DefinitionNode,
    use: (group: Component) => T,
  ): T | undefined {
    const group = key === undefined ? undefined : this.#context.components(kind).get(key);
    if (!group) return undefined;
    const mark = `${kind} ${key}`;
    if (this.#open.has(mark)) {
      this.#context.report('cyclic-definition', node, `The ${kind} ${key} contains itself.`);
      return undefined;
    }
    this.#open.add(mark);
    const result = use(group);
    this.#open.delete(mark);
    return result;
  }

  #attributes(node: DefinitionNode, schema: SchemaDocument): AttributeParts {
    const attributes: AttributeUseFacts[] = [];
    let anyAttribute: WildcardFacts | undefined;
    for (const child of schemaChildren(node)) {
      if (child.local === 'attribute') attributes.push(...this.#attributeUse(child, schema));
      else if (child.local === 'anyAttribute') anyAttribute = this.#wildcard(child, schema);
      else if (child.local === 'attributeGroup') {
        const key = this.#context.refer('attributeGroup', child.attributes.get('ref') ?? '', {
          node: child,
          schema,
        });
        const parts = this.#expand('attributeGroup', key, child, group =>
          this.#attributes(group.node, group.schema),
        );
        attributes.push(...(parts?.attributes ?? []));
        anyAttribute ??= parts?.anyAttribute;
      }
    }
    return { ...(attributes.length > 0 && { attributes }), ...(anyAttribute && { anyAttribute }) };
  }

  #attributeUse(node: DefinitionNode, schema: SchemaDocument): AttributeUseFacts[] {
    const written = node.attributes.get('ref');
    if (written !== undefined) {
      const ref = this.#context.refer('attribute', written, { node, schema });
      const facts = { ...useOf(node), ...valueConstraint(node), ...this.#context.docOf(node) };
      return ref === undefined ? [] : [{ ref, ...facts }];
    }
    const name = node.attributes.get('name');
    if (!name) {
      this.#context.report('invalid', node, 'A local attribute needs name or ref.');
      return [];
    }
    const form = node.attributes.get('form');
    const qualified = form === undefined ? schema.attributesQualified : form === 'qualified';
    const key =
      qualified && schema.targetNamespace ? this.#context.keyOf(schema.targetNamespace, name) : name;
    return [{ name: key, ...this.attribute(node, schema) }];
  }

  #wildcard(node: DefinitionNode, schema: SchemaDocument): WildcardFacts {
    const written = (node.attributes.get('namespace') ?? '##any').trim();
    const process = node.attributes.get('processContents') ?? 'strict';
    return {
      any: this.#allowedNamespaces(written, schema.targetNamespace),
      ...(process === 'strict' || process === 'skip' ? { process } : {}),
    };
  }

  #allowedNamespaces(written: string, target: string): string {
    if (written === '##any') return '*';
    if (written === '##other') return target === '' ? '!' : `!${this.#context.prefixOf(target)}`;
    const prefixes = written.split(/\s+/).map(token => {
      const namespace = token === '##targetNamespace' ? target : token === '##local' ? '' : token;
      return namespace === '' ? '.' : this.#context.prefixOf(namespace);
    });
    return prefixes.join(' ');
  }

  #occurs(node: DefinitionNode): OccurrenceFacts {
    const read = (name: 'minOccurs' | 'maxOccurs') => {
      const written = (node.attributes.get(name) ?? '1').trim();
      if (name === 'maxOccurs' && written === 'unbounded') return -1;
      if (/^\d{1,9}$/.test(written)) return Number(written);
      this.#context.report('invalid', node, `${name} cannot be "${written}".`);
      return 1;
    };
    const min = read('minOccurs');
    const max = read('maxOccurs');
    return { ...(min !== 1 && { min }), ...(max !== 1 && { max }) };
  }

  #unique(node: DefinitionNode, schema: SchemaDocument): UniqueFacts[] {
    if (node.local !== 'unique' && node.local !== 'key') return [];
    const path = (child: DefinitionNode) =>
      (child.attributes.get('xpath') ?? '').replace(
        /([\w.-]+):([\w.-]+|\*)/g,
        (whole, prefix: string, local: string) => {
          const namespace = resolveName(child.scope, `${prefix}:x`)?.namespace;
          return namespace ? `${this.#context.prefixOf(namespace)}:${local}` : whole;
        },
      );
    const selector = node.children.find(child => child.local === 'selector');
    if (!selector) return [];
    const fields = node.children.filter(child => child.local === 'field').map(path);
    const name = this.#context.keyOf(schema.targetNamespace, node.attributes.get('name') ?? '');
    return [{ name, selector: path(selector), fields, ...(node.local === 'key' && { key: true as const }) }];
  }
}

function isTrue(written: string | undefined): boolean {
  return written === 'true' || written === '1';
}

function useOf(node: DefinitionNode): { use?: 'required' | 'prohibited' } {
  const use = node.attributes.get('use');
  return use === 'required' || use === 'prohibited' ? { use } : {};
}

function valueConstraint(node: DefinitionNode): { default?: string; fixed?: string } {
  const defaultValue = node.attributes.get('default');
  const fixed = node.attributes.get('fixed');
  return {
    ...(defaultValue !== undefined && { default: defaultValue }),
    ...(fixed !== undefined && { fixed }),
  };
}
