import { endsName, isBlank } from './characters';
import { namespaces, wellKnownNamespace } from './namespaces';
import type { Scan } from './scan';
import { AttributeNode, ElementNode, lookup, Scope } from './tree';
import type { Name } from './tree';

const lessThan = 0x3c;
const greaterThan = 0x3e;
const slash = 0x2f;
const equals = 0x3d;
const quote = 0x22;
const apostrophe = 0x27;

/**
 * Reads the start tag whose `<` is at `start`: the element with its attributes, names resolved. Leaves `scan.at`
 * behind the tag and `scan.tagEnd` saying how it ended; a tag without its `>` ends before the next `<`.
 */
export function readStartTag(scan: Scan, start: number, parent: ElementNode | undefined): ElementNode {
  const { text, length } = scan;
  const name = scan.elementNameAt(start + 1);
  const element = new ElementNode(parent, name, start);
  if (!name.valid) reportName(scan, name, start + 1, 'element');
  let at = start + 1 + name.raw.length;
  let lastName = name;
  let count = 0;
  let declares = false;
  let prefixed = false;
  let blank = false;
  let tagEnd: Scan['tagEnd'] = 'unfinished';
  while (at < length && scan.stoppedAt === undefined) {
    const c = text.charCodeAt(at);
    if (c < 128 && isBlank[c] === 1) {
      blank = true;
      at++;
    } else if (c === greaterThan) {
      tagEnd = 'open';
      at++;
      break;
    } else if (c === slash && text.charCodeAt(at + 1) === greaterThan) {
      tagEnd = 'empty';
      at += 2;
      break;
    } else if (c === lessThan) {
      break;
    } else if (c < 128 && endsName[c] === 1) {
      scan.report('stray-character-in-tag', at, at + 1, `"${text[at]}" cannot stand here in a tag.`);
      at++;
    } else {
      if (!blank) scan.report('missing-blank', at, at + 1, 'A blank is missing before this attribute.');
      blank = false;
      const node = readAttribute(scan, at, lastName);
      at = scan.at;
      lastName = node.name;
      scan.attributes[count++] = node;
      if (node.name.prefix !== '') prefixed = true;
      if (node.name.prefix === 'xmlns' || node.name.raw === 'xmlns') declares = true;
      if (count > scan.limits.attributes || ++scan.attributeCount > scan.limits.allAttributes) {
        const message = `This element, or the document, has more attributes than are read (${scan.limits.attributes} an element).`;
        scan.stop('too-many-attributes', node.nameStart, at, message);
      }
    }
  }
  element.startTagEnd = at;
  if (count > 0) element.attributes = count === 1 ? [scan.attributes[0]!] : scan.attributes.slice(0, count);
  if (count > 1) reportDuplicateNames(scan, element);
  if (declares) takeDeclarations(scan, element);
  resolveElement(scan, element);
  if (prefixed && element.attributes.length > 0) resolveAttributes(scan, element);
  if (tagEnd === 'unfinished' && scan.stoppedAt === undefined) {
    scan.report('unfinished-tag', start, at, `The tag <${name.raw.slice(0, 80)} lacks its ">".`);
  }
  scan.at = at;
  scan.tagEnd = tagEnd;
  return element;
}

/** Leaves `scan.at` behind the attribute. */
function readAttribute(scan: Scan, start: number, before: Name): AttributeNode {
  const { text } = scan;
  const name = scan.attributeNameAt(start, before);
  if (!name.valid) reportName(scan, name, start, 'attribute');
  const nameEnd = start + name.raw.length;
  let at = nameEnd;
  if (text.charCodeAt(at) !== equals) {
    at = skipBlanks(text, at);
    if (text.charCodeAt(at) !== equals) {
      scan.report('attribute-without-value', start, nameEnd, `The attribute "${name.raw}" has no value.`);
      scan.at = nameEnd;
      return new AttributeNode(name, start, nameEnd, nameEnd);
    }
  }
  at++;
  let c = text.charCodeAt(at);
  if (c !== quote && c !== apostrophe) {
    at = skipBlanks(text, at);
    c = text.charCodeAt(at);
    if (c !== quote && c !== apostrophe) return readUnquoted(scan, name, start, at);
  }
  const valueStart = at + 1;
  const close = scan.quoteFrom(c, valueStart);
  const broken = scan.lessThanFrom(valueStart) < close;
  if (close < scan.length && endsValue(text, valueStart, close, broken)) {
    scan.checkReferences(valueStart, close);
    if (broken) reportLessThan(scan, valueStart, close);
    scan.at = close + 1;
    return new AttributeNode(name, start, valueStart, close);
  }
  const end = endOfUnclosedValue(text, valueStart);
  scan.report('unclosed-value', at, end, `The value of "${name.raw}" lacks its closing quote.`);
  scan.checkReferences(valueStart, end);
  scan.at = end;
  return new AttributeNode(name, start, valueStart, end);
}

function reportLessThan(scan: Scan, start: number, end: number): void {
  for (let at = scan.lessThanFrom(start); at < end; at = scan.lessThanFrom(at + 1)) {
    scan.report('less-than-in-value', at, at + 1, 'Write &lt; for "<" in an attribute value.');
  }
}

/**
 * False for a quote that seems to open the value of another attribute: an equals sign before it and, unless the
 * value is `broken` anyway, something behind it that cannot follow a value.
 */
function endsValue(text: string, start: number, at: number, broken: boolean): boolean {
  const next = text.charCodeAt(at + 1);
  const canFollow = Number.isNaN(next) || next === greaterThan || next === slash || isBlank[next] === 1;
  if (canFollow && !broken) return true;
  let before = at - 1;
  while (before > start && isBlank[text.charCodeAt(before)] === 1) before--;
  return before < start || text.charCodeAt(before) !== equals;
}

