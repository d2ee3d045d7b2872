import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Disposable } from '../onvif/base/disposable';
import { sleep } from '../onvif/base/clock';
import { OnvifError } from '../onvif/base/onvifError';
import { localInterfaces } from '../onvif/discovery/nodeInterfaces';
import { NodeSockets } from '../onvif/discovery/nodeSocket';
import type { NetworkInterface, SocketWarning } from '../onvif/discovery/socket';
import { DiscoveryResponder } from './discoveryResponder';
import type { HeaderList } from '../onvif/http/transport';
import { sentBody, type HeardHttp, type HttpAnswer } from './httpMessage';
import type { SimulatedDevice } from './simulatedDevice';
import { uploadPath } from './uploads';

export interface SimulatorHostOptions {
  /** TCP port; 0 (unless told) is any free one. */
  readonly port?: number;
  /** Address or name of the interface to serve on, `0.0.0.0` for all; 127.0.0.1 unless told. */
  readonly interface?: string;
  /**
   * Whether the device is found by WS-Discovery; true unless told. A responder that already serves other devices of
   * this process on the same interface can be given instead.
   */
  readonly discovery?: boolean | DiscoveryResponder;
  /** Hears what the discovery sockets could not do. */
  readonly onWarning?: (warning: SocketWarning) => void;
}

export interface SimulatorHost {
  /** Address of the device service. */
  readonly url: string;
  /** Says Bye, closes everything and resolves when the port is free. */
  dispose(): Promise<void>;
}

/** What one request may take, bytes and milliseconds. */
const limits = {
  body: 1024 * 1024,
  upload: 64 * 1024 * 1024,
  headers: 16 * 1024,
  headersTime: 10_000,
  time: 30_000,
  keepAlive: 15_000,
};
/** Time for a Bye to leave before its socket closes, milliseconds. */
const byeTime = 50;

/**
 * Serves a simulated device over HTTP and makes it discoverable. Rejects with `socket` when the port is taken,
 * with `invalidInput` when the interface does not exist.
 */
export async function startSimulator(
  device: SimulatedDevice,
  options: SimulatorHostOptions = {},
): Promise<SimulatorHost> {
  const { port = 0, interface: wanted = '127.0.0.1' } = options;
  const everywhere = wanted === '0.0.0.0' || wanted === '::';
  const interfaces = everywhere ? localInterfaces() : localInterfaces([wanted]);
  const first = interfaces[0];
  if (!everywhere && !first) throw new OnvifError('invalidInput', `The interface ${wanted} has no address.`);
  const server = new DeviceServer(device);
  const bound = await server.listen(port, everywhere ? wanted : first!.id);
  const origins = (everywhere ? interfaces.map(originHost) : [originHost(first!)]).map(
    host => `http://${host}:${bound}`,
  );
  const origin = origins[0] ?? `http://127.0.0.1:${bound}`;

  let leave: () => Promise<void>;
  try {
    leave = await join(device, interfaces, origins, options);
  } catch (error) {
    await server.close();
    throw error;
  }
  let closed: Promise<void> | undefined;
  return {
    url: `${origin}/onvif/device_service`,
    dispose: () => (closed ??= Promise.all([leave(), server.close()]).then(() => {})),
  };
}

/** Makes the device discoverable as far as that is wanted; returns what ends it. */
async function join(
  device: SimulatedDevice,
  interfaces: readonly NetworkInterface[],
  origins: readonly string[],
  { discovery = true, onWarning }: SimulatorHostOptions,
): Promise<() => Promise<void>> {
  if (discovery === false) return () => Promise.resolve();
  if (discovery !== true) {
    const membership = discovery.add(device, origins);
    return () => Promise.resolve(membership.dispose());
  }
  const { clock, random } = device;
  const sockets = new NodeSockets();
  if (onWarning) sockets.onWarning(onWarning);
  const responder = new DiscoveryResponder({ sockets, clock, random });
  await responder.start(interfaces);
  const membership = responder.add(device, origins);
  return async () => {
    membership.dispose();
    await sleep(clock, byeTime);
    responder.dispose();
  };
}

/** The device behind a node:http server; while the device reboots, its port resets every connection. */
class DeviceServer {
  readonly #server: http.Server;
  readonly #presence: Disposable;

