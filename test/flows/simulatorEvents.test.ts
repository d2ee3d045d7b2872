import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { promisify } from 'node:util';
import onvif from 'onvif';
import { namespaces } from '../../src/onvif/xml/namespaces';
import { admin, soap } from '../simulator/support/bench';
import { serve, type Served } from '../simulator/support/served';

const fan = 'tns1:Device/HardwareFailure/FanFailure';
const failed = { data: { Failed: true } };

/** What npm onvif's `event` gives, as far as it is looked at. */
interface CamMessage {
  topic: { _: string };
  message: { message: { $: { PropertyOperation: string }; data: { simpleItem: { $: { Value: unknown } } } } };
}

function post(url: string, body: string): http.ClientRequest {
  const headers = { 'Content-Type': 'application/soap+xml; charset=utf-8' };
  return http.request(url, { method: 'POST', headers }).end(soap(body));
}

async function textOf(request: http.ClientRequest): Promise<string> {
  const [reply] = (await once(request, 'response')) as [http.IncomingMessage];
  let text = '';
  for await (const chunk of reply.setEncoding('utf8')) text += String(chunk);
  return text;
}

const pull = `<PullMessages xmlns="${namespaces.tev}"><Timeout>PT30S</Timeout><MessageLimit>50</MessageLimit></PullMessages>`;

async function subscribe(served: Served): Promise<string> {
  const address = served.url.replace('device_service', 'event_service');
  const reply = await textOf(post(address, `<CreatePullPointSubscription xmlns="${namespaces.tev}"/>`));
  return /Address>([^<]+)</.exec(reply)![1]!;
}

describe('events of a served device', () => {
  let served: Served;
  afterEach(() => served.close());

  for (const useWSSecurity of [true, false]) {
    it(`reach npm onvif, logged in by ${useWSSecurity ? 'UsernameToken' : 'digest'}`, async () => {
      served = await serve({ state: 'operational' });
      const { device } = served;
      const cam = new onvif.Cam({
        hostname: '127.0.0.1',
        port: served.port,
        ...admin,
        useWSSecurity,
        autoconnect: false,
      });
      await promisify(cam.connect.bind(cam))();
      const seen: string[] = [];
      const changed = new Promise<void>(resolve => {
        cam.on('event', (each: CamMessage) => {
          const { $, data } = each.message.message;
          seen.push(`${each.topic._} ${$.PropertyOperation} ${String(data.simpleItem.$.Value)}`);
          if (seen.length === 9) setTimeout(() => device.emit(fan, failed), 50);
          if (seen.length === 10) resolve();
        });
      });
      await changed;
      assert.ok(
        seen.slice(0, 9).every(each => each.includes(' Initialized ')),
        seen.join('\n'),
      );
      assert.equal(seen[9], `${fan} Changed true`);
      cam.removeAllListeners('event');
      await promisify(cam.unsubscribe.bind(cam))();
      assert.equal(device.events.pullPoints.length, 0);
    });
  }

  it('are not lost when a connection ends in the middle of a pull', async () => {
    served = await serve();
    const address = await subscribe(served);
    await textOf(post(address, pull));
    const given = post(address, pull).on('error', () => {});
    await once(given, 'socket');
    const [socket] = [given.socket!];
    if (socket.connecting) await once(socket, 'connect');
    await new Promise(resolve => setTimeout(resolve, 100));
    given.destroy();
    await new Promise(resolve => setTimeout(resolve, 100));
    served.device.emit(fan, failed);
    assert.match(await textOf(post(address, pull)), /Changed.*FanFailure|FanFailure.*Changed/s);
  });

  it('end a pull by a broken connection when the device reboots, and with it the subscription', async () => {
    served = await serve({ rebootTime: 200, rebootDelay: 10 });
    const address = await subscribe(served);
    await textOf(post(address, pull));
    const waiting = once(post(address, pull), 'response');
    served.device.restart();
    await assert.rejects(waiting);
    while (!served.device.isUp) await new Promise(resolve => setTimeout(resolve, 20));
    assert.match(await textOf(post(address, pull)), /ResourceUnknownFault/);
  });
});
