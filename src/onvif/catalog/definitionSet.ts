import type { CompileProblem, CompileProblemCode } from './compileProblem';
import type { SchemaDocument } from './compileContext';
import { inlineSchemas, wsdlChildren, type ServiceDocument } from './compileServices';
import { readDefinitionXml, WSDL, XSD, type DefinitionFile, type DefinitionNode } from './definitionXml';

/** The files of one compilation, read, their imports and includes followed. */
export interface DefinitionSet {
  readonly services: readonly ServiceDocument[];
  readonly schemas: readonly SchemaDocument[];
  readonly problems: readonly CompileProblem[];
}

interface ReadFile {
  readonly path: string;
  readonly locations: ReadonlyMap<string, string> | undefined;
  readonly root: DefinitionNode;
  readonly targetNamespace: string;
}

/**
 * Reads all files and decides which belong to the set. Imports are resolved by namespace alone: published
 * schemaLocations are absolute, relative and sometimes wrong, and one namespace may be split over files.
 * Only an include, which has no namespace to go by, is resolved by its location.
 * @param knownNamespaces namespaces that need no file
 */
export function readDefinitionSet(
  files: readonly DefinitionFile[],
  knownNamespaces: ReadonlySet<string>,
): DefinitionSet {
  const problems: CompileProblem[] = [];
  const report = (
    severity: 'error' | 'warning',
    code: CompileProblemCode,
    message: string,
    file: string,
    line?: number,
  ) => problems.push({ severity, code, message, file, ...(line !== undefined && { line }) });

  const read: ReadFile[] = [];
  for (const file of [...files].sort(byShortPath)) {
    const parsed = readDefinitionXml(file);
    if ('message' in parsed) {
      report(
        'error',
        'not-xml',
        `This file is not well-formed XML: ${parsed.message}`,
        file.path,
        parsed.line,
      );
      continue;
    }
    const { root } = parsed;
    const isWsdl = root.namespace === WSDL && root.local === 'definitions';
    if (!isWsdl && !(root.namespace === XSD && root.local === 'schema')) {
      const message = `The root element is ${root.local}, not wsdl:definitions or xs:schema.`;
      report('error', 'not-definitions', message, file.path, root.line);
      continue;
    }
    const targetNamespace = root.attributes.get('targetNamespace') ?? '';
    read.push({ path: file.path, locations: file.locations, root, targetNamespace });
  }

  const kept = leaveOutDuplicates(leaveOutUnpublished(read, report), report);
  const services = kept.filter(file => file.root.namespace === WSDL);
  const included = new Map<ReadFile, Set<string>>();
  const plain = kept.filter(file => file.root.namespace === XSD);
  const schemaNodes = [
    ...plain.map(file => ({ file, node: file.root })),
    ...services.flatMap(file => inlineSchemas(file.root).map(node => ({ file, node }))),
  ];
  for (const { file, node } of schemaNodes) {
    for (const include of node.children.filter(
      child => child.namespace === XSD && child.local === 'include',
    )) {
      const location = include.attributes.get('schemaLocation') ?? '';
      const target = locate(location, file, plain);
      if (!target) {
        report(
          'error',
          'missing-import',
          `The included file ${location} is not here.`,
          file.path,
          include.line,
        );
      } else if (target.targetNamespace === '') {
        const namespaces = included.get(target) ?? new Set();
        included.set(target, namespaces.add(node.attributes.get('targetNamespace') ?? ''));
      }
    }
  }
  const schemas = schemaNodes.flatMap(({ file, node }) => {
    const adopted = file.root === node ? included.get(file) : undefined;
    if (adopted) return [...adopted].map(namespace => schemaDocument(node, namespace));
    return [schemaDocument(node, node.attributes.get('targetNamespace') ?? '')];
  });

  const present = new Set([...knownNamespaces, ...schemas.map(schema => schema.targetNamespace)]);
  const wsdlPresent = new Set(services.map(file => file.targetNamespace));
  const checkImport = (node: DefinitionNode, there: boolean) => {
    const namespace = node.attributes.get('namespace') ?? '';
    if (there) return;
    const message = `The imported namespace ${namespace} is in no file here.`;
    report('error', 'missing-import', message, node.file, node.line);
  };
  for (const { node } of schemaNodes) {
    for (const child of node.children.filter(each => each.namespace === XSD)) {
      if (child.local === 'import') checkImport(child, present.has(child.attributes.get('namespace') ?? ''));
      if (child.local === 'redefine' || child.local === 'override') {
        report('error', 'unsupported', `xs:${child.local} is not understood.`, child.file, child.line);
      }
    }
  }
  for (const { root } of services) {
    for (const child of wsdlChildren(root, 'import')) {
      const namespace = child.attributes.get('namespace') ?? '';
      checkImport(child, wsdlPresent.has(namespace) || present.has(namespace));
    }
  }
  for (const { file, line, message } of findCycles(kept))
    report('warning', 'cyclic-import', message, file, line);
  return { services, schemas, problems };
}

function schemaDocument(node: DefinitionNode, targetNamespace: string): SchemaDocument {
  return {
    node,
    targetNamespace,
    elementsQualified: node.attributes.get('elementFormDefault') === 'qualified',
    attributesQualified: node.attributes.get('attributeFormDefault') === 'qualified',
    finalDefault: node.attributes.get('finalDefault'),
    blockDefault: node.attributes.get('blockDefault'),
    chameleon: targetNamespace !== '' && node.attributes.get('targetNamespace') === undefined,
  };
}

