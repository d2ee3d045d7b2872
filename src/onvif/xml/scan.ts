import type { Problem } from '../base/problem';
import type { TextRange } from '../base/textRange';
import { endsName, isQName, isXmlChar } from './characters';
import type { XmlLimits } from './limits';
import { judgeReference } from './references';
import { Name } from './tree';

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
  /** How the start tag read last ended. */
  tagEnd: 'open' | 'empty' | 'unfinished' = 'open';
  /** False after the first problem, kept or not. */
  clean = true;
  /** Set when a limit was passed: where reading ended. */
  stoppedAt: number | undefined;
  /** A DOCTYPE was found to have no end; later ones are not searched again. */
  endlessDoctype = false;
  elementCount = 0;
  attributeCount = 0;

  readonly #names: (Name | undefined)[] = new Array<Name | undefined>(nameSlots);
  readonly #nextOf = new Map<string, number>();

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
   * The name that begins at `start`, up to the first character that no name can be stretched over. The same
   * object for the same text as far as a small table reaches, so that most names cost no new string.
   */
  nameAt(start: number): Name {
    const { text, length } = this;
    let hash = 0;
    let end = start;
    for (; end < length; end++) {
      const c = text.charCodeAt(end);
      if (c < 128 && endsName[c] === 1) break;
      hash = (Math.imul(hash, 31) + c) | 0;
    }
    const slot = hash & (nameSlots - 1);
    const known = this.#names[slot];
    if (known !== undefined && known.hash === hash && known.raw.length === end - start) {
      if (text.startsWith(known.raw, start)) return known;
    }
    const raw = text.slice(start, end);
    if (raw.length > this.limits.name) {
      this.stop('name-too-long', start, end, `This name is longer than ${this.limits.name} characters.`);
      return new Name(raw.slice(0, this.limits.name), 0, true);
    }
    const name = new Name(raw, hash, isQName(raw));
    this.#names[slot] = name;
    return name;
  }

  /** Reports what is wrong with the reference at an ampersand; returns the offset of its last character. */
  checkReference(at: number): number {
    const { end, fault } = judgeReference(this.text, at);
    if (fault !== undefined) this.report(fault.code, at, end, fault.message);
    return end - 1;
  }

  /**
   * Judges a control character, or a code unit from U+D800 up, and reports it if XML forbids it. Returns the
   * offset of the last code unit of the character.
   */
  checkCharacter(at: number): number {
    const code = this.text.codePointAt(at) ?? 0;
    const last = code > 0xffff ? at + 1 : at;
    if (!isXmlChar(code)) {
      const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
      this.report('invalid-character', at, last + 1, `XML does not allow the character ${name}; remove it.`);
    }
    return last;
  }

  /** Judges every character in [start, end): for comments, CDATA and instructions, where all others are free. */
  checkCharacters(start: number, end: number): void {
    for (let i = start; i < end; i++) {
      const c = this.text.charCodeAt(i);
      if (c < 0x20 ? c !== 10 && c !== 9 && c !== 13 : c >= 0xd800) i = this.checkCharacter(i);
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
}
