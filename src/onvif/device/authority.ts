import { requestAddress } from '../http/requestAddress';

/** Who a request is sent to, as far as secrets are concerned. */
export interface Authority {
  readonly scheme: 'http' | 'https';
  /** Lower case; IPv6 without brackets, with its zone. */
  readonly host: string;
  readonly port: number;
}

/** An authority that was trusted with something: an https one together with the certificate it showed. */
export interface BoundAuthority extends Authority {
  /** SHA-256 of the pinned certificate, upper-case hex pairs joined by colons. */
  readonly fingerprint?: string;
}

/** The authority of an absolute http or https URL; undefined for anything else. */
export function authorityOf(url: string): Authority | undefined {
  try {
    const { secure, host, port } = requestAddress(url);
    return { scheme: secure ? 'https' : 'http', host, port };
  } catch {
    return undefined; // no URL, no authority: the callers have their own sentence for it
  }
}

export function sameAuthority(a: Authority, b: Authority): boolean {
  return a.scheme === b.scheme && a.host === b.host && a.port === b.port;
}

/** The host as it stands in a URL: IPv6 in brackets, the `%` of its zone as `%25` (RFC 6874). */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host.replace('%', '%25')}]` : host;
}

/** `host` or `host:port`, an IPv6 host in brackets, the scheme's own port left out. */
export function hostAndPort({ scheme, host, port }: Authority): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === (scheme === 'https' ? 443 : 80) ? name : `${name}:${port}`;
}

/** `scheme://host[:port]`, as people read it. */
export function authorityText(authority: Authority): string {
  return `${authority.scheme}://${hostAndPort(authority)}`;
}
