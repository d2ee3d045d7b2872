import ipaddr from 'ipaddr.js';
import { OnvifError } from '../base/onvifError';
import { maximumHosts } from '../discovery/hostRange';
import { authorityOf, urlHost } from './authority';

/** What a person typed to name one device or a range of them. */
export type DeviceAddress =
  /** One device service: `url` is absolute, with ONVIF's path `/onvif/device_service` where none was given. */
  | { readonly kind: 'device'; readonly url: string; readonly host: string }
  /** Addresses to probe one by one: CIDR with the network's first address. */
  | { readonly kind: 'range'; readonly cidr: string };

/** Core specification: the device service answers here. */
export const deviceServicePath = '/onvif/device_service';

const forms = 'a host, host:port, an http(s) URL or a range like 192.168.0.0/24';

/** Reads host, host:port, IPv6 (with zone, in brackets or not), http(s) URL or CIDR. Throws `invalidInput`. */
export function parseDeviceAddress(text: string): DeviceAddress {
  const typed = text.trim();
  if (typed === '') throw invalid(`No address was given: type ${forms}.`, text);
  if (/\s/.test(typed)) throw invalid(`"${typed}" holds a blank: type one address only, ${forms}.`, text);
  const range = /^([^/]+)\/(\d{1,3})$/.exec(typed);
  if (range && isAddress(range[1]!)) return parseRange(typed, range[1]!, Number(range[2]));
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(typed)) return parseHost(typed);
  const scheme = typed.slice(0, typed.indexOf(':')).toLowerCase();
  if (scheme === 'http' || scheme === 'https') return device(typed, typed);
  throw invalid(
    `"${typed}" starts with ${scheme}://, which no device service speaks: use http:// or https://.`,
    text,
  );
}

function parseRange(typed: string, address: string, bits: number): DeviceAddress {
  const first = ipaddr.parse(address);
  const width = first.kind() === 'ipv4' ? 32 : 128;
  if (bits > width) {
    throw invalid(
      `"${typed}" is no range: behind the slash of an ${width === 32 ? 'IPv4' : 'IPv6'} address stands a number up to ${width}.`,
      typed,
    );
  }
  if (bits === width) return device(`http://${urlHost(address)}`, typed);
  if (width === 128) {
    throw invalid(
      `"${typed}" is an IPv6 range, which cannot be asked address by address: give single addresses.`,
      typed,
    );
  }
  if (2 ** (32 - bits) > maximumHosts) {
    throw invalid(
      `"${typed}" holds more than ${maximumHosts} addresses: narrow it down, for example to /24.`,
      typed,
    );
  }
  return { kind: 'range', cidr: `${ipaddr.IPv4.networkAddressFromCIDR(typed).toString()}/${bits}` };
}

/** No scheme: an address, a name, either with a port or a path. */
function parseHost(typed: string): DeviceAddress {
  if (isAddress(typed)) return device(`http://${urlHost(typed)}`, typed);
  const host = /^(\[[^\]]*\]|[^:/?#]*)(?=[:/?#]|$)/.exec(typed)?.[1] ?? '';
  if (/^[\d.]+$/.test(host) && !isAddress(host)) {
    throw invalid(`"${host}" is no IPv4 address: it takes four numbers from 0 to 255.`, typed);
  }
  return device(`http://${typed}`, typed);
}

function device(url: string, typed: string): DeviceAddress {
  const zoned = url.replace(/\[([^\]%]*)%(?!25)/, '[$1%25');
  const parts = /^(https?:\/\/)([^/?#]*)([^#]*)/i.exec(zoned);
  if (parts?.[2]?.includes('@')) {
    throw invalid(
      'The address carries a user name or password: leave them out and set the credentials of the device instead.',
      undefined,
    );
  }
  const authority = authorityOf(zoned);
  const bracketed = parts?.[2]?.startsWith('[') === true;
  if (!parts || !authority || !isHost(authority.host) || bracketed !== authority.host.includes(':')) {
    throw invalid(`"${typed}" is not an address of a device: type ${forms}.`, typed);
  }
  const port = /:(\d+)$/.test(parts[2]!) ? `:${authority.port}` : '';
  const path = parts[3] === '' || parts[3] === '/' ? deviceServicePath : parts[3]!;
  const target = path.startsWith('/') ? path : `/${path}`;
  return {
    kind: 'device',
    url: `${authority.scheme}://${urlHost(authority.host)}${port}${target}`,
    host: authority.host,
  };
}

function isHost(host: string): boolean {
  if (host.includes(':')) return isAddress(host);
  return isAddress(host) || /^(?!-)[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*\.?$/u.test(host);
}

/** IPv4 as four decimal numbers, or IPv6 with an optional zone. */
function isAddress(text: string): boolean {
  return text.includes(':') ? ipaddr.IPv6.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text);
}

function invalid(message: string, input: string | undefined): OnvifError {
  return new OnvifError('invalidInput', message, { details: input === undefined ? {} : { input } });
}
