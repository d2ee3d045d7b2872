import assert from 'node:assert/strict';
import { settle } from '../../support/fakeClock';
import { urn } from './datagrams';
import { client, codes, found } from './memoryClient';
import { interfaceAt, MemoryDevice } from './memoryDevice';

const factoryDefault = ['onvif://www.onvif.org/Profile/Q/FactoryDefault'];
const operational = ['onvif://www.onvif.org/Profile/Q/Operational'];
const at10 = interfaceAt('192.0.2.10');
const at11 = interfaceAt('192.0.2.11');

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
