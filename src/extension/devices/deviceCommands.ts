import * as vscode from 'vscode';
import type { Device } from '../../onvif/device/device';
import { parseDeviceAddress } from '../../onvif/device/deviceAddress';
import type { DeviceRegistry } from '../../onvif/device/deviceRegistry';
import { isOnvifError } from '../../onvif/base/onvifError';
import { askText } from '../dialogs/steps';
import { commands } from '../ids';
import type { ErrorReporter } from '../reporting/errorReporter';
import type { Log } from '../reporting/log';
import type { SimulatedDevices } from '../simulator/simulatedDevices';
import type { CommandRegistry } from '../work/commandRegistry';
import type { RunningWork } from '../work/runningWork';
import { requireTrust } from '../work/workspaceTrust';
import type { ActiveDevice } from './activeDevice';
import type { DeviceConnections } from './deviceConnections';
import type { DeviceDiscovery } from './deviceDiscovery';
import type { DevicePicker } from './devicePicker';
import type { DeviceView } from './deviceView';
import { ServiceNode } from './serviceNodes';

/** The commands about the list of devices, and those two that mean no device: Cancel and Show Log. */
export class DeviceCommands {
  constructor(
    private readonly parts: {
      readonly registry: DeviceRegistry;
      readonly discovery: DeviceDiscovery;
      readonly connections: DeviceConnections;
      readonly picker: DevicePicker;
      readonly active: ActiveDevice;
      readonly view: DeviceView;
      readonly work: RunningWork;
      readonly reporter: ErrorReporter;
      readonly simulated: SimulatedDevices;
      readonly log: Log;
    },
  ) {}

  register(registry: CommandRegistry): void {
    registry.register(commands.discoverDevices, () => this.discover());
    registry.register(commands.addDevice, address => this.#add(address));
    registry.register(commands.removeDevice, target => this.#remove(target));
    registry.register(commands.refreshDevice, target => this.#refresh(target));
    registry.register(commands.selectActiveDevice, target => this.#select(target));
    registry.register(commands.copyAddress, target => this.#copyAddress(target));
    registry.register(commands.openWebPage, target => this.#openWebPage(target));
    registry.register(commands.cancel, () => this.parts.work.cancelAll());
    registry.register(commands.showLog, () => this.parts.log.show());
  }

  /** Looks for devices on every interface of the settings. */
  async discover(): Promise<void> {
    requireTrust();
    const { work, discovery } = this.parts;
    await work.run(vscode.l10n.t('Discovering devices'), signal => discovery.search(signal));
  }

  /** Adds one device, or probes a range. Resolves to the device's id. */
  async #add(address: unknown): Promise<string | undefined> {
    requireTrust();
    const text = typeof address === 'string' ? address : await askAddress();
    if (text === undefined) return undefined;
    const parsed = parseDeviceAddress(text);
    if (parsed.kind === 'range') return this.#probeRange(parsed.cidr);
    const { registry, connections, view, active } = this.parts;
    const device = registry.addByAddress(text);
    await connections.refresh(device);
    // Its endpoint reference may have shown that it is a device of the list.
    const listed = registry.get(device.id) ?? device;
    active.choose(listed);
    this.#reportProblem(listed);
    await view.reveal(listed);
    return listed.id;
  }

  async #probeRange(range: string): Promise<undefined> {
    const { registry, discovery, work } = this.parts;
    const before = new Set(registry.devices);
    await work.run(vscode.l10n.t('Probing {0}', range), signal => discovery.searchHosts([range], signal));
    if (registry.devices.every(device => before.has(device))) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'No other device answered in {0}. Add one by its own address to reach it without discovery.',
          range,
        ),
      );
    }
    return undefined;
  }

  async #remove(target: unknown): Promise<void> {
    const device = await this.parts.picker.resolve(target, vscode.l10n.t('Remove Device'));
    if (!device) return;
    const { registry, simulated } = this.parts;
    // A simulated device that nobody can see any more would run on unseen.
    if (simulated.has(device)) await simulated.stop(device);
    else registry.remove(device.id);
  }

  async #refresh(target: unknown): Promise<void> {
    requireTrust();
    const { picker, connections } = this.parts;
    const device = await picker.resolve(target, vscode.l10n.t('Refresh Device'));
    if (!device) return;
    await connections.refresh(device);
    this.#reportProblem(device);
  }

  /** Set Credentials reads the device itself, so that a login needs nothing done again. */
  #reportProblem(device: Device): void {
    const { problem } = device;
    if (!problem) return;
    const wantsLogin = isOnvifError(problem, 'credentialsRequired', 'loginRefused');
    const retry = () => this.#refresh(device.id);
    this.parts.reporter.report(problem, wantsLogin ? { device } : { device, retry });
  }

  async #select(target: unknown): Promise<void> {
    const { picker, active, view } = this.parts;
    const title = vscode.l10n.t('Select Active Device');
    const device = target === undefined ? await picker.pick(title) : await picker.resolve(target, title);
    if (!device) return;
    active.choose(device);
    await view.reveal(device);
  }

  async #copyAddress(target: unknown): Promise<void> {
    const node = target === 'selection' ? this.parts.view.selection : target;
    if (node instanceof ServiceNode) {
      await vscode.env.clipboard.writeText(node.service.url);
      return;
    }
    const device = await this.parts.picker.resolve(target, vscode.l10n.t('Copy Address'));
    if (device) await vscode.env.clipboard.writeText(device.url);
  }

  async #openWebPage(target: unknown): Promise<void> {
    const device = await this.parts.picker.resolve(target, vscode.l10n.t('Open Device Web Page'));
    if (device) await vscode.env.openExternal(webPage(device));
  }
}

/** The root of the web server that the device service lives on. */
function webPage(device: Device): vscode.Uri {
  return vscode.Uri.parse(device.url, true).with({ path: '/', query: '', fragment: '' });
}

async function askAddress(): Promise<string | undefined> {
  const answer = await askText(
    { title: vscode.l10n.t('Add Device by Address'), step: 1, totalSteps: 1 },
    {
      prompt: vscode.l10n.t('Host, URL of the device service, or a range to probe'),
      placeholder: '192.168.1.10, camera.local:8080, https://10.0.0.5/onvif/device_service, 192.168.1.0/24',
      validate: text => {
        if (text.trim() === '') return vscode.l10n.t('Enter an address.');
        try {
          parseDeviceAddress(text);
          return undefined;
        } catch (error) {
          if (isOnvifError(error)) return error.message;
          throw error;
        }
      },
    },
  );
  return answer.kind === 'value' ? answer.value : undefined;
}
