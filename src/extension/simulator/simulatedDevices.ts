import * as vscode from 'vscode';
import type { Credentials } from '../../onvif/auth/credentials';
import type { Clock } from '../../onvif/base/clock';
import type { Disposable } from '../../onvif/base/disposable';
import type { Random } from '../../onvif/base/random';
import type { Device } from '../../onvif/device/device';
import type { DeviceRegistry } from '../../onvif/device/deviceRegistry';
import { warningText } from '../../onvif/discovery/socket';
import { namespaces } from '../../onvif/xml/namespaces';
import type { SimulatorHost } from '../../simulator/nodeSimulatorHost';
import type { SimulatedDevice } from '../../simulator/simulatedDevice';
import { contextKeys } from '../ids';
import type { Log } from '../reporting/log';
import type { Settings } from '../settings/settings';

interface Running {
  readonly simulated: SimulatedDevice;
  readonly host: SimulatorHost;
  /** Keeps the list up to date. */
  readonly listing: Disposable;
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
      readonly log: Log;
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
    const { registry, settings, log, clock, random } = this.options;
    // Nothing of the simulator is loaded before the first one is started.
    const [{ SimulatedDevice: Simulated }, { startSimulator }] = await Promise.all([
      import('../../simulator/simulatedDevice'),
      import('../../simulator/nodeSimulatorHost'),
    ]);
    const state = settings.simulatorState;
    const simulated = new Simulated({ clock, random, state, ...(administrator ? { administrator } : {}) });
    let host: SimulatorHost;
    try {
      host = await startSimulator(simulated, {
        port: settings.simulatorPort,
        interface: settings.simulatorInterface,
        discovery: settings.simulatorDiscovery,
        onWarning: warning => log.warn(`${simulated.identity.name}: ${warningText(warning)}`),
      });
    } catch (error) {
      simulated.dispose();
      throw error;
    }
    const listing = simulated.onDidChange(() => {
      if (simulated.isUp) registry.upsert(sightingOf(simulated, host.url));
    });
    const device = registry.upsert(sightingOf(simulated, host.url));
    this.#running.set(device.id, { simulated, host, listing });
    this.#setContext();
    return device;
  }

  /** Ends a simulated device, after its Bye, and takes it off the list. */
  async stop(device: Device): Promise<void> {
    const running = this.#running.get(device.id);
    if (!running) return;
    this.#running.delete(device.id);
    this.#setContext();
    const ended = end(running);
    this.options.registry.remove(device.id);
    await ended;
  }

  /** Ends them all; their Byes still leave while VS Code shuts down. */
  dispose(): void {
    for (const running of this.#running.values()) {
      end(running).catch((error: unknown) => this.options.log.error(error));
    }
    this.#running.clear();
  }

  #setContext(): void {
    void vscode.commands.executeCommand('setContext', contextKeys.simulating, this.#running.size > 0);
  }
}

async function end({ simulated, host, listing }: Running): Promise<void> {
  listing.dispose(); // what it still hears while it says Bye would list it again
  await host.dispose();
  simulated.dispose();
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
