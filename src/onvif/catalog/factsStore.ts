import type { CatalogFacts } from './catalogFacts';

/** Named components of one kind. */
export interface Components<T> {
  get(key: string): T | undefined;
  keys(): Iterable<string>;
}

/** A catalog's facts, components behind a look-up. */
export interface FactsStore extends Pick<CatalogFacts, 'name' | 'namespaces' | 'services'> {
  readonly elements: Components<CatalogFacts['elements'][string]>;
  readonly types: Components<CatalogFacts['types'][string]>;
  readonly attributes: Components<CatalogFacts['attributes'][string]>;
}

export function storeOfFacts(facts: CatalogFacts): FactsStore {
  return {
    name: facts.name,
    namespaces: facts.namespaces,
    services: facts.services,
    elements: recordComponents(facts.elements),
    types: recordComponents(facts.types),
    attributes: recordComponents(facts.attributes),
  };
}

/**
 * The store of a `*.catalog.json` text. In the layout of `writeCatalogFacts` a component is a line and is parsed
 * when it is asked for, because a program uses few of them; any other layout is parsed as a whole.
 * Throws SyntaxError for what is no JSON.
 */
export function storeOfText(text: string): FactsStore {
  const starts = (['elements', 'types', 'attributes'] as const).map(name => text.indexOf(`\n"${name}":{\n`));
  const [elements = -1, types = -1, attributes = -1] = starts;
  const isOurs = elements > 0 && types > elements && attributes > types && text.endsWith('\n}}\n');
  if (!isOurs) return storeOfFacts(JSON.parse(text) as CatalogFacts);
  const head = JSON.parse(`${text.slice(0, text.lastIndexOf(',', elements))}}`) as CatalogFacts;
  return {
    name: head.name,
    namespaces: head.namespaces,
    services: head.services,
    elements: new LineComponents(text, elements, types),
    types: new LineComponents(text, types, attributes),
    attributes: new LineComponents(text, attributes, text.length),
  };
}

function recordComponents<T>(record: Readonly<Record<string, T>>): Components<T> {
  return {
    get: key => (Object.hasOwn(record, key) ? record[key] : undefined),
    keys: () => Object.keys(record),
  };
}

/** Components as lines `"key":value` of a text, each parsed once. */
class LineComponents<T> implements Components<T> {
  readonly #text: string;
  /** Where each value starts, until it is parsed. */
  readonly #starts = new Map<string, number>();
  readonly #parsed = new Map<string, T>();

  constructor(text: string, start: number, end: number) {
    this.#text = text;
    // Behind the line that opens the section.
    let at = text.indexOf('\n', start + 1) + 1;
    while (at > 0 && at < end && text.charAt(at) === '"') {
      const colon = text.indexOf('":', at);
      this.#starts.set(text.slice(at + 1, colon), colon + 2);
      at = text.indexOf('\n', colon) + 1;
    }
  }

  get(key: string): T | undefined {
    const known = this.#parsed.get(key);
    if (known !== undefined) return known;
    const start = this.#starts.get(key);
    if (start === undefined) return undefined;
    const end = this.#text.indexOf('\n', start);
    const line = this.#text.slice(start, this.#text.charAt(end - 1) === ',' ? end - 1 : end);
    const value = JSON.parse(line) as T;
    this.#parsed.set(key, value);
    return value;
  }

  keys(): Iterable<string> {
    return this.#starts.keys();
  }
}
