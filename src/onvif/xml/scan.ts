import type { Problem } from '../base/problem';
import type { TextRange } from '../base/textRange';
import { endsName, forbiddenCharacters, isQName } from './characters';
import type { XmlLimits } from './limits';
import { judgeReference } from './references';
import { Name } from './tree';
import type { AttributeNode } from './tree';

/** What keeps a text from being well-formed, or from being read to its end. */
export type XmlProblemCode =
  // characters and references
  | 'invalid-character'
  | 'bare-ampersand'
  | 'unknown-entity'
  | 'invalid-character-reference'
  | 'stray-less-than'
  | 'bracket-in-text'
  // the document
  | 'empty-document'
  | 'junk-before-document'
  | 'text-outside-root'
  | 'several-roots'
  | 'invalid-declaration'
  | 'misplaced-declaration'
  | 'doctype'
  | 'unclosed-comment'
  | 'hyphens-in-comment'
  | 'unclosed-cdata'
  | 'invalid-instruction'
  | 'unclosed-instruction'
  // tags
  | 'unclosed-element'
  | 'unmatched-end-tag'
  | 'unfinished-tag'
  | 'invalid-name'
  | 'stray-character-in-tag'
  | 'missing-blank'
  | 'attribute-without-value'
  | 'unquoted-value'
  | 'unclosed-value'
  | 'less-than-in-value'
  | 'duplicate-attribute'
  // namespaces
  | 'undeclared-prefix'
  | 'reserved-prefix'
  | 'empty-namespace'
  // limits: reading stopped there
  | 'too-deep'
  | 'too-many-elements'
  | 'too-many-attributes'
  | 'too-many-declarations'
  | 'name-too-long';

const nameSlots = 256;

/** What the parts of the reader share while they read one text. Nothing here moves backwards: time is linear. */
export class Scan {
  readonly length: number;
  readonly problems: Problem[] = [];
  readonly skipped: TextRange[] = [];
  /** Where the part that read last left off. */
  at = 0;
  /** Name of the element whose start or end was read last, and which of the two it was. */
  lastElement = new Name('', '', 0, false);
  lastIsOpen = true;
  /** How the start tag read last ended. */
  tagEnd: 'open' | 'empty' | 'unfinished' = 'open';
  /** False after the first problem, kept or not. */
  clean = true;
  /** Set when a limit was passed: where reading ended. */
  stoppedAt: number | undefined;
  /** Attributes of the tag that is being read, before their number is known: arrays that grow are far too large. */
  readonly attributes: AttributeNode[] = [];
  /** A DOCTYPE was found to have no end; later ones are not searched again. */
  endlessDoctype = false;
  elementCount = 0;
  attributeCount = 0;

  readonly #names: (Name | undefined)[] = new Array<Name | undefined>(nameSlots);
  readonly #nextOf = new Map<string, number>();
  // Where the next one of each is, as far as was looked: the cursors only move forwards.
  #lessThan = -1;
  #quote = -1;
  #apostrophe = -1;
  #ampersand = -1;
  #brackets = -1;

  constructor(
    readonly text: string,
    readonly limits: XmlLimits,
  ) {
    this.length = text.length;
  }

  report(code: XmlProblemCode, start: number, end: number, message: string): void {
    this.clean = false;
    if (this.problems.length >= this.limits.problems) return;
    this.problems.push({ code, severity: 'error', message, range: { start, end } });
  }

  /** Reports a passed limit and ends the reading at `at`: nothing read so far reaches further. */
  stop(code: XmlProblemCode, start: number, end: number, message: string, at = end): void {
    if (this.problems.length >= this.limits.problems) this.problems.pop();
    this.report(code, start, end, `${message} The rest of the document was not read.`);
    this.stoppedAt ??= at;
  }

  /**
   * The element name that begins at `start`, up to the first character that no name can be stretched over. What
   * stood in the same place behind the same element before is tried first: replies repeat themselves, and
   * comparing is far cheaper than looking at every character.
   */
  elementNameAt(start: number): Name {
    const before = this.lastElement;
    let name = this.lastIsOpen ? before.firstChild : before.nextSibling;
    if (name === undefined || !this.#isNameAt(name, start)) {
      name = this.nameAt(start);
      if (this.lastIsOpen) before.firstChild = name;
      else before.nextSibling = name;
    }
    return name;
  }

