import type { TextRange } from '../base/textRange';
import type { Catalog } from '../catalog/catalog';
import type { XmlElement } from '../xml/xmlNode';
import type { Fix, SchemaCode, SchemaProblem } from './schemaProblem';
import type { TypePlans } from './typePlans';

/** How many problems of one document are kept. */
const maximumProblems = 200;

/** A document being judged: what was found so far and what must be remembered until its end. */
export class Validation {
  readonly problems: SchemaProblem[] = [];
  #ids: Set<string> | undefined;
  #references: { readonly id: string; readonly range: TextRange }[] | undefined;

  constructor(
    readonly catalog: Catalog,
    readonly plans: TypePlans,
    /** The text that ranges refer to; without it, fixes that move text are not offered. */
    readonly text: string | undefined,
  ) {}

  get isFull(): boolean {
    return this.problems.length >= maximumProblems;
  }

  error(
    code: SchemaCode,
    range: TextRange,
    message: string,
    more: { expected?: readonly string[] | undefined; fix?: Fix | undefined } = {},
  ): void {
    this.#add(code, 'error', range, message, more);
  }

  warning(code: SchemaCode, range: TextRange, message: string, more: { fix?: Fix | undefined } = {}): void {
    this.#add(code, 'warning', range, message, more);
  }

  #add(
    code: SchemaCode,
    severity: 'error' | 'warning',
    range: TextRange,
    message: string,
    { expected, fix }: { expected?: readonly string[] | undefined; fix?: Fix | undefined },
  ): void {
    if (this.isFull) return;
    this.problems.push({
      code,
      severity,
      message,
      range,
      ...(expected && { expected }),
      ...(fix && { fix }),
    });
    if (!this.isFull) return;
    const full = `There are more problems; only the first ${maximumProblems} are listed.`;
    this.problems.push({ code: 'onvif.too-many-problems', severity: 'error', message: full, range });
  }

  /** Takes a problem back that a better one replaces. */
  forget(code: SchemaCode, range: TextRange): void {
    const index = this.problems.findIndex(each => each.code === code && each.range.start === range.start);
    if (index >= 0) this.problems.splice(index, 1);
  }

  /** An id must be one of its kind in the document. */
  define(id: string, range: TextRange): void {
    if (this.#ids?.has(id))
      this.error('cvc-id.2', range, `The id ${id} is already given to another element.`);
    (this.#ids ??= new Set()).add(id);
  }

  refer(id: string, range: TextRange): void {
    (this.#references ??= []).push({ id, range });
  }

  /** What could only be judged at the end; problems in the order of the document. */
  finish(): SchemaProblem[] {
    for (const { id, range } of this.#references ?? []) {
      if (!this.#ids?.has(id)) this.error('cvc-id.1', range, `No element here has the id ${id}.`);
    }
    return this.problems.sort((a, b) => a.range.start - b.range.start);
  }

  /** A range without the blanks at its ends. */
  trimmed({ start, end }: TextRange): TextRange {
    if (this.text === undefined) return { start, end };
    while (start < end && isBlank(this.text, start)) start++;
    while (end > start && isBlank(this.text, end - 1)) end--;
    return { start, end };
  }

  /** A name for messages: with the catalog's prefix where it has one, else as the document writes it. */
  label(element: XmlElement): string {
    const prefix = this.catalog.prefixOf(element.namespace);
    if (prefix !== undefined) return `${prefix}:${element.local}`;
    return element.prefix === '' ? element.local : `${element.prefix}:${element.local}`;
  }
}

function isBlank(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
