import * as vscode from 'vscode';
import type { Credentials } from '../../onvif/auth/credentials';
import type { Clock } from '../../onvif/base/clock';
import { DisposableList, type Disposable } from '../../onvif/base/disposable';
import type { Random } from '../../onvif/base/random';
import type { Device } from '../../onvif/device/device';
import type { DeviceRegistry } from '../../onvif/device/deviceRegistry';
import { namespaces } from '../../onvif/xml/namespaces';
import type { SimulatedDevice } from '../../simulator/simulatedDevice';
import { contextKeys } from '../ids';
import type { Settings } from '../settings/settings';

interface Running {
  readonly lifetime: Disposable;
}

/**
 * The simulated devices of this window. They are listed without discovery: what discovery would say of them is
 * handed to the registry directly, and again whenever it changes.
 */
export class SimulatedDevices implements Disposable {
  /** By `Device.id`. */
  readonly #running = new Map<string, Running>();

  constructor(
    private readonly options: {
      readonly registry: DeviceRegistry;
      readonly settings: Settings;
      readonly clock: Clock;
      readonly random: Random;
    },
  ) {}

  /** Whether this window simulates the device. */
  has(device: Pick<Device, 'id'>): boolean {
    return this.#running.has(device.id);
  }

  /**
   * Starts one more device as the settings say. `administrator` is needed for one that starts Operational.
   * Rejects when its port cannot be opened.
   */
  async start(administrator?: Credentials): Promise<Device> {
    const { registry, settings, clock, random } = this.options;
    // Nothing of the simulator is loaded before the first one is started.
    const [{ SimulatedDevice: Simulated }, { startSimulator }] = await Promise.all([
      import('../../simulator/simulatedDevice'),
      import('../../simulator/nodeSimulatorHost'),
    ]);
    const lifetime = new DisposableList();
    const state = settings.simulatorState;
    const simulated = lifetime.add(
      new Simulated({ clock, random, state, ...(administrator ? { administrator } : {}) }),
    );
    try {
      const host = lifetime.add(
        await startSimulator(simulated, {
          port: settings.simulatorPort,
          interface: settings.simulatorInterface,
          discovery: settings.simulatorDiscovery,
        }),
      );
      lifetime.add(
        simulated.onDidChange(() => {
          if (simulated.isUp) registry.upsert(sightingOf(simulated, host.url));
        }),
      );
      const device = registry.upsert(sightingOf(simulated, host.url));
      this.#running.set(device.id, { lifetime });
      this.#setContext();
      return device;
    } catch (error) {
      lifetime.dispose();
      throw error;
    }
  }

  /** Ends a simulated device and takes it off the list. */
  stop(device: Device): void {
    const running = this.#running.get(device.id);
    if (!running) return;
    this.#running.delete(device.id);
    running.lifetime.dispose();
    this.options.registry.remove(device.id);
    this.#setContext();
  }

  dispose(): void {
    for (const { lifetime } of this.#running.values()) lifetime.dispose();
    this.#running.clear();
  }

  #setContext(): void {
    void vscode.commands.executeCommand('setContext', contextKeys.simulating, this.#running.size > 0);
  }
}

/** What a Hello of the simulated device would say. */
function sightingOf(simulated: SimulatedDevice, url: string): Parameters<DeviceRegistry['upsert']>[0] {
  const { hostname, port } = new URL(url);
  return {
    endpoint: simulated.endpoint,
    identity: simulated.endpoint,
    sharedEndpoint: false,
    types: [{ namespace: namespaces.tds, local: 'Device' }],
    scopes: [...simulated.scopes],
    xaddrs: [url],
    metadataVersion: simulated.metadataVersion,
    via: 'hello',
    source: { address: hostname.replace(/^\[|\]$/g, ''), port: Number(port) },
    interface: '',
    findings: [],
  };
}
