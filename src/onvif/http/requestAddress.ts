import { OnvifError } from '../base/onvifError';

/** Where a request goes, taken apart from its URL without normalising the part the device sees. */
export interface RequestAddress {
  readonly secure: boolean;
  /** Name or address to connect to: no brackets, an IPv6 zone kept (`fe80::1%eth0`). */
  readonly host: string;
  readonly port: number;
  /** `host:port`, lower case, the port always written, IPv6 in brackets: the key of pins. */
  readonly authority: string;
  /** `http://` or `https://` and the authority: the key of connections and logins. */
  readonly origin: string;
  /** Value of the Host header: the default port and an IPv6 zone left out (RFC 9110 7.2, RFC 6874 3). */
  readonly hostHeader: string;
  /** Path and query exactly as written: what the request line says and what digest signs. */
  readonly target: string;
}

const urlShape = /^(https?):\/\/(?:([^/?#@]*)@)?(\[[^\]/?#]+\]|[^:/?#[\]]+)(?::(\d*))?([/?#].*)?$/is;
const sendable = /^[\x21-\x7e]*$/;
const unsendable = /[^\x21-\x7e]/gu;

/** Throws `invalidInput` with a sentence for anything that is not an absolute http or https URL with a host. */
export function requestAddress(url: string): RequestAddress {
  const parts = urlShape.exec(url.trim());
  if (!parts) {
    throw new OnvifError(
      'invalidInput',
      `“${url}” is not an address: write it like http://192.168.0.10/onvif/device_service.`,
    );
  }
  const [, scheme = '', userinfo, hostPart = '', portPart, rest = ''] = parts;
  if (userinfo !== undefined) {
    throw new OnvifError(
      'invalidInput',
      'The address carries a user name or password: remove it and set the credentials of the device instead.',
    );
  }
  const secure = scheme.toLowerCase() === 'https';
  const port = portPart ? Number(portPart) : secure ? 443 : 80;
  const bracketed = hostPart.startsWith('[');
  const host = (bracketed ? hostPart.slice(1, -1).replace('%25', '%') : hostPart).toLowerCase();
  if (port < 1 || port > 65_535 || /[^!-~\u0080-\uffff]|[<>"\\^`{|}]/.test(host)) {
    throw new OnvifError('invalidInput', `“${url}” has no usable host and port: correct the address.`);
  }
  const authority = `${bracketed ? `[${host}]` : host}:${port}`;
  const plainHost = bracketed ? `[${host.replace(/%.*$/, '')}]` : host;
  return {
    secure,
    host,
    port,
    authority,
    origin: `${secure ? 'https' : 'http'}://${authority}`,
    hostHeader: port === (secure ? 443 : 80) ? plainHost : `${plainHost}:${port}`,
    target: targetOf(rest),
  };
}

/** What cannot stand in a request line is percent-encoded as UTF-8; all else stays as written. */
function targetOf(rest: string): string {
  const fragment = rest.indexOf('#');
  const written = fragment < 0 ? rest : rest.slice(0, fragment);
  const target = written.startsWith('/') ? written : `/${written}`;
  return sendable.test(target) ? target : target.replace(unsendable, encodeCharacter);
}

function encodeCharacter(character: string): string {
  let encoded = '';
  for (const byte of new TextEncoder().encode(character)) {
    encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
