import * as vscode from 'vscode';
import type { Disposable } from '../../onvif/base/disposable';
import { uriSchemes } from '../ids';

/** How many documents can still be opened again. */
const kept = 20;

/** Read-only texts about loaded definitions: `onvif-definitions:/<name>/<title>.txt`. */
export class DefinitionDocuments implements vscode.TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #onDidChange = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#onDidChange.event;
  readonly #registration: vscode.Disposable;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(uriSchemes.definitions, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.path) ?? vscode.l10n.t('This text is no longer kept. Load the definitions again.')
    );
  }

  async show(name: string, title: string, text: string): Promise<void> {
    const path = `/${name.replace(/[/\\?#]/g, '_')}/${title}.txt`;
    this.#texts.delete(path);
    this.#texts.set(path, text);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= kept) break;
      this.#texts.delete(oldest);
    }
    const uri = vscode.Uri.from({ scheme: uriSchemes.definitions, path });
    this.#onDidChange.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#onDidChange.dispose();
    this.#texts.clear();
  }
}
