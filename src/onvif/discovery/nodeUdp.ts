import dgram from 'node:dgram';
import { OnvifError } from '../base/onvifError';
import type { NetworkInterface } from './socket';

export type IpFamily = NetworkInterface['family'];

/** Asked for; the system may grant less (208 KiB on a stock Linux). A burst of a thousand answers needs 2 MiB. */
const receiveBufferBytes = 4 * 1024 * 1024;

export interface BindTarget {
  readonly family: IpFamily;
  /** With scope id where there is one; undefined for every address. */
  readonly address: string | undefined;
  /** 0 for any free port. */
  readonly port: number;
  /** Lives beside other sockets on the same port that are shared as well. */
  readonly shared: boolean;
  /** Leaves multicast by this interface. */
  readonly multicastFrom?: NetworkInterface;
}

/**
 * Opens and binds one UDP socket. Rejects with `socket`, and a sentence that tells a port held by another
 * program from everything else.
 */
export async function bindSocket(target: BindTarget): Promise<dgram.Socket> {
  const socket = createSocket(target.family, target.shared);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      // `exclusive` concerns Node's cluster module only: no handle is to come from a primary process.
      socket.bind(
        { port: target.port, exclusive: true, ...(target.address && { address: target.address }) },
        resolve,
      );
    });
    if (target.multicastFrom) socket.setMulticastInterface(membershipAddress(target.multicastFrom));
  } catch (cause) {
    socket.close();
    throw bindFailure(cause as NodeJS.ErrnoException, target);
  }
  socket.removeAllListeners('error');
  attempt(() => socket.setRecvBufferSize(receiveBufferBytes)); // macOS refuses more than it has: then less it is
  return socket;
}

/** A socket; `send` binds it. */
export function createSocket(family: IpFamily, shared: boolean): dgram.Socket {
  return family === 'IPv4'
    ? dgram.createSocket({ type: 'udp4', reuseAddr: shared })
    : dgram.createSocket({ type: 'udp6', reuseAddr: shared, ipv6Only: true });
}

/** How the system wants an interface named when multicast is meant: IPv4 by address, IPv6 by scope. */
export function membershipAddress(local: NetworkInterface): string {
  return local.family === 'IPv4' ? local.address : `::%${local.scope ?? ''}`;
}

/** The error an action throws, where failing is one of its proper ends. */
export function attempt(action: () => void): NodeJS.ErrnoException | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

function bindFailure(cause: NodeJS.ErrnoException, { shared, port }: BindTarget): OnvifError {
  if (shared && cause.code === 'EADDRINUSE') {
    return new OnvifError(
      'socket',
      `Another program holds UDP port ${port} for itself, so devices that announce themselves are not ` +
        `heard; probing still finds them. Close that program to hear announcements as well.`,
      { cause },
    );
  }
  return new OnvifError('socket', `A discovery socket cannot be opened: ${cause.message}.`, { cause });
}
