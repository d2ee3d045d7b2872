import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../base/clock';
import type { Random } from '../base/random';
import { parseChallenges } from './challenge';
import {
  digestKey,
  digestResponse,
  quote,
  readDigest,
  userHash,
  type DigestChallenge,
  type DigestQop,
} from './digest';

export type DigestAlgorithm =
  'MD5' | 'MD5-sess' | 'SHA-256' | 'SHA-256-sess' | 'SHA-512-256' | 'SHA-512-256-sess';

export interface DigestVerifierOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly realm: string;
  /** One challenge each, in this order: what the device prefers first. MD5 and SHA-256 unless told. */
  readonly algorithms?: readonly DigestAlgorithm[];
  /** `auth` unless told; empty for the form of RFC 2069. */
  readonly qop?: readonly DigestQop[];
  /** Milliseconds a nonce is good for; a minute unless told. */
  readonly nonceLifetime?: number;
}

/** A request as far as its Authorization is concerned. */
export interface DigestRequest {
  readonly authorization: string | undefined;
  readonly method: string;
  /** The request target as the request line says it. */
  readonly uri: string;
  readonly body?: Uint8Array;
}

/** Passwords by user name. */
export type DigestAccounts = Iterable<{ readonly username: string; readonly password: string }>;

export type DigestVerdict =
  /** `info` is the value for Authentication-Info. */
  | { readonly kind: 'accepted'; readonly username: string; readonly info: string }
  /** No Digest credentials were sent: answer 401 with `challenges()`. */
  | { readonly kind: 'absent' }
  /** The login is right but the nonce is too old or was used for this count before: 401 with `challenges(true)`. */
  | { readonly kind: 'stale'; readonly reason: string }
  /** Wrong user, password or form: 401 with `challenges()`. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Requests may overtake each other on several connections: a count this far behind the highest may still come. */
const countWindow = 64;

/** The device's side of HTTP Digest: issues nonces bound to the time and checks what comes back (RFC 7616 3.4.6). */
export class DigestVerifier {
  readonly #clock: Clock;
  readonly #realm: string;
  readonly #algorithms: readonly DigestAlgorithm[];
  readonly #qop: readonly DigestQop[];
  readonly #lifetime: number;
  readonly #secret: Uint8Array;
  readonly #random: Random;
  readonly #opaque: string;
  /** Counts seen, by nonce, in the order the nonces were first used. */
  readonly #counts = new Map<string, Set<number>>();

