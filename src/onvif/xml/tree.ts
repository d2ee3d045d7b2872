import type { TextRange } from '../base/textRange';
import { namespaces } from './namespaces';
import { decodeCdata, decodeText, decodeValue } from './references';
import type { XmlAttribute, XmlDeclaration, XmlElement, XmlNode, XmlText } from './xmlNode';

/*
 * The reader's nodes. They keep offsets into the text and make strings and ranges when asked: most of a reply is
 * never looked at. Every node of a kind has the same fields from birth, so that V8 gives all of them one shape;
 * for the same reason these fields are plain and only the reader, which knows the classes, writes them.
 */

/** A name as written, taken apart once for all places where it stands. */
export class Name {
  readonly prefix: string;
  readonly local: string;
  /** The scope in which this name's prefix was looked up last, and what was found. */
  seenIn: Scope | undefined = undefined;
  seenNamespace = '';
  /** What was read last: as the first element inside an element of this name, and as the one behind it. */
  firstChild: Name | undefined = undefined;
  nextSibling: Name | undefined = undefined;
  /** The last two different names of attributes behind the element or attribute of this name. */
  nextAttribute: Name | undefined = undefined;
  otherAttribute: Name | undefined = undefined;
  readonly #head: string;
  readonly #tail: string;

  /** `source`: the text that it was read from; nodes reach the text through their names. */
  constructor(
    readonly source: string,
    readonly raw: string,
    readonly hash: number,
    readonly valid: boolean,
  ) {
    const colon = raw.indexOf(':');
    this.prefix = colon < 0 ? '' : raw.slice(0, colon);
    this.local = colon < 0 ? raw : raw.slice(colon + 1);
    this.#head = raw.slice(0, 12);
    this.#tail = raw.slice(-12);
  }

  /**
   * True where the text goes on with this name at `start`. In pieces of 12, because V8 copies slices that short
   * and compares them at once, which is two to three times faster than `startsWith`.
   */
  isAt(text: string, start: number): boolean {
    const { length } = this.raw;
    const end = start + length;
    if (length <= 12 || length > 24) return text.slice(start, end) === this.raw;
    return text.slice(start, start + 12) === this.#head && text.slice(end - 12, end) === this.#tail;
  }
}

/** One namespace declaration and all those outside it, as a list from the inside out. */
export class Scope {
  constructor(
    readonly prefix: string,
    readonly namespace: string,
    readonly outer: Scope | undefined,
    /** Length of the list. */
    readonly size: number,
  ) {}
}

/** The namespace declared for a prefix; '' for the default namespace where there is none. */
export function lookup(scope: Scope | undefined, prefix: string): string | undefined {
  for (let each = scope; each !== undefined; each = each.outer) {
    if (each.prefix === prefix) return each.namespace;
  }
  if (prefix === '') return '';
  return prefix === 'xml' ? namespaces.xml : prefix === 'xmlns' ? namespaces.xmlns : undefined;
}

/** Shared by all nodes that have none. */
const noChildren: readonly XmlNode[] = [];
const noAttributes: readonly AttributeNode[] = [];

export class AttributeNode implements XmlAttribute {
  namespace = '';

  constructor(
    readonly name: Name,
    readonly nameStart: number,
    readonly valueStart: number,
    readonly valueEnd: number,
  ) {}

  get prefix(): string {
    return this.name.prefix;
  }

  get local(): string {
    return this.name.local;
  }

  get value(): string {
    return decodeValue(this.name.source.slice(this.valueStart, this.valueEnd));
  }

  get nameRange(): TextRange {
    return { start: this.nameStart, end: this.nameStart + this.name.raw.length };
  }

  get valueRange(): TextRange {
    return { start: this.valueStart, end: this.valueEnd };
  }
}

export class TextNode implements XmlText {
  constructor(
    readonly parent: ElementNode,
    readonly start: number,
    readonly end: number,
    readonly cdata: boolean,
    /** Whether `]]>` is there; a CDATA section of a half-typed document may lack it. */
    readonly closed: boolean,
  ) {}

  get kind(): 'text' {
    return 'text';
  }

  get value(): string {
    const { start, end } = this;
    const { source } = this.parent.name;
    if (!this.cdata) return decodeText(source.slice(start, end));
    return decodeCdata(source.slice(start + '<![CDATA['.length, this.closed ? end - ']]>'.length : end));
  }

  get isBlank(): boolean {
    const { end } = this;
    const { source } = this.parent.name;
    for (let at = this.start; at < end; at++) {
      const code = source.charCodeAt(at);
      if (code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d) continue;
      // A reference or a CDATA section may still say a blank.
      return (code === 0x26 || this.cdata) && !/[^ \t\r\n]/.test(this.value);
    }
    return true;
  }

  get range(): TextRange {
    return { start: this.start, end: this.end };
  }
}

export class ElementNode implements XmlElement {
  namespace = '';
  attributes: readonly AttributeNode[] = noAttributes;
  children: readonly XmlNode[] = noChildren;
  startTagEnd = 0;
  /** Where `</` is, or -1. */
  endTagStart = -1;
  end = 0;
  scope: Scope | undefined;

  constructor(
    readonly parent: ElementNode | undefined,
    readonly name: Name,
    readonly start: number,
  ) {
    this.scope = parent === undefined ? undefined : parent.scope;
  }

  get kind(): 'element' {
    return 'element';
  }

  get prefix(): string {
    return this.name.prefix;
  }

  get local(): string {
    return this.name.local;
  }

  get declarations(): XmlDeclaration[] {
    const own: XmlDeclaration[] = [];
    const outer = this.parent?.scope;
    for (let each = this.scope; each !== undefined && each !== outer; each = each.outer) {
      own.unshift({ prefix: each.prefix, namespace: each.namespace });
    }
    return own;
  }

  get range(): TextRange {
    return { start: this.start, end: this.end };
  }

  get startTag(): TextRange {
    return { start: this.start, end: this.startTagEnd };
  }

  get endTag(): TextRange | undefined {
    return this.endTagStart < 0 ? undefined : { start: this.endTagStart, end: this.end };
  }

  get nameRange(): TextRange {
    return { start: this.start + 1, end: this.start + 1 + this.name.raw.length };
  }

  lookupNamespace(prefix: string): string | undefined {
    return lookup(this.scope, prefix);
  }
}
