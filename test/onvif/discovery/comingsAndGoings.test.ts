import assert from 'node:assert/strict';
import { settle } from '../../support/fakeClock';
import { bytes, envelope, target, urn } from './datagrams';
import { client, codes, found, here } from './memoryClient';
import { interfaceAt, interfaceAt6, MemoryDevice } from './memoryDevice';

const factoryDefault = ['onvif://www.onvif.org/Profile/Q/FactoryDefault'];
const operational = ['onvif://www.onvif.org/Profile/Q/Operational'];
const at10 = interfaceAt('192.0.2.10');

describe('Hello and Bye', () => {
  it('are heard while somebody listens', async () => {
    const one = client();
    const device = await MemoryDevice.on(one.network, [at10]);
    const first = await one.discovery.listen();
    const second = await one.discovery.listen();
    first.dispose();
    device.hello();
    await settle();
    assert.deepEqual([one.sightings[0]?.endpoint, one.sightings[0]?.via], [urn.a, 'hello']);
    device.bye();
    await settle();
    assert.deepEqual(one.departures, [{ endpoint: urn.a, identity: urn.a, interface: here.id }]);
    second.dispose();
    await settle();
    assert.deepEqual(one.sockets.interfaces, []);
    device.hello();
    await settle();
    assert.equal(one.sightings.length, 1);
  });

  it('come through while a search on another interface runs, and after it', async () => {
    const one = client();
    const device = await MemoryDevice.on(one.network, [at10]);
    await one.discovery.listen();
    await one.search({ interfaces: [interfaceAt('198.51.100.1', 'other')] });
    assert.deepEqual(
      one.sockets.interfaces.map(each => each.id),
      [here.id],
    );
    device.hello();
    await settle();
    assert.equal(one.sightings.length, 1);
  });

  it('are told once, however often they are repeated', async () => {
    const { device, sightings, departures } = await found();
    const hello = device.hello();
    device.say(hello);
    await settle();
    const bye = device.bye();
    device.say(bye);
    await settle();
    assert.deepEqual([sightings.length, departures.length], [1, 1]);
  });

  it('tell a change of scopes', async () => {
    const { device, sightings } = await found({ instanceId: 100, scopes: factoryDefault });
    device.target = { ...device.target, scopes: operational, metadataVersion: 2 };
    device.hello();
    await settle();
    assert.deepEqual(sightings[0]?.scopes, operational);
  });

  it('tell that a device moved: the old address is forgotten with the new MetadataVersion', async () => {
    const { device, sightings } = await found();
    device.target = {
      ...device.target,
      xaddrs: ['http://192.0.2.99/onvif/device_service'],
      metadataVersion: 2,
    };
    device.hello();
    await settle();
    assert.deepEqual(sightings[0]?.xaddrs, ['http://192.0.2.99/onvif/device_service']);
    assert.equal(sightings[0]?.identity, urn.a);
  });

  it('of a printer are none', async () => {
    const one = client();
    const printer = await MemoryDevice.on(one.network, [at10], {
      types: [{ namespace: 'http://schemas.xmlsoap.org/ws/2006/02/devprof', local: 'Device' }],
      scopes: [],
      xaddrs: ['http://192.0.2.10:5357/'],
    });
    await one.discovery.listen();
    printer.hello();
    await settle();
    assert.deepEqual(one.sightings, []);
  });

  it('without an endpoint reference: the Bye means nobody', async () => {
    const { sockets, departures } = await found();
    const data = bytes(envelope({ body: `<d:Bye>${target({ endpoint: '' })}</d:Bye>` }));
    const source = { address: '192.0.2.10', port: 3702, family: 'IPv4' as const };
    sockets.receive({ data, source, interface: here.id, channel: 'multicast' });
    await settle();
    assert.deepEqual(departures, []);
  });
});

