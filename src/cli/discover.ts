import { Command, Option } from 'commander';
import type { Clock } from '../onvif/base/clock';
import { OnvifError } from '../onvif/base/onvifError';
import type { Random } from '../onvif/base/random';
import { scopeValue } from '../onvif/device/deviceReplies';
import { profileQState, profileQStateLabel } from '../onvif/device/profileQState';
import { Discovery } from '../onvif/discovery/discovery';
import { localInterfaces } from '../onvif/discovery/nodeInterfaces';
import { NodeSockets } from '../onvif/discovery/nodeSocket';
import type { Sighting } from '../onvif/discovery/sighting';
import { warningText } from '../onvif/discovery/socket';
import { usualPrefix } from '../onvif/xml/namespaces';
import { exitCode, type ExitCode } from './exitCode';
import { repeatable, wholeNumber } from './options';
import { printable, table } from './print';
import type { Terminal } from './terminal';

interface DiscoverOptions {
  readonly interface?: readonly string[];
  readonly timeout: number;
  readonly json?: true;
}

export interface DiscoverPorts {
  readonly clock: Clock;
  readonly random: Random;
}

/** `onvif discover`: who answers a WS-Discovery Probe, and in which Profile Q state. */
export function discoverCommand(
  terminal: Terminal,
  ports: DiscoverPorts,
  done: (code: ExitCode) => void,
): Command {
  return new Command('discover')
    .summary('find the devices on the network')
    .description(
      'Finds devices by WS-Discovery and shows their Profile Q state. Exit 0 also when none is there.',
    )
    .addOption(
      repeatable(
        '--interface <address>',
        'search on this interface only (address or name); default: all but loopback',
      ),
    )
    .addOption(
      new Option('--timeout <ms>', 'how long to wait for answers')
        .argParser(wholeNumber(1, 600_000))
        .default(3000),
    )
    .option('--json', 'print one array of {endpoint, xaddrs, types, scopes, state}')
    .action(async (options: DiscoverOptions) => {
      const sightings = await discover(terminal, ports, options);
      const sorted = [...sightings].sort((a, b) =>
        addressOf(a).localeCompare(addressOf(b), 'en', { numeric: true }),
      );
      if (options.json) terminal.print(JSON.stringify(sorted.map(toJson), undefined, 2));
      else printTable(terminal, sorted);
      done(exitCode.good);
    });
}

async function discover(
  terminal: Terminal,
  ports: DiscoverPorts,
  options: DiscoverOptions,
): Promise<Sighting[]> {
  const interfaces = localInterfaces(options.interface ?? []);
  if (interfaces.length === 0) {
    throw new OnvifError(
      'socket',
      'This machine has no network interface that is up: connect it, or search with --interface 127.0.0.1.',
    );
  }
  const sockets = new NodeSockets();
  const discovery = new Discovery({ sockets, interfaces: () => interfaces, ...ports });
  const sightings = new Map<string, Sighting>();
  discovery.onSighting(sighting => sightings.set(sighting.identity, sighting));
  discovery.onDeparture(({ identity }) => sightings.delete(identity));
  discovery.onWarning(warning => terminal.tell(`note: ${printable(warningText(warning))}`));
  try {
    await discovery.probe({ timeoutMs: options.timeout });
  } finally {
    discovery.dispose();
    sockets.dispose();
  }
  return [...sightings.values()];
}

function toJson({ endpoint, xaddrs, types, scopes }: Sighting) {
  return {
    endpoint,
    xaddrs,
    types: types.map(({ namespace, local }) => {
      const prefix = usualPrefix(namespace);
      return prefix === undefined ? `{${namespace}}${local}` : `${prefix}:${local}`;
    }),
    scopes,
    state: profileQState(scopes),
  };
}

function printTable(terminal: Terminal, sightings: readonly Sighting[]): void {
  const rows = sightings.map(each => [
    addressOf(each),
    profileQStateLabel(profileQState(each.scopes)),
    scopeValue(each.scopes, 'name') ?? '',
    each.endpoint,
  ]);
  if (rows.length === 0) {
    terminal.tell(
      'No device answered: is one on this network, and Discoverable? A longer --timeout may help.',
    );
  } else {
    for (const line of table([['ADDRESS', 'STATE', 'NAME', 'ENDPOINT'], ...rows]))
      terminal.print(printable(line));
  }
  for (const { findings, endpoint } of sightings) {
    for (const { message } of findings) terminal.tell(`note: ${printable(`${endpoint}: ${message}`)}`);
  }
}

function addressOf(sighting: Sighting): string {
  return sighting.xaddrs[0] ?? sighting.source.address;
}
