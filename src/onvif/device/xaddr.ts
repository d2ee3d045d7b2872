import ipaddr from 'ipaddr.js';
import { authorityOf, urlHost, type Authority } from './authority';
import { deviceServicePath } from './deviceAddress';
import type { AdvertisedAddress } from './deviceFacts';

/** How the device service is reached, and where the device says that it is. */
export interface ReachedAt {
  /** The device service in use. */
  readonly url: string;
  /** The device service as the device advertises it, once known. */
  readonly advertisedUrl?: string;
}

/**
 * Where to send what is meant for an address that the device advertises for one of its services. What lies on
 * another host (or on none that can be reached) keeps its path and goes to the host the person pointed at; `reason`
 * then says so. Another port of that host is used as it stands. A device behind a port mapping advertises its inner
 * authority: what shares it with the advertised device service shares the mapping.
 */
export function rewriteXaddr(advertised: string, reached: ReachedAt): AdvertisedAddress {
  const here = authorityOf(reached.url)!;
  const read = readXaddr(advertised);
  if (!read) {
    const reason = `The device gives "${advertised}", which is no http address; the address of its device service is used.`;
    return { advertised, used: reached.url, reason };
  }
  const inner = reached.advertisedUrl === undefined ? undefined : readXaddr(reached.advertisedUrl)?.authority;
  const there = read.authority;
  const answer = (target: Authority, what: string | undefined): AdvertisedAddress => {
    const used = originOf(target) + read.path;
    const oddity = what ?? read.oddity;
    if (oddity === undefined) return { advertised, used: advertised.trim() };
    return { advertised, used, reason: `The device gives ${advertised}, ${oddity}; ${used} is used.` };
  };
  if (!there) return answer(here, 'without a host');
  if (inner && equal(there, inner) && !equal(there, here)) {
    return answer(here, 'the address of its device service, which was reached at another one');
  }
  const downgrade = here.scheme === 'https' && there.scheme === 'http';
  if (sameHost(there.host, here.host)) {
    if (downgrade) return answer(here, 'without TLS');
    if (zoneOf(there.host) !== zoneOf(here.host)) {
      return answer({ ...there, host: here.host }, 'without the zone of the interface');
    }
    // one spelling of an address, so that it is known as one authority
    const respelt = there.host !== here.host && read.oddity === undefined;
    if (respelt) return { advertised, used: originOf({ ...there, host: here.host }) + read.path };
    return answer(there, undefined);
  }
  const mapped = there.scheme === here.scheme && there.port === (inner?.port ?? defaultPort(there));
  const target = downgrade || mapped ? here : { ...there, host: here.host };
  return answer(target, strangeHost(there.host));
}

/** True when an advertised address lies on another host that could well be reached from here. */
export function namesOtherHost(advertised: string, reachedUrl: string): boolean {
  const there = readXaddr(advertised)?.authority;
  const here = authorityOf(reachedUrl)!;
  return there !== undefined && !sameHost(there.host, here.host) && !isElsewhere(there.host, here.host);
}

/**
 * The addresses at which to try the device service of a sighting, best first: the sender of the datagram (only it is
 * known to answer), then what lies nearest to it, https before http. Where the device gives no usable address, the
 * sender takes its place.
 */
export function deviceServiceCandidates(xaddrs: readonly string[], source: string): AdvertisedAddress[] {
  const candidates = xaddrs.flatMap(xaddr => candidate(xaddr, source));
  if (candidates.length > 1) candidates.sort((a, b) => b.rank - a.rank);
  if (!candidates.some(each => each.fromSender)) candidates.push(spare(candidates[0], source));
  const addresses = candidates.map(each => each.address);
  return addresses.filter((each, at) => addresses.findIndex(other => other.used === each.used) === at);
}

interface Candidate {
  readonly address: AdvertisedAddress;
  readonly authority: Authority;
  readonly path: string;
  /** Its host is the one that sent the datagram. */
  readonly fromSender: boolean;
  /** Higher is better: how many leading bits the host shares with the source, then https. */
  readonly rank: number;
}

function candidate(xaddr: string, source: string): Candidate[] {
  const read = readXaddr(xaddr);
  if (!read) return [];
  const there = read.authority ?? { scheme: 'http' as const, host: '', port: 80 };
  const atSource = sameHost(there.host, source);
  const oddity = strangenessOf(there.host, source, atSource);
  const authority = oddity === undefined ? there : { ...there, host: source };
  const said = oddity ?? read.oddity;
  const used = said === undefined ? xaddr : originOf(authority) + read.path;
  const reason = said === undefined ? {} : { reason: `The device gives ${xaddr}, ${said}; ${used} is used.` };
  const fromSender = atSource || oddity !== undefined;
  const bits = fromSender ? 128 : commonBits(parsed(there.host), parsed(source));
  return [
    {
      address: { advertised: xaddr, used, ...reason },
      authority,
      path: read.path,
      fromSender,
      rank: bits * 2 + (there.scheme === 'https' ? 1 : 0),
    },
  ];
}

