import { DigestVerifier } from '../onvif/auth/digestVerifier';
import type { Clock } from '../onvif/base/clock';
import type { Random } from '../onvif/base/random';
import { headerOf, type HeaderList } from '../onvif/http/transport';
import { namespaces } from '../onvif/xml/namespaces';
import { childOf } from '../onvif/xml/query';
import type { XmlElement } from '../onvif/xml/xmlNode';
import { mayCall } from './accessPolicy';
import { DeviceFault } from './deviceFault';
import type { HeardRequest } from './heardRequests';
import type { HeardHttp, HttpAnswer } from './httpMessage';
import type { LoginQuirk } from './quirks/quirk';
import type { DeviceControls } from './deviceControls';
import { httpAnswer, soapFault } from './soapAnswer';
import type { UserAccount } from './userAccounts';
import { UsernameTokenVerifier } from './usernameTokenVerifier';

/** Who a request comes from, and the answer that refuses it if it is refused. */
export interface Admission {
  readonly login: HeardRequest['login'];
  readonly user?: UserAccount;
  readonly refusal?: HttpAnswer;
  /** To be sent with the reply: Authentication-Info. */
  readonly headers?: HeaderList;
}

/**
 * Decides who may call what. In Factory Default everybody may everything and logins are not looked at (Profile Q,
 * clause 9); after that the default access policy holds. HTTP is judged first, then the token (Core, access
 * control): a call that brings both must be right in both.
 */
export class Gatekeeper {
  #tokens = new UsernameTokenVerifier();
  #digest: { readonly verifier: DigestVerifier; readonly key: string } | undefined;

  /** `quirk`: how the device asks for a login at the moment. */
  constructor(
    readonly device: DeviceControls,
    readonly quirk: () => LoginQuirk,
  ) {}

  forget(): void {
    this.#tokens = new UsernameTokenVerifier();
    this.#digest = undefined;
  }

  admit(request: HeardHttp, security: XmlElement | undefined, operation: string): Admission {
    const authorization = headerOf(request.headers, 'authorization');
    const token = security && childOf(security, namespaces.wsse, 'UsernameToken');
    const login = loginOf(authorization !== undefined, token !== undefined);
    if (this.device.state === 'factoryDefault' || mayCall('Anonymous', operation)) return { login };
    if (authorization === undefined && !token) return { login, refusal: this.#challenge() };

    let user: UserAccount | undefined;
    let headers: HeaderList = [];
    if (authorization !== undefined) {
      const { method, target: uri, body } = request;
      const verdict = this.#verifier().verify({ authorization, method, uri, body }, this.#accounts);
      if (verdict.kind !== 'accepted') return { login, refusal: this.#challenge(verdict.kind === 'stale') };
      user = this.#account(verdict.username);
      headers = [['Authentication-Info', verdict.info]];
    }
    if (token) {
      const name = this.#tokens.verify(token, this.device.now(), each => this.#account(each)?.password);
      if (name === undefined || (user && user.username !== name)) return { login, refusal: notAuthorized() };
      user ??= this.#account(name);
    }
    if (!user) return { login, refusal: this.#challenge() };
    if (mayCall(user.level, operation)) return { login, user, headers };
    // a user of too low a level hears 401 where digest was used, as the official tests expect it
    return { login, user, refusal: authorization === undefined ? notAuthorized() : this.#challenge() };
  }

  #challenge(stale = false): HttpAnswer {
    if (this.quirk().refuseWith400) return notAuthorized();
    const challenges = this.#verifier().challenges(stale);
    return httpAnswer(
      401,
      challenges.map(each => ['WWW-Authenticate', each] as const),
    );
  }

  /** Those one can log in with: an account from Factory Default without a password proves nothing. */
  get #accounts(): readonly UserAccount[] {
    return this.device.settings.users.filter(each => each.password !== '');
  }

  #account(username: string): UserAccount | undefined {
    return this.#accounts.find(each => each.username === username);
  }

  /** A new one, with new nonces, whenever a quirk changes what the challenge says. */
  #verifier(): DigestVerifier {
    const quirk = this.quirk();
    if (quirk.constantNonce) return createVerifier(this.device, quirk);
    const key = JSON.stringify(quirk);
    if (this.#digest?.key !== key) this.#digest = { key, verifier: createVerifier(this.device, quirk) };
    return this.#digest.verifier;
  }
}

function createVerifier(device: DeviceControls, quirk: LoginQuirk): DigestVerifier {
  return new DigestVerifier({
    clock: quirk.constantNonce ? stoppedClock(device.clock) : device.clock,
    random: quirk.constantNonce ? constantBytes(device.random) : device.random,
    realm: device.identity.model,
    algorithms: quirk.algorithms ?? ['MD5'],
    ...(quirk.withoutQop ? { qop: [] } : {}),
  });
}

// Time that stands still and randomness that is none make every nonce the same, and one that never grows old.
function stoppedClock(clock: Clock): Clock {
  return { now: () => clock.now(), monotonic: () => 0, after: (ms, callback) => clock.after(ms, callback) };
}

function constantBytes(random: Random): Random {
  return {
    uuid: () => random.uuid(),
    between: (low, high) => random.between(low, high),
    bytes: count => new Uint8Array(count),
  };
}

function notAuthorized(): HttpAnswer {
  return soapFault(new DeviceFault('Sender/NotAuthorized', 'The sender is not authorized to call this.'));
}

function loginOf(digest: boolean, token: boolean): Admission['login'] {
  if (digest) return token ? 'both' : 'digest';
  return token ? 'wsse' : 'none';
}
