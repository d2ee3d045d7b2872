import * as vscode from 'vscode';
import type { Credentials } from '../../onvif/auth/credentials';
import type { ActiveDevice } from '../devices/activeDevice';
import type { DeviceConnections } from '../devices/deviceConnections';
import type { DevicePicker } from '../devices/devicePicker';
import type { DeviceView } from '../devices/deviceView';
import { askLogin, isCredentials } from '../dialogs/askLogin';
import { commands } from '../ids';
import type { Settings } from '../settings/settings';
import type { CommandRegistry } from '../work/commandRegistry';
import { requireTrust } from '../work/workspaceTrust';
import type { SimulatedDevices } from './simulatedDevices';

/** Start Simulated Device and Stop Simulated Device. */
export class SimulatorCommands {
  constructor(
    private readonly parts: {
      readonly simulated: SimulatedDevices;
      readonly settings: Settings;
      readonly connections: DeviceConnections;
      readonly picker: DevicePicker;
      readonly active: ActiveDevice;
      readonly view: DeviceView;
    },
  ) {}

  register(registry: CommandRegistry): void {
    registry.register(commands.startSimulatedDevice, given => this.#start(given));
    registry.register(commands.stopSimulatedDevice, target => this.#stop(target));
  }

  /** Resolves to the device's id. */
  async #start(given: unknown): Promise<string | undefined> {
    requireTrust();
    const { simulated, settings, connections, active, view } = this.parts;
    let administrator: Credentials | undefined;
    if (settings.simulatorState === 'operational') {
      administrator = isCredentials(given) ? given : await askAdministrator();
      if (!administrator) return undefined;
    }
    const device = await simulated.start(administrator);
    if (administrator) await device.setCredentials(administrator);
    await connections.refresh(device);
    active.choose(device);
    await view.reveal(device);
    return device.id;
  }

  async #stop(target: unknown): Promise<void> {
    const { simulated, picker } = this.parts;
    const device = await picker.resolve(target, vscode.l10n.t('Stop Simulated Device'), each =>
      simulated.has(each),
    );
    if (device) await simulated.stop(device);
  }
}

/** Its first administrator; the window keeps the same credentials for it. */
function askAdministrator(): Promise<Credentials | undefined> {
  return askLogin({
    title: vscode.l10n.t('Start Simulated Device (Operational)'),
    usernamePrompt: vscode.l10n.t('User name of its administrator'),
    username: 'admin',
    passwordPrompt: username => vscode.l10n.t('Password of {0}', username),
    isNew: true,
  });
}
