import { parentPort, workerData } from 'node:worker_threads';
import { NodeSockets } from './nodeSocket';
import { packDatagrams } from './workerProtocol';
import type { MessagePort } from 'node:worker_threads';
import type { Datagram } from './socket';
import type { FromWorker, ToWorker, WorkerOptions } from './workerProtocol';

/**
 * So much may wait for a busy main thread. It is some twenty thousand answers: more than that is no network of
 * devices but a flood, and is dropped here.
 */
const maximumBacklogBytes = 32 * 1024 * 1024;

/** So long datagrams gather before they are handed over: a message between threads costs more than a datagram. */
const gatherMs = 4;

/**
 * Holds the sockets for a main thread that may be busy for a while: this thread empties the system's buffers at
 * once and hands datagrams over in batches.
 */
function serve(port: MessagePort, options: WorkerOptions): void {
  const sockets = new NodeSockets(options);
  const say = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  let batch: Datagram[] = [];
  let backlog = 0;
  let dropping = false;

  const flush = () => {
    const packed = packDatagrams(batch);
    batch = [];
    say({ kind: 'datagrams', batch: packed }, [packed.buffer]);
  };

  sockets.onWarning(warning => say({ kind: 'warning', warning }));
  sockets.onDatagram(datagram => {
    if (backlog + datagram.data.byteLength > maximumBacklogBytes) {
      if (!dropping) {
        const message = 'More discovery messages arrive than can be read; some are dropped.';
        say({ kind: 'warning', warning: { message } });
      }
      dropping = true;
      return;
    }
    backlog += datagram.data.byteLength;
    if (batch.push(datagram) === 1) setTimeout(flush, gatherMs);
  });

  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'open':
        void sockets
          .open(message.interfaces, message.options)
          .then(() => say({ kind: 'opened', id: message.id }));
        break;
      case 'multicast':
        sockets.sendMulticast(message.interfaceId, message.data);
        break;
      case 'unicast':
        sockets.sendUnicast(message.address, message.data, message.port, message.interfaceId);
        break;
      case 'taken':
        backlog -= message.bytes;
        if (backlog === 0) dropping = false;
        break;
    }
  });
}

if (parentPort) serve(parentPort, workerData as WorkerOptions);
