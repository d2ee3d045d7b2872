import ipaddr from 'ipaddr.js';
import { OnvifError } from '../base/onvifError';
import { isLinkLocalIPv6, plainAddress, scopeOf } from './subnet';

/** So many hosts are asked at the most, which is an IPv4 range of /20. */
export const maximumHosts = 4096;

/**
 * The hosts that addresses and IPv4 ranges in CIDR notation name, each once: `192.0.2.7`, `192.0.2.0/24`,
 * `fe80::1%eth0`. A range leaves out its network and broadcast addresses. Throws `invalidInput` for anything else
 * and for more than `maximumHosts`.
 */
export function expandHosts(addressesOrCidr: readonly string[]): string[] {
  const hosts = new Set<string>();
  for (const each of addressesOrCidr) {
    for (const host of hostsOf(each.trim())) {
      hosts.add(host);
      if (hosts.size > maximumHosts) throw tooMany(each);
    }
  }
  return [...hosts];
}

function hostsOf(text: string): string[] {
  const [address = '', bits, ...rest] = text.split('/');
  const plain = plainAddress(address);
  if (plain === undefined || rest.length > 0) throw notAnAddress(text);
  if (bits === undefined) return [single(address, plain)];
  const parsed = ipaddr.parse(plain);
  const length = /^\d{1,3}$/.test(bits) ? Number(bits) : NaN;
  const width = parsed.kind() === 'ipv4' ? 32 : 128;
  if (!(length <= width)) throw notAnAddress(text);
  if (length === width) return [single(address, plain)];
  if (width === 128) {
    throw new OnvifError(
      'invalidInput',
      `"${text}" is an IPv6 range, which is too large to ask host by host; give single IPv6 addresses.`,
    );
  }
  if (2 ** (32 - length) > maximumHosts) throw tooMany(text);
  return range(plain, length);
}

function single(address: string, plain: string): string {
  const scope = scopeOf(address);
  if (isLinkLocalIPv6(plain)) {
    if (scope === '') {
      throw new OnvifError(
        'invalidInput',
        `"${address}" is a link-local address; say on which interface, for example ${address}%eth0.`,
      );
    }
    return `${plain}%${scope}`;
  }
  const kind = ipaddr.parse(plain).range();
  if (kind === 'multicast' || kind === 'unspecified' || kind === 'broadcast') {
    throw new OnvifError('invalidInput', `"${address}" is not the address of one host.`);
  }
  return plain;
}

/** Of /31 and /32 every address is a host. */
function range(address: string, length: number): string[] {
  const size = 2 ** (32 - length);
  const number = ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const network = Math.floor(number / size) * size;
  const hosts: string[] = [];
  const edge = length < 31 ? 1 : 0;
  for (let at = network + edge; at < network + size - edge; at++) {
    hosts.push([24, 16, 8, 0].map(shift => Math.floor(at / 2 ** shift) % 256).join('.'));
  }
  return hosts;
}

function notAnAddress(text: string): OnvifError {
  return new OnvifError(
    'invalidInput',
    `"${text}" is neither an IP address nor a range like 192.0.2.0/24; a host name is added by its address instead.`,
  );
}

function tooMany(text: string): OnvifError {
  return new OnvifError(
    'invalidInput',
    `"${text}" makes more than ${maximumHosts} hosts to ask; give ranges of /20 or smaller.`,
  );
}
