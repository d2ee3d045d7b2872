import type { Catalog } from '../../onvif/catalog/catalog';
import type { LoadedDefinitions } from '../../onvif/catalog/catalogLibrary';
import type { CompileProblem } from '../../onvif/catalog/compileProblem';

/** How much there is in loaded definitions. */
export interface DefinitionCounts {
  readonly services: number;
  readonly operations: number;
  readonly types: number;
}

export function countDefinitions({ facts }: LoadedDefinitions): DefinitionCounts {
  const bindings = facts.services.flatMap(service => service.bindings);
  return {
    services: facts.services.length,
    operations: bindings.reduce((sum, binding) => sum + binding.operations.length, 0),
    types: Object.keys(facts.types).length,
  };
}

/**
 * Every problem of a load, errors first, each with its file and line as an address that an editor can follow.
 * @param addressOf the address of a file as the problem names it
 */
export function problemsText(
  heading: string,
  problems: readonly CompileProblem[],
  addressOf: (file: string) => string,
): string {
  const sorted = [...problems].sort((a, b) => rank(a) - rank(b));
  const lines = sorted.flatMap(({ severity, code, message, file, line }) => [
    '',
    `${severity}: ${message} (${code})`,
    `  ${addressOf(file)}${line === undefined ? '' : `#L${line}`}`,
  ]);
  return `${[heading, ...lines].join('\n')}\n`;
}

function rank({ severity }: CompileProblem): number {
  return severity === 'error' ? 0 : 1;
}

/** The services and operations of loaded definitions, with their texts. */
export function definitionsText(definitions: LoadedDefinitions, catalog: Catalog): string {
  const { name, source, loadedAt, facts } = definitions;
  const lines = facts.services.flatMap(({ prefix }) => {
    const service = catalog.service(prefix);
    if (!service) return [];
    const operations = service.operations.flatMap(({ id, doc }) => [
      '',
      `  ${id}`,
      ...(doc ? wrapped(doc) : []),
    ]);
    return ['', `${service.name} (${service.namespace})`, ...operations];
  });
  return `${[name, source, loadedAt, ...lines].join('\n')}\n`;
}

/** A text in lines of at most 96 characters, indented below its operation. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 96) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`    ${word}`);
  }
  return lines;
}
