/**
 * Regular expressions of XML Schema (XSD 1.0 part 2, appendix F). They are anchored, have no back references
 * and no lazy operators, know class subtraction, and `\i`, `\c`, `\p{IsGreek}`; otherwise much like JavaScript's
 * with the `v` flag.
 */
export type XsdRegex =
  | { readonly kind: 'choice'; readonly branches: readonly XsdRegex[] }
  | { readonly kind: 'sequence'; readonly parts: readonly XsdRegex[] }
  | { readonly kind: 'repeat'; readonly part: XsdRegex; readonly min: number; readonly max: number }
  | { readonly kind: 'class'; readonly set: CharacterSet };

export interface CharacterSet {
  readonly negated: boolean;
  readonly items: readonly (CharacterRange | ClassEscape)[];
  readonly except: CharacterSet | undefined;
}

interface CharacterRange {
  readonly from: number;
  readonly to: number;
}

/** JavaScript source of a class for the `v` flag, without or with its complement already in it. */
interface ClassEscape {
  readonly source: string;
  /** A character it contains. */
  readonly example: string;
}

const any: ClassEscape = { source: '[^\\n\\r]', example: 'x' };
const nameStart =
  'A-Z_a-z:\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const nameRest = `${nameStart}\\-.0-9\\xB7\\u0300-\\u036F\\u203F\\u2040`;

const classEscapes: Readonly<Record<string, ClassEscape>> = {
  s: { source: '[ \\t\\n\\r]', example: ' ' },
  S: { source: '[^ \\t\\n\\r]', example: 'x' },
  d: { source: '\\p{Nd}', example: '1' },
  D: { source: '\\P{Nd}', example: 'x' },
  w: { source: '[^\\p{P}\\p{Z}\\p{C}]', example: 'x' },
  W: { source: '[\\p{P}\\p{Z}\\p{C}]', example: '-' },
  i: { source: `[${nameStart}]`, example: 'x' },
  I: { source: `[^${nameStart}]`, example: '-' },
  c: { source: `[${nameRest}]`, example: 'x' },
  C: { source: `[^${nameRest}]`, example: ' ' },
};

const characterEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Blocks by the name behind `Is`: those schemas use in practice. */
const blocks: Readonly<Record<string, readonly [number, number]>> = {
  BasicLatin: [0, 0x7f],
  'Latin-1Supplement': [0x80, 0xff],
  'LatinExtended-A': [0x100, 0x17f],
  'LatinExtended-B': [0x180, 0x24f],
  Greek: [0x370, 0x3ff],
  Cyrillic: [0x400, 0x4ff],
  Hebrew: [0x590, 0x5ff],
  Arabic: [0x600, 0x6ff],
  GeneralPunctuation: [0x2000, 0x206f],
  CJKUnifiedIdeographs: [0x4e00, 0x9fff],
};

/** @returns undefined for what is no regular expression of XSD */
export function parseXsdRegex(pattern: string): XsdRegex | undefined {
  try {
    return new PatternReader(pattern).read();
  } catch (error) {
    if (error instanceof PatternError) return undefined;
    throw error;
  }
}

class PatternError extends Error {}

