import fs from 'node:fs/promises';
import { Option } from 'commander';
import { OnvifError } from '../onvif/base/onvifError';
import { Catalog } from '../onvif/catalog/catalog';
import type { CatalogFacts } from '../onvif/catalog/catalogFacts';
import { reasonOf } from './fileReason';

/** `--catalog`, for every command that looks operations up. */
export function catalogOption(): Option {
  return new Option('--catalog <file>', 'know the definitions of this file too, written by catalog compile');
}

/**
 * The bundled catalog, or that with a compiled file on top: services of the file are added, or stand in for the
 * bundled ones of the same namespace. Throws `invalidInput` for a file that cannot be read as a catalog.
 */
export async function openCatalog(bundled: () => Catalog, file: string | undefined): Promise<Catalog> {
  if (file === undefined) return bundled();
  let text: string;
  try {
    text = await fs.readFile(file, 'utf8');
  } catch (error) {
    throw new OnvifError('invalidInput', `The catalog ${file} cannot be read: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
  const facts = readFacts(text);
  const catalog = facts && build(facts, bundled());
  if (!catalog) {
    throw new OnvifError(
      'invalidInput',
      `${file} is no catalog that this version reads: make it with onvif catalog compile.`,
    );
  }
  const [prefix] = Object.entries(facts.namespaces).find(disagreesWith(bundled())) ?? [];
  if (prefix !== undefined) {
    throw new OnvifError(
      'invalidInput',
      `${file} means another namespace by the prefix ${prefix} than ONVIF does: compile it again with --with-bundled.`,
    );
  }
  return catalog;
}

function readFacts(text: string): CatalogFacts | undefined {
  try {
    const facts = JSON.parse(text) as Partial<CatalogFacts> | null;
    const records = [facts?.namespaces, facts?.elements, facts?.types, facts?.attributes];
    const isWhole =
      facts?.format === 1 &&
      typeof facts.name === 'string' &&
      Array.isArray(facts.services) &&
      records.every(each => typeof each === 'object' && each !== null && !Array.isArray(each));
    return isWhole ? (facts as CatalogFacts) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Undefined when the services are not what a compiler writes. */
function build(facts: CatalogFacts, bundled: Catalog): Catalog | undefined {
  try {
    return new Catalog(facts, bundled);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function disagreesWith(bundled: Catalog): (entry: [prefix: string, namespace: string]) => boolean {
  return ([prefix, namespace]) => {
    const known = bundled.prefixOf(namespace);
    return known === undefined ? bundled.namespaceOf(prefix) !== undefined : known !== prefix;
  };
}
