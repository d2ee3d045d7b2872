import type { Clock } from '../base/clock';
import type { Finding } from '../base/finding';
import type { OnvifError } from '../base/onvifError';
import type { Random } from '../base/random';
import { requestAddress } from '../http/requestAddress';
import { headerOf, headersOf, type HeaderList } from '../http/transport';
import {
  loginRefused,
  noCredentials,
  noDigest,
  onlyBasic,
  refusedBefore,
  staleAgain,
  wantsDigest,
} from './authErrors';
import { parseChallenges } from './challenge';
import { sameLogin, type AuthMode, type Credentials } from './credentials';
import { chooseDigest, type DigestChallenge } from './digest';
import { DigestSession, type SignedRequest } from './digestSession';
import { OriginLogins } from './originLogins';
import { usernameToken } from './usernameToken';

/** One call that may have to prove who it is. */
export interface AuthCall {
  readonly method: string;
  readonly url: string;
  readonly mode: AuthMode;
  /**
   * The credentials that may go to this URL, or undefined. Asked when they are needed, so that nothing is
   * looked up for a call that stays anonymous.
   */
  readonly credentials: () => Credentials | undefined;
}

/** What the next attempt carries. */
export type AuthProof =
  | { readonly auth: 'none' }
  /** Add `header` to the request; the body goes as it was given. */
  | { readonly auth: 'digest'; readonly header: readonly [name: string, value: string] }
  /** Put the element into the SOAP header; it needs the prefix `s` bound to SOAP 1.2 by the envelope. */
  | { readonly auth: 'wsse'; readonly securityHeader: string }
  /** Send nothing: the call has failed with this error. */
  | { readonly auth: 'stop'; readonly error: OnvifError };

/** What the login rules need to know of an answer. */
export interface AuthAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  /** The body is a fault for which `isLoginFault` holds. */
  readonly loginFault: boolean;
}

export type AuthVerdict =
  /** The answer is the answer: a reply, or a fault that has nothing to do with a login. */
  | { readonly kind: 'settled'; readonly findings: readonly Finding[] }
  /** Ask `prove` again and send once more. Comes at most once a call. */
  | { readonly kind: 'again'; readonly findings: readonly Finding[] }
  /** The device wants a login (`credentialsRequired`), refused this one (`loginRefused`) or no nonce would do. */
  | { readonly kind: 'refused'; readonly error: OnvifError; readonly findings: readonly Finding[] };

export interface AuthSessionOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Device time minus local time, milliseconds: UsernameTokens are dated with the device's clock. */
  readonly clockOffset?: () => number;
}

/**
 * The memory of how one device is logged in to, by origin (scheme, host, port), and the rules of when
 * credentials are sent. A refused login is never repeated: not in the same call, and not in a later one with
 * the same credentials until `forget`, because devices lock accounts.
 *
 * Basic is left out: it hands the password itself to whoever answers, and ONVIF devices have to support digest.
 */
export class AuthSession {
  readonly #options: AuthSessionOptions;
  readonly #origins = new Map<string, OriginLogins>();

  constructor(options: AuthSessionOptions) {
    this.#options = options;
  }

