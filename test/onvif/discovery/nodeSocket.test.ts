import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { everyInterface, localInterfaces } from '../../../src/onvif/discovery/nodeInterfaces';
import { NodeSockets } from '../../../src/onvif/discovery/nodeSocket';
import { bytes } from './datagrams';
import { freePort, heard, textOf } from './loopback';
import type { DiscoverySockets, SocketWarning } from '../../../src/onvif/discovery/socket';

const [loopback] = localInterfaces(['127.0.0.1']);
const [secondLoopback] = process.platform === 'linux' ? localInterfaces(['127.0.0.2']) : [];
assert.ok(loopback);

describe('NodeSockets on the loopback interface', () => {
  let port: number;
  let open: DiscoverySockets[];
  const sockets = () => {
    const one = new NodeSockets({ port });
    open.push(one);
    return one;
  };

  beforeEach(async () => {
    port = await freePort();
    open = [];
  });
  afterEach(() => open.forEach(each => each.dispose()));

  it('carries a question by multicast to every device and each answer back to the asker', async () => {
    const devices = [sockets(), sockets()];
    for (const device of devices) {
      await device.open([loopback], { listen: true });
      device.onDatagram(({ source, interface: local, channel, data }) => {
        assert.deepEqual([local, channel, textOf(data)], ['127.0.0.1', 'multicast', 'question']);
        device.sendUnicast(source.address, bytes('answer'), source.port, local);
      });
    }
    const client = sockets();
    await client.open([loopback], { listen: false });
    const answers = heard(client, 2);
    client.sendMulticast('127.0.0.1', bytes('question'));
    for (const answer of await answers) {
      assert.equal(textOf(answer.data), 'answer');
      assert.deepEqual(
        [answer.channel, answer.interface, answer.source.address],
        ['probe', '127.0.0.1', '127.0.0.1'],
      );
    }
  });

  it('hears announcements when it listens, and no longer when it does not', async () => {
    const device = sockets();
    await device.open([loopback], { listen: false });
    const client = sockets();
    const quiet: string[] = [];
    await client.open([loopback], { listen: true });
    const first = heard(client, 1);
    device.sendMulticast('127.0.0.1', bytes('hello'));
    assert.equal((await first)[0]?.channel, 'multicast');

    await client.open([loopback], { listen: false });
    client.onDatagram(each => quiet.push(textOf(each.data)));
    const witness = sockets();
    await witness.open([loopback], { listen: true });
    const seen = heard(witness, 1);
    device.sendMulticast('127.0.0.1', bytes('hello again'));
    await seen;
    assert.deepEqual(quiet, []);
  });

  it('gives a unicast question to a device and not to a listener on the same machine', async function () {
    if (process.platform === 'win32') return this.skip(); // binds to every address there
    // a device that is bound to every address, as most programs are, and opened first
    const device = dgram.createSocket({ type: 'udp4', reuseAddr: true });
    await new Promise<void>(resolve => device.bind(port, '0.0.0.0', resolve));
    const listener = sockets();
    await listener.open([loopback], { listen: true });
    const stray: string[] = [];
    listener.onDatagram(each => stray.push(textOf(each.data)));
    const client = sockets();
    await client.open([loopback], { listen: false });
    const question = once(device, 'message');
    client.sendUnicast('127.0.0.1', bytes('question'));
    assert.equal(textOf((await question)[0] as Uint8Array), 'question');

    const ours = sockets();
    await ours.open([loopback], { listen: true, unicast: true });
    const again = heard(ours, 1);
    client.sendUnicast('127.0.0.1', bytes('again'));
    assert.equal(textOf((await again)[0]!.data), 'again');
    assert.deepEqual(stray, []);
    device.close();
  });

  it('tells devices on two addresses of one machine apart', async function () {
    if (!secondLoopback) return this.skip();
    const devices = [loopback, secondLoopback].map(each => ({ each, device: sockets() }));
    for (const { each, device } of devices) {
      await device.open([each], { listen: true, unicast: true });
      device.onDatagram(({ source }) =>
        device.sendUnicast(source.address, bytes(each.id), source.port, each.id),
      );
    }
    const client = sockets();
    await client.open([loopback], { listen: false });
    for (const address of ['127.0.0.2', '127.0.0.1']) {
      const answer = heard(client, 1);
      client.sendUnicast(address, bytes('question'));
      const [{ data, source }] = (await answer) as [never] as [
        { data: Uint8Array; source: { address: string } },
      ];
      assert.deepEqual([textOf(data), source.address], [address, address]);
    }
  });

  it('sends to a host on no link of an open interface as the system routes it', async function () {
    const six = dgram.createSocket('udp6');
    try {
      await new Promise<void>((resolve, reject) => six.once('error', reject).bind(0, '::1', resolve));
    } catch {
      return this.skip(); // no IPv6 here
    }
    six.on('message', (_, { address, port: from }) => six.send('six', from, address));
    const client = sockets();
    await client.open([loopback], { listen: false });
    const answer = heard(client, 1);
    client.sendUnicast('::1', bytes('question'), six.address().port);
    const [datagram] = await answer;
    assert.equal(textOf(datagram!.data), 'six');
    assert.deepEqual(
      [datagram!.interface, datagram!.source.address, datagram!.source.family],
      ['', '::1', 'IPv6'],
    );
    six.close();
  });

  it('speaks IPv6, joins its group on the link, and hears answers', async function () {
    const loopback6 = everyInterface().find(each => each.id === '::1');
    if (!loopback6) return this.skip();
    const device = sockets();
    await device.open([loopback6], { listen: true, unicast: true });
    device.onDatagram(({ source, interface: local }) =>
      device.sendUnicast(source.address, bytes(`from ${local}`), source.port, local),
    );
    const client = sockets();
    const warnings: SocketWarning[] = [];
    client.onWarning(each => warnings.push(each));
    await client.open([loopback6], { listen: true });
    assert.deepEqual(warnings, [], 'it is in the group ff02::c of that link');
    const answer = heard(client, 1);
    client.sendUnicast('::1', bytes('question'));
    const [datagram] = await answer;
    assert.equal(textOf(datagram!.data), 'from ::1');
    assert.deepEqual([datagram!.interface, datagram!.source.family], ['::1', 'IPv6']);
  });

  it('says that another program holds the port, and still asks', async () => {
    const other = dgram.createSocket('udp4');
    await new Promise<void>(resolve => other.bind(port, '0.0.0.0', resolve));
    const warnings: string[] = [];
    const client = sockets();
    client.onWarning(each => warnings.push(each.message));
    await client.open([loopback], { listen: true });
    await client.open([loopback], { listen: true });
    assert.equal(warnings.length, 2, 'said with every search, for as long as it lasts');
    assert.equal(warnings[1], warnings[0]);
    assert.match(
      warnings[0]!,
      new RegExp(`Another program holds UDP port ${port} .*probing still finds them`),
    );

    const device = dgram.createSocket('udp4');
    device.on('message', (_, { address, port: from }) => device.send('answer', from, address));
    await new Promise<void>(resolve => device.bind(0, '127.0.0.1', resolve));
    const answer = heard(client, 1);
    client.sendUnicast('127.0.0.1', bytes('question'), device.address().port);
    assert.equal(textOf((await answer)[0]!.data), 'answer');

    await new Promise<void>(resolve => other.close(resolve));
    await client.open([loopback], { listen: true });
    assert.equal(warnings.length, 2, 'not said once the port is free');
    const hello = heard(client, 1);
    const speaker = sockets();
    await speaker.open([loopback], { listen: false });
    speaker.sendMulticast('127.0.0.1', bytes('hello'));
    assert.equal(textOf((await hello)[0]!.data), 'hello');
    device.close();
  });

  it('warns of an address that is not there, and opens the others', async () => {
    const gone = { ...loopback, id: '192.0.2.77', address: '192.0.2.77' };
    const warnings: unknown[] = [];
    const client = sockets();
    client.onWarning(each => warnings.push(each.interface));
    await client.open([gone, loopback], { listen: false });
    assert.deepEqual(warnings, ['192.0.2.77']);
    const device = sockets();
    await device.open([loopback], { listen: true });
    const question = heard(device, 1);
    client.sendMulticast('192.0.2.77', bytes('nobody sends this'));
    client.sendMulticast('127.0.0.1', bytes('question'));
    assert.equal(textOf((await question)[0]!.data), 'question');
  });

  it('drops what is larger than a discovery message, and what has no port to answer', async () => {
    const device = sockets();
    await device.open([loopback], { listen: true });
    const client = sockets();
    await client.open([loopback], { listen: false });
    const both = heard(device, 1);
    client.sendMulticast('127.0.0.1', new Uint8Array(33 * 1024));
    client.sendUnicast('127.0.0.1', bytes('x'), 0);
    client.sendMulticast('127.0.0.1', bytes('small'));
    assert.deepEqual(
      (await both).map(each => textOf(each.data)),
      ['small'],
    );
  });

  it('closes what is no longer wanted, and everything at the end, while opening too', async () => {
    const client = sockets();
    await client.open([loopback], { listen: true, unicast: true });
    await client.open([], { listen: false });
    const opening = client.open([loopback], { listen: true, unicast: true });
    client.dispose();
    await opening;
    const other = dgram.createSocket('udp4');
    await new Promise<void>((resolve, reject) => other.once('error', reject).bind(port, '0.0.0.0', resolve));
    other.close();
  });
});
