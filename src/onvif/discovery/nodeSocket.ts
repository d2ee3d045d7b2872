import type { Socket } from 'node:dgram';
import { Emitter } from '../base/emitter';
import { isOnvifError } from '../base/onvifError';
import { everyInterface } from './nodeInterfaces';
import { attempt, bindSocket, createSocket, membershipAddress } from './nodeUdp';
import { discoveryGroups, discoveryPort, maximumDatagramBytes } from './socket';
import { interfaceOnLink, isLoopback } from './subnet';
import type { BindTarget, IpFamily } from './nodeUdp';
import type { Datagram, DiscoverySockets, NetworkInterface, SocketOptions, SocketWarning } from './socket';

/** Windows cannot bind to a multicast address; there the shared socket is bound to every address. */
const bindsToGroup = process.platform !== 'win32';

/** A socket on port 3702 in the group of one family (IPv4) or of one link (IPv6). */
interface Listener {
  readonly socket: Socket;
  readonly members: Map<string, NetworkInterface>;
}

/**
 * Discovery's sockets on node:dgram, in the thread that creates it.
 *
 * The shared socket is bound to the group's address, not to every address: so a unicast Probe for a device in
 * software on this machine reaches that device and does not end in a listener that has no answer.
 */
export class NodeSockets implements DiscoverySockets {
  readonly #datagrams = new Emitter<Datagram>();
  readonly #warnings = new Emitter<SocketWarning>();
  readonly #senders = new Map<string, { socket: Socket; local: NetworkInterface }>();
  readonly #unicast = new Map<string, Socket>();
  readonly #listeners = new Map<string, Listener>();
  /** Bound to no address: for hosts on no link of ours. */
  readonly #routed = new Map<IpFamily, Socket>();
  /** What was said last about something, so that it is not said twice between one `open` and the next. */
  readonly #warned = new Map<string, string>();
  #everyInterface: readonly NetworkInterface[] = [];
  readonly #port: number;
  #turn: Promise<void> = Promise.resolve();
  /** Keeps the process alive while somebody waits for answers, also where no socket could be opened. */
  #alive: NodeJS.Timeout | undefined;
  #disposed = false;

  readonly onDatagram = this.#datagrams.event;
  readonly onWarning = this.#warnings.event;

  /** `port`: another than 3702, for a network of one's own. */
  constructor({ port = discoveryPort }: { port?: number } = {}) {
    this.#port = port;
  }

  open(interfaces: readonly NetworkInterface[], options: SocketOptions): Promise<void> {
    const turn = this.#turn.then(() => this.#apply(interfaces, options));
    this.#turn = turn.catch(() => {}); // told to who waits for `turn`; the next one starts anew
    return turn;
  }

  sendMulticast(interfaceId: string, data: Uint8Array): void {
    const sender = this.#senders.get(interfaceId);
    if (!sender) return; // why it is not open has been a warning
    const group = discoveryGroups[sender.local.family];
    const target = sender.local.family === 'IPv4' ? group : `${group}%${sender.local.scope ?? ''}`;
    this.#send(sender.socket, data, this.#port, target, interfaceId);
  }

  sendUnicast(address: string, data: Uint8Array, port = this.#port, interfaceId?: string): void {
    const sender = this.#senders.get(interfaceId ?? interfaceOnLink(this.#opened(), address)?.id ?? '');
    if (sender) this.#send(sender.socket, data, port, address, sender.local.id);
    else if (!this.#disposed) this.#send(this.#routedSocket(address), data, port, address, '');
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#closeAll();
    this.#datagrams.dispose();
    this.#warnings.dispose();
  }

  async #apply(interfaces: readonly NetworkInterface[], options: SocketOptions): Promise<void> {
    if (this.#disposed) return;
    this.#warned.clear();
    if (interfaces.length === 0) return this.#closeAll();
    this.#alive ??= setInterval(() => {}, 2 ** 30);
    this.#everyInterface = everyInterface();
    const wanted = new Map(interfaces.map(each => [each.id, each]));
    for (const id of this.#senders.keys()) if (!wanted.has(id)) this.#close(this.#senders, id);
    for (const id of this.#unicast.keys())
      if (!options.unicast || !wanted.has(id)) this.#close(this.#unicast, id);
    await Promise.all(
      [...wanted.values()].flatMap(each => [
        this.#openSender(each),
        ...(options.unicast ? [this.#openUnicast(each)] : []),
      ]),
    );
    await this.#applyListeners(options.listen ? [...wanted.values()] : []);
  }

  async #openSender(local: NetworkInterface): Promise<void> {
    if (this.#senders.has(local.id)) return;
    const socket = await this.#bind(
      { family: local.family, address: local.id, port: 0, shared: false, multicastFrom: local },
      local,
    );
    if (!socket) return;
    this.#senders.set(local.id, { socket, local });
    this.#serve(
      socket,
      'probe',
      () => local.id,
      () => this.#close(this.#senders, local.id),
    );
  }

  async #openUnicast(local: NetworkInterface): Promise<void> {
    if (this.#unicast.has(local.id)) return;
    const socket = await this.#bind(
      { family: local.family, address: local.id, port: this.#port, shared: true },
      local,
    );
    if (!socket) return;
    this.#unicast.set(local.id, socket);
    this.#serve(
      socket,
      'multicast',
      () => local.id,
      () => this.#close(this.#unicast, local.id),
    );
  }

  /** One listener for all IPv4 interfaces, one for each IPv6 link. */
  async #applyListeners(interfaces: readonly NetworkInterface[]): Promise<void> {
    const groups = new Map<string, NetworkInterface[]>();
    for (const each of interfaces) {
      const key = each.family === 'IPv4' ? 'IPv4' : each.id;
      groups.set(key, [...(groups.get(key) ?? []), each]);
    }
    for (const key of this.#listeners.keys()) if (!groups.has(key)) this.#close(this.#listeners, key);
    for (const [key, members] of groups) {
      const listener = this.#listeners.get(key) ?? (await this.#listen(key, members));
      if (listener) this.#join(listener, members);
    }
  }

  async #listen(key: string, members: readonly NetworkInterface[]): Promise<Listener | undefined> {
    const family = key === 'IPv4' ? 'IPv4' : 'IPv6';
    const group = discoveryGroups[family];
    const scoped = family === 'IPv4' ? group : `${group}%${members[0]?.scope ?? ''}`;
    const target = {
      family,
      address: bindsToGroup ? scoped : undefined,
      port: this.#port,
      shared: true,
    } as const;
    const socket = await this.#bind(target, family === 'IPv4' ? undefined : members[0]);
    if (!socket) return undefined;
    const listener: Listener = { socket, members: new Map() };
    this.#listeners.set(key, listener);
    this.#serve(
      socket,
      'multicast',
      source => this.#interfaceOf(source, listener),
      () => this.#close(this.#listeners, key),
    );
    return listener;
  }

