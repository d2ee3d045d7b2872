import type { Catalog } from '../catalog/catalog';
import type { ElementDeclaration } from '../catalog/model';
import type { XmlElement } from '../xml/xmlNode';
import type { Fix, TextEdit } from './schemaProblem';
import { declarationSkeleton } from './skeleton';

/** The prefix that stands for a namespace at an element ('' for the default namespace); undefined when none does. */
export function prefixInScope(element: XmlElement, namespace: string): string | undefined {
  if (namespace === '') return element.lookupNamespace('') === '' ? '' : undefined;
  for (let each: XmlElement | undefined = element; each; each = each.parent) {
    for (const { prefix, namespace: declared } of each.declarations) {
      if (declared === namespace && element.lookupNamespace(prefix) === namespace) return prefix;
    }
  }
  return undefined;
}

/** Puts missing elements into `parent`: before `before`, or behind all it has. */
export function insertFix(
  catalog: Catalog,
  text: string | undefined,
  parent: XmlElement,
  before: XmlElement | undefined,
  missing: readonly ElementDeclaration[],
): Fix | undefined {
  const xml = missing.map(each =>
    declarationSkeleton(catalog, each, namespace => prefixInScope(parent, namespace)),
  );
  const title = `Insert ${missing.map(each => each.label).join(', ')}`;
  const edit = before ? insertBefore(text, before, xml) : append(text, parent, xml);
  return edit && { kind: 'insert', title, edits: [edit] };
}

function insertBefore(text: string | undefined, before: XmlElement, xml: readonly string[]): TextEdit {
  const { start } = before.range;
  const gap = blanksBefore(text, start);
  return { range: { start, end: start }, text: xml.map(each => each + gap).join('') };
}

function append(text: string | undefined, parent: XmlElement, xml: readonly string[]): TextEdit | undefined {
  const children = parent.children.filter(child => child.kind === 'element');
  const last = children.at(-1);
  if (last) {
    const gap = blanksBefore(text, last.range.start);
    return {
      range: { start: last.range.end, end: last.range.end },
      text: xml.map(each => gap + each).join(''),
    };
  }
  if (parent.endTag) {
    const { end } = parent.startTag;
    return { range: { start: end, end }, text: xml.join('') };
  }
  // `<a/>` opens up; an element that is only half typed is left to its writer.
  const { end } = parent.startTag;
  if (parent.range.end !== end || (text !== undefined && text.slice(end - 2, end) !== '/>')) return undefined;
  return { range: { start: end - 2, end }, text: `>${xml.join('')}</${writtenName(parent)}>` };
}

/** Gives an element another name, at both of its tags. */
export function renameFix(element: XmlElement, namespace: string, local: string): Fix | undefined {
  const prefix = namespace === element.namespace ? element.prefix : prefixInScope(element, namespace);
  if (prefix === undefined) return undefined;
  const name = prefix === '' ? local : `${prefix}:${local}`;
  const edits: TextEdit[] = [{ range: element.nameRange, text: name }];
  if (element.endTag) {
    const start = element.endTag.start + 2;
    edits.push({ range: { start, end: start + writtenName(element).length }, text: name });
  }
  return { kind: 'rename', title: `Rename to ${name}`, edits };
}

/** Puts an element before another one. */
export function moveFix(text: string | undefined, element: XmlElement, before: XmlElement): Fix | undefined {
  if (text === undefined) return undefined;
  const { start, end } = element.range;
  const gap = blanksBefore(text, start);
  return {
    kind: 'move',
    title: `Move before ${writtenName(before)}`,
    edits: [
      { range: { start: before.range.start, end: before.range.start }, text: text.slice(start, end) + gap },
      { range: { start: start - gap.length, end }, text: '' },
    ],
  };
}

export function removeFix(text: string | undefined, element: XmlElement): Fix {
  const { start, end } = element.range;
  const gap = blanksBefore(text, start);
  return {
    kind: 'remove',
    title: `Remove ${writtenName(element)}`,
    edits: [{ range: { start: start - gap.length, end }, text: '' }],
  };
}

/** Writes another text in a range. */
export function replaceFix(range: { start: number; end: number }, text: string): Fix {
  return { kind: 'replace', title: `Replace by ${text}`, edits: [{ range, text }] };
}

/** The blanks from the end of what stands before, so that an insertion keeps the indentation. */
function blanksBefore(text: string | undefined, offset: number): string {
  if (text === undefined) return '';
  let start = offset;
  while (start > 0 && ' \t\r\n'.includes(text.charAt(start - 1))) start--;
  const gap = text.slice(start, offset);
  return gap.includes('\n') ? gap : '';
}

export function writtenName(element: XmlElement): string {
  return element.prefix === '' ? element.local : `${element.prefix}:${element.local}`;
}