  /** The conversation of one call: `prove`, send, `judge`, and once more if it says `again`. */
  begin(call: AuthCall): AuthConversation {
    const { origin, target } = requestAddress(call.url);
    let logins = this.#origins.get(origin);
    if (!logins) this.#origins.set(origin, (logins = new OriginLogins()));
    return new AuthConversation(call, target, logins, this.#options);
  }

  /** Forgets nonces and schemes but no refusals: after a reboot, which anybody's datagram can claim. */
  renew(): void {
    for (const logins of this.#origins.values()) logins.renew();
  }

  /** Forgets nonces, schemes and refusals: after new credentials, a factory default. */
  forget(): void {
    this.#origins.clear();
  }
}

export class AuthConversation {
  readonly #call: AuthCall;
  readonly #target: string;
  readonly #logins: OriginLogins;
  readonly #options: AuthSessionOptions;
  #credentials: Credentials | undefined;
  /** Fixed for the attempt: another call may teach the device's memory something else meanwhile. */
  #scheme: 'none' | 'digest' | 'wsse' | undefined;
  #sent: 'none' | 'digest' | 'wsse' = 'none';
  #session: DigestSession | undefined;
  #signed: SignedRequest | undefined;
  #retried = false;

  constructor(call: AuthCall, target: string, logins: OriginLogins, options: AuthSessionOptions) {
    this.#call = call;
    this.#target = target;
    this.#logins = logins;
    this.#options = options;
  }

  /** The next attempt carries a UsernameToken: the device's clock has to be known by then. */
  get sendsToken(): boolean {
    const { mode } = this.#call;
    return (this.#scheme ?? (mode === 'auto' ? this.#logins.scheme : mode)) === 'wsse';
  }

  /** What the next attempt carries. `body`: as it is sent without a Security header (auth-int signs it). */
  prove(body: Uint8Array): AuthProof {
    const { mode } = this.#call;
    this.#scheme ??= mode === 'auto' ? this.#logins.scheme : mode;
    if (this.#scheme === 'digest') return this.#proveDigest(body);
    if (this.#scheme === 'wsse') return this.#proveToken();
    return this.#anonymous();
  }

  #anonymous(): AuthProof {
    this.#sent = 'none';
    return { auth: 'none' };
  }

  #proveDigest(body: Uint8Array): AuthProof {
    const session = this.#retried ? this.#session : this.#logins.digestFor(this.#target);
    if (!session) return this.#anonymous();
    if (!this.#retried) {
      const credentials = this.#lookUp();
      if (!credentials || !sameLogin(credentials, session.credentials)) return this.#anonymous();
      if (this.#logins.isRefused('digest', credentials)) return this.#anonymous();
    }
    this.#session = session;
    this.#credentials = session.credentials;
    this.#signed = session.sign(this.#call.method, this.#target, body);
    this.#sent = 'digest';
    return { auth: 'digest', header: ['Authorization', this.#signed.authorization] };
  }

  #proveToken(): AuthProof {
    const credentials = this.#lookUp();
    const explicit = this.#call.mode === 'wsse';
    if (!credentials) return explicit ? { auth: 'stop', error: noCredentials() } : this.#anonymous();
    if (this.#logins.isRefused('wsse', credentials)) {
      return explicit ? { auth: 'stop', error: refusedBefore(credentials) } : this.#anonymous();
    }
    const { clock, random, clockOffset } = this.#options;
    this.#sent = 'wsse';
    const created = clock.now() + (clockOffset?.() ?? 0);
    return { auth: 'wsse', securityHeader: usernameToken({ credentials, created, nonce: random.bytes(20) }) };
  }

  /** What the answer to the last attempt means for the login. */
  judge(answer: AuthAnswer): AuthVerdict {
    const wantsLogin = answer.status === 401 || answer.loginFault;
    if (!wantsLogin) return this.#accepted(answer);
    if (this.#sent === 'digest') return this.#judgeDigest(answer);
    if (this.#sent === 'wsse') return this.#judgeToken(answer);
    return this.#judgeAnonymous(answer);
  }

  #accepted(answer: AuthAnswer): AuthVerdict {
    if (this.#sent === 'none') return settled;
    // 403 and 5xx without a fault come from proxies and overloaded servers that judged no login
    if (answer.status < 400) this.#logins.accepted(this.#sent, this.#credentials!);
    if (this.#sent !== 'digest') return settled;
    const session = this.#session!;
    if (answer.status < 400) session.proven = true;
    const info = headerOf(answer.headers, 'Authentication-Info');
    if (info === undefined || session.heard(info, this.#signed!, answer.body) !== false) return settled;
    return {
      kind: 'settled',
      findings: [
        {
          code: 'digest-wrong-rspauth',
          message:
            'The rspauth of the device’s Authentication-Info is not what the password gives; it was ignored.',
        },
      ],
    };
  }

  #judgeAnonymous(answer: AuthAnswer): AuthVerdict {
    const { mode } = this.#call;
    if (mode === 'none') return refused(noCredentials());
    const challenges = parseChallenges(headersOf(answer.headers, 'WWW-Authenticate'));
    const challenge = chooseDigest(challenges);
    const credentials = this.#lookUp();
    if (!credentials) return refused(noCredentials());
    if (mode === 'digest' && !challenge) return refused(noDigest(challenges.map(each => each.scheme)));
    const scheme = challenge ? 'digest' : 'wsse';
    if (this.#retried || this.#logins.isRefused(scheme, credentials))
      return refused(refusedBefore(credentials));
    if (challenge) this.#adopt(challenge, credentials);
    this.#logins.scheme = scheme;
    this.#scheme = scheme;
    this.#retried = true;
    return again();
  }

  #judgeDigest(answer: AuthAnswer): AuthVerdict {
    const session = this.#session!;
    // HTTP let it pass and the service refuses the user this operation: the fault says it better
    if (answer.status !== 401) return settled;
    const challenge = chooseDigest(parseChallenges(headersOf(answer.headers, 'WWW-Authenticate')));
    const fresh = challenge !== undefined && challenge.nonce !== this.#signed!.nonce;
    if (challenge && !this.#retried) {
      const finding = fresh && session.proven ? this.#silentlyStale(challenge, session) : undefined;
      if (challenge.stale || finding) {
        if (finding?.code === 'digest-nonce-per-url') this.#logins.noncePerTarget = true;
        this.#adopt(challenge, session.credentials);
        this.#retried = true;
        return again(finding && !challenge.stale ? [finding] : []);
      }
    }
    // The login itself is right (RFC 7616 3.3): a resent request looks like this, its count having been used.
    if (challenge?.stale) {
      this.#logins.drop(session);
      return refused(staleAgain());
    }
    this.#logins.refused('digest', session.credentials, session);
    return refused(loginRefused(session.credentials));
  }

  /**
   * A new nonce without stale=true is a refusal, unless the device had accepted this very login before: then
   * the nonce is what it no longer takes. Many devices forget to say so; some bind nonces to a URL.
   */
  #silentlyStale(challenge: DigestChallenge, session: DigestSession): Finding {
    return session.issuedFor !== this.#target && !challenge.stale
      ? {
          code: 'digest-nonce-per-url',
          message: 'The device takes a digest nonce only at the URL that issued it; one nonce a URL is used.',
        }
      : {
          code: 'digest-stale-not-said',
          message:
            'The device replaced the digest nonce without stale=true; the request was signed once more.',
        };
  }

  #judgeToken(answer: AuthAnswer): AuthVerdict {
    const credentials = this.#credentials!;
    const challenges = parseChallenges(headersOf(answer.headers, 'WWW-Authenticate'));
    const challenge = chooseDigest(challenges);
    this.#logins.refused('wsse', credentials);
    // the login was refused once: the next call may try the other scheme, this one may not
    if (challenge && this.#call.mode === 'auto' && !this.#logins.isRefused('digest', credentials)) {
      this.#adopt(challenge, credentials);
      this.#logins.scheme = 'digest';
      return refused(wantsDigest());
    }
    if (!challenge && challenges.some(each => each.scheme === 'basic')) return refused(onlyBasic());
    return refused(loginRefused(credentials));
  }

  #adopt(challenge: DigestChallenge, credentials: Credentials): void {
    const session = new DigestSession(challenge, credentials, this.#target, this.#options.random);
    this.#session = session;
    this.#logins.remember(session);
  }

  #lookUp(): Credentials | undefined {
    return (this.#credentials ??= this.#call.credentials());
  }
}

const settled: AuthVerdict = { kind: 'settled', findings: [] };

function again(findings: readonly Finding[] = []): AuthVerdict {
  return { kind: 'again', findings };
}

function refused(error: OnvifError): AuthVerdict {
  return { kind: 'refused', error, findings: [] };
}
