import { isIPv4, isIPv6 } from 'node:net';
import { DeviceFault } from './deviceFault';
import { maxListed, type HostAddress, type PrefixedAddress } from './networkSettings';
import type { RequestArguments } from './requestArguments';

/** RFC 952 with RFC 1123 2.1: labels of letters, digits and inner hyphens, 63 characters each, 253 in all. */
export function isHostname(name: string): boolean {
  return (
    name.length <= 253 && name.split('.').every(each => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(each))
  );
}

/** An address that a host can have: not 0.x.x.x, no multicast, nothing reserved (RFC 1122 3.2.1.3). */
export function isHostIPv4(text: string): boolean {
  const first = Number(text.split('.')[0]);
  return isIPv4(text) && first > 0 && first < 224;
}

/** An address that a host can have: not ::, no multicast, without a zone. */
export function isHostIPv6(text: string): boolean {
  return isIPv6(text) && !text.includes('%') && !/^ff/i.test(text) && /[1-9a-f]/i.test(text);
}

/** Reads a list of tt:IPAddress or, with `DNS` among `types`, of tt:NetworkHost. */
export function hostAddresses(
  args: RequestArguments,
  name: string,
  types: readonly HostAddress['type'][],
  most = maxListed,
): HostAddress[] {
  return limited(args.groups(name), name, most).map(host => {
    const type = host.oneOf('Type', types);
    if (type === 'IPv4') return { type, address: ipv4(host.optionalText('IPv4Address') ?? '') };
    if (type === 'IPv6') return { type, address: ipv6(host.optionalText('IPv6Address') ?? '') };
    const address = host.optionalText('DNSname') ?? '';
    if (isHostname(address)) return { type, address };
    throw new DeviceFault('Sender/InvalidArgVal/InvalidDnsName', `"${address}" is no host name.`);
  });
}

/** Reads the Manual addresses of an interface. */
export function prefixedAddresses(args: RequestArguments, family: 'IPv4' | 'IPv6'): PrefixedAddress[] {
  const read = family === 'IPv4' ? ipv4 : ipv6;
  return limited(args.groups('Manual'), 'Manual').map(each => {
    const address = read(each.text('Address'));
    const prefixLength = each.integer('PrefixLength');
    if (prefixLength >= 0 && prefixLength <= (family === 'IPv4' ? 32 : 128)) return { address, prefixLength };
    throw invalidAddress(family, `${address}/${prefixLength}`);
  });
}

/** Throws InvalidArgVal for more values than the device keeps. */
export function limited<T>(values: readonly T[], name: string, most = maxListed): readonly T[] {
  if (values.length <= most) return values;
  throw new DeviceFault('Sender/InvalidArgVal', `The device keeps at most ${most} of ${name}.`);
}

function ipv4(text: string): string {
  if (isHostIPv4(text)) return text;
  throw invalidAddress('IPv4', text);
}

function ipv6(text: string): string {
  if (isHostIPv6(text)) return text;
  throw invalidAddress('IPv6', text);
}

function invalidAddress(family: 'IPv4' | 'IPv6', text: string): DeviceFault {
  return new DeviceFault(
    `Sender/InvalidArgVal/Invalid${family}Address`,
    `"${text}" is no ${family} address that a host can have.`,
  );
}
