import * as vscode from 'vscode';
import { askLogin, isCredentials } from '../dialogs/askLogin';
import type { DeviceConnections } from '../devices/deviceConnections';
import type { DevicePicker } from '../devices/devicePicker';
import { commands } from '../ids';
import type { ErrorReporter } from '../reporting/errorReporter';
import type { CommandRegistry } from '../work/commandRegistry';
import type { SecretCredentialStore } from './secretCredentialStore';

/** Set Credentials and Forget Credentials. */
export class CredentialCommands {
  constructor(
    private readonly parts: {
      readonly picker: DevicePicker;
      readonly credentials: SecretCredentialStore;
      readonly connections: DeviceConnections;
      readonly reporter: ErrorReporter;
    },
  ) {}

  register(registry: CommandRegistry): void {
    registry.register(commands.setCredentials, (target, given) => this.#set(target, given));
    registry.register(commands.forgetCredentials, target => this.#forget(target));
  }

  /** Resolves to true when credentials were given. They are tried at once, by one reading of the device. */
  async #set(target: unknown, given: unknown): Promise<boolean> {
    const { picker, credentials: store, connections, reporter } = this.parts;
    const device = await picker.resolve(target, vscode.l10n.t('Set Credentials'));
    if (!device) return false;
    const login = isCredentials(given)
      ? given
      : await askLogin({
          title: vscode.l10n.t('Set Credentials of {0}', device.name),
          usernamePrompt: vscode.l10n.t('User name'),
          username: store.usernameOf(device.id) ?? '',
          passwordPrompt: username =>
            vscode.l10n.t('Password of {0}; it is kept in the secret storage of VS Code', username),
          isNew: false,
        });
    if (!login) return false;
    await device.setCredentials(login);
    if (!vscode.workspace.isTrusted) return true;
    await connections.refresh(device);
    if (device.problem) reporter.report(device.problem, { device });
    return true;
  }

  async #forget(target: unknown): Promise<void> {
    const { picker, credentials: store } = this.parts;
    const device = await picker.resolve(
      target,
      vscode.l10n.t('Forget Credentials'),
      each => store.usernameOf(each.id) !== undefined,
    );
    await device?.forgetCredentials();
  }
}
