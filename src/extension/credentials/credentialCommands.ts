import * as vscode from 'vscode';
import type { Credentials } from '../../onvif/auth/credentials';
import { askText, runSteps } from '../dialogs/steps';
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
      readonly store: SecretCredentialStore;
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
    const { picker, store, connections, reporter } = this.parts;
    const device = await picker.resolve(target, vscode.l10n.t('Set Credentials'));
    if (!device) return false;
    const credentials = isCredentials(given)
      ? given
      : await askCredentials(
          vscode.l10n.t('Set Credentials of {0}', device.name),
          store.usernameOf(device.id) ?? '',
        );
    if (!credentials) return false;
    await device.setCredentials(credentials);
    if (!vscode.workspace.isTrusted) return true;
    await connections.refresh(device);
    if (device.problem) reporter.report(device.problem, { device });
    return true;
  }

  async #forget(target: unknown): Promise<void> {
    const { picker, store } = this.parts;
    const device = await picker.resolve(
      target,
      vscode.l10n.t('Forget Credentials'),
      each => store.usernameOf(each.id) !== undefined,
    );
    await device?.forgetCredentials();
  }
}

/** What another extension, a key or a test may hand over instead of typing. */
export function isCredentials(value: unknown): value is Credentials {
  const candidate = value as Partial<Credentials> | undefined | null;
  return typeof candidate?.username === 'string' && typeof candidate.password === 'string';
}

async function askCredentials(title: string, known: string): Promise<Credentials | undefined> {
  let username = known;
  let password = '';
  const done = await runSteps(title, [
    async frame => {
      const answer = await askText(frame, {
        prompt: vscode.l10n.t('User name'),
        value: username,
        validate: text => (text === '' ? vscode.l10n.t('Enter a user name.') : undefined),
      });
      if (answer.kind === 'value') username = answer.value;
      return answer.kind;
    },
    async frame => {
      const answer = await askText(frame, {
        prompt: vscode.l10n.t('Password of {0}; it is kept in the secret storage of VS Code', username),
        value: password,
        password: true,
      });
      if (answer.kind === 'value') password = answer.value;
      return answer.kind;
    },
  ]);
  return done ? { username, password } : undefined;
}
