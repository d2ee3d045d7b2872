import * as vscode from 'vscode';
import type { Device } from '../../onvif/device/device';
import type { DeviceRegistry } from '../../onvif/device/deviceRegistry';
import { OnvifError } from '../../onvif/base/onvifError';
import { askPick } from '../dialogs/steps';
import { commands } from '../ids';
import type { ActiveDevice } from './activeDevice';
import { stateIcon, stateWords } from './stateFace';
import type { TreeNode } from './treeNode';

interface DeviceItem extends vscode.QuickPickItem {
  readonly device?: Device;
}

/** Finds out which device a command means, and asks when nothing says it. */
export class DevicePicker {
  constructor(
    private readonly registry: DeviceRegistry,
    private readonly active: ActiveDevice,
    private readonly selection: () => TreeNode | undefined,
  ) {}

  /**
   * @param target  a tree row, a device id, the word `selection` (keys in the tree: the selected row), or
   *   nothing: then the only device there is, or the one the person picks
   * @param title  what is about to happen, for the picker
   * @param wanted  which devices the command makes sense for
   */
  async resolve(
    target: unknown,
    title: string,
    wanted: (device: Device) => boolean = () => true,
  ): Promise<Device | undefined> {
    if (target === 'selection') return this.selection()?.device;
    if (isTreeNode(target)) return target.device;
    if (typeof target === 'string') {
      const device = this.registry.get(target);
      if (!device) throw new OnvifError('invalidInput', vscode.l10n.t('No device is listed as {0}.', target));
      return device;
    }
    const devices = this.registry.devices.filter(wanted);
    if (devices.length === 1) return devices[0];
    return this.pick(title, devices);
  }

  /** Asks for one of `devices`; the last entry adds another one. */
  async pick(title: string, devices = this.registry.devices): Promise<Device | undefined> {
    const items: DeviceItem[] = devices.map(device => ({
      label: device.name,
      description: `${stateWords(device)} · ${device.address}${device === this.active.device ? ` · ${vscode.l10n.t('active')}` : ''}`,
      iconPath: stateIcon(device),
      device,
    }));
    const active = items.find(item => item.device === this.active.device);
    const add: DeviceItem = {
      label: vscode.l10n.t('Add Device by Address…'),
      iconPath: new vscode.ThemeIcon('add'),
    };
    const separator: DeviceItem = { label: '', kind: vscode.QuickPickItemKind.Separator };
    const answer = await askPick<DeviceItem>(
      { title, step: 1, totalSteps: 1 },
      {
        placeholder: vscode.l10n.t('Select a device'),
        items: [...items, separator, add],
        ...(active ? { active } : {}),
      },
    );
    if (answer.kind !== 'value') return undefined;
    if (answer.value.device) return answer.value.device;
    const added = await vscode.commands.executeCommand<string | undefined>(commands.addDevice);
    return added === undefined ? undefined : this.registry.get(added);
  }
}

export function isTreeNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && 'device' in value && 'item' in value;
}
