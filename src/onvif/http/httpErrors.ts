import { OnvifError } from '../base/onvifError';
import type { TimeLimit } from './deadline';
import type { RequestAddress } from './requestAddress';
import type { Timeouts } from './transport';

/** The failures of the wire as one sentence each: what happened and the next step. */

/** `tcpStood`: the connection was there, so what the connect limit ended was the TLS handshake. */
export function timedOut(
  limit: TimeLimit,
  timeouts: Timeouts,
  address: RequestAddress,
  tcpStood: boolean,
): OnvifError {
  const after = duration(timeouts[limit]);
  const details = { limit, milliseconds: timeouts[limit] };
  switch (limit) {
    case 'connect':
      if (tcpStood) {
        return new OnvifError(
          'timeout',
          `${address.authority} accepted the connection but did not finish the TLS handshake within ${after} (connect timeout): check that the port is the one of HTTPS.`,
          { details },
        );
      }
      return new OnvifError(
        'timeout',
        `No connection to ${address.authority} within ${after} (connect timeout): check the address and that the device is switched on and on this network.`,
        { details },
      );
    case 'headers':
      return new OnvifError(
        'timeout',
        `${address.authority} accepted the request but did not answer within ${after} (headers timeout): try again, or allow it more time.`,
        { details },
      );
    case 'idle':
      return new OnvifError(
        'timeout',
        `${address.authority} stopped in the middle of its answer and sent nothing for ${after} (idle timeout): compare what came with the length it announced.`,
        { details },
      );
    case 'total':
      return new OnvifError(
        'timeout',
        `The call to ${address.authority} took longer than ${after} in all (total timeout): allow it more time, or look why the device is slow.`,
        { details },
      );
  }
}

export function cancelled(cause: unknown): OnvifError {
  return new OnvifError('cancelled', 'The call was cancelled before the answer came.', { cause });
}

export function disposed(): OnvifError {
  return new OnvifError('cancelled', 'The connection was closed because it is no longer needed.');
}

const unreachable = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
  'EINVAL',
]);

/** Why no TCP connection came about. */
export function connectFailed(error: unknown, address: RequestAddress, timeouts: Timeouts): OnvifError {
  const code = systemCode(error);
  const { authority, host, port } = address;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_FAIL' || code === 'ENODATA') {
    return new OnvifError(
      'hostNotFound',
      `The name ${host} could not be resolved: check its spelling, or use the IP address of the device.`,
      { cause: error },
    );
  }
  if (code === 'ECONNREFUSED') {
    return new OnvifError(
      'unreachable',
      `${host} refused the connection to port ${port}: check the port and that the device's web service runs.`,
      { cause: error },
    );
  }
  if (code === 'ETIMEDOUT') return timedOut('connect', timeouts, address, false);
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return new OnvifError(
      'connectionLost',
      `${authority} dropped the connection while it was being set up: try again, and check the port.`,
      { cause: error },
    );
  }
  const why = unreachable.has(code) ? 'no route leads there' : `the system reported ${code || 'an error'}`;
  return new OnvifError(
    'unreachable',
    `${authority} cannot be reached, ${why}: check the address and this computer's network.`,
    { cause: error },
  );
}

/** The connection ended before the reply did, after the request had been handed over. */
export function connectionLost(
  how: string,
  address: RequestAddress,
  repeatable: boolean,
  cause: unknown,
): OnvifError {
  const next = repeatable
    ? 'try again.'
    : 'it may or may not have carried the request out, so read its state before you repeat it.';
  return new OnvifError('connectionLost', `${address.authority} ${how}: ${next}`, { cause });
}

/** The device said something that ends the exchange; `what` goes on from its address. */
export function peerFailed(
  code: 'badHttp' | 'tooLarge' | 'connectionLost',
  what: string,
  address: RequestAddress,
): OnvifError {
  return new OnvifError(code, `${address.authority} ${what}.`);
}

/** Why no TLS came about over a TCP connection that did. */
export function tlsFailed(error: unknown, address: RequestAddress): OnvifError {
  const { authority } = address;
  const code = systemCode(error);
  const reason = error instanceof Error ? error.message : '';
  const say = (text: string) => new OnvifError('tls', text, { cause: error });
  if (
    /WRONG_VERSION_NUMBER|wrong version number|packet length too long|HTTP_REQUEST/i.test(`${code} ${reason}`)
  ) {
    return say(
      `${authority} does not speak TLS there: write http:// instead of https://, or check the port.`,
    );
  }
  if (
    /UNSUPPORTED_PROTOCOL|protocol version|VERSION_TOO_LOW|unsupported protocol/i.test(`${code} ${reason}`)
  ) {
    return say(
      `${authority} speaks only an old version of TLS: allow old TLS for this device, or update its firmware.`,
    );
  }
  if (
    /HANDSHAKE_FAILURE|handshake failure|NO_SHARED_CIPHER|DH_KEY_TOO_SMALL|dh key too small/i.test(
      `${code} ${reason}`,
    )
  ) {
    return say(
      `${authority} and this computer have no TLS cipher in common: allow old TLS for this device, or update its firmware.`,
    );
  }
  if (
    /CERTIFICATE_REQUIRED|certificate required|BAD_CERTIFICATE|bad certificate/i.test(`${code} ${reason}`)
  ) {
    return say(
      `${authority} wants a certificate from the client, which is not supported: use HTTP digest there.`,
    );
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === '') {
    return say(
      `${authority} closed the connection during the TLS handshake: check that the port is the one of HTTPS and that the device has a certificate.`,
    );
  }
  return say(
    `TLS with ${authority} failed (${code}): check the device's HTTPS settings, or use http:// for now.`,
  );
}

export function noCertificate(address: RequestAddress): OnvifError {
  return new OnvifError(
    'certificateUntrusted',
    `${address.authority} showed no certificate, so nothing was sent: give the device a certificate for HTTPS.`,
    { details: { authority: address.authority } },
  );
}

export function duration(milliseconds: number): string {
  return milliseconds >= 1000 ? `${Math.round(milliseconds / 100) / 10} s` : `${milliseconds} ms`;
}

/** The system's or OpenSSL's code; of several attempts (one name, many addresses) the first one's. */
export function systemCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return systemCode(error.errors[0]);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return '';
}