class PatternReader {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#characters = [...pattern];
  }

  read(): XsdRegex {
    const regex = this.#choice();
    if (this.#at < this.#characters.length) throw new PatternError();
    return regex;
  }

  get #next(): string | undefined {
    return this.#characters[this.#at];
  }

  #take(): string {
    const character = this.#characters[this.#at++];
    if (character === undefined) throw new PatternError();
    return character;
  }

  #accept(character: string): boolean {
    if (this.#next !== character) return false;
    this.#at++;
    return true;
  }

  #choice(): XsdRegex {
    const branches = [this.#sequence()];
    while (this.#accept('|')) branches.push(this.#sequence());
    return branches.length === 1 ? (branches[0] as XsdRegex) : { kind: 'choice', branches };
  }

  #sequence(): XsdRegex {
    const parts: XsdRegex[] = [];
    while (this.#next !== undefined && this.#next !== '|' && this.#next !== ')') parts.push(this.#piece());
    return { kind: 'sequence', parts };
  }

  #piece(): XsdRegex {
    const part = this.#atom();
    if (this.#accept('?')) return { kind: 'repeat', part, min: 0, max: 1 };
    if (this.#accept('*')) return { kind: 'repeat', part, min: 0, max: Infinity };
    if (this.#accept('+')) return { kind: 'repeat', part, min: 1, max: Infinity };
    if (!this.#accept('{')) return part;
    const min = this.#number();
    const max = this.#accept(',') ? (this.#next === '}' ? Infinity : this.#number()) : min;
    if (!this.#accept('}') || max < min) throw new PatternError();
    return { kind: 'repeat', part, min, max };
  }

  #number(): number {
    let digits = '';
    while (/^[0-9]$/.test(this.#next ?? '')) digits += this.#take();
    if (digits === '' || digits.length > 9) throw new PatternError();
    return Number(digits);
  }

  #atom(): XsdRegex {
    const character = this.#take();
    if (character === '(') {
      const inner = this.#choice();
      if (!this.#accept(')')) throw new PatternError();
      return inner;
    }
    if (character === '.') return single(any);
    if (character === '\\') return single(this.#escape());
    if (character === '[') return { kind: 'class', set: this.#set() };
    if ('?*+{})]'.includes(character)) throw new PatternError();
    return single(exactly(character));
  }

  /** Behind `[`. */
  #set(): CharacterSet {
    const negated = this.#accept('^');
    const items: (CharacterRange | ClassEscape)[] = [];
    let except: CharacterSet | undefined;
    for (let first = true; ; first = false) {
      if (this.#next === ']' && !first) break;
      if (this.#next === '-' && this.#characters[this.#at + 1] === '[') {
        this.#at += 2;
        except = this.#set();
        break;
      }
      items.push(this.#setItem());
    }
    if (!this.#accept(']')) throw new PatternError();
    return { negated, items, except };
  }

  #setItem(): CharacterRange | ClassEscape {
    const from = this.#setCharacter();
    if ('source' in from) return from;
    const behind = this.#characters[this.#at + 1];
    if (this.#next !== '-' || behind === undefined || behind === ']' || behind === '[') return from;
    this.#at++;
    const to = this.#setCharacter();
    if ('source' in to || to.to < from.from) throw new PatternError();
    return { from: from.from, to: to.to };
  }

  #setCharacter(): CharacterRange | ClassEscape {
    const character = this.#take();
    if (character === '[' || character === ']') throw new PatternError();
    return character === '\\' ? this.#escape() : exactly(character);
  }

  /** Behind `\`. */
  #escape(): CharacterRange | ClassEscape {
    const character = this.#take();
    const control = characterEscapes[character];
    if (control !== undefined) return exactly(control);
    const known = classEscapes[character];
    if (known) return known;
    if (character === 'p' || character === 'P') return this.#property(character === 'P');
    if (!'\\|.-^?*+{}()[]$'.includes(character)) throw new PatternError();
    return exactly(character);
  }

  #property(negated: boolean): ClassEscape {
    if (!this.#accept('{')) throw new PatternError();
    let name = '';
    while (this.#next !== '}') name += this.#take();
    this.#at++;
    const block = name.startsWith('Is') ? blocks[name.slice(2)] : undefined;
    if (block) {
      const range = `${codePoint(block[0])}-${codePoint(block[1])}`;
      const inside = String.fromCodePoint(Math.max(block[0], 0x41));
      return {
        source: `[${negated ? '^' : ''}${range}]`,
        example: negated ? (block[0] === 0 ? 'é' : 'x') : inside,
      };
    }
    if (!/^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?)$/.test(name))
      throw new PatternError();
    const source = `\\${negated ? 'P' : 'p'}{${name}}`;
    const example = [...'xX1-_ $+é'].find(each => new RegExp(source, 'v').test(each));
    return { source, example: example ?? 'x' };
  }
}

function exactly(character: string): CharacterRange {
  const point = character.codePointAt(0) ?? 0;
  return { from: point, to: point };
}

function single(item: CharacterRange | ClassEscape): XsdRegex {
  return { kind: 'class', set: { negated: false, items: [item], except: undefined } };
}

function codePoint(point: number): string {
  return `\\u{${point.toString(16)}}`;
}

/** JavaScript source, for the `v` flag; anchors are not included. */
export function regexSource(regex: XsdRegex): string {
  switch (regex.kind) {
    case 'choice':
      return `(?:${regex.branches.map(regexSource).join('|')})`;
    case 'sequence':
      return regex.parts.map(regexSource).join('');
    case 'repeat': {
      const { min, max } = regex;
      const inner = regex.part.kind === 'class' ? regexSource(regex.part) : `(?:${regexSource(regex.part)})`;
      return `${inner}{${min}${max === min ? '' : `,${max === Infinity ? '' : max}`}}`;
    }
    case 'class':
      return setSource(regex.set);
  }
}

function setSource(set: CharacterSet): string {
  const items = set.items.map(item =>
    'source' in item
      ? item.source
      : item.from === item.to
        ? codePoint(item.from)
        : `${codePoint(item.from)}-${codePoint(item.to)}`,
  );
  const positive = `[${set.negated ? '^' : ''}${items.join('')}]`;
  return set.except ? `[${positive}--${setSource(set.except)}]` : positive;
}

/** A short text that the expression matches; undefined when none was found. */
export function regexExample(regex: XsdRegex): string | undefined {
  switch (regex.kind) {
    case 'choice':
      return regex.branches.map(regexExample).find(text => text !== undefined);
    case 'sequence': {
      const parts = regex.parts.map(regexExample);
      return parts.includes(undefined) ? undefined : parts.join('');
    }
    case 'repeat':
      if (regex.min > 10_000) return undefined;
      return regex.min === 0 ? '' : regexExample(regex.part)?.repeat(regex.min);
    case 'class':
      return setExample(regex.set);
  }
}

/** Whether one character is of a set. */
export function characterTest(set: CharacterSet): (character: string) => boolean {
  const expression = new RegExp(`^${setSource(set)}$`, 'v');
  return character => expression.test(character);
}

function setExample(set: CharacterSet): string | undefined {
  const test = characterTest(set);
  const own = set.items.flatMap(item =>
    'source' in item ? [item.example] : [String.fromCodePoint(item.from), String.fromCodePoint(item.to)],
  );
  return [...'a1A', ...own, ...'-_. é€'].find(test);
}
