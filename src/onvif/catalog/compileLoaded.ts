import type { CatalogLibrary, LoadedDefinitions } from './catalogLibrary';
import { compileCatalog } from './compileCatalog';
import type { CompileProblem } from './compileProblem';
import type { DefinitionFile } from './definitionXml';

export interface CompiledDefinitions {
  /** Absent when any problem is an error. */
  readonly definitions?: LoadedDefinitions;
  /** Names of the services that these stand in for. */
  readonly replaced: readonly string[];
  readonly problems: readonly CompileProblem[];
}

/**
 * Compiles files for `library`, texts kept, without adding them yet. Never throws; what is wrong with the files
 * comes back as problems.
 */
export function compileLoaded(
  library: CatalogLibrary,
  files: readonly DefinitionFile[],
  as: Pick<LoadedDefinitions, 'id' | 'name' | 'source' | 'loadedAt'>,
): CompiledDefinitions {
  const basis = library.basis(as.id);
  const { facts, problems } = compileCatalog(files, { name: as.name, documentation: true, known: basis });
  if (!facts) return { replaced: [], problems };
  const added = new Set(facts.services.map(service => facts.namespaces[service.prefix]));
  const replaced = basis.services.filter(each => added.has(each.namespace)).map(each => each.name);
  return { definitions: { ...as, facts, uses: [...basis.used] }, replaced, problems };
}
