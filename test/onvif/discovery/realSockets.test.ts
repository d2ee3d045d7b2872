import assert from 'node:assert/strict';
import path from 'node:path';
import { systemClock } from '../../../src/onvif/base/clock';
import { systemRandom } from '../../../src/onvif/base/random';
import { Discovery } from '../../../src/onvif/discovery/discovery';
import { deviceType, networkVideoTransmitterType } from '../../../src/onvif/discovery/messages';
import { localInterfaces } from '../../../src/onvif/discovery/nodeInterfaces';
import { NodeSockets } from '../../../src/onvif/discovery/nodeSocket';
import { WorkerSockets } from '../../../src/onvif/discovery/nodeWorkerSockets';
import { readDiscoveryMessage } from '../../../src/onvif/discovery/readMessage';
import { matchProbe } from '../../../src/onvif/discovery/scopeMatching';
import { writeDiscoveryMessage } from '../../../src/onvif/discovery/writeMessage';
import { freePort } from './loopback';
import type { Target } from '../../../src/onvif/discovery/messages';
import type { Sighting } from '../../../src/onvif/discovery/sighting';
import type { DiscoverySockets, NetworkInterface } from '../../../src/onvif/discovery/socket';

const workerFile = path.resolve('dist/discoveryWorker.js');
const backends: Record<string, (port: number) => DiscoverySockets> = {
  'in this thread': port => new NodeSockets({ port }),
  'in a worker': port => new WorkerSockets(workerFile, { port }),
};

for (const [where, makeSockets] of Object.entries(backends)) {
  describe(`Discovery on 127.0.0.1, sockets ${where}`, () => {
    let port: number;
    const disposables: { dispose(): void }[] = [];
    const kept = <T extends { dispose(): void }>(one: T): T => {
      disposables.push(one);
      return one;
    };
    const [loopback] = localInterfaces(['127.0.0.1']) as [NetworkInterface];

    beforeEach(async () => {
      port = await freePort();
    });
    afterEach(() =>
      disposables
        .splice(0)
        .reverse()
        .forEach(each => each.dispose()),
    );

    function discover(): { discovery: Discovery; sightings: Sighting[]; warnings: string[] } {
      const sockets = kept(makeSockets(port));
      const interfaces = () => [loopback];
      const discovery = kept(
        new Discovery({ sockets, interfaces, clock: systemClock, random: systemRandom }),
      );
      const sightings: Sighting[] = [];
      const warnings: string[] = [];
      discovery.onSighting(each => sightings.push(each));
      discovery.onWarning(each => warnings.push(each.message));
      return { discovery, sightings, warnings };
    }

    /** A device that answers every Probe after a moment, twice. */
    async function device(
      number: number,
      about: Partial<Target> = {},
      local = loopback,
    ): Promise<NodeSockets> {
      const sockets = kept(new NodeSockets({ port }));
      await sockets.open([local], { listen: true, unicast: true });
      sockets.onDatagram(({ data, source, interface: id }) => {
        const probe = readDiscoveryMessage(data);
        const target = targetOf(number, about);
        if (probe?.kind !== 'probe' || matchProbe(probe, target) !== 'match') return;
        const header = {
          relatesTo: probe.header.messageId ?? '',
          messageId: `urn:uuid:${systemRandom.uuid()}`,
        };
        const answer = writeDiscoveryMessage({ kind: 'probeMatches', header, matches: [target] });
        for (const wait of [5, 15]) {
          setTimeout(() => sockets.sendUnicast(source.address, answer, source.port, id), wait);
        }
      });
      return sockets;
    }

    function targetOf(number: number, about: Partial<Target> = {}): Target {
      return {
        endpoint: `urn:uuid:00000000-0000-4000-8000-00000000000${number}`,
        types: [deviceType],
        scopes: [],
        xaddrs: [`http://127.0.0.1:${8000 + number}/onvif/device_service`],
        metadataVersion: 1,
        ...about,
      };
    }

    it('finds every device, also one that answers only to dn:NetworkVideoTransmitter or only to no type', async () => {
      await device(1);
      await device(2, { types: [networkVideoTransmitterType] });
      await device(3, { types: [], scopes: ['onvif://www.onvif.org/name/old'] });
      const { discovery, sightings, warnings } = discover();
      await discovery.probe({ timeoutMs: 1500 });
      assert.deepEqual(
        sightings.map(each => [each.endpoint.at(-1), each.source.address, each.interface]).sort(),
        ['1', '2', '3'].map(number => [number, '127.0.0.1', '127.0.0.1']),
      );
      assert.deepEqual(warnings, []);
    });

    it('hears Hello and Bye', async () => {
      const one = await device(1);
      const { discovery, sightings } = discover();
      await discovery.listen();
      const header = (n: number) => ({
        messageId: `urn:uuid:${n}`,
        appSequence: { instanceId: 9, messageNumber: n },
      });
      const seen = new Promise<Sighting>(resolve => discovery.onSighting(resolve));
      one.sendMulticast(
        '127.0.0.1',
        writeDiscoveryMessage({ kind: 'hello', header: header(1), target: targetOf(1) }),
      );
      assert.equal((await seen).via, 'hello');
      const left = new Promise<{ endpoint: string }>(resolve => discovery.onDeparture(resolve));
      one.sendMulticast(
        '127.0.0.1',
        writeDiscoveryMessage({ kind: 'bye', header: header(2), target: targetOf(1) }),
      );
      assert.equal((await left).endpoint, targetOf(1).endpoint);
      assert.equal(sightings.length, 1);
    });

    it('asks one host, and hears the device and not itself', async () => {
      await device(1);
      const { discovery, sightings } = discover();
      await discovery.listen();
      await discovery.probeHosts(['127.0.0.1'], { timeoutMs: 400 });
      assert.deepEqual(
        sightings.map(each => each.endpoint),
        [targetOf(1).endpoint],
      );
    });

    it('asks a range in which devices have addresses of their own', async function () {
      if (process.platform !== 'linux') return this.skip(); // elsewhere 127.0.0.1 is the only loopback address
      for (const number of [2, 3]) await device(number, {}, localInterfaces([`127.0.0.${number}`])[0]);
      const { discovery, sightings } = discover();
      await discovery.probeHosts(['127.0.0.0/29'], { timeoutMs: 400 });
      assert.deepEqual(sightings.map(each => each.source.address).sort(), ['127.0.0.2', '127.0.0.3']);
    });
  });
}
