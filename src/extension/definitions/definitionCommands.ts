import path from 'node:path';
import * as vscode from 'vscode';
import type { Clock } from '../../onvif/base/clock';
import type { CatalogLibrary, LoadedDefinitions } from '../../onvif/catalog/catalogLibrary';
import type { CompileProblem } from '../../onvif/catalog/compileProblem';
import type { DefinitionConsent } from '../../onvif/catalog/definitionUrls';
import type { Transport } from '../../onvif/http/transport';
import { commands } from '../ids';
import type { Log } from '../reporting/log';
import type { CommandRegistry } from '../work/commandRegistry';
import type { RunningWork } from '../work/runningWork';
import { requireTrust } from '../work/workspaceTrust';
import type { DefinitionDocuments } from './definitionDocuments';
import { loadDefinitions } from './definitionLoader';
import { askDefinitionSource, definitionSource, type DefinitionSource } from './definitionSource';
import type { DefinitionStore } from './definitionStore';
import { countDefinitions, definitionsText, problemsText } from './definitionText';
import { pickDefinitions } from './definitionPicker';

/**
 * Load WSDLs… and Manage Loaded WSDLs…. The first also takes a folder or URL and resolves to the id of what was
 * loaded; the second also takes `{ show: id }` or `{ remove: id }`.
 */
export class DefinitionCommands {
  constructor(
    private readonly parts: {
      readonly library: CatalogLibrary;
      readonly store: DefinitionStore;
      readonly definitionDocuments: DefinitionDocuments;
      readonly transport: Transport;
      readonly consent: DefinitionConsent;
      readonly work: RunningWork;
      readonly clock: Clock;
      readonly log: Log;
      /** What the bundled catalog is called. */
      readonly bundledName: () => string;
    },
  ) {}

  register(registry: CommandRegistry): void {
    registry.register(commands.loadWsdls, source => this.#load(source));
    registry.register(commands.manageLoadedWsdls, request => this.#manage(request));
  }

  async #load(given: unknown): Promise<string | undefined> {
    const source = definitionSource(given) ?? (await askDefinitionSource());
    if (!source) return undefined;
    if (source.kind === 'url') requireTrust();
    const { library, work } = this.parts;
    const title = vscode.l10n.t('Loading {0}', source.name);
    const { definitions, replaced, problems } = await work.run(title, (signal, report) =>
      loadDefinitions(source, this.parts, signal, url => report(vscode.l10n.t('Loading {0}', url))),
    );
    if (!definitions) {
      await this.#refuse(source, problems);
      return undefined;
    }
    library.add(definitions);
    const isKept = this.#keep(definitions);
    void this.#tell(source, definitions, replaced, problems, isKept);
    return definitions.id;
  }

  async #refuse(source: DefinitionSource, problems: readonly CompileProblem[]): Promise<void> {
    const errors = problems.filter(each => each.severity === 'error');
    for (const { message, file } of errors) this.parts.log.warn(`${file}: ${message}`);
    const first = errors[0]?.message ?? '';
    const sentence =
      errors.length === 1
        ? vscode.l10n.t('Nothing was loaded from {0}: {1}', source.name, first)
        : vscode.l10n.t(
            'Nothing was loaded from {0}: {1} problems, the first: {2}',
            source.name,
            errors.length,
            first,
          );
    void vscode.window.showErrorMessage(sentence);
    await this.#showProblems(source, problems);
  }

  #keep(definitions: LoadedDefinitions): boolean {
    try {
      this.parts.store.write(this.parts.bundledName(), definitions);
      return true;
    } catch (error) {
      this.parts.log.error(error);
      return false;
    }
  }

  /** One sentence, and what there is to see. */
  async #tell(
    source: DefinitionSource,
    definitions: LoadedDefinitions,
    replaced: readonly string[],
    problems: readonly CompileProblem[],
    isKept: boolean,
  ): Promise<void> {
    const sentence = [
      vscode.l10n.t('Loaded {0}: {1}.', definitions.name, describeCounts(definitions)),
      ...(replaced.length > 0 ? [vscode.l10n.t('In place of: {0}.', replaced.join(', '))] : []),
      ...(isKept ? [] : [vscode.l10n.t('It could not be kept for the next session; the log says why.')]),
    ].join(' ');
    this.parts.log.info(sentence);
    const show = vscode.l10n.t('Show');
    const showProblems = vscode.l10n.t('Show Problems');
    const buttons = problems.length > 0 ? [show, showProblems] : [show];
    const chosen = await vscode.window.showInformationMessage(sentence, ...buttons);
    if (chosen === show) await this.#show(definitions);
    if (chosen === showProblems) await this.#showProblems(source, problems);
  }

  #showProblems(source: DefinitionSource, problems: readonly CompileProblem[]): Promise<void> {
    const addressOf = (file: string) =>
      source.kind === 'url' ? file : vscode.Uri.file(path.resolve(source.text, file)).toString();
    const text = problemsText(vscode.l10n.t('Problems of {0}', source.text), problems, addressOf);
    return this.parts.definitionDocuments.show(source.name, vscode.l10n.t('problems'), text);
  }

  #show(definitions: LoadedDefinitions): Promise<void> {
    const text = definitionsText(definitions, this.parts.library.current);
    return this.parts.definitionDocuments.show(definitions.name, vscode.l10n.t('operations'), text);
  }

  async #manage(request: unknown): Promise<void> {
    const { library } = this.parts;
    const { show, remove } = (request ?? {}) as { readonly show?: unknown; readonly remove?: unknown };
    if (typeof remove === 'string') return this.#remove(remove);
    const wanted = typeof show === 'string' ? library.get(show) : undefined;
    if (wanted) return this.#show(wanted);
    if (library.loaded.length === 0) {
      const load = vscode.l10n.t('Load WSDLs…');
      const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('No WSDLs are loaded.'), load);
      if (chosen === load) await this.#load(undefined);
      return;
    }
    const chosen = await pickDefinitions(library, describeCounts);
    if (chosen?.action === 'show') await this.#show(chosen.definitions);
    if (chosen?.action === 'remove') this.#remove(chosen.definitions.id);
  }

  #remove(id: string): void {
    const { library, store, log } = this.parts;
    const name = library.get(id)?.name ?? id;
    library.remove(id);
    store.remove(id);
    log.info(`Removed the loaded definitions ${name}.`);
  }
}

/** `1 service with 2 operations`; definitions without a service are counted by their types. */
function describeCounts(definitions: LoadedDefinitions): string {
  const { services, operations, types } = countDefinitions(definitions);
  if (services === 0) return types === 1 ? vscode.l10n.t('1 type') : vscode.l10n.t('{0} types', types);
  return vscode.l10n.t(
    '{0} with {1}',
    services === 1 ? vscode.l10n.t('1 service') : vscode.l10n.t('{0} services', services),
    operations === 1 ? vscode.l10n.t('1 operation') : vscode.l10n.t('{0} operations', operations),
  );
}
