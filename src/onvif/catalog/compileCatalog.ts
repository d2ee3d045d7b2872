import type { CatalogFacts, TypeFacts } from './catalogFacts';
import type { CompileProblem } from './compileProblem';
import {
  CompileContext,
  type ComponentKind,
  type KnownComponents,
  type SchemaDocument,
} from './compileContext';
import { ServiceCompiler, wsdlChildren, type ServiceDocument } from './compileServices';
import { TypeCompiler } from './compileTypes';
import { findCyclicTypes } from './cyclicTypes';
import { readDefinitionSet } from './definitionSet';
import { XSD, type DefinitionFile, type DefinitionNode } from './definitionXml';
import { choosePrefixes } from './choosePrefixes';

export interface CompileOptions {
  /** What the catalog is called. */
  readonly name: string;
  /** Keeps the prose of the files, for hovers on a user's own definitions. Default false. */
  readonly documentation?: boolean;
  /**
   * The catalog this one adds to: its components may be referred to and are not compiled again. Only files that
   * bring one of its services anew, as another release of ONVIF does, replace what they declare.
   */
  readonly known?: KnownComponents;
}

export interface CompileResult {
  /** Absent when any problem is an error: never half a catalog. */
  readonly facts?: CatalogFacts;
  readonly problems: readonly CompileProblem[];
}

/** Namespaces that need no file: XSD's own types are built in. */
const builtinNamespaces = [XSD];

/**
 * Compiles WSDL and XSD files to facts. The result does not depend on the order of `files`.
 * Never throws; what is wrong with the files comes back as problems, each naming the file and the component.
 */
export function compileCatalog(files: readonly DefinitionFile[], options: CompileOptions): CompileResult {
  const known = options.known;
  const set = readDefinitionSet(
    files,
    new Set([...builtinNamespaces, ...Object.values(known?.namespaces ?? {})]),
  );
  const problems = [...set.problems];
  if (set.services.length === 0 && set.schemas.length === 0 && !problems.some(isError)) {
    problems.push({
      severity: 'error',
      code: 'no-definitions',
      message: 'There is no WSDL or XSD file here.',
      file: '',
    });
  }
  if (problems.some(isError)) return { problems };

  // Path order, so that the facts of one namespace stand together in a diff.
  const schemas = [...set.schemas].sort((a, b) => compare(a.node.file, b.node.file));
  const services = [...set.services].sort((a, b) => compare(a.path, b.path));
  const context = new CompileContext(
    choosePrefixes(schemas, services, known),
    options.documentation ?? false,
    known,
    services.some(each => isKnownService(each, known)),
  );
  declareAll(context, schemas);
  const facts = compileComponents(context, schemas, services, options.name);
  problems.push(...context.problems);
  for (const { key, chain } of findCyclicTypes(facts.types)) {
    const node = context.components('type').get(key)?.node;
    problems.push({
      severity: 'error',
      code: 'cyclic-definition',
      message: `The type ${key} is defined by itself: ${chain.join(' > ')}.`,
      file: node?.file ?? '',
      ...(node && { line: node.line }),
    });
  }
  return problems.some(isError) ? { problems } : { facts, problems };
}

function isKnownService(document: ServiceDocument, known: KnownComponents | undefined): boolean {
  if (wsdlChildren(document.root, 'binding').length === 0) return false;
  return known?.services.some(each => each.namespace === document.targetNamespace) ?? false;
}

function isError(problem: CompileProblem): boolean {
  return problem.severity === 'error';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const kinds: Readonly<Record<string, ComponentKind>> = {
  element: 'element',
  complexType: 'type',
  simpleType: 'type',
  attribute: 'attribute',
  group: 'group',
  attributeGroup: 'attributeGroup',
};

/** The global components of a schema, with the kind and the key each is known by. */
function* globals(
  context: CompileContext,
  schema: SchemaDocument,
): Generator<{ kind: ComponentKind; key: string; node: DefinitionNode }> {
  for (const node of schema.node.children) {
    const kind = node.namespace === XSD ? kinds[node.local] : undefined;
    const name = node.attributes.get('name');
    if (kind && name) yield { kind, key: context.keyOf(schema.targetNamespace, name), node };
  }
}

function declareAll(context: CompileContext, schemas: readonly SchemaDocument[]): void {
  for (const schema of schemas) {
    const again: { key: string; node: DefinitionNode }[] = [];
    for (const { kind, key, node } of globals(context, schema)) {
      if (!context.declare(kind, key, { node, schema })) again.push({ key, node });
    }
    const [first] = again;
    if (!first) continue;
    const more = again.length > 1 ? ` and ${again.length - 1} more` : '';
    const message = `${first.key}${more} is declared a second time; the first declaration is kept.`;
    context.report('duplicate', first.node, message, 'warning');
  }
}

function compileComponents(
  context: CompileContext,
  schemas: readonly SchemaDocument[],
  services: readonly ServiceDocument[],
  name: string,
): CatalogFacts {
  const compiler = new TypeCompiler(context);
  const elements: Record<string, ReturnType<TypeCompiler['element']>> = {};
  const types: Record<string, TypeFacts> = {};
  const attributes: Record<string, ReturnType<TypeCompiler['attribute']>> = {};
  for (const schema of schemas) {
    for (const { kind, key, node } of globals(context, schema)) {
      if (context.components(kind).get(key)?.node !== node) continue;
      if (kind === 'element') elements[key] = compiler.element(node, schema);
      else if (kind === 'type') types[key] = compiler.type(node, schema);
      else if (kind === 'attribute') attributes[key] = compiler.attribute(node, schema);
    }
  }
  const serviceFacts = new ServiceCompiler(context, services).services();
  const namespaces = Object.fromEntries(
    [...context.prefixes].map(([namespace, prefix]) => [prefix, namespace]),
  );
  return { format: 1, name, namespaces, services: serviceFacts, elements, types, attributes };
}
