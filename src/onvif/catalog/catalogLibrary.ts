import { Emitter } from '../base/emitter';
import type { Disposable } from '../base/disposable';
import { OnvifError } from '../base/onvifError';
import { Catalog, type Service } from './catalog';
import type { CatalogFacts } from './catalogFacts';
import type { KnownComponents } from './compileContext';

/** Definitions that a person added at run time, compiled. Plain data: it can be written as JSON and read again. */
export interface LoadedDefinitions {
  /** The same for the same source: loading it again replaces what it gave before. */
  readonly id: string;
  /** For people, for example the folder's name. */
  readonly name: string;
  /** The folder or URL it was read from. */
  readonly source: string;
  /** ISO 8601. */
  readonly loadedAt: string;
  readonly facts: CatalogFacts;
  /** `type v:Lamp`: components of definitions loaded earlier that these refer to. */
  readonly uses: readonly string[];
}

/** What new definitions may refer to, and a record of what they did refer to. */
export interface LoadingBasis extends KnownComponents {
  readonly services: readonly Service[];
  /** What was asked for and is not in the bundled catalog, as `LoadedDefinitions.uses` has it. */
  readonly used: ReadonlySet<string>;
}

/**
 * The bundled catalog and what was loaded on top of it, in that order: later definitions add services, and stand in
 * for earlier ones of the same namespace. The bundled catalog itself never changes.
 */
export class CatalogLibrary implements Disposable {
  readonly #bundled: () => Catalog;
  readonly #restore: () => readonly LoadedDefinitions[];
  readonly #onDropped: (dropped: LoadedDefinitions, why: string) => void;
  readonly #onDidChange = new Emitter<void>();
  readonly onDidChange = this.#onDidChange.event;
  #loaded: readonly LoadedDefinitions[] | undefined;
  #current: Catalog | undefined;

  /**
   * @param options.bundled asked on first use of the library, not before
   * @param options.restore what an earlier session had loaded, in its order; asked for once, on first use
   * @param options.onDropped hears of restored definitions that lack what they refer to, with a sentence
   */
  constructor(options: {
    readonly bundled: () => Catalog;
    readonly restore?: () => readonly LoadedDefinitions[];
    readonly onDropped?: (dropped: LoadedDefinitions, why: string) => void;
  }) {
    this.#bundled = options.bundled;
    this.#restore = options.restore ?? (() => []);
    this.#onDropped = options.onDropped ?? (() => undefined);
  }

  /** The catalog of everything; another object after each change. */
  get current(): Catalog {
    return (this.#current ??= this.#stack(this.loaded));
  }

  /** What was loaded, the oldest first. */
  get loaded(): readonly LoadedDefinitions[] {
    return (this.#loaded ??= this.#restored());
  }

  get(id: string): LoadedDefinitions | undefined {
    return this.loaded.find(each => each.id === id);
  }

  /**
   * What definitions about to be loaded as `id` are compiled against: the bundled ones and those loaded before. The
   * prefixes of everything are taken, so that compiled definitions never share one.
   */
  basis(id: string): LoadingBasis {
    const beneath = this.#stack(this.#before(id));
    const bundled = this.#bundled();
    const used = new Set<string>();
    return {
      used,
      namespaces: this.current.namespaces,
      services: beneath.services,
      has: (kind, key) => {
        if (!beneath.has(kind, key)) return false;
        if (!bundled.has(kind, key)) used.add(`${kind} ${key}`);
        return true;
      },
    };
  }

  /**
   * Adds definitions, or puts them in the place of those with the same id. Throws `invalidInput`, and changes
   * nothing, when other loaded definitions would lack what they refer to.
   */
  add(definitions: LoadedDefinitions): void {
    const before = this.#before(definitions.id);
    const after = this.loaded.slice(before.length).filter(each => each.id !== definitions.id);
    this.#change([...before, definitions, ...after]);
  }

  /** Removes definitions; throws `invalidInput` like `add`, and for an id that is not loaded. */
  remove(id: string): void {
    if (!this.get(id)) throw new OnvifError('invalidInput', `No definitions are loaded as ${id}.`);
    this.#change(this.loaded.filter(each => each.id !== id));
  }

  dispose(): void {
    this.#onDidChange.dispose();
  }

  #before(id: string): readonly LoadedDefinitions[] {
    const at = this.loaded.findIndex(each => each.id === id);
    return at < 0 ? this.loaded : this.loaded.slice(0, at);
  }

  #change(loaded: readonly LoadedDefinitions[]): void {
    const lack = this.#firstLack(loaded);
    if (lack) {
      throw new OnvifError('invalidInput', `${lack.why} Remove ${lack.of.name} first.`, {
        details: { id: lack.of.id },
      });
    }
    this.#current = this.#stack(loaded);
    this.#loaded = loaded;
    this.#onDidChange.fire();
  }

  #stack(loaded: readonly LoadedDefinitions[]): Catalog {
    return loaded.reduce((base, each) => new Catalog(each.facts, base), this.#bundled());
  }

  /** The first definitions that what is beneath them does not carry. */
  #firstLack(loaded: readonly LoadedDefinitions[]): Lack | undefined {
    let beneath = this.#bundled();
    for (const of of loaded) {
      const component = of.uses.find(use => !declares(beneath, use));
      if (component !== undefined) {
        return { of, why: `${of.name} needs the ${component}, which nothing else declares.` };
      }
      const prefix = Object.keys(of.facts.namespaces).find(each => !agrees(beneath, each, of.facts));
      if (prefix !== undefined) {
        return { of, why: `${of.name} means another namespace by the prefix ${prefix}: load it again.` };
      }
      beneath = new Catalog(of.facts, beneath);
    }
    return undefined;
  }

  #restored(): readonly LoadedDefinitions[] {
    let loaded = this.#restore();
    for (let lack = this.#firstLack(loaded); lack; lack = this.#firstLack(loaded)) {
      const { of } = lack;
      loaded = loaded.filter(each => each !== of);
      this.#onDropped(of, lack.why);
    }
    return loaded;
  }
}

/** Definitions that do not stand on what is beneath them, and why, as a sentence. */
interface Lack {
  readonly of: LoadedDefinitions;
  readonly why: string;
}

/** @param use `type v:Lamp` */
function declares(catalog: Catalog, use: string): boolean {
  const [kind, key = ''] = use.split(' ');
  return (kind === 'type' || kind === 'element' || kind === 'attribute') && catalog.has(kind, key);
}

/** Two windows that load at the same time do not know of each other's prefixes. */
function agrees(catalog: Catalog, prefix: string, { namespaces }: CatalogFacts): boolean {
  const namespace = namespaces[prefix] ?? '';
  const known = catalog.prefixOf(namespace);
  return known === undefined ? catalog.namespaceOf(prefix) === undefined : known === prefix;
}
