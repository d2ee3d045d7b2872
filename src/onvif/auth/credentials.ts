/** A user of a device. Never logged, never in an Exchange. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * How a call proves who it is. `auto`: nothing first, then whatever the device's answer asks for (HTTP digest
 * before WS-UsernameToken), remembered for the device. No mode repeats a refused login by itself.
 */
export type AuthMode = 'auto' | 'none' | 'digest' | 'wsse';

export function sameLogin(one: Credentials, other: Credentials): boolean {
  return one === other || (one.username === other.username && one.password === other.password);
}
