import type { Behaviour } from '../behaviour';
import { systemDateAndTime } from '../operations/system';
import { stateScopes } from '../profileQ';
import type { Quirk } from './quirk';

const hour = 3_600_000;
/** Not to be taken for a time zone. */
const skew = hour + 23 * 60_000 + 45_000;
const ownStateScopes: readonly string[] = Object.values(stateScopes);

/** Quirks of what the device says and does: addresses, clock, scopes, logins, writes. */
export const conductQuirks: readonly Quirk[] = [
  {
    name: 'wrong-xaddr',
    description:
      'The device gives its services an address that leads nowhere (192.0.2.1), as behind a router.',
    xaddr: url => url.replace(/^(https?:\/\/)(\[[^\]]*\]|[^:/]+)/, '$1192.0.2.1'),
  },
  {
    name: 'hostless-xaddr',
    description: 'The addresses of services lack the host: http:///onvif/device_service.',
    xaddr: url => url.replace(/^(https?:\/\/)[^/]*/, '$1'),
  },
  {
    name: 'skewed-clock',
    description: 'The clock of the device is 1 h 23 min 45 s ahead.',
    clockError: skew,
  },
  {
    name: 'local-time-as-utc',
    description:
      'GetSystemDateAndTime gives local time, ten hours ahead, as UTC; logins are judged by true UTC.',
    behaviours: [localTimeAsUtc()],
  },
  {
    name: 'state-scopes-both',
    description: 'The scopes of both states, Factory Default and Operational, are shown at once.',
    scopes: scopes => [...ownStateScopes, ...withoutState(scopes)],
  },
  {
    name: 'state-scopes-none',
    description: 'The scope of neither state is shown.',
    scopes: withoutState,
  },
  {
    name: 'set-without-effect',
    description: 'Writes are answered as done and change nothing.',
    behaviours: [setWithoutEffect()],
  },
  {
    name: 'constant-nonce',
    description: 'Every digest challenge has the same nonce.',
    login: { constantNonce: true },
  },
  {
    name: 'sha256-only',
    description: 'The digest challenge offers SHA-256 alone.',
    login: { algorithms: ['SHA-256'] },
  },
  {
    name: 'no-qop',
    description: 'The digest challenge has no qop, as in RFC 2069.',
    login: { withoutQop: true },
  },
  {
    name: 'refuse-credentials-400',
    description: 'A missing or wrong login is refused with HTTP 400 and a fault, without a digest challenge.',
    login: { refuseWith400: true },
  },
];

function withoutState(scopes: readonly string[]): readonly string[] {
  return scopes.filter(each => !ownStateScopes.includes(each));
}

function localTimeAsUtc(): Behaviour {
  return {
    name: 'local-time-as-utc',
    handles: operation => operation === 'tds:GetSystemDateAndTime',
    answer: (_, device) => ({
      reply: { SystemDateAndTime: systemDateAndTime(device.settings.time, device.now() + 10 * hour) },
    }),
  };
}

/** The writes whose reply has nothing to say. */
const silentWrites = new Set(
  ['SetHostname', 'SetScopes', 'AddScopes', 'SetDiscoveryMode', 'SetSystemDateAndTime']
    .concat(['SetDNS', 'SetNTP', 'SetNetworkProtocols', 'SetNetworkDefaultGateway', 'SetZeroConfiguration'])
    .concat(['CreateUsers', 'SetUser', 'DeleteUsers'])
    .map(each => `tds:${each}`),
);

function setWithoutEffect(): Behaviour {
  return {
    name: 'set-without-effect',
    handles: operation => silentWrites.has(operation),
    answer: () => ({ reply: {} }),
  };
}
