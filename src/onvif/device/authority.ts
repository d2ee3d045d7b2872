/** Who a request is sent to, as far as secrets are concerned. */
export interface Authority {
  readonly scheme: 'http' | 'https';
  /** Lower case; IPv6 without brackets, with its scope. */
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
  const match = /^(https?):\/\/(?:[^/?#@]*@)?(\[[^\]/?#]+\]|[^/?#:[\]]+)(?::(\d{1,5}))?(?=[/?#]|$)/i.exec(
    url.trim(),
  );
  if (!match) return undefined;
  const scheme = match[1]!.toLowerCase() as 'http' | 'https';
  const port = match[3] === undefined ? defaultPort(scheme) : Number(match[3]);
  if (port < 1 || port > 65535) return undefined;
  return { scheme, host: match[2]!.replace(/^\[|\]$/g, '').toLowerCase(), port };
}

export function sameAuthority(a: Authority, b: Authority): boolean {
  return a.scheme === b.scheme && a.host === b.host && a.port === b.port;
}

export function defaultPort(scheme: 'http' | 'https'): number {
  return scheme === 'https' ? 443 : 80;
}

/** `host` or `host:port`, an IPv6 host in brackets, the scheme's own port left out. */
export function hostAndPort(authority: Authority): string {
  const host = authority.host.includes(':') ? `[${authority.host}]` : authority.host;
  return authority.port === defaultPort(authority.scheme) ? host : `${host}:${authority.port}`;
}

/** `scheme://host[:port]`, as people read it and as stores key it. */
export function authorityText(authority: Authority): string {
  return `${authority.scheme}://${hostAndPort(authority)}`;
}
