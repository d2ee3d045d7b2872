import { endsName, isBlank, isNcName, startsName } from './characters';
import type { XmlLimits } from './limits';
import { defaultXmlLimits } from './limits';
import { isDeclaration, lineEnd, passDoctype, readDeclaration } from './prolog';
import { Scan } from './scan';
import { readStartTag, skipBlanks } from './startTag';
import type { ElementNode } from './tree';
import { TextNode } from './tree';
import type { ParsedXml, XmlNode } from './xmlNode';

/**
 * Reads XML 1.0 with namespaces and keeps the place of everything. Never throws and takes time linear in the
 * text, whatever the text is. What is broken or half typed gives the tree that was most likely meant, and a
 * Problem for each thing guessed:
 *
 * - an element left open ends where an end tag of one of its ancestors stands, an end tag of nothing is skipped
 *   or, behind a leaf or a similar name, taken for the misspelt one;
 * - a start tag without `>` ends before the next `<` and is empty, unless its own end tag follows;
 * - `<` that begins no markup is text; a missing quote ends with the line, the tag, or before the next attribute;
 * - anything before `<?xml` is passed over; a second root is read for its problems only;
 * - a prefix nobody declared means what ONVIF's documents mean by it;
 * - a DOCTYPE is passed over unread, and no entity but the five of XML is known.
 */
export function parseXml(text: string, limits?: Partial<XmlLimits>): ParsedXml {
  return new Reader(text, { ...defaultXmlLimits, ...limits }).read();
}

const lessThan = 0x3c;
const greaterThan = 0x3e;
const slash = 0x2f;
const bang = 0x21;
const question = 0x3f;

class Reader {
  readonly #scan: Scan;
  #root: ElementNode | undefined;
  /** The innermost open element. */
  #current: ElementNode | undefined;
  /** How many are open, and for each how many nodes were on the stack when it was opened. */
  #depth = 0;
  readonly #bases: number[] = [];
  /** By depth: whether the element open there has an element inside. */
  readonly #hasElements: boolean[] = [];
  /** A stack of the nodes whose parents are still open: arrays that grow one by one are far too large. */
  readonly #nodes: XmlNode[] = [];
  #nodeCount = 0;
  #rootSeen = false;

  constructor(
    readonly text: string,
    readonly limits: XmlLimits,
  ) {
    this.#scan = new Scan(text, limits);
  }

  read(): ParsedXml {
    const { text } = this;
    const scan = this.#scan;
    scan.checkCharacters();
    let at = this.#readStart();
    while (at < text.length && scan.stoppedAt === undefined) {
      if (text.charCodeAt(at) !== lessThan || this.#isStray(at)) {
        at = this.#readText(at);
        continue;
      }
      const next = text.charCodeAt(at + 1);
      if (next === slash) at = this.#readEndTag(at);
      else if (next === bang) at = this.#readBang(at);
      else if (next === question) at = this.#readInstruction(at);
      else at = this.#readElement(at);
    }
    return this.#finish();
  }

