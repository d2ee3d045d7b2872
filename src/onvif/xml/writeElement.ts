import { elementsOf } from './query';
import { escapeAttribute, escapeText } from './writer';
import type { XmlElement } from './xmlNode';

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
    for (const [, prefix] of value.matchAll(/([A-Za-z_][\w.-]*):/g)) take(prefix ?? '', undefined);
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
