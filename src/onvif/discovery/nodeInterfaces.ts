import os from 'node:os';
import { OnvifError } from '../base/onvifError';
import { isLinkLocalIPv6, isOnLink, plainAddress } from './subnet';
import type { NetworkInterface } from './socket';

/** The part of `os.networkInterfaces()` that is read here. */
export type InterfaceTable = NodeJS.Dict<
  readonly Pick<os.NetworkInterfaceInfo, 'address' | 'family' | 'internal' | 'cidr' | 'scopeid'>[]
>;

/**
 * The interfaces that discovery uses: of each that is up every IPv4 address and one IPv6 link-local address.
 * `wanted` chooses among them by interface name, address or id; only so the loopback interface comes in, where
 * any address of 127.0.0.0/8 will do. Throws `invalidInput` for a name that is none of this machine's.
 */
export function localInterfaces(
  wanted: readonly string[] = [],
  table: InterfaceTable = os.networkInterfaces(),
  platform: NodeJS.Platform = process.platform,
): NetworkInterface[] {
  const all = listed(table, platform);
  if (wanted.length === 0) return defaults(all.filter(each => !each.internal));
  const chosen = wanted.flatMap(name => {
    const found = named(name, all);
    if (found.length > 0) return found;
    const known = [...new Set(all.map(each => each.name))].map(each => addressesOf(each, all)).join('; ');
    throw new OnvifError(
      'invalidInput',
      `This machine has no network interface or address "${name}"; it has ${known || 'none that is up'}.`,
    );
  });
  return [...new Map(chosen.map(each => [each.id, each])).values()];
}

/** Every address of every interface that is up, loopback and global IPv6 included. */
export function everyInterface(
  table: InterfaceTable = os.networkInterfaces(),
  platform: NodeJS.Platform = process.platform,
): NetworkInterface[] {
  return listed(table, platform);
}

/** An interface by name gives what discovery uses of it, an address or id exactly that one. */
function named(wanted: string, all: readonly NetworkInterface[]): NetworkInterface[] {
  const byName = defaults(all.filter(each => each.name === wanted));
  if (byName.length > 0) return byName;
  const byId = all.filter(each => each.id === wanted);
  if (byId.length > 0) return byId;
  const address = plainAddress(wanted);
  if (address === undefined || wanted.includes('%')) return [];
  const byAddress = all.filter(each => each.address === address);
  if (byAddress.length > 0) return byAddress;
  // Linux and Windows answer on all of 127.0.0.0/8, of which the table lists 127.0.0.1 only.
  const loopback = all.find(each => each.internal && each.family === 'IPv4' && isOnLink(each, address));
  return loopback ? [{ ...loopback, id: address, address }] : [];
}

/** Every IPv4 address, and of IPv6 one link-local address an interface: multicast needs no more. */
function defaults(interfaces: readonly NetworkInterface[]): NetworkInterface[] {
  const links = new Set<string>();
  return interfaces.filter(each => {
    if (each.family === 'IPv4') return true;
    if (!isLinkLocalIPv6(each.address) || links.has(each.name)) return false;
    links.add(each.name);
    return true;
  });
}

function listed(table: InterfaceTable, platform: NodeJS.Platform): NetworkInterface[] {
  return Object.entries(table).flatMap(([name, infos]) =>
    (infos ?? []).flatMap((info): NetworkInterface[] => {
      const address = plainAddress(info.address);
      if (address === undefined) return [];
      const bits = Number(info.cidr?.split('/')[1]);
      const common = {
        name,
        address,
        internal: info.internal,
        ...(Number.isInteger(bits) ? { prefixLength: bits } : {}),
      };
      if (info.family === 'IPv4') return [{ ...common, id: address, family: 'IPv4' }];
      const scope = platform === 'win32' ? String(info.scopeid ?? 0) : name;
      const scoped = isLinkLocalIPv6(address);
      return [{ ...common, id: scoped ? `${address}%${scope}` : address, family: 'IPv6', scope }];
    }),
  );
}

function addressesOf(name: string, all: readonly NetworkInterface[]): string {
  return `${name} (${all
    .filter(each => each.name === name)
    .map(each => each.address)
    .join(', ')})`;
}
