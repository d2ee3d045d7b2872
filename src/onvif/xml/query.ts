import type { QName, XmlAttribute, XmlElement } from './xmlNode';

/** The first child element of that name. An element in no namespace at all does not count as any other's. */
export function childOf(element: XmlElement, namespace: string, local: string): XmlElement | undefined {
  for (const child of element.children) {
    if (child.kind === 'element' && child.local === local && child.namespace === namespace) return child;
  }
  return undefined;
}

/** All child elements, or those of one name, in document order. */
export function childrenOf(element: XmlElement, namespace?: string, local?: string): XmlElement[] {
  const found: XmlElement[] = [];
  for (const child of element.children) {
    if (child.kind !== 'element') continue;
    if (namespace !== undefined && child.namespace !== namespace) continue;
    if (local === undefined || child.local === local) found.push(child);
  }
  return found;
}

/** The first child element of that local name in whatever namespace: for devices that get namespaces wrong. */
export function childNamed(element: XmlElement, local: string): XmlElement | undefined {
  for (const child of element.children) {
    if (child.kind === 'element' && child.local === local) return child;
  }
  return undefined;
}

/** Follows child elements of one namespace: `descend(body, ns, 'Hostname', 'Name')`. */
export function descend(element: XmlElement, namespace: string, ...path: string[]): XmlElement | undefined {
  let at: XmlElement | undefined = element;
  for (const local of path) at = at && childOf(at, namespace, local);
  return at;
}

/** The text directly inside, pieces and CDATA joined, as it stands; '' for no element. */
export function rawTextOf(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  let text = '';
  for (const child of element.children) {
    if (child.kind === 'text') text += child.value;
  }
  return text;
}

/** The text directly inside without the blanks around it; '' for no element. */
export function textOf(element: XmlElement | undefined): string {
  return rawTextOf(element).trim();
}

/** The value of an attribute in no namespace, or in the one given. */
export function attributeOf(element: XmlElement, local: string, namespace = ''): string | undefined {
  return attributeNodeOf(element, local, namespace)?.value;
}

export function attributeNodeOf(
  element: XmlElement,
  local: string,
  namespace = '',
): XmlAttribute | undefined {
  for (const attribute of element.attributes) {
    if (attribute.local === local && attribute.namespace === namespace) return attribute;
  }
  return undefined;
}

/**
 * The name that `text` (`prefix:local`, blanks around it allowed) means at this element. Undefined when it is no
 * QName or its prefix is not declared here. An unprefixed one takes the default namespace, as in xsi:type.
 */
export function qnameOf(element: XmlElement, text: string): QName | undefined {
  const name = text.trim();
  const colon = name.indexOf(':');
  const local = name.slice(colon + 1);
  if (local === '' || local.includes(':') || colon === 0) return undefined;
  const namespace = element.lookupNamespace(colon < 0 ? '' : name.slice(0, colon));
  return namespace === undefined ? undefined : { namespace, local };
}

export function isNamed(element: XmlElement, namespace: string, local: string): boolean {
  return element.local === local && element.namespace === namespace;
}

/** The element and all elements below it, in document order. */
export function* elementsOf(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) {
    if (child.kind === 'element') yield* elementsOf(child);
  }
}
