import assert from 'node:assert/strict';
import { settle } from '../../support/fakeClock';
import { bytes, envelope, target, urn } from './datagrams';
import { client, codes, here } from './memoryClient';
import { interfaceAt, interfaceAt6, MemoryDevice } from './memoryDevice';

const factoryDefault = ['onvif://www.onvif.org/Profile/Q/FactoryDefault'];
const operational = ['onvif://www.onvif.org/Profile/Q/Operational'];
const at10 = interfaceAt('192.0.2.10');
const at11 = interfaceAt('192.0.2.11');

/** A client that listens, and a device that it has found. */
async function found(about: Parameters<typeof MemoryDevice.on>[2] = {}) {
  const one = client();
  const device = await MemoryDevice.on(one.network, [at10], about);
  const listening = await one.discovery.listen();
  await one.search();
  assert.equal(one.sightings.length, 1);
  one.sightings.length = 0;
  return { ...one, device, listening };
}

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

  it('is one over IPv4 and IPv6', async () => {
    const one = client([here, interfaceAt6('fe80::1')]);
    await MemoryDevice.on(one.network, [at10]);
    await MemoryDevice.on(one.network, [interfaceAt6('fe80::10')]);
    await one.search();
    assert.equal(one.listed().length, 1);
    assert.deepEqual(codes(one.listed()[0]), []);
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

describe('two devices with one endpoint reference', () => {
  it('are flagged and kept both', async () => {
    const one = client();
    await MemoryDevice.on(one.network, [at10], { scopes: factoryDefault });
    await MemoryDevice.on(one.network, [at11], { scopes: operational });
    await one.search();
    const listed = one.listed();
    assert.deepEqual(
      listed.map(each => [each.identity, each.endpoint, each.sharedEndpoint, each.scopes, each.xaddrs]),
      [
        [urn.a, urn.a, true, factoryDefault, ['http://192.0.2.10/onvif/device_service']],
        [`${urn.a}|192.0.2.11`, urn.a, true, operational, ['http://192.0.2.11/onvif/device_service']],
      ],
    );
    assert.deepEqual(listed.map(codes), [['shared-endpoint'], ['shared-endpoint']]);
    assert.match(listed[0]?.findings[0]?.message ?? '', /another at 192\.0\.2\.11/);
    assert.match(listed[1]?.findings[0]?.message ?? '', /another at 192\.0\.2\.10/);
  });

  it('stay two over the next search, and leave one by one', async () => {
    const one = client();
    await MemoryDevice.on(one.network, [at10], { instanceId: 500 });
    const second = await MemoryDevice.on(one.network, [at11], { instanceId: 700 });
    await one.discovery.listen();
    await one.search();
    await one.search();
    assert.equal(one.listed().length, 2);
    second.bye();
    await settle();
    assert.deepEqual(
      one.departures.map(each => each.identity),
      [`${urn.a}|192.0.2.11`],
    );
  });

  it('behind one address are told apart by their boots', async () => {
    const one = client();
    await MemoryDevice.on(one.network, [at10], {
      instanceId: 500,
      xaddrs: ['http://192.0.2.10:81/onvif/device_service'],
    });
    await MemoryDevice.on(one.network, [at10], {
      instanceId: 700,
      xaddrs: ['http://192.0.2.10:82/onvif/device_service'],
    });
    await one.search();
    assert.deepEqual(
      one.listed().map(each => each.identity),
      [urn.a, `${urn.a}|192.0.2.10:82`],
    );
  });

  it('are not what a device is that moved: it answers one search here and the next there', async () => {
    const one = client();
    const before = await MemoryDevice.on(one.network, [at10]);
    await one.search();
    before.answersProbes = false;
    await MemoryDevice.on(one.network, [at11]);
    await one.search();
    assert.deepEqual(
      one.listed().map(each => [each.identity, each.sharedEndpoint, each.xaddrs]),
      [[urn.a, false, ['http://192.0.2.11/onvif/device_service']]],
    );
  });

  it('are not what a device is that restarts and moves', async () => {
    const { network, device, sightings, search, listed } = await found({ instanceId: 100 });
    device.answersProbes = false;
    const after = await MemoryDevice.on(network, [at11], { instanceId: 101 });
    after.hello();
    await settle();
    assert.deepEqual(sightings.at(-1)?.xaddrs, ['http://192.0.2.11/onvif/device_service']);
    await search();
    assert.equal(listed().length, 1);
  });

  it('are not what a device with two addresses on one link is, which counts its boots', async () => {
    const one = client();
    await MemoryDevice.on(one.network, [at10], { instanceId: 100 });
    await MemoryDevice.on(one.network, [at11], { instanceId: 100 });
    await one.search();
    assert.equal(one.listed().length, 1);
    assert.equal(one.listed()[0]?.xaddrs.length, 2);
  });
});

describe('a device that takes another endpoint reference', () => {
  it('replaces the old one when the next search is over', async () => {
    const { device, search, departures, sightings } = await found();
    device.target = { ...device.target, endpoint: urn.b };
    await search();
    assert.deepEqual(
      departures.map(each => each.identity),
      [urn.a],
    );
    assert.equal(sightings.at(-1)?.identity, urn.b);
    assert.deepEqual(codes(sightings.at(-1)), ['endpoint-changed']);
  });

  it('leaves alone a device at the same address that answered too', async () => {
    const one = client();
    await MemoryDevice.on(one.network, [at10], { xaddrs: ['http://192.0.2.10/onvif/device_service'] });
    await MemoryDevice.on(one.network, [at10], {
      endpoint: urn.b,
      xaddrs: ['http://192.0.2.10/onvif/device_service'],
    });
    await one.search();
    await one.search();
    assert.deepEqual(one.departures, []);
    assert.equal(one.listed().length, 2);
  });
});
