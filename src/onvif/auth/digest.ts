import { createHash } from 'node:crypto';
import type { Challenge } from './challenge';
import type { Credentials } from './credentials';

/**
 * HTTP Digest as RFC 7616 defines it and RFC 2617 and RFC 2069 before it. Strings that stand in headers are
 * byte strings (one character a byte, as Node reads and writes headers); user names and passwords are text and
 * become UTF-8.
 */

export type DigestHash = 'md5' | 'sha256' | 'sha512-256';
export type DigestQop = 'auth' | 'auth-int';

/** A Digest challenge that this client can answer. */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque?: string;
  readonly stale: boolean;
  readonly hash: DigestHash;
  /** One of the -sess algorithms: the key is made from the first nonce and cnonce. */
  readonly session: boolean;
  /** The algorithm parameter as the device spelt it; echoed only when it was sent. */
  readonly algorithm?: string;
  /** Absent: RFC 2069, without cnonce and count. */
  readonly qop?: DigestQop;
  readonly userhash: boolean;
  readonly utf8: boolean;
}

/** What one Authorization value is made from. */
export interface DigestInput {
  readonly challenge: DigestChallenge;
  readonly credentials: Credentials;
  /** `digestKey` of the challenge and the credentials, kept for the life of the nonce. */
  readonly key: string;
  readonly method: string;
  /** The request target exactly as the request line says it, with the query. */
  readonly uri: string;
  /** Times this nonce was used, this one included. */
  readonly count: number;
  readonly cnonce: string;
  /** The body as it is sent; only auth-int reads it. */
  readonly body?: Uint8Array;
}

const hashes: Record<string, DigestHash> = { md5: 'md5', 'sha-256': 'sha256', 'sha-512-256': 'sha512-256' };
const strength: Record<DigestHash, number> = { md5: 1, sha256: 2, 'sha512-256': 3 };

/** The challenge to answer: the strongest algorithm that can be computed here; among equals the first. */
export function chooseDigest(challenges: readonly Challenge[]): DigestChallenge | undefined {
  let best: DigestChallenge | undefined;
  for (const challenge of challenges) {
    const candidate = readDigest(challenge);
    if (candidate && (!best || strength[candidate.hash] > strength[best.hash])) best = candidate;
  }
  return best;
}

/** The Digest challenge in `challenge`, or undefined when it is another scheme, incomplete or not computable. */
export function readDigest({ scheme, params }: Challenge): DigestChallenge | undefined {
  const nonce = params.get('nonce');
  if (scheme !== 'digest' || nonce === undefined) return undefined;
  const algorithm = params.get('algorithm') || undefined;
  const [, base = 'md5', session] = /^(.*?)(-sess)?$/.exec((algorithm ?? 'MD5').toLowerCase()) ?? [];
  const hash = hashes[base];
  if (!hash || !canHash(hash)) return undefined;
  const offered = (params.get('qop') ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const qop = offered.includes('auth') ? 'auth' : offered.includes('auth-int') ? 'auth-int' : undefined;
  if (offered.length > 0 && !qop) return undefined;
  const opaque = params.get('opaque');
  return {
    realm: params.get('realm') ?? '',
    nonce,
    stale: params.get('stale')?.toLowerCase() === 'true',
    hash,
    session: session !== undefined,
    userhash: params.get('userhash')?.toLowerCase() === 'true',
    utf8: params.get('charset')?.toLowerCase() === 'utf-8',
    ...(opaque === undefined ? {} : { opaque }),
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(qop === undefined ? {} : { qop }),
  };
}

/** H(A1), RFC 7616 3.4.2: the secret of a login; for -sess bound to this nonce and cnonce. */
export function digestKey(challenge: DigestChallenge, credentials: Credentials, cnonce: string): string {
  const { hash, realm, nonce, session } = challenge;
  const secret = hex(hash, `${utf8(credentials.username)}:${realm}:${utf8(credentials.password)}`);
  return session ? hex(hash, `${secret}:${nonce}:${cnonce}`) : secret;
}

/** The `response` value of a request, RFC 7616 3.4.1. With method '' it is the `rspauth` of a reply, 3.5. */
export function digestResponse(input: Omit<DigestInput, 'credentials'>): string {
  const { hash, nonce, qop } = input.challenge;
  const bodyHash = qop === 'auth-int' ? `:${hex(hash, input.body ?? '')}` : '';
  const request = hex(hash, `${input.method}:${input.uri}${bodyHash}`);
  const use = qop ? `${nc(input.count)}:${input.cnonce}:${qop}:` : '';
  return hex(hash, `${input.key}:${nonce}:${use}${request}`);
}

/** The value of the Authorization header that answers the challenge. */
export function answerDigest(input: DigestInput): string {
  const { challenge, cnonce } = input;
  let value = `Digest ${username(challenge, input.credentials.username)}, realm=${quote(challenge.realm)}`;
  value += `, nonce=${quote(challenge.nonce)}, uri=${quote(input.uri)}`;
  if (challenge.algorithm !== undefined) value += `, algorithm=${challenge.algorithm}`;
  value += `, response="${digestResponse(input)}"`;
  if (challenge.opaque !== undefined) value += `, opaque=${quote(challenge.opaque)}`;
  if (challenge.qop) value += `, qop=${challenge.qop}, nc=${nc(input.count)}, cnonce="${cnonce}"`;
  else if (challenge.session) value += `, cnonce="${cnonce}"`; // without it nobody could check the key
  if (challenge.userhash) value += ', userhash=true';
  return value;
}

/** H(username ":" realm), RFC 7616 3.4.4. */
export function userHash(challenge: Pick<DigestChallenge, 'hash' | 'realm'>, name: string): string {
  return hex(challenge.hash, `${utf8(name)}:${challenge.realm}`);
}

/** A quoted-string (RFC 9110 5.6.4). */
export function quote(value: string): string {
  return `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;
}

function username(challenge: DigestChallenge, name: string): string {
  if (challenge.userhash) return `username="${userHash(challenge, name)}"`;
  // username* only where the device said UTF-8: others know the plain parameter alone, so it gets raw UTF-8
  if (challenge.utf8 && /[^ -~]/.test(name)) return `username*=UTF-8''${extended(name)}`;
  return `username=${quote(utf8(name))}`;
}

/** The value-chars of RFC 8187 3.2.1. */
function extended(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    each => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function nc(count: number): string {
  return count.toString(16).padStart(8, '0');
}

/** Text as a byte string. */
function utf8(text: string): string {
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

function hex(hash: DigestHash, data: string | Uint8Array): string {
  const sum = createHash(hash);
  return (typeof data === 'string' ? sum.update(data, 'latin1') : sum.update(data)).digest('hex');
}

/** False where the platform refuses the algorithm: MD5 under FIPS, SHA-512/256 in some builds. */
function canHash(hash: DigestHash): boolean {
  try {
    createHash(hash);
    return true;
  } catch {
    return false;
  }
}
