import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** A WSDL or XSD file as text; `path` is only for messages, duplicates and includes. */
export interface DefinitionFile {
  /** With forward slashes, relative to the folder; the URL of a file that was fetched. */
  readonly path: string;
  readonly text: string;
  /** Where its imports and includes lead: the path of the file meant, by location as written. */
  readonly locations?: ReadonlyMap<string, string>;
}

/** An element of a WSDL or XSD file, its name resolved. */
export interface DefinitionNode {
  readonly namespace: string;
  readonly local: string;
  /** By name as written (`name`, `xml:lang`, `wsaw:Action`); namespace declarations are left out. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly DefinitionNode[];
  /** Character data directly inside, in order with the children's. */
  readonly text: string;
  /** Namespaces in scope by prefix; '' is the default namespace. */
  readonly scope: NamespaceScope;
  readonly file: string;
  /** First line is 1. */
  readonly line: number;
}

export type NamespaceScope = Readonly<Record<string, string | undefined>>;

export const XSD = 'http://www.w3.org/2001/XMLSchema';
export const WSDL = 'http://schemas.xmlsoap.org/wsdl/';

const outermostScope: NamespaceScope = Object.assign(Object.create(null) as object, {
  xml: 'http://www.w3.org/XML/1998/namespace',
});

type Parsed = Record<string | symbol, unknown>;

const startIndexOf = XMLParser.getMetaDataSymbol() as unknown as symbol;

/**
 * Reads a definition file. The library is fast on well-formed text, and what is not well-formed its validator
 * names; entities other than XML's five and character references stay as they are and so are found later.
 * @returns the root element, or where and why it is not XML.
 */
export function readDefinitionXml(
  file: DefinitionFile,
): { root: DefinitionNode } | { message: string; line?: number } {
  const text = file.text.replace(/^\uFEFF/, '');
  try {
    const verdict = XMLValidator.validate(text);
    if (verdict !== true) return { message: verdict.err.msg, line: verdict.err.line };
    const parser = new XMLParser({
      preserveOrder: true,
      ignoreAttributes: false,
      attributeNamePrefix: '',
      processEntities: false,
      parseTagValue: false,
      parseAttributeValue: false,
      trimValues: false,
      ignoreDeclaration: true,
      ignorePiTags: true,
      captureMetaData: true,
    });
    const parsed = parser.parse(text) as Parsed[];
    const lineOf = lineCounter(text);
    const root = parsed.find(node => tagOf(node) !== undefined);
    if (!root) return { message: 'it has no root element' };
    return { root: toNode(root, outermostScope, file.path, lineOf) };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

function tagOf(node: Parsed): string | undefined {
  for (const key in node) if (key !== ':@' && key !== '#text') return key;
  return undefined;
}

function toNode(
  parsed: Parsed,
  outer: NamespaceScope,
  file: string,
  lineOf: (offset: number) => number,
): DefinitionNode {
  const tag = tagOf(parsed) ?? '';
  const written = (parsed[':@'] ?? {}) as Record<string, string>;
  let scope = outer;
  const attributes = new Map<string, string>();
  for (const [name, raw] of Object.entries(written)) {
    const value = decodeEntities(String(raw));
    if (name === 'xmlns' || name.startsWith('xmlns:')) {
      if (scope === outer) scope = Object.assign(Object.create(null) as object, outer);
      (scope as Record<string, string>)[name.slice(6)] = value;
    } else attributes.set(name, value);
  }
  const children: DefinitionNode[] = [];
  let text = '';
  for (const child of parsed[tag] as Parsed[]) {
    const content = child['#text'];
    if (typeof content === 'string') text += decodeEntities(content);
    else if (tagOf(child) !== undefined) {
      const node = toNode(child, scope, file, lineOf);
      children.push(node);
      text += ` ${node.text} `;
    }
  }
  const colon = tag.indexOf(':');
  const namespace = scope[colon < 0 ? '' : tag.slice(0, colon)] ?? '';
  const offset = (parsed[startIndexOf] as { startIndex?: number } | undefined)?.startIndex ?? 0;
  return {
    namespace,
    local: tag.slice(colon + 1),
    attributes,
    children,
    text,
    scope,
    file,
    line: lineOf(offset),
  };
}

const predefined: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return predefined[name as string] ?? whole;
    const point = hex ? parseInt(hex as string, 16) : parseInt(decimal as string, 10);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** Lines of ascending or descending offsets; the table of line starts is made once. */
function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return offset => {
    let low = 0;
    let high = starts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

/** Resolves `prefix:local`, or undefined when the prefix is not declared. No prefix gives the default namespace. */
export function resolveName(
  scope: NamespaceScope,
  written: string,
): { readonly namespace: string; readonly local: string } | undefined {
  const name = written.trim();
  const colon = name.indexOf(':');
  if (colon < 0) return { namespace: scope[''] ?? '', local: name };
  const namespace = scope[name.slice(0, colon)];
  return namespace === undefined ? undefined : { namespace, local: name.slice(colon + 1) };
}
