import assert from 'node:assert/strict';
import { Emitter } from '../../src/onvif/base/emitter';
import { systemRandom } from '../../src/onvif/base/random';
import { anonymousAddress, deviceType, multicastTo } from '../../src/onvif/discovery/messages';
import type { DiscoveryMessage, Probe, ReceivedMessage } from '../../src/onvif/discovery/messages';
import { readDiscoveryMessage } from '../../src/onvif/discovery/readMessage';
import type {
  Datagram,
  DiscoverySockets,
  NetworkInterface,
  SocketOptions,
} from '../../src/onvif/discovery/socket';
import { writeDiscoveryMessage } from '../../src/onvif/discovery/writeMessage';
import { DiscoveryResponder } from '../../src/simulator/discoveryResponder';
import type { SimulatedDevice } from '../../src/simulator/simulatedDevice';
import { FakeClock } from '../support/fakeClock';
import { call, makeDevice } from './support/bench';

const lan: NetworkInterface = {
  id: '192.0.2.10',
  name: 'eth0',
  address: '192.0.2.10',
  family: 'IPv4',
  internal: false,
};

/** A network that remembers what was sent. */
class FakeSockets implements DiscoverySockets {
  readonly datagrams = new Emitter<Datagram>();
  readonly onDatagram = this.datagrams.event;
  readonly onWarning = new Emitter<never>().event;
  readonly sent: { to: string; at: number; message: ReceivedMessage }[] = [];
  options: SocketOptions | undefined;
  disposed = false;

  constructor(readonly clock: FakeClock) {}

  open(_: readonly NetworkInterface[], options: SocketOptions): Promise<void> {
    this.options = options;
    return Promise.resolve();
  }
  sendMulticast(id: string, data: Uint8Array): void {
    this.#note(`multicast ${id}`, data);
  }
  sendUnicast(address: string, data: Uint8Array, port?: number, id?: string): void {
    this.#note(`${address}:${port} by ${id}`, data);
  }
  dispose(): void {
    this.disposed = true;
  }
  hear(message: DiscoveryMessage): void {
    const source = { address: '192.0.2.99', port: 4711, family: 'IPv4' } as const;
    this.datagrams.fire({
      data: writeDiscoveryMessage(message),
      source,
      interface: lan.id,
      channel: 'multicast',
    });
  }
  #note(to: string, data: Uint8Array): void {
    this.sent.push({ to, at: this.clock.monotonic(), message: readDiscoveryMessage(data)! });
  }
}

let probes = 0;
function probe(over: Partial<Probe> = {}): Probe {
  const header = { messageId: `urn:uuid:probe-${++probes}`, to: multicastTo };
  return { kind: 'probe', header, types: [], scopes: [], ...over };
}

async function setUp(...devices: SimulatedDevice[]) {
  const clock = new FakeClock();
  const sockets = new FakeSockets(clock);
  const responder = new DiscoveryResponder({ sockets, clock, random: systemRandom });
  await responder.start([lan]);
  const members = devices.map(each => responder.add(each, [`http://${lan.address}:8080`]));
  await clock.advance(3000);
  return { clock, sockets, responder, members };
}

const kinds = (sockets: FakeSockets) => sockets.sent.map(each => each.message.kind);

