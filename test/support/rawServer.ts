import net, { type AddressInfo } from 'node:net';

/** One HTTP request as it came over a connection: nothing interpreted but its length. */
export interface RawRequest {
  readonly socket: net.Socket;
  /** Requests on this connection, from 1. */
  readonly nth: number;
  /** Request line and headers, as a byte string. */
  readonly head: string;
  readonly body: Buffer;
}

export interface RawServer {
  readonly port: number;
  readonly url: string;
  /** Connections accepted so far. */
  readonly connections: () => number;
  readonly requests: () => number;
  close(): Promise<void>;
}

/** A server on 127.0.0.1 that writes its answers byte by byte, as no HTTP library would let it. */
export async function startRawServer(
  answer: (request: RawRequest) => void,
  host = '127.0.0.1',
): Promise<RawServer> {
  let connections = 0;
  let requests = 0;
  const open = new Set<net.Socket>();
  const server = net.createServer(socket => {
    connections++;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {}); // the client may go at any time
    let heard = Buffer.alloc(0);
    let nth = 0;
    socket.on('data', bytes => {
      heard = Buffer.concat([heard, bytes]);
      for (;;) {
        const end = heard.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = heard.toString('latin1', 0, end);
        const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
        if (heard.length < end + 4 + length) return;
        const body = heard.subarray(end + 4, end + 4 + length);
        heard = heard.subarray(end + 4 + length);
        requests++;
        answer({ socket, nth: ++nth, head, body });
      }
    });
  });
  await new Promise<void>(resolve => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/onvif/device_service`,
    connections: () => connections,
    requests: () => requests,
    close: () =>
      new Promise(resolve => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
