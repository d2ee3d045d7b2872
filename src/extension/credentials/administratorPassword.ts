import * as vscode from 'vscode';
import type { Credentials } from '../../onvif/auth/credentials';
import type { Clock } from '../../onvif/base/clock';
import type { Device } from '../../onvif/device/device';
import { setAdministratorPassword } from '../../onvif/device/setAdministratorPassword';
import { askLogin, isCredentials } from '../dialogs/askLogin';
import type { DeviceConnections } from '../devices/deviceConnections';
import type { DeviceDiscovery } from '../devices/deviceDiscovery';
import type { DevicePicker } from '../devices/devicePicker';
import { commands } from '../ids';
import type { CommandRegistry } from '../work/commandRegistry';
import type { Confirmation } from '../work/confirmation';
import type { RunningWork } from '../work/runningWork';
import { requireTrust } from '../work/workspaceTrust';

/** Set Administrator Password: the guided way out of Factory Default. */
export class AdministratorPassword {
  constructor(
    private readonly parts: {
      readonly picker: DevicePicker;
      readonly connections: DeviceConnections;
      readonly discovery: DeviceDiscovery;
      readonly confirmation: Confirmation;
      readonly work: RunningWork;
      readonly clock: Clock;
    },
  ) {}

  register(registry: CommandRegistry): void {
    registry.register(commands.setAdministratorPassword, (target, given) => this.#run(target, given));
  }

  async #run(target: unknown, given: unknown): Promise<void> {
    requireTrust();
    const { picker, connections, confirmation } = this.parts;
    const title = vscode.l10n.t('Set Administrator Password');
    const device = await picker.resolve(target, title);
    if (!device) return;
    await connections.ensure(device);
    const credentials = isCredentials(given)
      ? given
      : await askLogin({
          title: vscode.l10n.t('Set Administrator Password of {0}', device.name),
          usernamePrompt: vscode.l10n.t('User name of the administrator'),
          username: administratorOf(device) ?? 'admin',
          passwordPrompt: username => vscode.l10n.t('New password of {0}', username),
          isNew: true,
        });
    if (!credentials) return;
    if (device.state !== 'factoryDefault' && !(await confirmation.changeUsers(device))) return;
    await this.#write(device, credentials);
  }

  async #write(device: Device, credentials: Credentials): Promise<void> {
    const { work, clock, discovery, connections } = this.parts;
    const { username } = await work
      .run(vscode.l10n.t('Setting the administrator password of {0}', device.name), (signal, report) =>
        setAdministratorPassword(device, {
          clock,
          username: credentials.username,
          password: credentials.password,
          signal,
          onProgress: progress => report(progress.message),
          probe: probeSignal => discovery.search(probeSignal),
        }),
      )
      .finally(() => connections.refresh(device));
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        '{0} is Operational: it refuses anonymous access, and {1} can log in with the new password.',
        device.name,
        username,
      ),
    );
  }
}

function administratorOf(device: Device): string | undefined {
  return device.users?.find(user => user.level === 'Administrator')?.username;
}