describe('after its Bye', () => {
  for (const instanceId of [undefined, 100]) {
    const how = instanceId === undefined ? 'without AppSequence' : 'with AppSequence';

    it(`no late repeat of an answer brings a device back, ${how}`, async () => {
      const { device, clock, sightings, departures } = await found({ instanceId });
      device.bye();
      await settle();
      assert.equal(departures.length, 1);
      for (const wait of [0, 1000, 10_000, 120_000]) {
        await clock.advance(wait);
        device.repeatAnswer();
        await settle();
      }
      assert.deepEqual(sightings, []);
    });

    it(`no answer that was under way brings it back, ${how}`, async () => {
      const { device, discovery, clock, sightings } = await found({ instanceId });
      device.answersProbes = false;
      const done = discovery.probe();
      await settle();
      const [probe] = device.probes.slice(-1);
      device.bye();
      await settle();
      const header =
        `<w:RelatesTo>${probe?.messageId}</w:RelatesTo><w:MessageID>urn:uuid:late</w:MessageID>` +
        (instanceId === undefined ? '' : `<d:AppSequence InstanceId="${instanceId}" MessageNumber="1"/>`);
      const body = `<d:ProbeMatches><d:ProbeMatch>${target()}</d:ProbeMatch></d:ProbeMatches>`;
      device.sockets.sendUnicast(here.id, bytes(envelope({ header, body })), 50_000);
      await clock.advance(5000);
      await done;
      assert.deepEqual(sightings, []);
    });

    it(`no late repeat of its Hello brings it back, ${how}`, async () => {
      const { device, clock, sightings } = await found({ instanceId });
      const hello = device.hello();
      await settle();
      device.bye();
      await settle();
      sightings.length = 0;
      for (const wait of [0, 1000, 10_000, 120_000]) {
        await clock.advance(wait);
        device.say(hello);
        await settle();
      }
      assert.deepEqual(sightings, []);
    });

    it(`the answer to a new search does, ${how}`, async () => {
      const { device, search, sightings } = await found({ instanceId });
      device.bye();
      await settle();
      await search();
      assert.equal(sightings.length, 1);
    });
  }

  it('a later answer of the same boot to the same search does, in the same words', async () => {
    const { device, discovery, clock, sightings } = await found({ instanceId: 100 });
    const done = discovery.probe();
    await settle();
    sightings.length = 0;
    device.bye();
    device.answerAgain();
    await clock.advance(5000);
    await done;
    assert.equal(sightings.length, 1);
  });

  it('a Hello of its next boot brings it back at once', async () => {
    const { device, sightings } = await found({ instanceId: 100 });
    device.bye();
    device.instanceId = 101;
    device.messageNumber = 0;
    device.hello();
    await settle();
    assert.equal(sightings.length, 1);
  });

  it('a Hello of the same boot does when it was sent later', async () => {
    const { device, sightings } = await found({ instanceId: 100 });
    device.bye();
    device.hello();
    await settle();
    assert.equal(sightings.length, 1);
  });

  it('a Hello without AppSequence does as soon as it can be no repeat', async () => {
    const { device, clock, sightings } = await found();
    device.bye();
    await clock.advance(4000);
    device.hello();
    await settle();
    assert.deepEqual(sightings, []);
    await clock.advance(4000);
    device.hello();
    await settle();
    assert.equal(sightings.length, 1);
  });

  it('a Hello of firmware that does not count its boots does as well, and that is said', async () => {
    const { device, clock, sightings } = await found({ instanceId: 1 });
    device.bye();
    await clock.advance(8000);
    device.messageNumber = 0;
    device.hello();
    await settle();
    assert.deepEqual(codes(sightings[0]), ['app-sequence-went-back']);
  });

  it('of which nothing was heard before, what was under way does not list a device', async () => {
    const { network, discovery, clock, sightings, departures } = client();
    const device = await MemoryDevice.on(network, [at10], { instanceId: 5 });
    device.answersProbes = false;
    await discovery.listen();
    const hello = device.hello();
    device.bye();
    device.say(hello);
    await clock.advance(1000);
    assert.equal(departures.length, 1);
    assert.equal(sightings.length, 1, 'the one before the Bye');
  });

  it('a late repeat of the Bye does not make a device leave that is back', async () => {
    const { device, clock, departures } = await found({ instanceId: 100 });
    const bye = device.bye();
    device.instanceId = 101;
    device.messageNumber = 0;
    device.hello();
    await settle();
    await clock.advance(120_000);
    device.say(bye);
    await settle();
    assert.equal(departures.length, 1);
  });
});

describe('one device over several interfaces', () => {
  const other = interfaceAt('198.51.100.1', 'other');
  const there = interfaceAt('198.51.100.10', 'other');

  it('is one, with all its addresses', async () => {
    const one = client([here, other]);
    const device = await MemoryDevice.on(one.network, [at10], {
      xaddrs: ['http://192.0.2.10/onvif/device_service'],
    });
    const again = await MemoryDevice.on(one.network, [there], {
      xaddrs: ['http://198.51.100.10/onvif/device_service'],
    });
    assert.equal(device.target.endpoint, again.target.endpoint);
    await one.search();
    const [sighting, ...more] = one.listed();
    assert.deepEqual(more, []);
    assert.deepEqual(
      [...(sighting?.xaddrs ?? [])].sort(),
      [...again.target.xaddrs, ...device.target.xaddrs].sort(),
    );
    assert.equal(sighting?.sharedEndpoint, false);
  });

  it('is one over IPv4 and IPv6, also where each has a responder of its own', async () => {
    for (const instanceIds of [[], [100, 200]]) {
      const one = client([here, interfaceAt6('fe80::1')]);
      const [first, second] = instanceIds.map(instanceId => ({ instanceId }));
      await MemoryDevice.on(one.network, [at10], first);
      await MemoryDevice.on(one.network, [interfaceAt6('fe80::10')], second);
      await one.search();
      assert.equal(one.listed().length, 1);
      assert.deepEqual(codes(one.listed()[0]), []);
    }
  });

  it('keeps its addresses when answers overtake each other', async () => {
    const { device, sightings, discovery, clock } = await found({ instanceId: 100 });
    const before = device.messageNumber;
    device.target = { ...device.target, xaddrs: ['http://192.0.2.10/second'] };
    const done = discovery.probe();
    device.messageNumber = before - 3;
    await settle();
    await clock.advance(5000);
    await done;
    assert.ok(sightings.at(-1)?.xaddrs.includes('http://192.0.2.10/second'));
  });

  it('loses an address that it no longer says when the next search is over', async () => {
    const one = client();
    const device = await MemoryDevice.on(one.network, [at10], {
      xaddrs: ['http://192.0.2.10/onvif/device_service', 'http://192.0.2.12/onvif/device_service'],
    });
    await one.search();
    device.target = { ...device.target, xaddrs: ['http://192.0.2.10/onvif/device_service'] };
    await one.search();
    assert.deepEqual(one.listed()[0]?.xaddrs, ['http://192.0.2.10/onvif/device_service']);
  });
});
