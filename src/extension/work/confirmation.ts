import * as vscode from 'vscode';
import type { Operation } from '../../onvif/catalog/catalog';
import type { Device } from '../../onvif/device/device';
import type { Settings } from '../settings/settings';
import { disruptionOf, type Disruption } from './disruption';

/** The modal question before something that a person may regret. Its button is the verb and the device. */
export class Confirmation {
  constructor(private readonly settings: Settings) {}

  /** True when the operation may be sent. Asks only for what `disruption.ts` lists. */
  async callOperation(device: Device, operation: Operation): Promise<boolean> {
    const disruption = disruptionOf(operation.id);
    if (!disruption) return true;
    return this.#ask(
      vscode.l10n.t('Call {0} on {1}?', operation.id, device.name),
      explain(disruption),
      buttonOf(operation, device),
    );
  }

  /** True when the administrator's password of a device that has one may be changed. */
  async changeUsers(device: Device): Promise<boolean> {
    return this.#ask(
      vscode.l10n.t('Change the administrator password of {0}?', device.name),
      vscode.l10n.t(
        'The device is not in Factory Default: others may be logged in with the password it has.',
      ),
      vscode.l10n.t('Change {0}', device.name),
    );
  }

  async #ask(question: string, detail: string, button: string): Promise<boolean> {
    if (!this.settings.confirmDisruptive) return true;
    const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, button);
    return answer === button;
  }
}

function explain(disruption: Disruption): string {
  switch (disruption) {
    case 'unrecoverable':
      return vscode.l10n.t('It interrupts the device, or removes what cannot be brought back.');
    case 'network':
      return vscode.l10n.t('It changes how the device is reached; with a wrong value this machine loses it.');
    case 'users':
      return vscode.l10n.t('It changes who may log in to the device.');
  }
}

function buttonOf(operation: Operation, device: Device): string {
  switch (operation.name) {
    case 'SystemReboot':
      return vscode.l10n.t('Reboot {0}', device.name);
    case 'SetSystemFactoryDefault':
      return vscode.l10n.t('Reset {0}', device.name);
    case 'StartFirmwareUpgrade':
    case 'UpgradeSystemFirmware':
      return vscode.l10n.t('Upgrade {0}', device.name);
    case 'StartSystemRestore':
    case 'RestoreSystem':
      return vscode.l10n.t('Restore {0}', device.name);
  }
  return operation.name.startsWith('Delete') || operation.name.startsWith('Remove')
    ? vscode.l10n.t('Delete from {0}', device.name)
    : vscode.l10n.t('Change {0}', device.name);
}
