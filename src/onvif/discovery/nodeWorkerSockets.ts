import fs from 'node:fs';
import { Worker } from 'node:worker_threads';
import { Emitter } from '../base/emitter';
import { NodeSockets } from './nodeSocket';
import { unpackDatagrams } from './workerProtocol';
import type { Datagram, DiscoverySockets, NetworkInterface, SocketOptions, SocketWarning } from './socket';
import type { FromWorker, ToWorker, WorkerOptions } from './workerProtocol';

/**
 * Discovery's sockets in a worker thread: a host that is busy for some hundred milliseconds loses no device, as
 * the worker goes on reading. The worker starts with the first `open` and ends with `dispose`. Where it cannot
 * run, the sockets are opened in this thread instead, with a warning.
 */
export class WorkerSockets implements DiscoverySockets {
  readonly #workerFile: string;
  readonly #options: WorkerOptions;
  readonly #datagrams = new Emitter<Datagram>();
  readonly #warnings = new Emitter<SocketWarning>();
  readonly #opening = new Map<number, () => void>();
  #worker: Worker | undefined;
  #inThread: NodeSockets | undefined;
  #wanted: { interfaces: readonly NetworkInterface[]; options: SocketOptions } | undefined;
  /** Why the worker does not run. */
  #noWorker: SocketWarning | undefined;
  #opens = 0;
  #disposed = false;

  readonly onDatagram = this.#datagrams.event;
  readonly onWarning = this.#warnings.event;

  /** `workerFile`: the bundle of nodeSocketWorker.ts. `port`: see NodeSockets. */
  constructor(workerFile: string, options: WorkerOptions = {}) {
    this.#workerFile = workerFile;
    this.#options = options;
  }

  async open(interfaces: readonly NetworkInterface[], options: SocketOptions): Promise<void> {
    if (this.#disposed) return;
    this.#wanted = { interfaces, options };
    if (this.#noWorker) this.#warnings.fire(this.#noWorker);
    if (!this.#worker && !this.#inThread) this.#start();
    if (this.#inThread) return this.#inThread.open(interfaces, options);
    const id = ++this.#opens;
    await new Promise<void>(resolve => {
      this.#opening.set(id, resolve);
      this.#tell({ kind: 'open', id, interfaces, options });
    });
  }

  sendMulticast(interfaceId: string, data: Uint8Array): void {
    if (this.#inThread) this.#inThread.sendMulticast(interfaceId, data);
    else this.#tell({ kind: 'multicast', interfaceId, data });
  }

  sendUnicast(address: string, data: Uint8Array, port?: number, interfaceId?: string): void {
    if (this.#inThread) this.#inThread.sendUnicast(address, data, port, interfaceId);
    else this.#tell({ kind: 'unicast', address, data, port, interfaceId });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
    this.#inThread?.dispose();
    this.#settleOpens();
    this.#datagrams.dispose();
    this.#warnings.dispose();
  }

  #start(): void {
    if (!fs.existsSync(this.#workerFile)) {
      void this.#fallBack('its file is missing; install the extension again');
      return;
    }
    const worker = new Worker(this.#workerFile, {
      name: 'onvif discovery',
      execArgv: [],
      workerData: this.#options,
    });
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => this.#hear(message));
    worker.on('error', error => void this.#fallBack(error.message, worker));
    worker.on('exit', code => void this.#fallBack(`it ended with code ${code}`, worker));
  }

  #hear(message: FromWorker): void {
    if (this.#disposed) return;
    switch (message.kind) {
      case 'opened':
        this.#opening.get(message.id)?.();
        this.#opening.delete(message.id);
        break;
      case 'warning':
        this.#warnings.fire(message.warning);
        break;
      case 'datagrams':
        this.#tell({ kind: 'taken', bytes: message.batch.buffer.byteLength });
        for (const datagram of unpackDatagrams(message.batch)) this.#datagrams.fire(datagram);
        break;
    }
  }

  /** Goes on in this thread; `ended` is the worker it happened to, which may have been reported already. */
  async #fallBack(reason: string, ended?: Worker): Promise<void> {
    if (this.#disposed || this.#inThread || this.#worker !== ended) return;
    this.#worker = undefined;
    const sockets = new NodeSockets(this.#options);
    this.#inThread = sockets;
    sockets.onDatagram(datagram => this.#datagrams.fire(datagram));
    sockets.onWarning(warning => this.#warnings.fire(warning));
    this.#noWorker = {
      message: `The discovery thread does not run (${reason}), so a busy moment may hide a device; search again then.`,
    };
    this.#warnings.fire(this.#noWorker);
    // A missing file is found out by `open`, which then opens in this thread itself.
    if (ended && this.#wanted) await sockets.open(this.#wanted.interfaces, this.#wanted.options);
    this.#settleOpens();
  }

  #settleOpens(): void {
    for (const resolve of this.#opening.values()) resolve();
    this.#opening.clear();
  }

  #tell(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }
}
