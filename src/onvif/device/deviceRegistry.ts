import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { Finding } from '../base/finding';
import type { Departure, Sighting } from '../discovery/sighting';
import type { Exchange } from '../soap/exchange';
import { authorityOf } from './authority';
import { Device } from './device';
import type { DevicePorts } from './devicePorts';
import { canonicalEndpoint } from './deviceReplies';

/** One change of the list. `previousId` when a device's id changed because its endpoint reference became known. */
export type RegistryChange =
  | { readonly kind: 'added'; readonly device: Device }
  | { readonly kind: 'changed'; readonly device: Device; readonly previousId?: string }
  /** `replacedBy`: the entry of the same device that stays in the list. */
  | { readonly kind: 'removed'; readonly device: Device; readonly replacedBy?: Device };

interface Entry {
  readonly device: Device;
  /** Ends the registry's listening to the device. */
  readonly listening: readonly Disposable[];
}

/**
 * The one list of devices: who is who is decided by endpoint reference, never by address, because DHCP moves
 * addresses. A device that was added by hand becomes the discovered one as soon as it tells its endpoint reference,
 * if it also answers from an address of that device; else the two share an endpoint reference and are flagged.
 */
export class DeviceRegistry implements Disposable {
  readonly #ports: DevicePorts;
  /** By id, in the order in which they were added. */
  readonly #entries = new Map<string, Entry>();
  readonly #changes = new Emitter<RegistryChange>();
  readonly #exchanges = new Emitter<{ readonly device: Device; readonly exchange: Exchange }>();

  constructor(ports: DevicePorts) {
    this.#ports = ports;
  }

  readonly onDidChange = this.#changes.event;
  /** Every exchange of every device. */
  readonly onExchange = this.#exchanges.event;

  /** In the order in which they were added. */
  get devices(): readonly Device[] {
    return [...this.#entries.values()].map(entry => entry.device);
  }

  get(id: string): Device | undefined {
    return this.#entries.get(id)?.device;
  }

  /** Adds the device or tells the listed one what is new. Sends nothing. */
  upsert(sighting: Sighting): Device {
    const listed = this.get(canonicalEndpoint(sighting.identity));
    if (listed) {
      listed.see(sighting);
      return listed;
    }
    return this.#add(new Device(this.#ports, { sighting }));
  }

  /** Marks a device as left; it stays in the list. */
  depart(departure: Departure): void {
    this.get(canonicalEndpoint(departure.identity))?.leave();
  }

  /** Lists what a person typed: host, host:port, http(s) URL. Throws `invalidInput`. Sends nothing. */
  addByAddress(urlOrHost: string): Device {
    const device = new Device(this.#ports, { address: urlOrHost });
    const listed = this.#entries.get(device.id)?.device;
    if (!listed) return this.#add(device);
    device.dispose();
    return listed;
  }

  /** Takes a device off the list and forgets nothing else: credentials and pins stay. */
  remove(id: string): void {
    const entry = this.#entries.get(id);
    if (entry) this.#drop(id, entry, { kind: 'removed', device: entry.device });
  }

  dispose(): void {
    for (const { device, listening } of this.#entries.values()) {
      for (const each of listening) each.dispose();
      device.dispose();
    }
    this.#entries.clear();
    this.#changes.dispose();
    this.#exchanges.dispose();
  }

  #add(device: Device): Device {
    const listening = [
      device.onDidChange(() => this.#heardOf(device)),
      device.onExchange(exchange => this.#exchanges.fire({ device, exchange })),
    ];
    this.#entries.set(device.id, { device, listening });
    this.#changes.fire({ kind: 'added', device });
    return device;
  }

  /** Also where a device added by hand finds its place, once its endpoint reference is known. */
  #heardOf(device: Device): void {
    const endpoint = device.endpoint === undefined ? undefined : canonicalEndpoint(device.endpoint);
    if (endpoint === undefined || device.sighting || device.id === endpoint) {
      this.#changes.fire({ kind: 'changed', device });
      return;
    }
    const namesakes = this.devices.filter(
      each => each !== device && each.endpoint !== undefined && canonicalEndpoint(each.endpoint) === endpoint,
    );
    const twin =
      namesakes.find(each => each.address === device.address) ?? namesakes.find(each => meet(each, device));
    if (twin) this.#merge(device, twin);
    else if (namesakes.length === 0) this.#rename(device, endpoint);
    else this.#flag(device, namesakes);
  }

  /** The device that was added by hand stays, because callers wait for it; it takes the other one's place. */
  #merge(device: Device, twin: Device): void {
    const { id, sighting } = twin;
    this.#drop(id, this.#entries.get(id)!, { kind: 'removed', device: twin, replacedBy: device });
    this.#rename(device, id);
    if (sighting) device.see(sighting);
  }

  #rename(device: Device, id: string): void {
    const previousId = device.id;
    const entries = [...this.#entries];
    this.#entries.clear();
    for (const [key, entry] of entries) this.#entries.set(entry.device === device ? id : key, entry);
    device.identify(id);
    this.#changes.fire({ kind: 'changed', device, previousId });
  }

  #flag(device: Device, namesakes: readonly Device[]): void {
    if (!device.findings.some(each => each.code === sharedEndpoint)) {
      device.note([sharing(device, namesakes)]);
      for (const each of namesakes) each.note([sharing(each, [device])]);
      return; // `note` has told the listeners
    }
    this.#changes.fire({ kind: 'changed', device });
  }

  #drop(id: string, { device, listening }: Entry, change: RegistryChange): void {
    this.#entries.delete(id);
    for (const each of listening) each.dispose();
    this.#changes.fire(change);
    device.dispose();
  }
}

/** The code that discovery uses for the same thing. */
const sharedEndpoint = 'shared-endpoint';

function sharing(device: Device, others: readonly Device[]): Finding {
  const addresses = others.map(each => each.address).join(', ');
  return {
    code: sharedEndpoint,
    message: `The device's endpoint reference ${device.endpoint} is also that of ${addresses}; an endpoint reference has to be unique, so both are listed.`,
  };
}

/** True when some address of one is an address of the other. */
function meet(a: Device, b: Device): boolean {
  const addresses = addressesOf(a);
  return addressesOf(b).some(each => addresses.includes(each));
}

function addressesOf(device: Device): string[] {
  const urls = [device.url, ...device.advertised.flatMap(each => [each.advertised, each.used])];
  const hosts = urls.map(url => authorityOf(url)?.host);
  return [...hosts, device.remoteAddress, device.sighting?.source.address]
    .filter(host => host !== undefined)
    .map(host => host.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, ''));
}
