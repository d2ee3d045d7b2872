import * as vscode from 'vscode';
import type { Device } from '../../onvif/device/device';
import { uriSchemes } from '../ids';
import { findingsGroup, informationGroup, problemNode, scopesGroup, usersGroup } from './deviceGroups';
import { servicesGroup } from './serviceNodes';
import { stateIcon, stateWords } from './stateFace';
import type { TreeFacts } from './treeFacts';
import type { TreeNode } from './treeNode';

/** The row of a device: name, state, address; below it what is known of the device. */
export class DeviceNode implements TreeNode {
  readonly parent = undefined;

  constructor(
    readonly device: Device,
    private readonly facts: TreeFacts,
  ) {}

  get id(): string {
    return this.device.id;
  }

  item(): vscode.TreeItem {
    const { device, facts } = this;
    const simulated = facts.isSimulated(device);
    const words = stateWords(device);
    const item = new vscode.TreeItem(device.name, vscode.TreeItemCollapsibleState.Collapsed);
    item.id = this.id;
    item.description = [words, device.address, simulated ? vscode.l10n.t('simulated') : undefined]
      .filter(each => each !== undefined)
      .join(' · ');
    item.iconPath = facts.isReading(device) ? new vscode.ThemeIcon('loading~spin') : stateIcon(device);
    item.tooltip = this.#tooltip(words, simulated);
    item.contextValue = this.#contextValue();
    item.resourceUri = deviceUri(device);
    item.accessibilityInformation = { label: `${device.name}, ${item.description}` };
    return item;
  }

  children(): readonly TreeNode[] {
    this.facts.ensureRead(this.device);
    return [
      problemNode(this, this.device),
      informationGroup(this, this.device),
      servicesGroup(this, this.device, this.facts),
      usersGroup(this, this.device, this.facts),
      scopesGroup(this, this.device),
      findingsGroup(this, this.device),
    ].filter(node => node !== undefined);
  }

  /** `device.<state>.<presence>[.simulated][.credentials]`: what menus match with `viewItem =~`. */
  #contextValue(): string {
    const { device, facts } = this;
    const words = ['device', device.state, device.presence];
    if (facts.isOwnSimulation(device)) words.push('simulated');
    if (facts.usernameOf(device) !== undefined) words.push('credentials');
    return words.join('.');
  }

  /** Plain text: whatever a device says of itself is not Markdown. */
  #tooltip(words: string, simulated: boolean): string {
    const { device, facts } = this;
    const username = facts.usernameOf(device);
    const lines = [device.name, words, device.url, ...device.advertised.flatMap(each => each.reason ?? [])];
    if (simulated) lines.push(vscode.l10n.t('A simulated device'));
    if (username !== undefined) lines.push(vscode.l10n.t('Credentials of {0}', username));
    if (device.problem) lines.push(device.problem.message);
    return lines.join('\n');
  }
}

/** Names a device to the decorations of its row. */
export function deviceUri(device: Pick<Device, 'id' | 'presence'>): vscode.Uri {
  return vscode.Uri.from({ scheme: uriSchemes.device, path: `/${device.id}`, query: device.presence });
}
