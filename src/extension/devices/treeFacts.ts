import type { Catalog } from '../../onvif/catalog/catalog';
import type { Disposable } from '../../onvif/base/disposable';
import type { Device } from '../../onvif/device/device';
import type { SecretCredentialStore } from '../credentials/secretCredentialStore';
import type { SimulatedDevices } from '../simulator/simulatedDevices';
import type { DeviceConnections } from './deviceConnections';

/** Every simulated device claims this scope, whichever process runs it. */
const simulatedScope = 'onvif://www.onvif.org/type/simulated';

/** What rows of the tree need to know beyond their device. */
export class TreeFacts {
  constructor(
    private readonly parts: {
      readonly catalog: () => Catalog;
      readonly simulated: SimulatedDevices;
      readonly connections: DeviceConnections;
      readonly credentials: SecretCredentialStore;
    },
  ) {}

  /** Parsed on first use: only rows of services and operations ask for it. */
  catalog(): Catalog {
    return this.parts.catalog();
  }

  /** By this window or by another process. */
  isSimulated(device: Device): boolean {
    return this.isOwnSimulation(device) || device.scopes.includes(simulatedScope);
  }

  /** By this window, which can stop it. */
  isOwnSimulation(device: Device): boolean {
    return this.parts.simulated.has(device);
  }

  isReading(device: Device): boolean {
    return this.parts.connections.isReading(device);
  }

  /** The user name given for the device, if any. */
  usernameOf(device: Device): string | undefined {
    return this.parts.credentials.usernameOf(device.id);
  }

  /** Reads a device whose details are about to be shown. */
  ensureRead(device: Device): void {
    void this.parts.connections.ensure(device);
  }

  /** Calls `listener` with a device, or its id, of which one of these facts changed. */
  onDidChange(listener: (device: Device | string) => void): Disposable[] {
    return [this.parts.connections.onDidChange(listener), this.parts.credentials.onDidChange(listener)];
  }
}
