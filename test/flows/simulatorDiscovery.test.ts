import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { systemClock } from '../../src/onvif/base/clock';
import { systemRandom } from '../../src/onvif/base/random';
import { localInterfaces } from '../../src/onvif/discovery/nodeInterfaces';
import { NodeSockets } from '../../src/onvif/discovery/nodeSocket';
import { DiscoveryResponder } from '../../src/simulator/discoveryResponder';
import { startSimulator, type SimulatorHost } from '../../src/simulator/nodeSimulatorHost';
import { serve, type Served } from '../simulator/support/served';

const group = '239.255.255.250';
const probe = (id: string, types = '') =>
  Buffer.from(
    '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dp="http://www.onvif.org/ver10/device/wsdl"><e:Header>' +
      `<w:MessageID>${id}</w:MessageID><w:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To>` +
      '<w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header>' +
      `<e:Body><d:Probe><d:Types>${types}</d:Types></d:Probe></e:Body></e:Envelope>`,
  );

const patience = 5000;

/** Of several sockets on one address the last opened gets what is unicast: not one of another process, here. */
function ownAddress(): string {
  if (process.platform === 'darwin') return '127.0.0.1'; // the only one there
  const part = () => Math.floor(systemRandom.between(2, 254));
  return `127.${part()}.${part()}.${part()}`;
}

/** Messages that a socket hears, and a wait for those that are expected. */
class Ear {
  readonly heard: string[] = [];

  constructor(readonly socket: dgram.Socket) {
    socket.on('message', message => this.heard.push(message.toString()));
  }

  /** Resolves when the messages heard so far satisfy `enough`; rejects after five seconds. */
  async until(what: string, enough: (heard: readonly string[]) => boolean): Promise<void> {
    for (const end = Date.now() + patience; !enough(this.heard);) {
      assert.ok(Date.now() < end, `heard no ${what} in five seconds`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
}

const bound = (socket: dgram.Socket, port: number, address: string) =>
  new Promise<void>(resolve => socket.bind(port, address, resolve));

/** A socket of its own that has sent one message, multicast on the loopback interface. */
async function ask(data: Buffer, to: string): Promise<Ear> {
  const socket = dgram.createSocket('udp4');
  await bound(socket, 0, '127.0.0.1');
  socket.setMulticastInterface('127.0.0.1');
  socket.setMulticastLoopback(true);
  socket.send(data, 3702, to);
  return new Ear(socket);
}

describe('simulated devices on one host', () => {
  const running: Served[] = [];
  const start = async (serialNumber: string, discovery: true | DiscoveryResponder = true) => {
    const served = await serve({ identity: { serialNumber } }, { discovery });
    running.push(served);
    return served;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map(each => each.close()));
  });

  it('all answer a multicast Probe, each with its own endpoint and address', async function () {
    if (process.platform === 'win32') this.skip(); // a multicast address cannot be bound there
    const devices = [await start('HOST1'), await start('HOST2')];
    const ear = await ask(probe('urn:uuid:multicast-1', 'dp:Device'), group);
    for (const { device, url } of devices) {
      await ear.until('answer', heard => heard.some(each => each.includes(device.endpoint)));
      for (const text of ear.heard.filter(each => each.includes(device.endpoint))) {
        assert.ok(text.includes(url) && text.includes('urn:uuid:multicast-1'));
        assert.ok(text.includes('onvif://www.onvif.org/Profile/Q/FactoryDefault'));
      }
    }
    ear.socket.close();
  });

  it('answer a unicast Probe, all of them when they share a responder', async () => {
    const sockets = new NodeSockets();
    const responder = new DiscoveryResponder({ sockets, clock: systemClock, random: systemRandom });
    const address = ownAddress();
    await responder.start(localInterfaces([address]));
    const devices = [await start('HOST3', responder), await start('HOST4', responder)];
    const ear = await ask(probe('urn:uuid:unicast-1'), address);
    await ear.until('two answers', heard =>
      devices.every(({ device }) => heard.some(each => each.includes(device.endpoint))),
    );
    ear.socket.close();
    responder.dispose();
  });

  it('say Hello when they start and Bye when they stop', async function () {
    if (process.platform === 'win32') this.skip();
    const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
    await bound(socket, 3702, group);
    socket.addMembership(group, '127.0.0.1');
    const ear = new Ear(socket);
    const { device } = await start('HOST5');
    const own = (heard: readonly string[], action: string) =>
      heard.some(each => each.includes(device.endpoint) && each.includes(`discovery/${action}<`));
    await ear.until('Hello', heard => own(heard, 'Hello'));
    await running.pop()!.close();
    await ear.until('Bye', heard => own(heard, 'Bye'));
    socket.close();
  });
});

describe('startSimulator', () => {
  it('rejects with one clear sentence when the port is taken or the interface unknown', async () => {
    const one = await serve();
    const options = { port: one.port, discovery: false };
    await assert.rejects(startSimulator(one.device, options), {
      code: 'socket',
      message: /Port \d+ .* taken/,
    });
    const unknown: Promise<SimulatorHost> = startSimulator(one.device, { interface: 'nowhere0' });
    await assert.rejects(unknown, { code: 'invalidInput', message: /nowhere0/ });
    await one.close();
  });
});
