import type { QName } from '../xml/xmlNode';

/** A map by namespace and local name. */
export class NameMap<T> {
  readonly #namespaces = new Map<string, Map<string, T>>();

  get(name: QName): T | undefined {
    return this.#namespaces.get(name.namespace)?.get(name.local);
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