  constructor(options: DigestVerifierOptions) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#realm = options.realm;
    this.#algorithms = options.algorithms ?? ['MD5', 'SHA-256'];
    this.#qop = options.qop ?? ['auth'];
    this.#lifetime = options.nonceLifetime ?? 60_000;
    this.#secret = options.random.bytes(32);
    this.#opaque = Buffer.from(options.random.bytes(8)).toString('hex');
  }

  /** The values of the WWW-Authenticate fields of a 401, one an algorithm, with one new nonce. */
  challenges(stale = false): string[] {
    const nonce = this.#issue();
    const qop = this.#qop.length > 0 ? `, qop="${this.#qop.join(',')}"` : '';
    return this.#algorithms.map(
      algorithm =>
        `Digest realm=${quote(this.#realm)}${qop}, nonce="${nonce}", opaque="${this.#opaque}", ` +
        `algorithm=${algorithm}${stale ? ', stale=true' : ''}, charset=UTF-8`,
    );
  }

  verify(request: DigestRequest, accounts: DigestAccounts): DigestVerdict {
    const [credentials] = parseChallenges(request.authorization === undefined ? [] : [request.authorization]);
    if (credentials?.scheme !== 'digest') return { kind: 'absent' };
    const { params } = credentials;
    const missing = ['realm', 'nonce', 'uri', 'response'].filter(name => !params.has(name));
    if (missing.length > 0) return refused(`the Authorization header lacks ${missing.join(', ')}`);
    if (params.get('realm') !== this.#realm) return refused('the realm is another one');
    if (params.get('uri') !== request.uri) return refused('the uri is not the request target');
    const challenge = readDigest(credentials);
    if (!challenge || !this.#offered(challenge)) return refused('algorithm or qop were not offered');
    const { cnonce, count } = use(params, challenge);
    if (cnonce === undefined || count === undefined) return refused('cnonce and nc are missing or malformed');
    const account = this.#account(params, challenge, accounts);
    if (!account) return refused('no such user');
    const key = digestKey(challenge, account, cnonce);
    const made = { challenge, key, cnonce, count, uri: request.uri };
    const body = request.body ?? new Uint8Array();
    const expected = digestResponse({ ...made, method: request.method, body });
    if (!sameText(expected, params.get('response')!.toLowerCase())) return refused('wrong password');
    const reason = this.#staleness(challenge, count);
    if (reason) return { kind: 'stale', reason };
    const rspauth =
      challenge.qop === 'auth-int' ? '' : `rspauth="${digestResponse({ ...made, method: '' })}", `;
    const echo = challenge.qop ? `qop=${challenge.qop}, nc=${params.get('nc')}, cnonce=${quote(cnonce)}` : '';
    return { kind: 'accepted', username: account.username, info: `${rspauth}${echo}`.replace(/, $/, '') };
  }

  #offered({ algorithm = 'MD5', qop }: DigestChallenge): boolean {
    const known = this.#algorithms.some(each => each.toLowerCase() === algorithm.toLowerCase());
    return known && (qop === undefined ? this.#qop.length === 0 : this.#qop.includes(qop));
  }

  #account(params: ReadonlyMap<string, string>, challenge: DigestChallenge, accounts: DigestAccounts) {
    const extended = params.get('username*');
    const plain = params.get('username');
    const name = extended === undefined ? fromUtf8(plain) : fromExtended(extended);
    if (name === undefined) return undefined;
    for (const account of accounts) {
      if (challenge.userhash ? userHash(challenge, account.username) === name : account.username === name) {
        return account;
      }
    }
    return undefined;
  }

  /** Why a right answer does not count any more; undefined when it does, and then its count is taken. */
  #staleness(challenge: DigestChallenge, count: number): string | undefined {
    const { nonce, qop } = challenge;
    const age = this.#age(nonce);
    if (age === undefined) return 'the nonce is not one of this device';
    if (age > this.#lifetime) return 'the nonce is too old';
    if (!qop) return undefined;
    this.#forgetOld();
    const seen = this.#counts.get(nonce) ?? new Set<number>();
    this.#counts.set(nonce, seen);
    const highest = Math.max(0, ...seen);
    if (seen.has(count) || count <= highest - countWindow) return 'the nonce count was used before';
    seen.add(count);
    for (const each of seen) if (each <= Math.max(highest, count) - countWindow) seen.delete(each);
    return undefined;
  }

  #forgetOld(): void {
    for (const nonce of this.#counts.keys()) {
      if ((this.#age(nonce) ?? Infinity) <= this.#lifetime) return;
      this.#counts.delete(nonce);
    }
  }

  /** The time of issue, something random, and a seal over both: no list of nonces has to be kept. */
  #issue(): string {
    const stamp = `${Math.round(this.#clock.monotonic())}.${Buffer.from(this.#random.bytes(6)).toString('hex')}`;
    return `${stamp}.${this.#seal(stamp)}`;
  }

  #age(nonce: string): number | undefined {
    const [, stamp, issued, seal] = /^((\d+)\.[0-9a-f]+)\.([0-9a-f]+)$/.exec(nonce) ?? [];
    if (stamp === undefined || !sameText(this.#seal(stamp), seal!)) return undefined;
    return this.#clock.monotonic() - Number(issued);
  }

  #seal(stamp: string): string {
    return createHmac('sha256', this.#secret).update(stamp).digest('hex').slice(0, 32);
  }
}

function refused(reason: string): DigestVerdict {
  return { kind: 'refused', reason };
}

function use(params: ReadonlyMap<string, string>, { qop, session }: DigestChallenge) {
  const cnonce = params.get('cnonce');
  if (!qop) return { cnonce: session ? cnonce : '', count: 1 };
  const nc = params.get('nc') ?? '';
  return { cnonce, count: /^[0-9a-f]{8}$/i.test(nc) && nc !== '00000000' ? parseInt(nc, 16) : undefined };
}

function sameText(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

/** Header values are byte strings; user names are UTF-8. */
function fromUtf8(bytes: string | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes, 'latin1').toString('utf8');
}

function fromExtended(value: string): string | undefined {
  const encoded = /^UTF-8'[^']*'(.*)$/i.exec(value)?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
