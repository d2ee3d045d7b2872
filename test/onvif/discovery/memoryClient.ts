import assert from 'node:assert/strict';
import { systemRandom } from '../../../src/onvif/base/random';
import { Discovery } from '../../../src/onvif/discovery/discovery';
import { FakeClock } from '../../support/fakeClock';
import { MemoryNetwork } from '../../support/memorySockets';
import { interfaceAt, MemoryDevice } from './memoryDevice';
import type { Departure, Sighting } from '../../../src/onvif/discovery/sighting';
import type { NetworkInterface } from '../../../src/onvif/discovery/socket';

/** The client's interface, on the link `lan`. */
export const here = interfaceAt('192.0.2.1');

/** A client on a network, and everything it says. */
export function client(interfaces: readonly NetworkInterface[] = [here], network = new MemoryNetwork()) {
  const clock = new FakeClock();
  const sockets = network.join();
  const sightings: Sighting[] = [];
  const departures: Departure[] = [];
  const warnings: string[] = [];
  const discovery = new Discovery({ sockets, interfaces: () => interfaces, clock, random: systemRandom });
  discovery.onSighting(each => sightings.push(each));
  discovery.onDeparture(each => departures.push(each));
  discovery.onWarning(each => warnings.push(each.message));
  return {
    network,
    clock,
    sockets,
    discovery,
    sightings,
    departures,
    warnings,
    /** The devices as a list keeps them: the latest sighting of each. */
    listed: () => [...new Map(sightings.map(each => [each.identity, each])).values()],
    search: async (options: Parameters<Discovery['probe']>[0] = {}) => {
      const done = discovery.probe(options);
      await clock.advance(options.timeoutMs ?? 5000);
      await done;
    },
  };
}

export const codes = (sighting: Sighting | undefined) => sighting?.findings.map(each => each.code) ?? [];

/** A client that listens, and a device that it has found. */
export async function found(about: Parameters<typeof MemoryDevice.on>[2] = {}) {
  const one = client();
  const device = await MemoryDevice.on(one.network, [interfaceAt('192.0.2.10')], about);
  const listening = await one.discovery.listen();
  await one.search();
  assert.equal(one.sightings.length, 1);
  one.sightings.length = 0;
  return { ...one, device, listening };
}
