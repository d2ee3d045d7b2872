import { OnvifError } from '../base/onvifError';
import type { Catalog } from '../catalog/catalog';
import { wellKnownNamespace } from '../xml/namespaces';
import { escapeAttribute } from '../xml/writer';
import { prefixesIn } from './prefixesIn';

/** The XML being written, the namespaces it needs, and the path to the value being written. */
export class Output {
  xml = '';
  /** Keys and list positions from the root to the current value. */
  readonly path: (string | number)[] = [];
  readonly #used = new Map<string, string>();
  readonly #root: string;

  constructor(
    readonly catalog: Catalog,
    root: string,
  ) {
    this.#root = root;
  }

  /** A prefix that is written, so that the root declares it. */
  use(prefix: string, namespace: string): void {
    if (!this.#used.has(prefix)) this.#used.set(prefix, namespace);
  }

  /** The prefix to write for a namespace: the catalog's, else one made up for this document. */
  prefixFor(namespace: string): string {
    if (namespace === 'http://www.w3.org/XML/1998/namespace') return 'xml';
    const prefix = this.catalog.prefixOf(namespace);
    if (prefix !== undefined) {
      this.use(prefix, namespace);
      return prefix;
    }
    for (const [known, other] of this.#used) if (other === namespace) return known;
    let number = 1;
    while (this.#used.has(`n${number}`) || this.catalog.namespaceOf(`n${number}`) !== undefined) number++;
    this.use(`n${number}`, namespace);
    return `n${number}`;
  }

  /** Declares the prefixes in a text (`tns1:Device/Trigger`) that mean something and that nobody declared. */
  usePrefixesIn(text: string, isDeclared: (prefix: string) => boolean): void {
    for (const prefix of prefixesIn(text)) {
      const namespace = isDeclared(prefix) ? undefined : this.namespaceOf(prefix);
      if (namespace !== undefined) this.use(prefix, namespace);
    }
  }

  /** What a prefix means in text that people write: the catalog's, else the well-known one. */
  namespaceOf(prefix: string): string | undefined {
    return this.catalog.namespaceOf(prefix) ?? wellKnownNamespace(prefix);
  }

  /** Refuses the value at the current path. */
  refuse(why: string): never {
    const path = this.#pathText();
    throw new OnvifError('invalidInput', `${path} ${why}${why.endsWith('?') ? '' : '.'}`, {
      details: { path },
    });
  }

  /** Refuses a field of the value at the current path. */
  refuseField(key: string, why: string): never {
    this.path.push(key);
    return this.refuse(why);
  }

  /** The whole document: the namespaces that were used go onto the root. */
  finish(label: string): string {
    let declarations = '';
    for (const [prefix, namespace] of this.#used)
      declarations += ` xmlns:${prefix}="${escapeAttribute(namespace)}"`;
    const at = label.length + 1;
    return this.xml.slice(0, at) + declarations + this.xml.slice(at);
  }

  #pathText(): string {
    return this.path.reduce<string>(
      (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${step}`),
      this.#root,
    );
  }
}
