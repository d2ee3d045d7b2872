import { sleep, type Clock } from '../onvif/base/clock';
import type { Finding } from '../onvif/base/finding';
import { OnvifError, isOnvifError } from '../onvif/base/onvifError';
import { requestAddress } from '../onvif/http/requestAddress';
import type { HttpReply, HttpRequest, HttpResult, Transport } from '../onvif/http/transport';
import { sentBody, type HeardHttp, type HttpAnswer, type HttpDevice } from './httpMessage';

const defaultTimeout = 15_000;
const defaultBodyLimit = 16 * 1024 * 1024;
const empty = new Uint8Array();

/**
 * A transport without sockets: a request for an authority (`host:port`, lower case) goes to the device found for
 * it. All that stands above a transport runs as it does over a network; what a device does to the wire arrives as
 * a transport over sockets would report it.
 */
export function loopbackTransport(
  find: (authority: string) => HttpDevice | undefined,
  clock: Clock,
): Transport {
  return new LoopbackTransport(find, clock);
}

class LoopbackTransport implements Transport {
  readonly #connected = new Set<string>();
  #disposed = false;

  constructor(
    readonly find: (authority: string) => HttpDevice | undefined,
    readonly clock: Clock,
  ) {}

  async send(request: HttpRequest): Promise<HttpResult> {
    const startedAt = this.clock.monotonic();
    try {
      const reply = await this.#send(request);
      const end = this.clock.monotonic() - startedAt;
      return { kind: 'reply', reply, timing: { connected: 0, firstByte: end, end } };
    } catch (error) {
      const timing = { end: this.clock.monotonic() - startedAt };
      return { kind: 'failure', error: asOnvifError(error), timing };
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#connected.clear();
  }

  async #send(request: HttpRequest): Promise<HttpReply> {
    if (this.#disposed) throw new OnvifError('cancelled', 'The transport is closed.');
    if (request.signal?.aborted) throw new OnvifError('cancelled', 'Cancelled.');
    const { secure, authority, hostHeader, target } = requestAddress(request.url);
    const { method, headers, body = empty } = request;
    const limit = Math.min(request.timeouts?.headers ?? defaultTimeout, request.timeouts?.total ?? Infinity);
    const device = this.find(authority);
    const heard: HeardHttp = {
      method,
      target,
      headers: [['Host', hostHeader], ...headers],
      body,
      scheme: secure ? 'https' : 'http',
      authority: hostHeader,
    };
    const answer = device && (await this.#ask(device, heard, limit, request.signal));
    if (!answer) {
      this.#connected.delete(authority);
      throw new OnvifError('unreachable', `Nothing answers at ${authority}: is the device switched on?`);
    }
    const { delay = 0, reset } = answer.wire ?? {};
    if (delay > 0) await sleep(this.clock, Math.min(delay, limit), request.signal);
    if (request.signal?.aborted) throw new OnvifError('cancelled', 'Cancelled.');
    if (delay > limit) throw tooSlow(authority, limit);
    if (reset)
      throw new OnvifError('connectionLost', `${authority} closed the connection without an answer.`);
    const reply = toReply(answer, this.#connected.has(authority), this.clock.now());
    if (reply.body.length > (request.limits?.body ?? defaultBodyLimit)) {
      throw new OnvifError('tooLarge', `The reply of ${authority} is larger than what is accepted.`);
    }
    if (answer.wire?.closesSilently || answer.wire?.http10) this.#connected.delete(authority);
    else this.#connected.add(authority);
    return reply;
  }

  /** What the device answers within `limit` milliseconds; it hears when the client waits no longer. */
  #ask(
    device: HttpDevice,
    heard: HeardHttp,
    limit: number,
    signal: AbortSignal | undefined,
  ): Promise<HttpAnswer | undefined> {
    const patience = new AbortController();
    return new Promise((resolve, reject) => {
      const end = (act: () => void) => {
        timer.dispose();
        signal?.removeEventListener('abort', cancel);
        patience.abort();
        act();
      };
      const timer = this.clock.after(limit, () => end(() => reject(tooSlow(heard.authority, limit))));
      const cancel = () => end(() => reject(new OnvifError('cancelled', 'Cancelled.')));
      signal?.addEventListener('abort', cancel, { once: true });
      device.answer({ ...heard, signal: patience.signal }).then(
        answer => end(() => resolve(answer)),
        (error: Error) => end(() => reject(error)),
      );
    });
  }
}

function tooSlow(authority: string, limit: number): OnvifError {
  return new OnvifError('timeout', `${authority} did not answer within ${limit} ms.`);
}

function toReply(answer: HttpAnswer, reused: boolean, now: number): HttpReply {
  const body = sentBody(answer);
  const stated = answer.body.length + (answer.wire?.lengthError ?? 0);
  const findings: Finding[] = [];
  if (stated > body.length) {
    const message = 'The connection ended before Content-Length was reached; the part that came is shown.';
    findings.push({ code: 'content-length-too-large', message });
  } else if (stated < body.length) {
    const message = 'The body is longer than Content-Length says; what came with it was added.';
    findings.push({ code: 'content-length-too-small', message });
  }
  return {
    status: answer.status,
    reason: '',
    headers: [...answer.headers, ['Date', new Date(now).toUTCString()], ['Content-Length', String(stated)]],
    body,
    truncated: stated > body.length,
    reused,
    findings,
  };
}

function asOnvifError(error: unknown): OnvifError {
  if (isOnvifError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new OnvifError('connectionLost', `The simulated device failed: ${message}`, { cause: error });
}