describe('DiscoveryResponder', () => {
  it('says Hello within half a second, three times the same', async () => {
    const device = makeDevice();
    const { sockets } = await setUp(device);
    const [first, ...others] = sockets.sent;
    assert.equal(sockets.sent.length, 3);
    assert.ok(first!.at <= 500 && others.every(each => each.at > first!.at));
    assert.deepEqual([...new Set(sockets.sent.map(each => each.to))], ['multicast 192.0.2.10']);
    assert.equal(new Set(sockets.sent.map(each => each.message.header.messageId)).size, 1);
    const { message } = first!;
    assert.ok(message.kind === 'hello');
    assert.deepEqual(message.target, {
      endpoint: device.endpoint,
      types: [deviceType],
      scopes: [...device.scopes],
      xaddrs: ['http://192.0.2.10:8080/onvif/device_service'],
      metadataVersion: 1,
    });
    assert.equal(message.header.to, multicastTo);
    assert.equal(message.header.appSequence?.instanceId, device.instanceId);
    assert.deepEqual(sockets.options, { listen: true, unicast: true });
  });

  it('answers a Probe to where it came from, within half a second, and once more', async () => {
    const device = makeDevice();
    const { sockets, clock } = await setUp(device);
    sockets.sent.length = 0;
    const asked = clock.monotonic();
    const question = probe({ types: [deviceType] });
    sockets.hear(question);
    sockets.hear(question); // the prober's own repeat
    await clock.advance(3000);
    assert.equal(sockets.sent.length, 2);
    for (const { to, message } of sockets.sent) {
      assert.equal(to, '192.0.2.99:4711 by 192.0.2.10');
      assert.ok(message.kind === 'probeMatches');
      assert.equal(message.header.relatesTo, question.header.messageId);
      assert.equal(message.header.to, anonymousAddress);
      assert.deepEqual(
        message.matches.map(each => each.endpoint),
        [device.endpoint],
      );
    }
    assert.ok(sockets.sent[0]!.at - asked <= 500);
  });

  it('answers only what it matches', async () => {
    const device = makeDevice();
    const { sockets, clock } = await setUp(device);
    const cases: [over: Partial<Probe>, answered: boolean][] = [
      [{}, true],
      [{ scopes: ['onvif://www.onvif.org/Profile/Q'] }, true],
      [{ scopes: ['onvif://www.onvif.org/Profile/Q/Operational'] }, false],
      [
        {
          types: [{ namespace: 'http://www.onvif.org/ver10/network/wsdl', local: 'NetworkVideoTransmitter' }],
        },
        false,
      ],
      [{ scopes: [device.scopes[1]!], matchBy: 'urn:unknown:rule' }, false],
      [{ header: {} }, false],
    ];
    for (const [over, answered] of cases) {
      sockets.sent.length = 0;
      sockets.hear(probe(over));
      await clock.advance(3000);
      assert.equal(sockets.sent.length > 0, answered, JSON.stringify(over));
    }
  });

  it('answers Resolve for its own endpoint only', async () => {
    const [one, other] = [makeDevice(), makeDevice({ identity: { serialNumber: 'TEST0002' } })];
    const { sockets, clock } = await setUp(one, other);
    sockets.sent.length = 0;
    sockets.hear({
      kind: 'resolve',
      header: { messageId: 'urn:uuid:r', to: multicastTo },
      endpoint: other.endpoint,
    });
    await clock.advance(3000);
    const { message } = sockets.sent[0]!;
    assert.ok(message.kind === 'resolveMatches');
    assert.deepEqual(
      message.matches.map(each => each.endpoint),
      [other.endpoint],
    );
    assert.deepEqual([...new Set(kinds(sockets))], ['resolveMatches']);
  });

  it('answers one Probe for several devices, each in its own message', async () => {
    const devices = ['1', '2', '3'].map(serialNumber => makeDevice({ identity: { serialNumber } }));
    const { sockets, clock } = await setUp(...devices);
    sockets.sent.length = 0;
    sockets.hear(probe());
    await clock.advance(3000);
    const answered = sockets.sent.flatMap(({ message }) =>
      message.kind === 'probeMatches' ? message.matches.map(each => each.endpoint) : [],
    );
    assert.deepEqual([...new Set(answered)].sort(), devices.map(each => each.endpoint).sort());
  });

  it('says Hello with the new scopes and a higher version when a client changes them', async () => {
    const device = makeDevice();
    const { sockets, clock } = await setUp(device);
    sockets.sent.length = 0;
    const scope = 'onvif://www.onvif.org/location/roof';
    await call(device, 'tds:AddScopes', { ScopeItem: [scope] });
    await clock.advance(3000);
    const { message } = sockets.sent[0]!;
    assert.ok(message.kind === 'hello' && message.target.scopes.includes(scope));
    assert.equal(message.target.metadataVersion, 2);
  });

  it('is silent while the device is not discoverable', async () => {
    const device = makeDevice();
    const { sockets, clock, members } = await setUp(device);
    sockets.sent.length = 0;
    await call(device, 'tds:SetDiscoveryMode', { DiscoveryMode: 'NonDiscoverable' });
    await call(device, 'tds:AddScopes', { ScopeItem: ['onvif://www.onvif.org/location/roof'] });
    sockets.hear(probe());
    await clock.advance(3000);
    assert.deepEqual(kinds(sockets), []);
    await call(device, 'tds:SetDiscoveryMode', { DiscoveryMode: 'Discoverable' });
    await clock.advance(3000);
    assert.deepEqual([...new Set(kinds(sockets))], ['hello']);
    members[0]!.dispose();
  });

  it('says Bye before a reboot, nothing during it, Hello with a higher instance after it', async () => {
    const device = makeDevice({ rebootTime: 2000, rebootDelay: 0 });
    const { sockets, clock } = await setUp(device);
    sockets.sent.length = 0;
    const before = device.instanceId;
    device.restart();
    await device.clock.advance(10);
    sockets.hear(probe());
    await clock.advance(3000);
    assert.deepEqual(kinds(sockets), ['bye']);
    await device.clock.advance(2000);
    const { message } = sockets.sent[1]!;
    assert.ok(message.kind === 'hello' && message.header.appSequence!.instanceId > before);
  });

  it('says Bye when a device is taken out, and then no longer answers for it', async () => {
    const { sockets, clock, members, responder } = await setUp(makeDevice());
    sockets.sent.length = 0;
    members[0]!.dispose();
    sockets.hear(probe());
    await clock.advance(3000);
    assert.deepEqual(kinds(sockets), ['bye']);
    responder.dispose();
    assert.equal(sockets.disposed, true);
    assert.equal(clock.pending, 0);
  });

  it('passes over what is no Probe: rubbish, a Hello of another device', async () => {
    const { sockets, clock } = await setUp(makeDevice());
    sockets.sent.length = 0;
    const source = { address: '192.0.2.99', port: 4711, family: 'IPv4' } as const;
    for (const text of ['', '\0\0', '<a>', '<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"/>']) {
      sockets.datagrams.fire({ data: Buffer.from(text), source, interface: lan.id, channel: 'multicast' });
    }
    const target = { endpoint: 'urn:uuid:x', types: [], scopes: [], xaddrs: [], metadataVersion: 1 };
    sockets.hear({ kind: 'hello', header: { messageId: 'urn:uuid:h' }, target });
    await clock.advance(3000);
    assert.deepEqual(sockets.sent, []);
  });
});
