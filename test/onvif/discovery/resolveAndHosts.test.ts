import assert from 'node:assert/strict';
import { isOnvifError } from '../../../src/onvif/base/onvifError';
import { expandHosts } from '../../../src/onvif/discovery/hostRange';
import { readDiscoveryMessage } from '../../../src/onvif/discovery/readMessage';
import { settle } from '../../support/fakeClock';
import { bytes, envelope, target, urn } from './datagrams';
import { client, codes, here } from './memoryClient';
import { interfaceAt, MemoryDevice } from './memoryDevice';

const at10 = interfaceAt('192.0.2.10');
const address = 'http://192.0.2.10/onvif/device_service';

describe('a device that announces no address', () => {
  it('is listed at once, asked for it, and listed again with it', async () => {
    const one = client();
    const device = await MemoryDevice.on(one.network, [at10], { xaddrs: [] });
    device.resolvedXaddrs = [address];
    await one.search();
    assert.deepEqual(
      one.sightings.map(each => [each.via, each.xaddrs]),
      [
        ['probeMatch', []],
        ['resolveMatch', [address]],
      ],
    );
    assert.deepEqual(one.sightings.map(codes), [['no-xaddrs'], []]);
    assert.equal(device.resolves.length, 1, 'one question, though it answered three Probes');
  });

  it('is asked four times when it does not answer, and again with the next search', async () => {
    const one = client();
    const device = await MemoryDevice.on(one.network, [at10], { xaddrs: [] });
    device.answersResolves = false;
    const resolves = () =>
      one.sockets.sent.filter(each => readDiscoveryMessage(each.data)?.kind === 'resolve').length;
    await one.search();
    assert.equal(resolves(), 4);
    await one.clock.advance(5000);
    await one.search();
    assert.equal(resolves(), 8);
    assert.equal(one.listed().length, 1);
  });

  it('is asked once, though it answers on two interfaces', async () => {
    const one = client([here, interfaceAt('198.51.100.1', 'other')]);
    const there = [at10, interfaceAt('198.51.100.10', 'other')];
    const device = await MemoryDevice.on(one.network, there, { xaddrs: [] });
    device.answersResolves = false;
    await one.search();
    assert.equal(device.resolves.length, 1);
  });

  it('is asked when its Hello has none', async () => {
    const one = client();
    const device = await MemoryDevice.on(one.network, [at10], { xaddrs: [] });
    device.resolvedXaddrs = [address];
    await one.discovery.listen();
    device.hello();
    await settle();
    assert.deepEqual(one.listed()[0]?.xaddrs, [address]);
  });

  it('is not believed about another', async () => {
    const one = client();
    const device = await MemoryDevice.on(one.network, [at10], { xaddrs: [] });
    device.answersResolves = false;
    const done = one.discovery.probe();
    await settle();
    const [relatesTo] = device.resolves;
    const body = `<d:ResolveMatches><d:ResolveMatch>${target({ endpoint: urn.b })}</d:ResolveMatch></d:ResolveMatches>`;
    const header = `<w:RelatesTo>${relatesTo}</w:RelatesTo>`;
    device.sockets.sendUnicast(here.id, bytes(envelope({ header, body })), one.sockets.port);
    await one.clock.advance(5000);
    await done;
    assert.deepEqual(
      one.listed().map(each => each.endpoint),
      [urn.a],
    );
  });
});

describe('Discovery.resolve', () => {
  it('gives the sighting as soon as the device answers', async () => {
    const one = client();
    await MemoryDevice.on(one.network, [at10]);
    const sighting = await one.discovery.resolve(
      urn.a.toUpperCase().replace('URN:UUID', 'urn:uuid').toLowerCase(),
    );
    assert.deepEqual(
      [sighting?.endpoint, sighting?.via, sighting?.xaddrs],
      [urn.a, 'resolveMatch', [address]],
    );
    assert.equal(one.clock.pending, 0);
  });

  it('gives nothing when nobody answers in time', async () => {
    const one = client();
    const answer = one.discovery.resolve(urn.b, { timeoutMs: 700 });
    await one.clock.advance(700);
    assert.equal(await answer, undefined);
  });
});