  /** The attribute name that begins at `start`, behind the tag or attribute called `before`. */
  attributeNameAt(start: number, before: Name): Name {
    let name = before.nextAttribute;
    if (name !== undefined && this.#isNameAt(name, start)) return name;
    name = before.otherAttribute;
    if (name === undefined || !this.#isNameAt(name, start)) name = this.nameAt(start);
    before.otherAttribute = before.nextAttribute;
    before.nextAttribute = name;
    return name;
  }

  #isNameAt(name: Name, start: number): boolean {
    const next = this.text.charCodeAt(start + name.raw.length);
    return next < 64 && endsName[next] === 1 && name.isAt(this.text, start);
  }

  /** The name that begins at `start`: the same object for the same name, as far as a small table reaches. */
  nameAt(start: number): Name {
    const { text, length } = this;
    let hash = 0;
    let end = start;
    for (; end < length; end++) {
      const c = text.charCodeAt(end);
      if (c < 64 && endsName[c] === 1) break;
      hash = (Math.imul(hash, 31) + c) | 0;
    }
    const slot = hash & (nameSlots - 1);
    const known = this.#names[slot];
    if (known !== undefined && known.hash === hash && known.raw.length === end - start) {
      if (known.isAt(text, start)) return known;
    }
    const raw = text.slice(start, end);
    if (raw.length > this.limits.name) {
      this.stop('name-too-long', start, end, `This name is longer than ${this.limits.name} characters.`);
      return new Name(text, raw.slice(0, this.limits.name), 0, true);
    }
    const name = new Name(text, raw, hash, isQName(raw));
    this.#names[slot] = name;
    return name;
  }

  /** Offset of the first `<` at or behind `from`, or the length of the text. */
  lessThanFrom(from: number): number {
    if (this.#lessThan < from) this.#lessThan = this.#first('<', from);
    return this.#lessThan;
  }

  /** Offset of the first such quote at or behind `from`, or the length of the text. */
  quoteFrom(quote: number, from: number): number {
    if (quote === 0x22) {
      if (this.#quote < from) this.#quote = this.#first('"', from);
      return this.#quote;
    }
    if (this.#apostrophe < from) this.#apostrophe = this.#first("'", from);
    return this.#apostrophe;
  }

  /** Reports what is wrong with the references in [start, end). */
  checkReferences(start: number, end: number): void {
    if (this.#ampersand < start) this.#ampersand = this.#first('&', start);
    while (this.#ampersand < end) {
      if (!this.clean && this.problems.length >= this.limits.problems) return; // nothing more is kept
      const at = this.#ampersand;
      const { end: behind, fault } = judgeReference(this.text, at);
      if (fault !== undefined) this.report(fault.code, at, behind, fault.message);
      this.#ampersand = this.#first('&', behind);
    }
  }

  /** Reports each `]]>` in the character data [start, end). */
  checkBrackets(start: number, end: number): void {
    if (this.#brackets < start) this.#brackets = this.#first(']]>', start);
    while (this.#brackets < end) {
      const at = this.#brackets;
      if (at + 3 <= end) this.report('bracket-in-text', at, at + 3, 'Write ]]&gt; for "]]>" in text.');
      this.#brackets = this.#first(']]>', at + 1);
    }
  }

  /** Reports the characters that XML allows nowhere. They take at most half of the problems that are kept. */
  checkCharacters(): void {
    forbiddenCharacters.lastIndex = 0;
    for (
      let match = forbiddenCharacters.exec(this.text);
      match;
      match = forbiddenCharacters.exec(this.text)
    ) {
      const [run] = match;
      const name = `U+${run.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
      const message = `XML does not allow the character ${name}; remove it.`;
      this.report('invalid-character', match.index, match.index + run.length, message);
      if (this.problems.length >= this.limits.problems / 2) break;
    }
  }

  /**
   * Offset of the first `wanted` at or behind `from`, or -1. Remembers what it found, so that asking again and
   * again in a document that lacks the end of something is not quadratic.
   */
  find(wanted: string, from: number): number {
    const known = this.#nextOf.get(wanted);
    if (known !== undefined && (known === -1 || known >= from)) return known;
    const found = this.text.indexOf(wanted, from);
    this.#nextOf.set(wanted, found);
    return found;
  }

  #first(wanted: string, from: number): number {
    const found = this.text.indexOf(wanted, from);
    return found < 0 ? this.length : found;
  }
}
