import type { Random } from '../base/random';
import { parseParams } from './challenge';
import type { Credentials } from './credentials';
import { answerDigest, digestKey, digestResponse, type DigestChallenge } from './digest';

/** One request signed by a session; kept until its reply came. */
export interface SignedRequest {
  readonly authorization: string;
  readonly nonce: string;
  readonly count: number;
  readonly uri: string;
}

/**
 * A nonce in use: signs request after request with the next count, so that N calls cost N + 1 round trips
 * (RFC 7616 3.4.5). One cnonce for the life of a nonce, since -sess keys depend on it.
 */
export class DigestSession {
  readonly credentials: Credentials;
  /** The request target the challenge came from. */
  readonly issuedFor: string;
  /** The device has accepted a request signed here: the password is right. */
  proven = false;
  #challenge: DigestChallenge;
  readonly #cnonce: string;
  readonly #key: string;
  #count = 0;

  constructor(challenge: DigestChallenge, credentials: Credentials, issuedFor: string, random: Random) {
    this.#challenge = challenge;
    this.credentials = credentials;
    this.issuedFor = issuedFor;
    this.#cnonce = Buffer.from(random.bytes(16)).toString('hex');
    this.#key = digestKey(challenge, credentials, this.#cnonce);
  }

  get nonce(): string {
    return this.#challenge.nonce;
  }

  sign(method: string, uri: string, body: Uint8Array): SignedRequest {
    const count = ++this.#count;
    const input = {
      challenge: this.#challenge,
      credentials: this.credentials,
      key: this.#key,
      cnonce: this.#cnonce,
      method,
      uri,
      body,
      count,
    };
    return { authorization: answerDigest(input), nonce: this.#challenge.nonce, count, uri };
  }

  /**
   * Reads the Authentication-Info of a reply to `signed`: takes `nextnonce` over and says whether the device
   * proved that it knows the password too (`rspauth`); undefined when it did not try.
   */
  heard(authenticationInfo: string, signed: SignedRequest, body: Uint8Array): boolean | undefined {
    const info = parseParams(authenticationInfo);
    const challenge = { ...this.#challenge, nonce: signed.nonce };
    const next = info.get('nextnonce');
    if (next !== undefined && next !== this.#challenge.nonce) {
      this.#challenge = { ...this.#challenge, nonce: next };
      this.#count = 0;
    }
    const rspauth = info.get('rspauth');
    if (rspauth === undefined) return undefined;
    const expected = digestResponse({
      challenge,
      key: this.#key,
      cnonce: this.#cnonce,
      method: '',
      uri: signed.uri,
      count: signed.count,
      body,
    });
    return rspauth.toLowerCase() === expected;
  }
}