/** Where a value without its closing quote is taken to end: at the line's or tag's end, or before the next attribute. */
function endOfUnclosedValue(text: string, start: number): number {
  const end = /\/?>|[<\r\n]|\s[^\s=<>"'/]+\s*=\s*["']/g;
  end.lastIndex = start;
  return end.exec(text)?.index ?? text.length;
}

function readUnquoted(scan: Scan, name: Name, start: number, at: number): AttributeNode {
  const { text } = scan;
  const value = /(?:[^\s<>"'/]|\/(?!>))*/y;
  value.lastIndex = at;
  const end = at + (value.exec(text)?.[0].length ?? 0);
  if (end > at) scan.report('unquoted-value', at, end, `The value of "${name.raw}" must stand in quotes.`);
  else scan.report('attribute-without-value', start, at, `The attribute "${name.raw}" has no value.`);
  scan.at = end;
  return new AttributeNode(name, start, at, end);
}

function reportDuplicateNames(scan: Scan, element: ElementNode): void {
  const { attributes } = element;
  if (attributes.length <= 8) {
    for (let i = 1; i < attributes.length; i++) {
      const name = attributes[i]!.name;
      for (let k = 0; k < i; k++) {
        if (attributes[k]!.name === name || attributes[k]!.name.raw === name.raw) {
          reportDuplicate(scan, attributes[i]!);
          break;
        }
      }
    }
    return;
  }
  const seen = new Set<string>();
  for (const attribute of attributes) {
    if (seen.has(attribute.name.raw)) reportDuplicate(scan, attribute);
    seen.add(attribute.name.raw);
  }
}

function reportDuplicate(scan: Scan, attribute: AttributeNode): void {
  const { start, end } = attribute.nameRange;
  scan.report('duplicate-attribute', start, end, `The attribute "${attribute.name.raw}" is there twice.`);
}

/** Moves the namespace declarations of an element from its attributes to its scope. */
function takeDeclarations(scan: Scan, element: ElementNode): void {
  const rest: AttributeNode[] = [];
  for (const attribute of element.attributes) {
    const { name } = attribute;
    if (name.prefix !== 'xmlns' && name.raw !== 'xmlns') {
      rest.push(attribute);
      continue;
    }
    const prefix = name.prefix === 'xmlns' ? name.local : '';
    const namespace = attribute.value;
    judgeDeclaration(scan, attribute, prefix, namespace);
    const size: number = (element.scope?.size ?? 0) + 1;
    element.scope = new Scope(prefix, namespace, element.scope, size);
    if (size > scan.limits.declarations) {
      const message = `More than ${scan.limits.declarations} namespace declarations are in scope here.`;
      scan.stop('too-many-declarations', attribute.nameStart, element.startTagEnd, message);
      break;
    }
  }
  element.attributes = rest;
}

function judgeDeclaration(scan: Scan, attribute: AttributeNode, prefix: string, namespace: string): void {
  const { start, end } = attribute.nameRange;
  const reserved =
    prefix === 'xmlns' ||
    (prefix === 'xml') !== (namespace === namespaces.xml) ||
    namespace === namespaces.xmlns;
  if (reserved) {
    const message =
      'The prefixes xml and xmlns, and their namespaces, belong to XML and cannot be bound otherwise.';
    scan.report('reserved-prefix', start, end, message);
  } else if (prefix !== '' && namespace.trim() === '') {
    scan.report(
      'empty-namespace',
      start,
      end,
      `The prefix "${prefix}" must be bound to a namespace, not to nothing.`,
    );
  }
}

function resolveElement(scan: Scan, element: ElementNode): void {
  const { name, scope } = element;
  if (name.seenIn === scope && scope !== undefined) {
    element.namespace = name.seenNamespace;
    return;
  }
  const { prefix } = name;
  const namespace = lookup(scope, prefix);
  if (prefix === 'xmlns') {
    scan.report(
      'reserved-prefix',
      element.start + 1,
      element.start + 6,
      'The prefix xmlns is not for elements.',
    );
  }
  if (namespace === undefined || (prefix !== '' && namespace === '')) {
    element.namespace = undeclared(scan, prefix, element.start + 1);
    return;
  }
  element.namespace = namespace;
  name.seenIn = scope;
  name.seenNamespace = namespace;
}

function resolveAttributes(scan: Scan, element: ElementNode): void {
  const { attributes, scope } = element;
  for (let i = 0; i < attributes.length; i++) {
    const attribute = attributes[i]!;
    const { prefix } = attribute.name;
    if (prefix === '') continue;
    const namespace = lookup(scope, prefix);
    attribute.namespace =
      namespace === undefined || namespace === '' ? undeclared(scan, prefix, attribute.nameStart) : namespace;
    for (let k = 0; k < i; k++) {
      const other = attributes[k]!;
      if (other.name.local !== attribute.name.local || other.name.raw === attribute.name.raw) continue;
      if (other.namespace === attribute.namespace && namespace !== undefined)
        reportDuplicate(scan, attribute);
    }
  }
}

function undeclared(scan: Scan, prefix: string, start: number): string {
  const known = wellKnownNamespace(prefix);
  const meaning = known === undefined ? '' : ` It is read as ${known}.`;
  const message = `The prefix "${prefix}" is not declared; add xmlns:${prefix}="…".${meaning}`;
  scan.report('undeclared-prefix', start, start + prefix.length, message);
  return known ?? '';
}

function reportName(scan: Scan, name: Name, start: number, what: 'element' | 'attribute'): void {
  const message = `"${name.raw.slice(0, 80)}" is not a name that XML allows for an ${what}.`;
  scan.report('invalid-name', start, start + name.raw.length, message);
}

export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank[text.charCodeAt(at)] === 1) at++;
  return at;
}
