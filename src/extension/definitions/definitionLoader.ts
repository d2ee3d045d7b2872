import { createHash } from 'node:crypto';
import type { Clock } from '../../onvif/base/clock';
import type { CatalogLibrary } from '../../onvif/catalog/catalogLibrary';
import type { CompiledDefinitions } from '../../onvif/catalog/compileLoaded';
import type { CompileProblem } from '../../onvif/catalog/compileProblem';
import type { DefinitionFile } from '../../onvif/catalog/definitionXml';
import type { DefinitionConsent } from '../../onvif/catalog/definitionUrls';
import type { Transport } from '../../onvif/http/transport';
import type { DefinitionSource } from './definitionSource';

/** ONVIF publishes this file next to the others, but not the schema that it imports. */
const leftOut = ['ver10/federatedsearch.wsdl'];

/**
 * Reads and compiles definitions against the library, without adding them. The compiler is loaded by the first use.
 * Rejects when cancelled and for an address that is none; all else is a problem.
 */
export async function loadDefinitions(
  source: DefinitionSource,
  ports: {
    readonly library: CatalogLibrary;
    readonly transport: Transport;
    readonly consent: DefinitionConsent;
    readonly clock: Clock;
  },
  signal: AbortSignal,
  onFetch: (url: string) => void,
): Promise<CompiledDefinitions> {
  const { library, clock } = ports;
  const id = createHash('sha256').update(source.text).digest('hex').slice(0, 16);
  const { files, problems } = await readSource();
  if (problems.some(each => each.severity === 'error')) return { replaced: [], problems };
  const { compileLoaded } = await import('../../onvif/catalog/compileLoaded');
  const compiled = compileLoaded(library, files, {
    id,
    name: source.name,
    source: source.text,
    loadedAt: new Date(clock.now()).toISOString(),
  });
  return { ...compiled, problems: [...problems, ...compiled.problems] };

  async function readSource(): Promise<{
    readonly files: readonly DefinitionFile[];
    readonly problems: readonly CompileProblem[];
  }> {
    if (source.kind === 'folder') {
      const { readDefinitionFolder } = await import('../../onvif/catalog/nodeDefinitionFolder');
      return readDefinitionFolder(source.text, leftOut, {}, signal);
    }
    const { readDefinitionUrl } = await import('../../onvif/catalog/definitionUrls');
    const { transport, consent } = ports;
    return readDefinitionUrl(source.text, { transport, consent, known: library.basis(id), signal, onFetch });
  }
}
