import { Emitter } from '../../src/onvif/base/emitter';
import { discoveryPort } from '../../src/onvif/discovery/socket';
import { interfaceOnLink } from '../../src/onvif/discovery/subnet';
import type {
  Datagram,
  DiscoverySockets,
  NetworkInterface,
  SocketOptions,
  SocketWarning,
} from '../../src/onvif/discovery/socket';

/**
 * UDP without a system: everybody who joined and has an interface of the same name open is on one link. Datagrams
 * arrive in a microtask, in the order in which they were sent.
 */
export class MemoryNetwork {
  readonly #members: MemorySockets[] = [];

  join(): MemorySockets {
    const member = new MemorySockets(this.#members, 50_000 + this.#members.length);
    this.#members.push(member);
    return member;
  }
}

/** One program's sockets on a MemoryNetwork. */
export class MemorySockets implements DiscoverySockets {
  readonly #network: readonly MemorySockets[];
  readonly #datagrams = new Emitter<Datagram>();
  readonly #warnings = new Emitter<SocketWarning>();
  #disposed = false;
  readonly onDatagram = this.#datagrams.event;
  readonly onWarning = this.#warnings.event;

  /** What is open now. */
  interfaces: readonly NetworkInterface[] = [];
  options: SocketOptions = { listen: false };
  /** Everything it sent, `to` a group or an address. */
  readonly sent: { readonly to: string; readonly interface: string; readonly data: Uint8Array }[] = [];

  constructor(
    network: readonly MemorySockets[],
    /** Where its answers come from and go to. */
    readonly port: number,
  ) {
    this.#network = network;
  }

  open(interfaces: readonly NetworkInterface[], options: SocketOptions): Promise<void> {
    this.interfaces = this.#disposed ? [] : interfaces;
    this.options = options;
    return Promise.resolve();
  }

  sendMulticast(interfaceId: string, data: Uint8Array): void {
    const from = this.interfaces.find(each => each.id === interfaceId);
    if (!from) return;
    this.sent.push({ to: 'multicast', interface: interfaceId, data });
    for (const member of this.#network) {
      if (!member.options.listen) continue;
      for (const local of member.interfaces) {
        if (local.name !== from.name || local.family !== from.family) continue;
        member.receive({ data, source: this.#sourceOn(from), interface: local.id, channel: 'multicast' });
      }
    }
  }

  sendUnicast(address: string, data: Uint8Array, port: number = discoveryPort, interfaceId?: string): void {
    const from =
      this.interfaces.find(each => each.id === interfaceId) ?? interfaceOnLink(this.interfaces, address);
    this.sent.push({ to: address, interface: from?.id ?? '', data });
    const source = from ? this.#sourceOn(from) : undefined;
    for (const member of this.#network) {
      const local = member.interfaces.find(each => each.id === address);
      const shared = port === discoveryPort && member.options.unicast === true;
      if (!local || !source || (!shared && member.port !== port)) continue;
      member.receive({ data, source, interface: local.id, channel: shared ? 'multicast' : 'probe' });
    }
  }

  /** Lets a datagram arrive, from whoever it claims to be. */
  receive(datagram: Datagram): void {
    queueMicrotask(() => this.#datagrams.fire(datagram));
  }

  warn(warning: SocketWarning): void {
    this.#warnings.fire(warning);
  }

  dispose(): void {
    this.#disposed = true;
    this.interfaces = [];
    this.#datagrams.dispose();
    this.#warnings.dispose();
  }

  #sourceOn(from: NetworkInterface): Datagram['source'] {
    return { address: from.id, port: this.port, family: from.family };
  }
}
