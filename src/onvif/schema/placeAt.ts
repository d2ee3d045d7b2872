import type { TextRange } from '../base/textRange';
import type { ParsedXml, XmlAttribute, XmlElement } from '../xml/xmlNode';

/** Where in the markup an offset is, and what text a completion there replaces. */
export type Place =
  /** Between tags, or in a tag name that is being typed: `before` are the siblings in front of it. */
  | {
      readonly kind: 'content';
      readonly parent: XmlElement | undefined;
      readonly before: readonly XmlElement[];
      readonly after: readonly XmlElement[];
      /** With `<` where that is typed already. */
      readonly range: TextRange;
      /** The element whose name the offset is in. */
      readonly named: XmlElement | undefined;
    }
  | { readonly kind: 'attributeName'; readonly element: XmlElement; readonly range: TextRange }
  | {
      readonly kind: 'attributeValue';
      readonly element: XmlElement;
      readonly attribute: XmlAttribute;
      readonly range: TextRange;
    }
  /** In an end tag; only the element's own name can stand there. */
  | { readonly kind: 'endTag'; readonly element: XmlElement; readonly range: TextRange };

/** @param offset between two characters: 0 is before the first, the length of the text behind the last */
export function placeAt(document: ParsedXml, offset: number): Place {
  const { root, text } = document;
  let parent: XmlElement | undefined;
  let element = root && contains(root, offset, text) ? root : undefined;
  while (element) {
    const inTag = placeInTag(element, offset, text);
    if (inTag) return inTag === 'name' ? placeOfName(element, text) : inTag;
    parent = element;
    element = element.children.find(child => child.kind === 'element' && contains(child, offset, text)) as
      XmlElement | undefined;
  }
  return placeBetween(parent, root, text, offset);
}

/** The offset is inside the element's markup, not just beside it; the end of an element not yet closed is inside. */
function contains({ range, startTag, endTag }: XmlElement, offset: number, text: string): boolean {
  if (offset <= range.start || offset > range.end) return false;
  if (offset < range.end) return true;
  if (endTag) return text.charAt(range.end - 1) !== '>';
  return text.charAt(startTag.end - 1) === '>' && text.charAt(startTag.end - 2) !== '/';
}

function placeInTag(element: XmlElement, offset: number, text: string): Place | 'name' | undefined {
  const { startTag, endTag, nameRange } = element;
  if (endTag && offset > endTag.start) {
    const start = Math.min(endTag.start + 2, offset);
    return { kind: 'endTag', element, range: { start, end: Math.max(start, nameEnd(text, start)) } };
  }
  const closesTag = text.charAt(startTag.end - 1) === '>';
  if (offset > startTag.end || (offset === startTag.end && closesTag)) return undefined;
  if (offset <= nameRange.end) return 'name';
  for (const attribute of element.attributes) {
    const { nameRange: name, valueRange: value } = attribute;
    if (value.start <= offset && offset <= value.end) {
      return { kind: 'attributeValue', element, attribute, range: value };
    }
    if (name.start <= offset && offset <= name.end) return { kind: 'attributeName', element, range: name };
  }
  const start = nameStart(text, offset);
  return { kind: 'attributeName', element, range: { start, end: Math.max(offset, nameEnd(text, offset)) } };
}

function placeOfName(element: XmlElement, text: string): Place {
  const { parent } = element;
  const siblings = parent ? elementsIn(parent) : [];
  const index = siblings.indexOf(element);
  return {
    kind: 'content',
    parent,
    before: siblings.slice(0, Math.max(index, 0)),
    after: siblings.slice(index + 1),
    range: { start: element.range.start, end: nameEnd(text, element.nameRange.start) },
    named: element,
  };
}

function placeBetween(
  parent: XmlElement | undefined,
  root: XmlElement | undefined,
  text: string,
  offset: number,
): Place {
  const siblings = parent ? elementsIn(parent) : root ? [root] : [];
  const named = siblings.find(each => each.range.end === offset && each.nameRange.end === offset);
  // `<tds:Na` with the offset at its end: the name goes on.
  if (named) return placeOfName(named, text);
  const start = nameStart(text, offset);
  const open = text.charAt(start - 1) === '<' ? start - 1 : offset;
  return {
    kind: 'content',
    parent,
    before: siblings.filter(each => each.range.end <= open),
    after: siblings.filter(each => each.range.start >= offset),
    range: { start: open, end: offset },
    named: undefined,
  };
}

export function elementsIn(element: XmlElement): XmlElement[] {
  return element.children.filter(child => child.kind === 'element');
}

const namePart = /[\w.:\-\u00b7-\uffff]/;

function nameStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && namePart.test(text.charAt(start - 1))) start--;
  return start;
}

function nameEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && namePart.test(text.charAt(end))) end++;
  return end;
}