  #join({ socket, members }: Listener, wanted: readonly NetworkInterface[]): void {
    for (const each of [...members.values()]) {
      if (wanted.some(one => one.id === each.id)) continue;
      members.delete(each.id);
      // Fails when the interface is gone, and with it the membership.
      attempt(() => socket.dropMembership(discoveryGroups[each.family], membershipAddress(each)));
    }
    for (const each of wanted) {
      if (members.has(each.id)) continue;
      const group = discoveryGroups[each.family];
      const failure = attempt(() => socket.addMembership(group, membershipAddress(each)));
      // EADDRINUSE: two addresses of one interface share a membership.
      if (!failure || failure.code === 'EADDRINUSE') members.set(each.id, each);
      else {
        const message = `Devices that announce themselves are not heard: ${failure.message}.`;
        this.#warn(`join ${each.id}`, message, each.id);
      }
    }
  }

  /**
   * Which member heard a multicast datagram, to be told from the sender's subnet, as the system does not say:
   * undefined for one that belongs to another interface of this machine, empty when it cannot be known.
   */
  #interfaceOf(source: string, { members }: Listener): string | undefined {
    const onLink = interfaceOnLink(members.values(), source);
    if (onLink) return onLink.id;
    if (interfaceOnLink(this.#everyInterface, source)) return undefined;
    const external = [...members.values()].filter(each => !each.internal);
    if (external.length === 0) return isLoopback(source) ? '' : undefined;
    // An address of a foreign subnet is what a device has fresh from its factory: to be shown.
    return external.length === 1 ? external[0]?.id : '';
  }

  /** A bound socket, or a warning and undefined. */
  async #bind(target: BindTarget, local: NetworkInterface | undefined): Promise<Socket | undefined> {
    const key = `bind ${target.address}:${target.port}`;
    try {
      const socket = await bindSocket(target);
      this.#warned.delete(key);
      if (!this.#disposed) return socket;
      socket.close();
    } catch (error) {
      if (!isOnvifError(error)) throw error;
      this.#warn(key, error.message, local?.id);
    }
    return undefined;
  }

  #serve(
    socket: Socket,
    channel: Datagram['channel'],
    interfaceOf: (source: string) => string | undefined,
    close: () => void,
  ): void {
    socket.on('message', (data, { address, port, family }) => {
      if (data.byteLength > maximumDatagramBytes) return;
      const local = interfaceOf(address);
      if (local === undefined) return;
      this.#datagrams.fire({ data, source: { address, port, family }, interface: local, channel });
    });
    socket.on('error', error => {
      this.#warn(`socket ${channel}`, `A discovery socket failed and was closed: ${error.message}.`);
      close();
    });
  }

  #send(socket: Socket, data: Uint8Array, port: number, address: string, interfaceId: string): void {
    if (port === 0) return; // a forged source: there is nobody to answer
    socket.send(data, port, address, error => {
      const key = `send ${interfaceId}`;
      if (!error) return void this.#warned.delete(key);
      const reason = (error as NodeJS.ErrnoException).code ?? error.message;
      // One warning for a whole range of hosts that cannot be reached.
      this.#warn(key, `Discovery messages cannot be sent: ${reason}.`, interfaceId || undefined);
    });
  }

  #routedSocket(address: string): Socket {
    const family: IpFamily = address.includes(':') ? 'IPv6' : 'IPv4';
    const open = this.#routed.get(family);
    if (open) return open;
    const socket = createSocket(family, false);
    this.#routed.set(family, socket);
    this.#serve(
      socket,
      'probe',
      () => '',
      () => this.#close(this.#routed, family),
    );
    return socket;
  }

  *#opened(): Iterable<NetworkInterface> {
    for (const { local } of this.#senders.values()) yield local;
  }

  #closeAll(): void {
    clearInterval(this.#alive);
    this.#alive = undefined;
    for (const sockets of [this.#senders, this.#unicast, this.#listeners, this.#routed] as const) {
      for (const key of sockets.keys()) this.#close(sockets, key);
    }
  }

  #close(sockets: Map<string, Socket | { socket: Socket }>, key: string): void {
    const entry = sockets.get(key);
    if (!entry || !sockets.delete(key)) return;
    ('socket' in entry ? entry.socket : entry).close();
  }

  #warn(key: string, message: string, interfaceId?: string): void {
    if (this.#disposed || this.#warned.get(key) === message) return;
    this.#warned.set(key, message);
    this.#warnings.fire({ message, ...(interfaceId === undefined ? {} : { interface: interfaceId }) });
  }
}