/** Why an advertised host has to give way to the sender of the datagram; undefined when it need not. */
function strangenessOf(host: string, source: string, atSource: boolean): string | undefined {
  if (host === source) return undefined;
  if (host === '') return 'without a host';
  if (atSource) return zoneOf(host) === zoneOf(source) ? undefined : 'without the zone of the interface';
  return isElsewhere(host, source) ? strangeHost(host) : undefined;
}

/** The sender of the datagram as the last resort, in the way of the best candidate. */
function spare(best: Candidate | undefined, source: string): Candidate {
  const authority = { ...(best?.authority ?? { scheme: 'http' as const, port: 80 }), host: source };
  const path = best?.path ?? deviceServicePath;
  const advertised = best?.address.advertised ?? '';
  const reason = best
    ? `The device gives ${advertised} but answered from ${source}, which is tried when that fails.`
    : `The device gave no address, so ONVIF's usual one at ${source}, where it answered from, is used.`;
  const address = { advertised, used: originOf(authority) + path, reason };
  return { address, authority, path, fromSender: true, rank: 0 };
}

/** Reads an advertised address as devices write it: `authority` is absent when there is no host in it. */
function readXaddr(text: string): { authority?: Authority; path: string; oddity?: string } | undefined {
  const trimmed = text.trim();
  if (/^\/(?!\/)/.test(trimmed)) return { path: trimmed };
  const schemeless = !/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const url = schemeless ? `http://${trimmed}` : trimmed;
  const noHost = /^https?:\/\/(?::\d*)?(\/[^/].*|\/)?$/i.exec(url);
  if (noHost) return trimmed === '' ? undefined : { path: noHost[1] ?? '/' };
  const once = url.replace(/^(https?:\/\/(?:\[[^\]]*\]|[^/?#:[\]]+)):(\d+)(?::\d+)+/i, '$1:$2');
  const authority = authorityOf(once);
  if (!authority) return undefined;
  const oddity = once === url ? (schemeless ? 'without a scheme' : undefined) : 'with its port twice';
  return { authority, path: pathOf(once), ...(oddity === undefined ? {} : { oddity }) };
}

function pathOf(url: string): string {
  const rest = /^https?:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? '';
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function originOf({ scheme, host, port }: Authority): string {
  return `${scheme}://${urlHost(host)}${port === defaultPort({ scheme }) ? '' : `:${port}`}`;
}

function defaultPort({ scheme }: Pick<Authority, 'scheme'>): number {
  return scheme === 'https' ? 443 : 80;
}

function equal(a: Authority, b: Authority): boolean {
  return a.scheme === b.scheme && a.port === b.port && a.host === b.host;
}

/** Equal, or equal but for an IPv6 zone that one side leaves out. */
function sameHost(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [parsed(a), parsed(b)];
  if (!left || !right || left.toNormalizedString() !== right.toNormalizedString()) return false;
  return zoneOf(a) === zoneOf(b) || zoneOf(a) === '' || zoneOf(b) === '';
}

/** True for an address that means nothing, or another machine, from where the device was heard. */
function isElsewhere(host: string, source: string): boolean {
  const there = rangeOf(host);
  if (there === 'unspecified') return true;
  return (there === 'loopback' || there === 'linkLocal') && there !== rangeOf(source);
}

function strangeHost(host: string): string {
  switch (rangeOf(host)) {
    case 'unspecified':
      return 'which names no host';
    case 'loopback':
      return 'which only the device itself can reach';
    case 'linkLocal':
      return 'which is valid on its own link only';
    default:
      return 'another host than the one that was reached';
  }
}

function rangeOf(host: string): string | undefined {
  return host === 'localhost' ? 'loopback' : parsed(host)?.range();
}

/** Without its zone; undefined for a name. */
function parsed(host: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bare = host.replace(/%.*$/, '');
  const isAddress = bare.includes(':') ? ipaddr.IPv6.isValid(bare) : ipaddr.IPv4.isValidFourPartDecimal(bare);
  return isAddress ? ipaddr.process(bare) : undefined;
}

function zoneOf(host: string): string {
  return /%(.*)$/.exec(host)?.[1] ?? '';
}

function commonBits(a: ReturnType<typeof parsed>, b: ReturnType<typeof parsed>): number {
  if (!a || !b || a.kind() !== b.kind()) return 0;
  const [left, right] = [a.toByteArray(), b.toByteArray()];
  const differing = left.findIndex((byte, at) => byte !== right[at]);
  if (differing < 0) return left.length * 8;
  return differing * 8 + Math.clz32(left[differing]! ^ right[differing]!) - 24;
}
