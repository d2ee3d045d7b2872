import dgram from 'node:dgram';
import type { Datagram, DiscoverySockets } from '../../../src/onvif/discovery/socket';

/** A UDP port that nobody holds: a discovery network of the test's own. */
export async function freePort(): Promise<number> {
  const socket = dgram.createSocket('udp4');
  await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(0, '0.0.0.0', resolve));
  const { port } = socket.address();
  await new Promise<void>(resolve => socket.close(resolve));
  return port;
}

/** The next `count` datagrams; Mocha's time limit ends the wait for what never comes. */
export function heard(sockets: DiscoverySockets, count: number): Promise<Datagram[]> {
  return new Promise(resolve => {
    const datagrams: Datagram[] = [];
    const subscription = sockets.onDatagram(datagram => {
      if (datagrams.push(datagram) < count) return;
      subscription.dispose();
      resolve(datagrams);
    });
  });
}

export function textOf(data: Uint8Array): string {
  return new TextDecoder().decode(data);
}
