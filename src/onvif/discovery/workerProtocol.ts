import type { Datagram, NetworkInterface, SocketOptions, SocketWarning } from './socket';

/** What the worker is started with. */
export interface WorkerOptions {
  /** See NodeSockets. */
  readonly port?: number;
}

/** What the main thread tells the worker that holds the sockets. */
export type ToWorker =
  | {
      readonly kind: 'open';
      readonly id: number;
      readonly interfaces: readonly NetworkInterface[];
      readonly options: SocketOptions;
    }
  | { readonly kind: 'multicast'; readonly interfaceId: string; readonly data: Uint8Array }
  | {
      readonly kind: 'unicast';
      readonly address: string;
      readonly data: Uint8Array;
      readonly port: number | undefined;
      readonly interfaceId: string | undefined;
    }
  /** The main thread has taken so many bytes of datagrams off the worker's hands. */
  | { readonly kind: 'taken'; readonly bytes: number };

/** What the worker tells the main thread. */
export type FromWorker =
  | { readonly kind: 'opened'; readonly id: number }
  | { readonly kind: 'warning'; readonly warning: SocketWarning }
  | { readonly kind: 'datagrams'; readonly batch: PackedDatagrams };

/** Many datagrams in one buffer that changes hands without a copy. */
export interface PackedDatagrams {
  readonly buffer: ArrayBuffer;
  readonly heads: readonly (Omit<Datagram, 'data'> & { readonly length: number })[];
}

export function packDatagrams(datagrams: readonly Datagram[]): PackedDatagrams {
  const bytes = new Uint8Array(datagrams.reduce((sum, each) => sum + each.data.byteLength, 0));
  let at = 0;
  const heads = datagrams.map(({ data, ...head }) => {
    bytes.set(data, at);
    at += data.byteLength;
    return { ...head, length: data.byteLength };
  });
  return { buffer: bytes.buffer, heads };
}

export function* unpackDatagrams({ buffer, heads }: PackedDatagrams): Generator<Datagram> {
  let at = 0;
  for (const { length, ...head } of heads) {
    yield { ...head, data: new Uint8Array(buffer, at, length) };
    at += length;
  }
}
