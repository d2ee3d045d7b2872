import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExportedApi } from '../../../src/extension/api/exportedApi';
import type { OnvifApi } from '../../../src/extension/api/onvifApi';
import type { SettingId } from '../../../src/extension/ids';

/** The extension as its own host sees it. */
export interface Extension {
  readonly api: OnvifApi;
  readonly seam: NonNullable<ExportedApi['seam']>;
  readonly folder: string;
}

export async function activateExtension(): Promise<Extension> {
  const extension = vscode.extensions.getExtension<ExportedApi>('onvif-workbench.onvif-workbench');
  assert.ok(extension, 'VS Code knows the extension');
  const exported = await extension.activate();
  assert.ok(exported.seam, 'the seam is there under test');
  return { api: exported.getApi(1), seam: exported.seam, folder: extension.extensionPath };
}

/** Changes settings for the tests of a `describe`, and puts them back behind it. */
export function withSettings(values: Partial<Record<SettingId, unknown>>): void {
  const before_ = new Map<string, unknown>();
  before('changes settings', async () => {
    for (const [id, value] of Object.entries(values)) {
      before_.set(id, vscode.workspace.getConfiguration().inspect(id)?.globalValue);
      await vscode.workspace.getConfiguration().update(id, value, vscode.ConfigurationTarget.Global);
    }
  });
  after('puts settings back', async () => {
    for (const [id, value] of before_) {
      await vscode.workspace.getConfiguration().update(id, value, vscode.ConfigurationTarget.Global);
    }
  });
}

/** Repeats `assertion` until it holds; its last failure is the test's. */
export async function eventually(assertion: () => unknown, timeoutMs = 5000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise(resolve => setTimeout(resolve, 25));
    }
  }
}

/** A row of the tree as VS Code is told to show it. */
export interface Row {
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: string;
  readonly contextValue: string;
  readonly accessible: string;
  readonly children: () => Row[];
}

/** The devices of the tree. */
export function deviceRows({ seam }: Extension): Row[] {
  return seam.tree.getChildren().map(node => rowOf(seam, node));
}

/** The row of one device, by its id. */
export function deviceRow(extension: Extension, id: string): Row {
  const index = extension.api.devices.findIndex(each => each.id === id);
  const row = deviceRows(extension)[index];
  assert.ok(row, `${id} has a row`);
  return row;
}

/** The row with that label below another one. */
export function childRow(parent: Row, label: string): Row {
  const labels = parent.children().map(each => each.label);
  const row = parent.children()[labels.indexOf(label)];
  assert.ok(row, `"${parent.label}" has a row "${label}" among ${labels.join(', ')}`);
  return row;
}

function rowOf(seam: Extension['seam'], node: Parameters<Extension['seam']['tree']['getTreeItem']>[0]): Row {
  const item = seam.tree.getTreeItem(node);
  return {
    label: typeof item.label === 'string' ? item.label : (item.label?.label ?? ''),
    description: typeof item.description === 'string' ? item.description : '',
    tooltip: typeof item.tooltip === 'string' ? item.tooltip : (item.tooltip?.value ?? ''),
    icon: item.iconPath instanceof vscode.ThemeIcon ? item.iconPath.id : '',
    contextValue: item.contextValue ?? '',
    accessible: item.accessibilityInformation?.label ?? '',
    children: () => seam.tree.getChildren(node).map(child => rowOf(seam, child)),
  };
}

/** All that the extension has written to its log. */
export async function readLog({ seam }: Extension): Promise<string> {
  const folder = seam.logFolder.fsPath;
  // The file is written by another process, a moment later.
  await new Promise(resolve => setTimeout(resolve, 500));
  const files = fs.existsSync(folder) ? fs.readdirSync(folder).filter(file => file.endsWith('.log')) : [];
  return files.map(file => fs.readFileSync(path.join(folder, file), 'utf8')).join('\n');
}

/** Starts a simulated device and resolves to its id. */
export async function startSimulatedDevice(): Promise<string> {
  const id = await vscode.commands.executeCommand<string | undefined>('onvif.startSimulatedDevice');
  assert.ok(id, 'the simulated device started');
  return id;
}

/** Stops every simulated device and empties the list. */
export async function removeAllDevices({ api }: Extension): Promise<void> {
  for (const { id } of api.devices) await vscode.commands.executeCommand('onvif.removeDevice', id);
  assert.equal(api.devices.length, 0);
}
