import assert from 'node:assert/strict';
import { readDiscoveryMessage } from '../../../src/onvif/discovery/readMessage';
import { settle } from '../../support/fakeClock';
import { answerHeader, bytes, envelope, probeMatches, target, urn } from './datagrams';
import { client, codes, here } from './memoryClient';
import { interfaceAt, interfaceAt6, MemoryDevice } from './memoryDevice';
import type { Datagram } from '../../../src/onvif/discovery/socket';

describe('Discovery.probe', () => {
  it('asks for tds:Device, dn:NetworkVideoTransmitter and everything, on each interface, each with its own id', async () => {
    const interfaces = [here, interfaceAt('198.51.100.1', 'other'), interfaceAt6('fe80::1')];
    const { discovery, sockets, clock } = client(interfaces);
    void discovery.probe();
    await settle();
    const asked = sockets.sent.map(({ data, interface: local }) => {
      const message = readDiscoveryMessage(data);
      assert.equal(message?.kind, 'probe');
      assert.match(message.header.messageId ?? '', /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.equal(message.header.to, 'urn:schemas-xmlsoap-org:ws:2005:04:discovery');
      return {
        id: message.header.messageId,
        what: `${local} ${message.types.map(each => each.local).join()}`,
      };
    });
    assert.deepEqual(
      asked.map(each => each.what).sort(),
      interfaces.flatMap(({ id }) => [`${id} `, `${id} Device`, `${id} NetworkVideoTransmitter`]).sort(),
    );
    assert.equal(new Set(asked.map(each => each.id)).size, 9);
    await clock.advance(5000);
    discovery.dispose();
  });

  it('repeats each Probe byte for byte, 50 to 250 ms after the first and then at twice the gap up to 500 ms', async () => {
    const { discovery, sockets, clock } = client();
    void discovery.probe();
    const times = new Map<string, number[]>();
    let counted = 0;
    for (let now = 0; now <= 3000; now += 5) {
      await clock.advance(now === 0 ? 0 : 5);
      for (const { data } of sockets.sent.slice(counted)) {
        const key = new TextDecoder().decode(data);
        times.set(key, [...(times.get(key) ?? []), now]);
      }
      counted = sockets.sent.length;
    }
    assert.equal(times.size, 3);
    for (const [first, ...rest] of times.values()) {
      assert.equal(first, 0);
      assert.equal(rest.length, 3, 'four transmissions in all');
      const gaps = rest.map((time, index) => time - [first, ...rest][index]!);
      assert.ok(gaps[0]! >= 50 && gaps[0]! <= 255, String(gaps));
      for (const [index, gap] of gaps.slice(1).entries()) {
        assert.ok(Math.abs(gap - Math.min(2 * gaps[index]!, 500)) <= 10, String(gaps));
      }
    }
    await clock.advance(5000);
  });

  it('tells of a device at once, and resolves when its time is over', async () => {
    const { network, discovery, clock, sightings } = client();
    await MemoryDevice.on(network, [interfaceAt('192.0.2.10')], { instanceId: 7, metadataVersion: 3 });
    let over = false;
    const done = discovery.probe().then(() => (over = true));
    await settle();
    assert.equal(sightings.length, 1);
    assert.deepEqual(sightings[0], {
      endpoint: urn.a,
      identity: urn.a,
      sharedEndpoint: false,
      types: [{ namespace: 'http://www.onvif.org/ver10/device/wsdl', local: 'Device' }],
      scopes: ['onvif://www.onvif.org/Profile/Q/Operational'],
      xaddrs: ['http://192.0.2.10/onvif/device_service'],
      metadataVersion: 3,
      via: 'probeMatch',
      source: { address: '192.0.2.10', port: 50_001 },
      interface: '192.0.2.1',
      findings: [],
    });
    await clock.advance(4999);
    assert.equal(over, false);
    await clock.advance(1);
    await done;
    assert.equal(sightings.length, 1, 'the answers to the other Probes are no news');
  });

  it('tells of it once more with the next search', async () => {
    const one = client();
    await MemoryDevice.on(one.network, [interfaceAt('192.0.2.10')]);
    await one.search();
    await one.search();
    assert.equal(one.sightings.length, 2);
  });

  it('ends early, and sends nothing more, when it is cancelled', async () => {
    const { discovery, sockets, clock } = client();
    const abort = new AbortController();
    const done = discovery.probe({ signal: abort.signal });
    await settle();
    abort.abort();
    await done;
    const count = sockets.sent.length;
    await clock.advance(5000);
    assert.equal(sockets.sent.length, count);
    assert.equal(clock.pending, 0);
    assert.deepEqual(sockets.interfaces, [], 'its sockets are closed');
    await discovery.probe({ signal: abort.signal });
    assert.equal(sockets.sent.length, count);
  });

  it('says so when there is no interface', async () => {
    const { discovery, warnings } = client([]);
    await discovery.probe();
    assert.match(warnings.join(), /No network interface is up/);
  });

  it('ends with the Discovery', async () => {
    const { discovery, clock, sockets } = client();
    const done = discovery.probe();
    await settle();
    discovery.dispose();
    await done;
    assert.equal(clock.pending, 0);
    assert.deepEqual(sockets.interfaces, []);
  });
});

describe('Discovery judges answers', () => {
  /** Sends hand-written answers to the first Probe of a search. */
  async function answered(
    answers: (relatesTo: string) => (string | Uint8Array)[],
    from: Partial<Datagram['source']> = {},
  ) {
    const one = client();
    const done = one.discovery.probe({ timeoutMs: 1000 });
    await settle();
    const probe = readDiscoveryMessage(one.sockets.sent[0]!.data);
    const source = { address: '192.0.2.10', port: 40_000, family: 'IPv4' as const, ...from };
    for (const each of answers(probe?.header.messageId ?? '')) {
      const data = typeof each === 'string' ? bytes(each) : each;
      one.sockets.receive({ data, source, interface: here.id, channel: 'probe' });
    }
    await one.clock.advance(1000);
    await done;
    return one;
  }
  const match = (relatesTo: string, ...targets: string[]) =>
    envelope({ header: answerHeader(relatesTo), body: probeMatches(...targets) });

  it('lists every match of one datagram', async () => {
    const { listed } = await answered(id => [
      match(id, target({ endpoint: urn.a }), target({ endpoint: urn.b })),
    ]);
    assert.deepEqual(
      listed().map(each => each.endpoint),
      [urn.a, urn.b],
    );
  });

  it('ignores an answer to a Probe it never sent, and one that says to none', async () => {
    const none = envelope({ body: probeMatches(target({ endpoint: urn.b })) });
    const { sightings } = await answered(id => [match(urn.probe, target()), none, match(`${id}0`, target())]);
    assert.deepEqual(sightings, []);
  });

  it('takes a RelatesTo without urn: and in capitals, and says so', async () => {
    const { sightings } = await answered(id => [match(id.replace('urn:', '').toUpperCase(), target())]);
    assert.deepEqual(codes(sightings[0]), ['relates-to-altered']);
  });

  it('loses no device to bad datagrams around it', async () => {
    const { listed } = await answered(id => [
      new Uint8Array(0),
      Uint8Array.from({ length: 500 }, (_, index) => (index * 31) % 256),
      '<e:Envelope',
      match(id, target()).slice(0, 300),
      `<!DOCTYPE x [<!ENTITY a "b">]>${match(id, target({ endpoint: urn.b }))}`.replace(
        '<?xml version="1.0" encoding="utf-8"?>',
        '',
      ),
      'x'.repeat(60_000),
      match(id, target()),
    ]);
    assert.ok(listed().some(each => each.endpoint === urn.a));
  });

  it('leaves out printers', async () => {
    const { sightings } = await answered(id => [
      envelope({
        header: answerHeader(id),
        declarations: 'xmlns:wsdp="http://schemas.xmlsoap.org/ws/2006/02/devprof"',
        body: probeMatches(target({ types: 'wsdp:Device', scopes: '', xaddrs: 'http://192.0.2.9:5357/' })),
      }),
    ]);
    assert.deepEqual(sightings, []);
  });

  it('keeps http and https addresses only, and says what it left out', async () => {
    const { sightings } = await answered(id => [
      match(
        id,
        target({ xaddrs: 'ftp://192.0.2.10/ http://192.0.2.10/onvif/device_service file:///etc/passwd' }),
      ),
    ]);
    assert.deepEqual(sightings[0]?.xaddrs, ['http://192.0.2.10/onvif/device_service']);
    assert.deepEqual(codes(sightings[0]), ['xaddr-not-http']);
  });

  it('keeps an address without a host, and says so', async () => {
    const { sightings } = await answered(id => [
      match(id, target({ xaddrs: 'http:///onvif/device_service' })),
    ]);
    assert.deepEqual(sightings[0]?.xaddrs, ['http:///onvif/device_service']);
    assert.deepEqual(codes(sightings[0]), ['xaddr-without-host']);
  });

  it('keeps the scope id of the sender', async () => {
    const { sightings } = await answered(id => [match(id, target())], {
      address: 'fe80::10%eth0',
      family: 'IPv6',
    });
    assert.equal(sightings[0]?.source.address, 'fe80::10%eth0');
  });

  it('lists a device without an endpoint reference by its address', async () => {
    const { sightings } = await answered(id => [match(id, target({ endpoint: '' }))]);
    assert.equal(sightings[0]?.identity, 'http://192.0.2.10/onvif/device_service');
    assert.deepEqual(codes(sightings[0]), ['endpoint-missing']);
  });

  it('takes firmware that writes one MessageID into everything', async () => {
    const { listed } = await answered(id => [
      match(id, target({ endpoint: urn.a })),
      match(id, target({ endpoint: urn.b, xaddrs: 'http://192.0.2.11/onvif/device_service' })),
    ]);
    assert.equal(listed().length, 2);
  });

  it('lists no more than 10 000 devices, and says so once', async () => {
    const { listed, warnings } = await answered(id =>
      Array.from({ length: 10_002 }, (_, index) =>
        match(
          id,
          target({ endpoint: `urn:uuid:00000000-0000-4000-8000-${String(index).padStart(12, '0')}` }),
        ),
      ),
    );
    assert.equal(listed().length, 10_000);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /More devices answer than can be listed/);
  }).timeout(20_000);
});
