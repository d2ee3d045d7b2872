import type { HeaderList } from '../onvif/http/transport';

/** One HTTP request as a device hears it, from a port or from the loopback transport. */
export interface HeardHttp {
  readonly method: string;
  /** The request target as the request line says it. */
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  readonly scheme: 'http' | 'https';
  /** Host and port that the client asked for (the Host field, else the local address). */
  readonly authority: string;
  readonly remoteAddress?: string;
  /** Aborts when the client is gone, and after the answer was sent. */
  readonly signal?: AbortSignal;
}

/** What the device sends back. */
export interface HttpAnswer {
  readonly status: number;
  /** Content-Length, Connection and Date are added by whoever sends it. */
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  readonly wire?: WireDefects;
}

/** Whatever answers HTTP requests. */
export interface HttpDevice {
  /** Undefined while nothing answers: whoever serves it drops the connection. */
  answer(request: HeardHttp): Promise<HttpAnswer | undefined>;
}

/** How the answer leaves the device in another way than HTTP wants it; several can be together. */
export interface WireDefects {
  /** Milliseconds before the first byte. */
  readonly delay?: number;
  /** Speaks HTTP/1.0 and closes. */
  readonly http10?: boolean;
  /** Ends the connection after the reply without having said so. */
  readonly closesSilently?: boolean;
  /** Content-Length minus the length of the body. */
  readonly lengthError?: number;
  /** Only the first so many bytes of the body leave, then the connection ends. */
  readonly sentBytes?: number;
  /** The connection is reset instead of an answer. */
  readonly reset?: boolean;
}

/** `answer` with one more defect. */
export function withDefect(answer: HttpAnswer, defect: WireDefects): HttpAnswer {
  return { ...answer, wire: { ...answer.wire, ...defect } };
}

/** The bytes of the body that leave. */
export function sentBody(answer: HttpAnswer): Uint8Array {
  const sent = answer.wire?.sentBytes;
  return sent === undefined ? answer.body : answer.body.subarray(0, sent);
}
