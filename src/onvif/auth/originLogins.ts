import { sameLogin, type Credentials } from './credentials';
import type { DigestSession } from './digestSession';

type Scheme = 'digest' | 'wsse';

/** More targets than a device has services; pull points with an address of their own would grow for ever. */
const targetsKept = 64;

/** What is remembered of the logins at one origin. */
export class OriginLogins {
  /** What `auto` starts with. */
  scheme: Scheme | 'none' = 'none';
  /** Nonces are good only for the target that issued them. */
  noncePerTarget = false;
  #latest: DigestSession | undefined;
  readonly #byTarget = new Map<string, DigestSession>();
  #accepted: Credentials | undefined;
  readonly #refused = new Map<Scheme, Credentials>();

  /** The nonce to sign a request to `target` with before it is asked for. */
  digestFor(target: string): DigestSession | undefined {
    return this.#byTarget.get(target) ?? (this.noncePerTarget ? undefined : this.#latest);
  }

  remember(session: DigestSession): void {
    if (!this.noncePerTarget) this.#byTarget.clear(); // one nonce for all: the newest
    this.#byTarget.delete(session.issuedFor);
    this.#byTarget.set(session.issuedFor, session);
    this.#latest = session;
    if (this.#byTarget.size > targetsKept) {
      const [oldest] = this.#byTarget.keys();
      this.#byTarget.delete(oldest!);
    }
  }

  /** Forgets nonces and scheme. What was refused stays refused. */
  renew(): void {
    this.scheme = 'none';
    this.noncePerTarget = false;
    this.#latest = undefined;
    this.#byTarget.clear();
  }

  accepted(scheme: Scheme, credentials: Credentials): void {
    this.#refused.delete(scheme);
    this.#accepted = credentials;
  }

  /**
   * Notes a refusal and drops the nonce it came with. A login that was accepted before is not blocked yet: some
   * devices say 401 to a user who may not do this one thing.
   */
  refused(scheme: Scheme, credentials: Credentials, session?: DigestSession): void {
    if (this.#accepted && sameLogin(this.#accepted, credentials)) this.#accepted = undefined;
    else this.#refused.set(scheme, credentials);
    if (session) this.drop(session);
  }

  /** The nonce is of no use any more. */
  drop(session: DigestSession): void {
    if (this.#latest === session) this.#latest = undefined;
    for (const [target, each] of this.#byTarget) if (each === session) this.#byTarget.delete(target);
  }

  isRefused(scheme: Scheme, credentials: Credentials): boolean {
    const refused = this.#refused.get(scheme);
    return refused !== undefined && sameLogin(refused, credentials);
  }
}
