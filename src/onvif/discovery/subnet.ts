import ipaddr from 'ipaddr.js';
import type { NetworkInterface } from './socket';

/**
 * The address without its scope id, in the shortest spelling; undefined for what is no IP address. The short
 * forms of the C library (`10.1`, `0x7f000001`) are none here.
 */
export function plainAddress(address: string): string | undefined {
  const bare = address.replace(/%.*$/s, '');
  const valid = bare.includes(':') ? ipaddr.IPv6.isValid(bare) : ipaddr.IPv4.isValidFourPartDecimal(bare);
  return valid ? ipaddr.process(bare).toString() : undefined;
}

/** The scope id of an IPv6 address (`eth0` of `fe80::1%eth0`), empty without one. */
export function scopeOf(address: string): string {
  const at = address.indexOf('%');
  return at < 0 ? '' : address.slice(at + 1);
}

/** True for an IPv6 address that means something on one link only (fe80::/10). */
export function isLinkLocalIPv6(address: string): boolean {
  return address.includes(':') && /^fe[89ab]/i.test(address);
}

/** True for 127.0.0.0/8 and ::1. */
export function isLoopback(address: string): boolean {
  const plain = plainAddress(address);
  return plain !== undefined && ipaddr.parse(plain).range() === 'loopback';
}

/** True when the address lies on the link of the interface: same subnet and, where one is given, same scope. */
export function isOnLink(local: NetworkInterface, address: string): boolean {
  const plain = plainAddress(address);
  if (plain === undefined) return false;
  const there = ipaddr.parse(plain);
  const here = ipaddr.parse(local.address);
  if (there.kind() !== here.kind()) return false;
  if (isLinkLocalIPv6(address) && scopeOf(address) !== local.scope) return false;
  return there.match(here, local.prefixLength ?? (local.family === 'IPv4' ? 32 : 128));
}

/** The interface on whose link the address lies; one that has this very address goes first. */
export function interfaceOnLink<T extends NetworkInterface>(
  interfaces: Iterable<T>,
  address: string,
): T | undefined {
  let found: T | undefined;
  for (const each of interfaces) {
    if (each.address === address) return each;
    if (!found && isOnLink(each, address)) found = each;
  }
  return found;
}
