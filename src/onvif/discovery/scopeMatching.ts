import { namespaces } from '../xml/namespaces';
import type { QName } from '../xml/xmlNode';
import type { Probe, Target } from './messages';

/**
 * Matching rules by URI. ONVIF's documents say rfc3986 where the discovery draft, whose default it is, says rfc2396:
 * both mean the same here.
 */
export const matchingRules = {
  rfc3986: `${namespaces.d}/rfc3986`,
  rfc2396: `${namespaces.d}/rfc2396`,
  uuid: `${namespaces.d}/uuid`,
  strcmp0: `${namespaces.d}/strcmp0`,
} as const;

/** What a device that cannot follow the rule of a Probe names in its fault. */
export const supportedMatchingRules: readonly string[] = Object.values(matchingRules);

/**
 * How a device has to take a Probe. `unknownRule`: the Probe asks for a matching rule that is not supported, which
 * a device keeps silent about when it was multicast, and may answer with a fault when it was unicast.
 */
export function matchProbe(
  probe: Pick<Probe, 'types' | 'scopes' | 'matchBy'>,
  device: Pick<Target, 'types' | 'scopes'>,
): 'match' | 'noMatch' | 'unknownRule' {
  const rule = probe.matchBy?.trim() || matchingRules.rfc2396;
  if (!supportedMatchingRules.includes(rule)) return 'unknownRule';
  const matches = matchesTypes(probe.types, device.types) && matchesScopes(probe.scopes, device.scopes, rule);
  return matches ? 'match' : 'noMatch';
}

/** Every type asked for is one of the device's. */
export function matchesTypes(asked: readonly QName[], types: readonly QName[]): boolean {
  return asked.every(each =>
    types.some(type => type.local === each.local && type.namespace === each.namespace),
  );
}

/** Every scope asked for matches one of the device's by the rule. False for a rule that is not supported. */
export function matchesScopes(
  asked: readonly string[],
  scopes: readonly string[],
  rule: string = matchingRules.rfc2396,
): boolean {
  return asked.every(each => scopes.some(scope => matchesScope(each, scope, rule)));
}

function matchesScope(asked: string, scope: string, rule: string): boolean {
  switch (rule) {
    case matchingRules.rfc3986:
    case matchingRules.rfc2396:
      return matchesByUri(asked, scope);
    case matchingRules.uuid:
      return uuidOf(asked) !== undefined && uuidOf(asked) === uuidOf(scope);
    case matchingRules.strcmp0:
      return asked === scope;
    default:
      return false;
  }
}

/**
 * Scheme and authority alike but for case, the asked path a prefix of the other in whole segments, case and all;
 * query and fragment do not count. A path with `.` or `..` matches nothing.
 */
function matchesByUri(asked: string, scope: string): boolean {
  const want = readUri(asked);
  const have = readUri(scope);
  if (!want || !have) return false;
  return (
    want.scheme === have.scheme &&
    want.authority === have.authority &&
    want.segments.every((segment, index) => segment === have.segments[index])
  );
}

interface ScopeUri {
  readonly scheme: string;
  readonly authority: string | undefined;
  readonly segments: readonly string[];
}

function readUri(text: string): ScopeUri | undefined {
  // RFC 3986 appendix B, with the scheme required.
  const parts = /^([^:/?#]+):(?:\/\/([^/?#]*))?([^?#]*)/.exec(text.trim());
  if (!parts?.[1]) return undefined;
  const segments = (parts[3] ?? '').split('/').map(unescaped);
  if (segments.includes('.') || segments.includes('..')) return undefined;
  // `…/location/` asks for no more than `…/location` does.
  while (segments.at(-1) === '') segments.pop();
  return { scheme: parts[1].toLowerCase(), authority: parts[2]?.toLowerCase(), segments };
}

/** `%41` and `A` are the same character (RFC 3986 6.2.2.2); what is no proper escape stays as it is. */
function unescaped(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function uuidOf(text: string): string | undefined {
  return /^(?:urn:)?(?:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i
    .exec(text.trim())?.[1]
    ?.toLowerCase();
}
