import fs from 'node:fs';
import path from 'node:path';
import { Catalog } from '../../onvif/catalog/catalog';
import type { CatalogFacts } from '../../onvif/catalog/catalogFacts';
import type { LoadedDefinitions } from '../../onvif/catalog/catalogLibrary';

/** Counts up whenever compiled definitions of before can no longer be read. */
const version = 1;

interface CacheFile {
  readonly version: number;
  /** Name of the bundled catalog that they were compiled against. */
  readonly catalog: string;
  /** Later ones stand on those before. */
  readonly order: number;
  readonly definitions: LoadedDefinitions;
}

/**
 * Loaded definitions between sessions: a JSON file each, written whole or not at all. What another version wrote, or
 * what is broken, is deleted with a line in the log; the files it was compiled from are still the person's own.
 */
export class DefinitionStore {
  readonly #orders = new Map<string, number>();

  constructor(
    private readonly folder: string,
    private readonly log: { warn(message: string): void },
  ) {}

  /** Read at once and not awaited: whoever needs the catalog first cannot go on without it. */
  read(catalog: string): LoadedDefinitions[] {
    const names = fs.existsSync(this.folder) ? fs.readdirSync(this.folder) : [];
    const files = names
      .filter(name => name.endsWith('.json'))
      .flatMap(name => this.#readFile(name, catalog) ?? []);
    files.sort((a, b) => a.order - b.order || (a.definitions.id < b.definitions.id ? -1 : 1));
    for (const { order, definitions } of files) this.#orders.set(definitions.id, order);
    return files.map(each => each.definitions);
  }

  /** Keeps definitions; those of the same id are replaced and keep their place in the order. */
  write(catalog: string, definitions: LoadedDefinitions): void {
    const { id } = definitions;
    const order = this.#orders.get(id) ?? Math.max(0, ...this.#orders.values()) + 1;
    const file: CacheFile = { version, catalog, order, definitions };
    const target = this.#path(id);
    const written = `${target}.${process.pid}.tmp`;
    fs.mkdirSync(this.folder, { recursive: true });
    try {
      fs.writeFileSync(written, JSON.stringify(file));
      fs.renameSync(written, target);
    } finally {
      fs.rmSync(written, { force: true });
    }
    this.#orders.set(id, order);
  }

  remove(id: string): void {
    this.#orders.delete(id);
    fs.rmSync(this.#path(id), { force: true });
  }

  #path(id: string): string {
    return path.join(this.folder, `${id}.json`);
  }

  #readFile(name: string, catalog: string): CacheFile | undefined {
    try {
      const file = JSON.parse(fs.readFileSync(path.join(this.folder, name), 'utf8')) as unknown;
      if (!isCacheFile(file, name)) return this.#drop(name, 'it is broken');
      if (file.version !== version || file.catalog !== catalog)
        return this.#drop(name, 'another version wrote it');
      // Throws for facts that are none.
      new Catalog(file.definitions.facts);
      return file;
    } catch (error) {
      return this.#drop(name, error instanceof Error ? error.message : String(error));
    }
  }

  #drop(name: string, why: string): undefined {
    this.log.warn(`The loaded definitions in ${name} were dropped: ${why}. Load them again.`);
    fs.rmSync(path.join(this.folder, name), { force: true });
  }
}

function isCacheFile(value: unknown, name: string): value is CacheFile {
  const file = value as Partial<CacheFile> | null;
  const definitions = file?.definitions as Partial<LoadedDefinitions> | undefined;
  const texts = [file?.catalog, definitions?.name, definitions?.source, definitions?.loadedAt];
  return (
    typeof file?.version === 'number' &&
    typeof file.order === 'number' &&
    texts.every(each => typeof each === 'string') &&
    `${definitions?.id}.json` === name &&
    Array.isArray(definitions?.uses) &&
    definitions.uses.every(each => typeof each === 'string') &&
    isFacts(definitions.facts)
  );
}

function isFacts(value: unknown): value is CatalogFacts {
  const facts = value as Partial<Record<keyof CatalogFacts, unknown>> | null | undefined;
  const records = [facts?.namespaces, facts?.elements, facts?.types, facts?.attributes];
  return (
    facts?.format === 1 &&
    typeof facts.name === 'string' &&
    Array.isArray(facts.services) &&
    records.every(each => typeof each === 'object' && each !== null)
  );
}