describe('Discovery.probeHosts', () => {
  it('asks single hosts on port 3702, three ways, twice each', async () => {
    const one = client();
    await MemoryDevice.on(one.network, [at10]);
    const done = one.discovery.probeHosts(['192.0.2.10'], { timeoutMs: 1000 });
    await settle();
    assert.deepEqual([one.listed()[0]?.endpoint, one.listed()[0]?.interface], [urn.a, here.id]);
    await one.clock.advance(1000);
    await done;
    const to = one.sockets.sent.map(each => each.to);
    assert.deepEqual(to, Array(6).fill('192.0.2.10'));
    assert.equal(new Set(one.sockets.sent.map(each => new TextDecoder().decode(each.data))).size, 3);
  });

  it('goes through a range no faster than 16 hosts in 50 ms, and waits after the last', async () => {
    const one = client();
    const far = await MemoryDevice.on(one.network, [interfaceAt('192.0.2.254')]);
    let over = false;
    const done = one.discovery.probeHosts(['192.0.2.0/24'], { timeoutMs: 1000 }).then(() => (over = true));
    const hosts = () => new Set(one.sockets.sent.map(each => each.to)).size;
    await settle();
    assert.equal(hosts(), 16);
    await one.clock.advance(50);
    assert.equal(hosts(), 32);
    await one.clock.advance(14 * 50);
    assert.equal(hosts(), 254);
    assert.equal(far.probes.length, 3);
    await one.clock.advance(999);
    assert.equal(over, false);
    await one.clock.advance(1);
    await done;
    assert.equal(one.sockets.sent.length, 254 * 3 * 2);
    assert.equal(one.listed().length, 1);
  });

  it('stops in the middle when it is cancelled', async () => {
    const one = client();
    const abort = new AbortController();
    const done = one.discovery.probeHosts(['192.0.2.0/24'], { signal: abort.signal });
    await one.clock.advance(100);
    abort.abort();
    await done;
    const count = one.sockets.sent.length;
    await one.clock.advance(10_000);
    assert.equal(one.sockets.sent.length, count);
    assert.equal(one.clock.pending, 0);
  });

  it('refuses what is no address, before anything is sent', async () => {
    const one = client();
    await assert.rejects(one.discovery.probeHosts(['192.0.2.1', 'camera.local']), error =>
      isOnvifError(error, 'invalidInput'),
    );
    assert.deepEqual(one.sockets.sent, []);
  });
});

describe('expandHosts', () => {
  it('takes addresses as they are, each once, IPv6 in its shortest spelling with its scope', () => {
    assert.deepEqual(
      expandHosts(['192.0.2.7', ' 192.0.2.7 ', '2001:DB8:0::1', 'FE80::0:1%eth0', '192.0.2.8/32', '::1/128']),
      ['192.0.2.7', '2001:db8::1', 'fe80::1%eth0', '192.0.2.8', '::1'],
    );
  });

  it('leaves the network and broadcast address out of a range', () => {
    assert.deepEqual(expandHosts(['192.0.2.13/30']), ['192.0.2.13', '192.0.2.14']);
    assert.deepEqual(expandHosts(['192.0.2.13/31']), ['192.0.2.12', '192.0.2.13']);
    const range = expandHosts(['10.1.255.0/23']);
    assert.deepEqual(
      [range.length, range[0], range[255], range.at(-1)],
      [510, '10.1.254.1', '10.1.255.0', '10.1.255.254'],
    );
    assert.equal(expandHosts(['10.0.0.0/20']).length, 4094);
  });

  const refused: [input: string[], says: RegExp][] = [
    [['10.0.0.0/19'], /more than 4096 hosts.*\/20/],
    [['10.0.0.0/20', '10.1.0.0/20'], /more than 4096 hosts/],
    [['0.0.0.0/0'], /more than 4096 hosts/],
    [['camera.local'], /neither an IP address nor a range/],
    [['10.1'], /neither an IP address/],
    [['10.0.0.0/33'], /neither an IP address/],
    [['10.0.0.0/'], /neither an IP address/],
    [['10.0.0.0/24/24'], /neither an IP address/],
    [['10.0.0.0/-1'], /neither an IP address/],
    [[''], /neither an IP address/],
    [['fe80::1'], /link-local.*fe80::1%eth0/],
    [['2001:db8::/64'], /IPv6 range/],
    [['239.255.255.250'], /not the address of one host/],
    [['255.255.255.255'], /not the address of one host/],
    [['0.0.0.0'], /not the address of one host/],
    [['ff02::c'], /not the address of one host/],
  ];
  for (const [input, says] of refused) {
    it(`refuses ${input.join(' and ') || 'an empty text'}`, () => {
      assert.throws(
        () => expandHosts(input),
        error => isOnvifError(error, 'invalidInput') && says.test(error.message),
      );
    });
  }
});
