import type { Behaviour } from '../behaviour';
import type { HeardHttp, HttpAnswer } from '../httpMessage';

/** How the device asks for a login, where that differs from the sound way. */
export interface LoginQuirk {
  /** Digest algorithms offered, in order. */
  readonly algorithms?: readonly ('MD5' | 'SHA-256')[];
  /** RFC 2069: no qop in the challenge. */
  readonly withoutQop?: boolean;
  /** The same nonce in every challenge, for ever. */
  readonly constantNonce?: boolean;
  /** A refused or missing login is answered with 400 and a fault, without a challenge. */
  readonly refuseWith400?: boolean;
}

/**
 * A way in which real devices differ from the specification, switched on by name. Each says what it bends; what
 * it leaves out stays sound, so that quirks can be combined.
 */
export interface Quirk {
  readonly name: string;
  /** One sentence for the list of quirks. */
  readonly description: string;
  readonly behaviours?: readonly Behaviour[];
  /** Bends a whole HTTP answer; `request` is what it answers. */
  readonly bend?: (answer: HttpAnswer, request: HeardHttp) => HttpAnswer;
  /** Bends the list of discovery scopes. */
  readonly scopes?: (scopes: readonly string[]) => readonly string[];
  /** Bends the addresses that the device gives for its services. */
  readonly xaddr?: (url: string) => string;
  /** Milliseconds that the device's clock is ahead of what it was set to. */
  readonly clockError?: number;
  readonly login?: LoginQuirk;
}
