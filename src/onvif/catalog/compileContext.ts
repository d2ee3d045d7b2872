import type { CompileProblem, CompileProblemCode } from './compileProblem';
import { resolveName, XSD, type DefinitionNode } from './definitionXml';
import { isBuiltinType } from './builtinTypes';

/** The kinds of component a schema declares by name, each a symbol space of its own. */
export type ComponentKind = 'element' | 'type' | 'attribute' | 'group' | 'attributeGroup';

/** One xs:schema element with what its attributes say for everything inside. */
export interface SchemaDocument {
  readonly node: DefinitionNode;
  readonly targetNamespace: string;
  readonly elementsQualified: boolean;
  readonly attributesQualified: boolean;
  readonly finalDefault: string | undefined;
  readonly blockDefault: string | undefined;
  /** Included without a namespace of its own: unprefixed names mean the including schema's namespace. */
  readonly chameleon: boolean;
}

export interface Component {
  readonly node: DefinitionNode;
  readonly schema: SchemaDocument;
}

/** What a compilation may refer to without compiling it: the catalog it adds to. */
export interface KnownComponents {
  readonly namespaces: Readonly<Record<string, string>>;
  readonly services: readonly { readonly namespace: string }[];
  has(kind: 'element' | 'type' | 'attribute', key: string): boolean;
}

/** Names, declared components and problems: what every part of one compilation shares. */
export class CompileContext {
  readonly problems: CompileProblem[] = [];
  readonly #components: Record<ComponentKind, Map<string, Component>> = {
    element: new Map(),
    type: new Map(),
    attribute: new Map(),
    group: new Map(),
    attributeGroup: new Map(),
  };
  readonly #prefixes: Map<string, string>;

  /**
   * @param prefixes prefix by namespace name for every namespace of this compilation
   * @param documentation whether to keep the prose of the files
   * @param replaces whether a component that is known already may be declared anew
   */
  constructor(
    prefixes: ReadonlyMap<string, string>,
    readonly documentation: boolean,
    readonly known: KnownComponents | undefined,
    readonly replaces = false,
  ) {
    this.#prefixes = new Map(prefixes);
  }

  get prefixes(): ReadonlyMap<string, string> {
    return this.#prefixes;
  }

  report(
    code: CompileProblemCode,
    node: DefinitionNode,
    message: string,
    severity: 'error' | 'warning' = 'error',
  ) {
    this.problems.push({ severity, code, message, file: node.file, line: node.line });
  }

  components(kind: ComponentKind): ReadonlyMap<string, Component> {
    return this.#components[kind];
  }

  /** @returns false when the name is taken: here, or in the catalog this compilation adds to without replacing. */
  declare(kind: ComponentKind, key: string, component: Component): boolean {
    const map = this.#components[kind];
    if (map.has(key) || (!this.replaces && this.#isKnown(kind, key))) return false;
    map.set(key, component);
    return true;
  }

  /** Prefix of a namespace; one that only a wildcard names gets a prefix here. */
  prefixOf(namespace: string): string {
    const prefix = this.#prefixes.get(namespace);
    if (prefix !== undefined) return prefix;
    const taken = new Set(this.#prefixes.values());
    let number = 1;
    while (taken.has(`ns${number}`)) number++;
    this.#prefixes.set(namespace, `ns${number}`);
    return `ns${number}`;
  }

  keyOf(namespace: string, local: string): string {
    return `${namespace === '' ? '' : this.prefixOf(namespace)}:${local}`;
  }

  /** The catalog key of a name as written at `node`, or undefined with a problem reported. */
  resolve(written: string, { node, schema }: Component): string | undefined {
    const name = resolveName(node.scope, written);
    if (!name) {
      this.report('undeclared-prefix', node, `The prefix of ${written} is not declared.`);
      return undefined;
    }
    const namespace = name.namespace === '' && schema.chameleon ? schema.targetNamespace : name.namespace;
    return this.keyOf(namespace, name.local);
  }

  /** Like `resolve`, and the component must exist. */
  refer(kind: ComponentKind, written: string, component: Component): string | undefined {
    const key = this.resolve(written, component);
    if (key === undefined) return undefined;
    if (kind === 'type' && key.startsWith('xs:') && isBuiltinType(key)) return key;
    if (this.#components[kind].has(key) || this.#isKnown(kind, key)) return key;
    const what = kind === 'attributeGroup' ? 'attribute group' : kind;
    this.report('unknown-name', component.node, `No file declares the ${what} ${written}.`);
    return undefined;
  }

  #isKnown(kind: ComponentKind, key: string): boolean {
    return kind !== 'group' && kind !== 'attributeGroup' && (this.known?.has(kind, key) ?? false);
  }

  /** The prose of a component's annotation, or nothing when prose is left out. */
  docOf(node: DefinitionNode): { doc?: string } {
    if (!this.documentation) return {};
    const parts = node.children
      .flatMap(child => (child.local === 'annotation' ? child.children : [child]))
      .filter(child => child.local === 'documentation')
      .map(child => child.text.replace(/\s+/g, ' ').trim())
      .filter(text => text !== '');
    return parts.length > 0 ? { doc: parts.join('\n') } : {};
  }
}

/** Children of a schema component that are schema components themselves, annotations left out. */
export function schemaChildren(node: DefinitionNode): DefinitionNode[] {
  return node.children.filter(child => child.namespace === XSD && child.local !== 'annotation');
}
