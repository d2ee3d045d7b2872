import type { QName } from '../xml/xmlNode';

/** A map by namespace and local name. */
export class NameMap<T> {
  readonly #namespaces = new Map<string, Map<string, T>>();
  /** The namespace asked for last: documents come in runs, and comparing is cheaper than looking up. */
  #lastNamespace = '';
  #lastLocals: Map<string, T> | undefined;

  get({ namespace, local }: QName): T | undefined {
    if (this.#lastNamespace !== namespace || this.#lastLocals === undefined) {
      const locals = this.#namespaces.get(namespace);
      if (!locals) return undefined;
      this.#lastNamespace = namespace;
      this.#lastLocals = locals;
    }
    return this.#lastLocals.get(local);
  }

  set(name: QName, value: T): void {
    let locals = this.#namespaces.get(name.namespace);
    if (!locals) {
      locals = new Map();
      this.#namespaces.set(name.namespace, locals);
    }
    locals.set(name.local, value);
  }
}
