import * as vscode from 'vscode';
import { OnvifError } from '../../onvif/base/onvifError';
import { askPick, askText } from '../dialogs/steps';

/** Where definitions are read from. */
export interface DefinitionSource {
  readonly kind: 'folder' | 'url';
  /** An absolute path, or a URL. */
  readonly text: string;
  /** For people: the folder's or file's own name. */
  readonly name: string;
}

/** What a caller handed over: a path, a URL, or either as a `Uri`. Undefined for anything else. */
export function definitionSource(value: unknown): DefinitionSource | undefined {
  if (value instanceof vscode.Uri) {
    if (value.scheme === 'file') return folderSource(value.fsPath);
    if (value.scheme === 'http' || value.scheme === 'https') return urlSource(value.toString(true));
    throw new OnvifError(
      'invalidInput',
      vscode.l10n.t(
        'Definitions are read from folders of the machine that runs the extension, and from http.',
      ),
    );
  }
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  return isUrl(value) ? urlSource(value.trim()) : folderSource(value);
}

/** Asks for a folder or a URL; in Restricted Mode, where nothing is sent, for a folder. */
export async function askDefinitionSource(): Promise<DefinitionSource | undefined> {
  const title = vscode.l10n.t('Load WSDLs');
  if (vscode.workspace.isTrusted) {
    const folder = {
      label: vscode.l10n.t('Folder…'),
      detail: vscode.l10n.t('All WSDL and XSD files below it'),
      iconPath: new vscode.ThemeIcon('folder'),
    };
    const url = {
      label: vscode.l10n.t('URL…'),
      detail: vscode.l10n.t('A WSDL file and what it imports; every other server is asked about first'),
      iconPath: new vscode.ThemeIcon('globe'),
    };
    const answer = await askPick(
      { title, step: 1, totalSteps: 1 },
      { placeholder: vscode.l10n.t('Where are the definitions?'), items: [folder, url] },
    );
    if (answer.kind !== 'value') return undefined;
    if (answer.value === url) return askUrl(title);
  }
  const chosen = await vscode.window.showOpenDialog({
    title,
    openLabel: vscode.l10n.t('Load'),
    canSelectFolders: true,
    canSelectFiles: false,
  });
  return definitionSource(chosen?.[0]);
}

async function askUrl(title: string): Promise<DefinitionSource | undefined> {
  const answer = await askText(
    { title, step: 1, totalSteps: 1 },
    {
      prompt: vscode.l10n.t('URL of a WSDL file'),
      placeholder: 'http://192.168.1.10/onvif/device_service?wsdl',
      validate: text =>
        isUrl(text) && URL.canParse(text.trim()) ? undefined : vscode.l10n.t('Enter an http or https URL.'),
    },
  );
  return answer.kind === 'value' ? urlSource(answer.value.trim()) : undefined;
}

function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text.trim());
}

function folderSource(path: string): DefinitionSource {
  return { kind: 'folder', text: path, name: lastPart(path) };
}

function urlSource(url: string): DefinitionSource {
  return { kind: 'url', text: url, name: lastPart(url.replace(/[?#].*$/, '')) };
}

function lastPart(path: string): string {
  return /([^/\\]+)[/\\]*$/.exec(path)?.[1] ?? path;
}