type Report = (
  severity: 'error' | 'warning',
  code: CompileProblemCode,
  message: string,
  file: string,
  line?: number,
) => void;

/** Namespaces that a file published by ONVIF imports and that nobody publishes as a file: not the reader's fault. */
const unpublished = new Set(['urn:mpeg:mpqf:schema:2008']);

/** The one service that cannot be compiled by anyone does not keep the others from it. */
function leaveOutUnpublished(files: readonly ReadFile[], report: Report): ReadFile[] {
  const present = new Set(files.map(file => file.targetNamespace));
  return files.filter(file => {
    if (file.root.namespace !== WSDL) return true;
    const imports = inlineSchemas(file.root).flatMap(schema => schema.children.filter(isImport));
    const missing = imports
      .map(each => each.attributes.get('namespace') ?? '')
      .find(namespace => unpublished.has(namespace) && !present.has(namespace));
    if (missing === undefined) return true;
    const message = `It needs the schema ${missing}, which is not published with it, and is left out.`;
    report('warning', 'left-out', message, file.path);
    return false;
  });
}

function isImport(node: DefinitionNode): boolean {
  return node.namespace === XSD && node.local === 'import';
}

/**
 * Published folders hold variants of the same definitions (for a tool that stumbles over the original). Of
 * two files for one namespace that declare the same bindings, port types or only known components, the one
 * with the shorter path stays.
 */
function leaveOutDuplicates(files: readonly ReadFile[], report: Report): ReadFile[] {
  const declared = new Map<string, string>();
  return files.filter(file => {
    const isWsdl = file.root.namespace === WSDL;
    const names = isWsdl
      ? wsdlChildren(file.root)
          .filter(node => node.local === 'portType' || node.local === 'binding')
          .map(node => `${node.local} ${node.attributes.get('name')}`)
      : file.root.children
          .filter(node => node.namespace === XSD && node.attributes.has('name'))
          .map(node => `${node.local} ${node.attributes.get('name')}`);
    const keys = names.map(name => `${file.targetNamespace}#${name}`);
    const earlier = keys.map(key => declared.get(key)).filter(path => path !== undefined);
    const [first] = earlier;
    if (first !== undefined && (isWsdl || earlier.length === keys.length)) {
      report('warning', 'duplicate', `It declares again what ${first} declares, and is left out.`, file.path);
      return false;
    }
    for (const key of keys) if (!declared.has(key)) declared.set(key, file.path);
    return true;
  });
}

/** The file a location means: relative to the file that names it, else by the longest common end of path. */
function locate(
  location: string,
  { path: from, locations: known }: ReadFile,
  files: readonly ReadFile[],
): ReadFile | undefined {
  if (location === '') return undefined;
  const told = known?.get(location);
  if (told !== undefined) return files.find(file => file.path === told);
  const isAbsolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(location);
  const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/') + 1) : '';
  const path = isAbsolute ? location.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '') : normalise(folder + location);
  const exact = files.find(file => file.path === path || file.path.endsWith(`/${path}`));
  if (exact) return exact;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const named = files.filter(file => file.path === name || file.path.endsWith(`/${name}`));
  return named.length === 1 ? named[0] : undefined;
}

function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** Files that import or include each other in a ring. Legal, and often a sign of a folder put together wrongly. */
function findCycles(files: readonly ReadFile[]): { file: string; line: number; message: string }[] {
  const found: { file: string; line: number; message: string }[] = [];
  const state = new Map<ReadFile, 'open' | 'done'>();
  const path: ReadFile[] = [];
  const visit = (file: ReadFile) => {
    state.set(file, 'open');
    path.push(file);
    for (const { location, line } of importsOf(file.root)) {
      const target = locate(location, file, files);
      if (!target || target === file) continue;
      if (state.get(target) === 'open') {
        const ring = [...path.slice(path.indexOf(target)), target].map(each => each.path).join(' > ');
        found.push({ file: file.path, line, message: `These files import each other in a ring: ${ring}` });
      } else if (!state.has(target)) visit(target);
    }
    path.pop();
    state.set(file, 'done');
  };
  for (const file of files) if (!state.has(file)) visit(file);
  return found;
}

/** An import or include as a file writes it. */
export interface DefinitionImport {
  /** Empty when it names only a namespace. */
  readonly location: string;
  /** Absent for an include. */
  readonly namespace: string | undefined;
  readonly line: number;
}

/** What a WSDL or XSD file imports and includes, the schemas inside a WSDL too. */
export function importsOf(root: DefinitionNode): DefinitionImport[] {
  const holders = root.namespace === WSDL ? [root, ...inlineSchemas(root)] : [root];
  return holders.flatMap(holder =>
    holder.children
      .filter(child => child.local === 'import' || child.local === 'include')
      .map(child => ({
        location: child.attributes.get('schemaLocation') ?? child.attributes.get('location') ?? '',
        namespace: child.local === 'import' ? (child.attributes.get('namespace') ?? '') : undefined,
        line: child.line,
      })),
  );
}

/** Shortest path first, then by name: the order does not depend on how a file system lists. */
function byShortPath(a: DefinitionFile, b: DefinitionFile): number {
  return a.path.length - b.path.length || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}
