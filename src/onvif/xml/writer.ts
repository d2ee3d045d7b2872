import { elementsOf } from './query';
import type { XmlElement } from './xmlNode';

const forbidden =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Character data for `text`; what XML cannot carry at all becomes U+FFFD. */
export function escapeText(text: string): string {
  if (!/[&<>\r\0-\x08\x0b\x0c\x0e-\x1f\ud800-\uffff]/.test(text)) return text;
  return text
    .replace(forbidden, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\r/g, '&#xD;');
}

/** The inside of a double-quoted attribute value for `value`, blanks kept exactly. */
export function escapeAttribute(value: string): string {
  if (!/[&<>"\t\n\r\0-\x1f\ud800-\uffff]/.test(value)) return value;
  return escapeText(value).replace(/"/g, '&quot;').replace(/\t/g, '&#x9;').replace(/\n/g, '&#xA;');
}

/**
 * Writes compact XML, tag by tag. Some devices answer indented requests with an empty body, so nothing is put
 * between tags. Names are written as given: who writes declares the prefixes.
 *
 * ```ts
 * new XmlWriter().open('tds:SetHostname', { 'xmlns:tds': namespaces.tds }).leaf('tds:Name', 'cam').close().toString()
 * ```
 */
export class XmlWriter {
  #xml = '';
  readonly #open: string[] = [];

  /** Opens an element; attributes that are undefined are left out. */
  open(name: string, attributes?: Readonly<Record<string, string | undefined>>): this {
    this.#xml += `<${name}${attributesXml(attributes)}>`;
    this.#open.push(name);
    return this;
  }

  /** Closes the innermost open element. */
  close(): this {
    const name = this.#open.pop();
    if (name !== undefined) this.#xml += `</${name}>`;
    return this;
  }

  /** An element with text only; without text, an empty one. */
  leaf(name: string, text?: string, attributes?: Readonly<Record<string, string | undefined>>): this {
    const start = `<${name}${attributesXml(attributes)}`;
    this.#xml += text === undefined ? `${start}/>` : `${start}>${escapeText(text)}</${name}>`;
    return this;
  }

  text(text: string): this {
    this.#xml += escapeText(text);
    return this;
  }

  /** XML that is already written. */
  raw(xml: string): this {
    this.#xml += xml;
    return this;
  }

  /** What was written, with everything still open closed. */
  toString(): string {
    return this.#open.reduceRight((xml, name) => `${xml}</${name}>`, this.#xml);
  }
}

function attributesXml(attributes: Readonly<Record<string, string | undefined>> | undefined): string {
  let xml = '';
  if (attributes === undefined) return xml;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) xml += ` ${name}="${escapeAttribute(value)}"`;
  }
  return xml;
}

/**
 * An element as XML that can stand alone: same names, text and attributes, and on its start tag the declarations
 * of every namespace from around it that it uses, in names or as prefixes in values. Comments are gone.
 * `attributes`, names as written with their declarations among them, are put into the start tag besides.
 */
export function writeElement(element: XmlElement, attributes: Readonly<Record<string, string>> = {}): string {
  const declarations = new Map(inheritedNamespaces(element));
  for (const { prefix, namespace } of element.declarations) declarations.set(prefix, namespace);
  let extra = '';
  for (const [prefix, namespace] of declarations) extra += declarationXml(prefix, namespace);
  for (const [name, value] of Object.entries(attributes)) {
    if (!extra.includes(` ${name}="`)) extra += ` ${name}="${escapeAttribute(value)}"`;
  }
  return elementXml(element, extra);
}

/** The prefixes used in or below an element that are bound outside it (or by nobody, but well known). */
function inheritedNamespaces(root: XmlElement): Map<string, string> {
  const found = new Map<string, string>();
  const take = (prefix: string, otherwise: string | undefined) => {
    if (prefix === 'xml' || found.has(prefix)) return;
    const namespace = root.lookupNamespace(prefix) ?? otherwise;
    if (namespace !== undefined && !(prefix === '' && namespace === '')) found.set(prefix, namespace);
  };
  const takeAll = (value: string) => {
    for (const [, prefix] of value.matchAll(/(?<![\w.-])([A-Za-z_][\w.-]*):/g)) take(prefix ?? '', undefined);
  };
  for (const element of elementsOf(root)) {
    take(element.prefix, orUndefined(element.namespace));
    for (const attribute of element.attributes) {
      if (attribute.prefix !== '') take(attribute.prefix, orUndefined(attribute.namespace));
      takeAll(attribute.value);
    }
    for (const child of element.children) if (child.kind === 'text') takeAll(child.value);
  }
  return found;
}

function orUndefined(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function elementXml(element: XmlElement, extra: string): string {
  const name = nameXml(element);
  let xml = `<${name}${extra}`;
  for (const attribute of element.attributes)
    xml += ` ${nameXml(attribute)}="${escapeAttribute(attribute.value)}"`;
  if (element.children.length === 0) return `${xml}/>`;
  xml += '>';
  for (const child of element.children) {
    if (child.kind === 'text') xml += escapeText(child.value);
    else
      xml += elementXml(
        child,
        child.declarations.map(each => declarationXml(each.prefix, each.namespace)).join(''),
      );
  }
  return `${xml}</${name}>`;
}

function nameXml({ prefix, local }: { prefix: string; local: string }): string {
  return prefix === '' ? local : `${prefix}:${local}`;
}

function declarationXml(prefix: string, namespace: string): string {
  return ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeAttribute(namespace)}"`;
}