  constructor(readonly device: SimulatedDevice) {
    this.#server = http.createServer(
      {
        maxHeaderSize: limits.headers,
        headersTimeout: limits.headersTime,
        requestTimeout: limits.time,
        keepAliveTimeout: limits.keepAlive,
        connectionsCheckingInterval: 1000,
      },
      (request, response) => void this.#serve(request, response),
    );
    this.#server.on('connection', (socket: Socket) => {
      if (!device.isUp) socket.resetAndDestroy();
    });
    this.#presence = device.onDidChange(() => {
      if (!device.isUp) this.#server.closeAllConnections();
    });
  }

  /** Resolves with the port. */
  listen(port: number, address: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', cause => {
        const message = `Port ${port} of ${address} cannot be served: is it taken? Choose another, or 0 for any.`;
        reject(new OnvifError('socket', message, { cause }));
      });
      this.#server.listen(port, address, () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  close(): Promise<void> {
    this.#presence.dispose();
    return new Promise(resolve => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    // a client that did not yet see that its connection was ended: what it sends there is never answered
    if (request.socket.writableEnded) return void request.socket.destroy();
    const isUpload = request.url?.startsWith(uploadPath);
    const body = await readBody(request, isUpload ? limits.upload : limits.body);
    if (body === undefined) {
      response.writeHead(413, { Connection: 'close', 'Content-Length': 0 }).end();
      return;
    }
    const answer =
      request.destroyed && !request.complete
        ? undefined
        : await this.device.answer(heard(request, response, body));
    if (answer?.wire?.delay) await sleep(this.device.clock, answer.wire.delay);
    if (!answer || answer.wire?.reset || !this.device.isUp) request.socket.resetAndDestroy();
    else if (answer.wire) sendRaw(answer, request.socket, response, this.device);
    else send(answer, response, this.device);
  }
}

/** Undefined for a body that is too large. What the client cuts off is as short as it came. */
async function readBody(request: http.IncomingMessage, most: number): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > most) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return new Uint8Array(); // the client is gone; `#serve` sees it by the request
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

function heard(request: http.IncomingMessage, response: http.ServerResponse, body: Uint8Array): HeardHttp {
  const patience = new AbortController();
  response.once('close', () => patience.abort());
  const { rawHeaders, socket } = request;
  const headers = Array.from(
    { length: rawHeaders.length / 2 },
    (_, i) => [rawHeaders[2 * i]!, rawHeaders[2 * i + 1]!] as const,
  );
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    headers,
    body,
    signal: patience.signal,
    scheme: 'http',
    authority: request.headers.host ?? `${bracketed(socket.localAddress ?? '')}:${socket.localPort ?? 80}`,
    ...(socket.remoteAddress ? { remoteAddress: socket.remoteAddress } : {}),
  };
}

function send(answer: HttpAnswer, response: http.ServerResponse, device: SimulatedDevice): void {
  const own: HeaderList = [
    ['Date', dateOf(device)],
    ['Content-Length', String(answer.body.length)],
  ];
  const flat = [...answer.headers, ...own].flatMap(([name, value]) => [name, value]);
  response.writeHead(answer.status, flat).end(answer.body);
}

/** Writes an answer as no sound server does, past node:http. */
function sendRaw(
  answer: HttpAnswer,
  socket: Socket,
  response: http.ServerResponse,
  device: SimulatedDevice,
): void {
  const { http10, lengthError = 0, sentBytes, closesSilently } = answer.wire ?? {};
  const closes = http10 || closesSilently || sentBytes !== undefined || lengthError !== 0;
  if (!closes) return send(answer, response, device);
  const lines = [
    `HTTP/1.${http10 ? 0 : 1} ${answer.status} ${http.STATUS_CODES[answer.status] ?? ''}`,
    ...answer.headers.map(([name, value]) => `${name}: ${value}`),
    `Date: ${dateOf(device)}`,
    ...(http10 ? [] : [`Content-Length: ${answer.body.length + lengthError}`]),
  ];
  response.detachSocket(socket);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  socket.end(sentBody(answer));
}

function dateOf(device: SimulatedDevice): string {
  return new Date(device.now()).toUTCString();
}

function originHost(local: NetworkInterface): string {
  return local.family === 'IPv6' ? `[${local.id.replace('%', '%25')}]` : local.address;
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
