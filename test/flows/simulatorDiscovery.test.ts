import assert from 'node:assert/strict';
import dgram from 'node:dgram';
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

/** Sends one Probe from a socket of its own, on the loopback interface, and gathers what comes for a second. */
async function ask(data: Buffer, to: string): Promise<string[]> {
  const socket = dgram.createSocket('udp4');
  const answers: string[] = [];
  socket.on('message', message => answers.push(message.toString()));
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve));
  socket.setMulticastInterface('127.0.0.1');
  socket.setMulticastLoopback(true);
  socket.send(data, 3702, to);
  await new Promise(resolve => setTimeout(resolve, 1000));
  socket.close();
  return answers;
}

/** Everything multicast on loopback while `action` runs, and a moment longer. */
async function overhear(action: () => Promise<unknown>): Promise<string[]> {
  const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
  const heard: string[] = [];
  socket.on('message', message => heard.push(message.toString()));
  await new Promise<void>(resolve => socket.bind(3702, group, resolve));
  socket.addMembership(group, '127.0.0.1');
  await action();
  await new Promise(resolve => setTimeout(resolve, 700));
  socket.close();
  return heard;
}

describe('simulated devices on one host', () => {
  const running: Served[] = [];
  const start = async (serialNumber: string) => {
    const served = await serve({ identity: { serialNumber } }, { discovery: true });
    running.push(served);
    return served;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map(each => each.close()));
  });

  it('all answer a multicast Probe, each with its own endpoint and address', async function () {
    if (process.platform === 'win32') this.skip(); // a multicast address cannot be bound there
    const devices = [await start('HOST1'), await start('HOST2')];
    const answers = await ask(probe('urn:uuid:multicast-1', 'dp:Device'), group);
    for (const { device, url } of devices) {
      const own = answers.filter(each => each.includes(device.endpoint));
      assert.ok(own.length >= 1, 'it answered');
      for (const text of own) {
        assert.ok(text.includes(url) && text.includes('urn:uuid:multicast-1'));
        assert.ok(text.includes('onvif://www.onvif.org/Profile/Q/FactoryDefault'));
      }
    }
  });

  it('answer a unicast Probe', async () => {
    const { device } = await start('HOST3');
    const answers = await ask(probe('urn:uuid:unicast-1'), '127.0.0.1');
    assert.ok(answers.some(each => each.includes(device.endpoint)));
  });

  it('say Hello when they start and Bye when they stop', async function () {
    if (process.platform === 'win32') this.skip();
    let endpoint = '';
    const heard = await overhear(async () => {
      const served = await start('HOST4');
      endpoint = served.device.endpoint;
      await new Promise(resolve => setTimeout(resolve, 600));
      await served.close();
    });
    const own = heard.filter(each => each.includes(endpoint));
    assert.ok(
      own.some(each => each.includes('discovery/Hello')),
      'Hello',
    );
    assert.ok(own.at(-1)!.includes('discovery/Bye'), 'Bye, and nothing behind it');
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