  /** Passes over a byte order mark and whatever stands before `<?xml`, and judges the XML declaration. */
  #readStart(): number {
    const { text } = this;
    const scan = this.#scan;
    const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    const first = text.indexOf('<', start);
    if (first <= start || !isDeclaration(text, first))
      return isDeclaration(text, start) ? readDeclaration(scan, start) : start;
    const message = 'Something stands before the XML declaration; it must come first.';
    scan.report('junk-before-document', start, first, message);
    return readDeclaration(scan, first);
  }

  /** True for a `<` that begins no markup and so can only be text. */
  #isStray(at: number): boolean {
    const { text } = this;
    const next = text.charCodeAt(at + 1);
    if (next < 128) {
      if (startsName[next] === 1 || next === slash) return false;
      if (next === bang) return !/(?:--|\[CDATA\[|DOCTYPE)/y.test(text.slice(at + 2, at + 9));
      return next !== question || !isNcName(characterAt(text, at + 2));
    }
    return Number.isNaN(next) || !isNcName(characterAt(text, at + 1));
  }

  #readText(start: number): number {
    const scan = this.#scan;
    let end = scan.lessThanFrom(start);
    while (end < scan.length && this.#isStray(end)) {
      scan.report(
        'stray-less-than',
        end,
        end + 1,
        'Nothing follows this "<"; write &lt; if it is meant as text.',
      );
      end = scan.lessThanFrom(end + 1);
    }
    scan.checkReferences(start, end);
    scan.checkBrackets(start, end);
    if (this.#current === undefined) this.#outsideRoot(start, end);
    else this.#nodes[this.#nodeCount++] = new TextNode(this.#current, start, end, false, true);
    return end;
  }

  #outsideRoot(start: number, end: number): void {
    const { text } = this;
    const from = skipBlanks(text, start);
    if (from >= end) return;
    let to = end;
    while (isBlank[text.charCodeAt(to - 1)] === 1) to--;
    this.#scan.report('text-outside-root', from, to, 'Text may only stand inside the root element.');
  }

  #readElement(start: number): number {
    const scan = this.#scan;
    const parent = this.#current;
    if (this.#depth >= this.limits.depth) {
      scan.stop('too-deep', start, start + 1, `Elements are more than ${this.limits.depth} deep here.`);
      return start;
    }
    if (++scan.elementCount > this.limits.elements) {
      scan.stop(
        'too-many-elements',
        start,
        start + 1,
        `There are more than ${this.limits.elements} elements.`,
        start,
      );
      return start;
    }
    const element = readStartTag(scan, start, parent);
    const { at } = scan;
    if (parent !== undefined) {
      this.#nodes[this.#nodeCount++] = element;
      this.#hasElements[this.#depth] = true;
    } else if (!this.#rootSeen) this.#root = element;
    else {
      const { start: from, end } = element.nameRange;
      scan.report('several-roots', from, end, 'A document has one root element; this is another one.');
    }
    this.#rootSeen = true;
    if (scan.tagEnd === 'open' || (scan.tagEnd === 'unfinished' && this.#ownEndTagAt(element, at))) {
      this.#current = element;
      this.#bases[this.#depth++] = this.#nodeCount;
      this.#hasElements[this.#depth] = false;
      scan.lastIsOpen = true;
    } else {
      element.end = at;
      scan.lastIsOpen = false;
    }
    scan.lastElement = element.name;
    return at;
  }

  #ownEndTagAt(element: ElementNode, at: number): boolean {
    const { raw } = element.name;
    return (
      this.text.startsWith('</', at) &&
      this.text.startsWith(raw, at + 2) &&
      endsTagName(this.text, at + 2 + raw.length)
    );
  }

  #readEndTag(start: number): number {
    const current = this.#current;
    if (current !== undefined) {
      const { name } = current;
      const end = start + 2 + name.raw.length;
      if (this.text.charCodeAt(end) === greaterThan && name.isAt(this.text, start + 2)) {
        this.#close(current, start, end + 1);
        return end + 1;
      }
    }
    return this.#readOddEndTag(start);
  }

  /** An end tag with blanks, without its `>`, or of another element than the innermost. */
  #readOddEndTag(start: number): number {
    const { text } = this;
    const scan = this.#scan;
    const { raw } = scan.nameAt(start + 2);
    let at = skipBlanks(text, start + 2 + raw.length);
    const finished = text.charCodeAt(at) === greaterThan;
    if (finished) at++;
    else {
      const next = /[<>]|$/g;
      next.lastIndex = at;
      at = next.exec(text)?.index ?? text.length;
      if (text.charCodeAt(at) === greaterThan) at++;
      scan.report('unfinished-tag', start, at, `The end tag </${raw.slice(0, 80)} is not finished.`);
    }
    const closed = this.#closedBy(raw);
    if (closed === undefined) {
      scan.report('unmatched-end-tag', start, at, `No element <${raw.slice(0, 80)}> is open here.`);
      return at;
    }
    if (closed.name.raw !== raw && (finished || !closed.name.raw.startsWith(raw))) {
      const message = `<${closed.name.raw}> must end with </${closed.name.raw}>, not with </${raw.slice(0, 80)}>.`;
      scan.report('unmatched-end-tag', start, at, message);
    }
    while (this.#current !== undefined && this.#current !== closed) this.#leaveOpen(this.#current, start);
    this.#close(closed, start, at);
    return at;
  }

  /** The open element that an end tag is for; undefined when it is for none. */
  #closedBy(raw: string): ElementNode | undefined {
    const current = this.#current;
    if (current === undefined || raw === '') return current;
    for (let each: ElementNode | undefined = current; each !== undefined; each = each.parent) {
      if (each.name.raw === raw) return each;
    }
    const leaf = current.parent !== undefined && this.#hasElements[this.#depth] !== true;
    return leaf || areSimilar(current.name.raw, raw) ? current : undefined;
  }

  #close(element: ElementNode, endTagStart: number, end: number): void {
    element.endTagStart = endTagStart;
    this.#leave(element, end);
  }

  #leaveOpen(element: ElementNode, end: number): void {
    this.#leave(element, end);
    if (this.#scan.stoppedAt !== undefined) return;
    const { raw } = element.name;
    this.#scan.report(
      'unclosed-element',
      element.start,
      element.startTagEnd,
      `<${raw}> has no end tag </${raw}>.`,
    );
  }

  /** Ends the innermost open element: what was read since its start tag are its children. */
  #leave(element: ElementNode, end: number): void {
    element.end = end;
    const base = this.#bases[--this.#depth]!;
    const count = this.#nodeCount - base;
    if (count > 0)
      element.children = count === 1 ? [this.#nodes[base]!] : this.#nodes.slice(base, this.#nodeCount);
    this.#nodeCount = base;
    this.#current = element.parent;
    this.#scan.lastElement = element.name;
    this.#scan.lastIsOpen = false;
  }

  /** Comments, CDATA and DOCTYPE. */
  #readBang(start: number): number {
    const { text } = this;
    if (text.startsWith('[CDATA[', start + 2)) return this.#readCdata(start);
    if (text.startsWith('DOCTYPE', start + 2)) return passDoctype(this.#scan, start);
    const scan = this.#scan;
    const hyphens = scan.find('--', start + 4);
    const close =
      hyphens < 0 || text.charCodeAt(hyphens + 2) === greaterThan ? hyphens : scan.find('-->', hyphens);
    const end = close < 0 ? lineEnd(text, start) : close + 3;
    if (close < 0) scan.report('unclosed-comment', start, end, 'This comment lacks its "-->".');
    else if (close !== hyphens) {
      scan.report('hyphens-in-comment', hyphens, hyphens + 2, 'Two hyphens may not stand inside a comment.');
    }
    scan.skipped.push({ start, end });
    return end;
  }

  #readCdata(start: number): number {
    const scan = this.#scan;
    const close = scan.find(']]>', start + 9);
    const end = close < 0 ? lineEnd(this.text, start) : close + 3;
    if (close < 0) scan.report('unclosed-cdata', start, end, 'This CDATA section lacks its "]]>".');
    if (this.#current === undefined) this.#outsideRoot(start, end);
    else this.#nodes[this.#nodeCount++] = new TextNode(this.#current, start, end, true, close >= 0);
    return end;
  }

  #readInstruction(start: number): number {
    const { text } = this;
    const scan = this.#scan;
    const close = scan.find('?>', start + 2);
    const end = close < 0 ? lineEnd(text, start) : close + 2;
    const target = /[^\t\n\r ?]*/y;
    target.lastIndex = start + 2;
    const name = target.exec(text)?.[0] ?? '';
    const behind = text.charCodeAt(start + 2 + name.length);
    if (close < 0)
      scan.report('unclosed-instruction', start, end, 'This processing instruction lacks its "?>".');
    else if (name.toLowerCase() === 'xml') {
      const code = this.#rootSeen ? 'misplaced-declaration' : 'junk-before-document';
      scan.report(code, start, end, 'An XML declaration must come first in the document.');
    } else if (!isNcName(name) || (isBlank[behind] !== 1 && start + 2 + name.length !== close)) {
      scan.report(
        'invalid-instruction',
        start,
        end,
        'This is not a processing instruction like <?target data?>.',
      );
    }
    scan.skipped.push({ start, end });
    return end;
  }

  #finish(): ParsedXml {
    const { text } = this;
    const scan = this.#scan;
    const end = scan.stoppedAt ?? text.length;
    while (this.#current !== undefined) this.#leaveOpen(this.#current, end);
    if (!this.#rootSeen && scan.stoppedAt === undefined) {
      scan.report('empty-document', 0, Math.min(1, text.length), 'There is no XML element here.');
    }
    scan.problems.sort((a, b) => a.range.start - b.range.start);
    return { text, root: this.#root, problems: scan.problems, wellFormed: scan.clean, skipped: scan.skipped };
  }
}

function endsTagName(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return Number.isNaN(c) || (c < 128 && endsName[c] === 1);
}

/** True for names of which one is likely the other misspelt or half typed. */
function areSimilar(one: string, other: string): boolean {
  const a = one.slice(one.indexOf(':') + 1).toLowerCase();
  const b = other.slice(other.indexOf(':') + 1).toLowerCase();
  return a.startsWith(b) || b.startsWith(a);
}

function characterAt(text: string, at: number): string {
  return at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : '';
}
