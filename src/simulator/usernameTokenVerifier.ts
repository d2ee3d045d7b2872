import { timingSafeEqual } from 'node:crypto';
import { passwordDigest } from '../onvif/auth/usernameToken';
import { namespaces } from '../onvif/xml/namespaces';
import { attributeOf, childOf, rawTextOf, textOf } from '../onvif/xml/query';
import type { XmlElement } from '../onvif/xml/xmlNode';

/** How far Created may be from the device's clock, milliseconds (the profile recommends five minutes). */
const freshness = 5 * 60_000;
const rememberedNonces = 10_000;

/**
 * The device's side of WS-UsernameToken: PasswordDigest only, with Nonce and Created both there, Created fresh
 * and the pair never seen before (Username Token Profile 1.0, 3.1).
 */
export class UsernameTokenVerifier {
  /** Created by nonce and its text, oldest first. */
  readonly #seen = new Map<string, number>();

  /** The user name that the UsernameToken proves; undefined when it proves none. `now`: the device's time. */
  verify(
    token: XmlElement,
    now: number,
    passwordOf: (username: string) => string | undefined,
  ): string | undefined {
    const password = childOf(token, namespaces.wsse, 'Password');
    const nonce = textOf(childOf(token, namespaces.wsse, 'Nonce'));
    const created = textOf(childOf(token, namespaces.wsu, 'Created'));
    const username = rawTextOf(childOf(token, namespaces.wsse, 'Username'));
    if (!password || !nonce || !created) return undefined;
    if (!attributeOf(password, 'Type')?.endsWith('#PasswordDigest')) return undefined;
    const createdAt = utcTime(created);
    if (createdAt === undefined || Math.abs(createdAt - now) > freshness) return undefined;
    const key = `${nonce} ${created}`;
    const secret = passwordOf(username);
    if (secret === undefined || this.#seen.has(key)) return undefined;
    const wanted = passwordDigest(Buffer.from(nonce, 'base64'), created, secret);
    if (!areEqual(wanted, textOf(password))) return undefined;
    this.#remember(key, createdAt, now);
    return username;
  }

  #remember(key: string, createdAt: number, now: number): void {
    for (const [old, at] of this.#seen) {
      const isFresh = Math.abs(at - now) <= freshness;
      if (isFresh && this.#seen.size < rememberedNonces) break;
      this.#seen.delete(old);
    }
    this.#seen.set(key, createdAt);
  }
}

/** Milliseconds since the epoch of an xs:dateTime in UTC; undefined for any other. */
function utcTime(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function areEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
