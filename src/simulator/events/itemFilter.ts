import { textOf } from '../../onvif/xml/query';
import { namespaces } from '../../onvif/xml/namespaces';
import type { XmlElement } from '../../onvif/xml/xmlNode';
import { eventLimits } from './eventFacts';

interface Item {
  readonly name: string;
  readonly value: string;
}

type ItemsTest = (items: readonly Item[]) => boolean;
type ItemTest = (item: Item) => boolean;

const token = /\s*(\/\/|[()[\]=]|@[A-Za-z]+|"[^"]*"|'[^']*'|[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)/y;
const maximumDepth = 20;

/**
 * Reads the text of an element as an ItemFilter expression (Core, message content filter): tests like
 * `boolean(//tt:SimpleItem[@Name="Token" and @Value="1"])` joined by and, or, not and parentheses. Undefined when
 * it is none. The test is asked with all simple items of a message.
 */
export function parseItemFilter(element: XmlElement): ItemsTest | undefined {
  const text = textOf(element);
  const tokens = text.length > eventLimits.expression ? undefined : tokensOf(text);
  return tokens && new ItemFilterParser(tokens, element).parse();
}

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match) return undefined;
    tokens.push(match[1]!);
  }
  return tokens;
}

/** Recursive descent; each rule returns undefined where the text does not fit. */
class ItemFilterParser {
  readonly #tokens: readonly string[];
  readonly #scope: XmlElement;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly string[], scope: XmlElement) {
    this.#tokens = tokens;
    this.#scope = scope;
  }

  parse(): ItemsTest | undefined {
    const test = this.#joined(() => this.#messageTest());
    return this.#at === this.#tokens.length ? test : undefined;
  }

  /** Terms joined by `and`, which binds tighter, and `or`. */
  #joined<T>(term: () => ((value: T) => boolean) | undefined): ((value: T) => boolean) | undefined {
    const either: ((value: T) => boolean)[] = [];
    do {
      const all: ((value: T) => boolean)[] = [];
      do {
        const test = term();
        if (!test) return undefined;
        all.push(test);
      } while (this.#take('and'));
      either.push(value => all.every(test => test(value)));
    } while (this.#take('or'));
    return value => either.some(test => test(value));
  }

  /** `boolean(//…)`, `not(…)` or `(…)`. */
  #messageTest(): ItemsTest | undefined {
    if (this.#take('boolean')) return this.#enclosed('(', ')', () => this.#path());
    const negated = this.#take('not');
    const test = this.#enclosed('(', ')', () => this.#joined(() => this.#messageTest()));
    return negated && test ? items => !test(items) : test;
  }

  /** `//tt:SimpleItem[…]`; messages here have no element items, so that a path to one finds nothing. */
  #path(): ItemsTest | undefined {
    const name = this.#take('//') ? this.#tokens[this.#at++] : undefined;
    const local = name === undefined ? undefined : this.#localName(name);
    if (local !== 'SimpleItem' && local !== 'ElementItem') return undefined;
    let test: ItemTest | undefined = () => true;
    if (this.#tokens[this.#at] === '[') {
      test = this.#enclosed('[', ']', () => this.#joined(() => this.#itemTest()));
    }
    if (!test) return undefined;
    const matches = test;
    return local === 'SimpleItem' ? items => items.some(matches) : () => false;
  }

  /** `@Name="…"`, `@Value="…"`, `not(…)` or `(…)`. */
  #itemTest(): ItemTest | undefined {
    const attribute = this.#take('@Name') ? 'name' : this.#take('@Value') ? 'value' : undefined;
    if (attribute) {
      const literal = this.#take('=') ? this.#tokens[this.#at++] : undefined;
      if (!literal || !/^["']/.test(literal)) return undefined;
      const wanted = literal.slice(1, -1);
      return item => item[attribute] === wanted;
    }
    const negated = this.#take('not');
    const test = this.#enclosed('(', ')', () => this.#joined(() => this.#itemTest()));
    return negated && test ? item => !test(item) : test;
  }

  #enclosed<T>(open: string, close: string, inner: () => T | undefined): T | undefined {
    if (!this.#take(open) || this.#depth === maximumDepth) return undefined;
    this.#depth++;
    const result = inner();
    this.#depth--;
    return this.#take(close) ? result : undefined;
  }

  #localName(name: string): string | undefined {
    const [prefix, local] = name.includes(':') ? name.split(':') : [undefined, name];
    const isOnvif = prefix === undefined || this.#scope.lookupNamespace(prefix) === namespaces.tt;
    return isOnvif ? local : undefined;
  }

  #take(expected: string): boolean {
    if (this.#tokens[this.#at] !== expected) return false;
    this.#at++;
    return true;
  }
}
