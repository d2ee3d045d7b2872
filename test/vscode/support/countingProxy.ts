import net from 'node:net';

/** A TCP relay in front of a device, which counts connections as the device would see them. */
export class CountingProxy {
  readonly #sockets = new Set<net.Socket>();
  readonly #used = new Set<net.Socket>();
  #opened = 0;

  private constructor(
    private readonly server: net.Server,
    readonly address: string,
  ) {}

  /** @param target `host:port` */
  static async start(target: string): Promise<CountingProxy> {
    const [host, port] = target.split(':');
    const server = net.createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const own = server.address() as net.AddressInfo;
    const proxy = new CountingProxy(server, `127.0.0.1:${own.port}`);
    server.on('connection', client => proxy.#relay(client, net.connect(Number(port), host)));
    return proxy;
  }

  /** Connections over which a client sent something since `forget`. */
  get connectionsUsed(): number {
    return this.#used.size;
  }

  /** Connections that were opened since `forget`. */
  get connectionsOpened(): number {
    return this.#opened;
  }

  forget(): void {
    this.#used.clear();
    this.#opened = 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.server.close(resolve));
  }

  #relay(client: net.Socket, device: net.Socket): void {
    this.#opened++;
    client.on('data', () => this.#used.add(client));
    for (const [from, to] of [
      [client, device],
      [device, client],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  }
}
