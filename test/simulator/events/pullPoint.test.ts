import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/onvif/base/json';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import { settle } from '../../support/fakeClock';
import { call, makeDevice, soap, type Outcome } from '../support/bench';
import {
  topics,
  received,
  Subscriber,
  monitoring,
  fan,
  failed,
  layouts,
  manualTime,
  faultDetail,
} from '../support/subscriber';

describe('pull points', () => {
  describe('PullMessages', () => {
    it('waits for its Timeout, and not longer, when nothing happens', async () => {
      const device = makeDevice();
      const subscriber = await Subscriber.subscribe(device, [topics(fan)]);
      await subscriber.pull();
      let outcome: Outcome | undefined;
      void subscriber.askToPull('PT60S').then(each => (outcome = each));
      await device.clock.advance(59_999);
      assert.equal(outcome, undefined);
      await device.clock.advance(1);
      assert.equal(outcome!.status, 200);
      assert.deepEqual(received(outcome!.reply!), []);
      assert.equal(outcome!.reply!.CurrentTime, '2026-06-01T12:01:00.000Z');
    });

    it('answers as soon as something happens', async () => {
      const device = makeDevice();
      const subscriber = await Subscriber.subscribe(device, [topics(fan)]);
      await subscriber.pull();
      const pulled = subscriber.pull('PT60S');
      await device.clock.advance(1234);
      device.emit(fan, failed(true));
      assert.deepEqual(await pulled, [
        {
          topic: fan,
          operation: 'Changed',
          time: '2026-06-01T12:00:01.234Z',
          source: { Token: 'fan0' },
          data: { Failed: 'true' },
        },
      ]);
    });

    it('gives no more than MessageLimit at once, and the rest next time, in order', async () => {
      const device = makeDevice();
      const subscriber = await Subscriber.subscribe(device);
      const all = [...(await subscriber.pull('PT1S', 4)), ...(await subscriber.pull('PT1S', 2_000_000_000))];
      assert.equal(all.length, 9);
      assert.equal(new Set(all.map(each => each.topic)).size, 9);
    });

    it('keeps the pull point alive, also while it waits', async () => {
      const device = makeDevice();
      const subscriber = await Subscriber.subscribe(device, [topics(fan)], {
        InitialTerminationTime: 'PT10S',
      });
      await subscriber.pull();
      for (let i = 0; i < 3; i++) {
        const pulled = subscriber.askToPull('PT60S');
        await device.clock.advance(60_000);
        const { reply } = await pulled;
        const lives = Date.parse(reply!.TerminationTime as string) - Date.parse(reply!.CurrentTime as string);
        assert.equal(lives, 10_000);
      }
    });

    it('UnableToGetMessages for a second call while the first one waits, which is not disturbed', async () => {
      const device = makeDevice();
      const subscriber = await Subscriber.subscribe(device, [topics(fan)]);
      await subscriber.pull();
      const first = subscriber.pull('PT60S');
      await settle();
      assert.equal(faultDetail(await subscriber.askToPull('PT60S')), 'UnableToGetMessagesFault');
      device.emit(fan, failed(true));
      assert.equal((await first).length, 1);
    });

    it('loses nothing when the client goes away while it waits', async () => {
      const device = makeDevice();
      const subscriber = await Subscriber.subscribe(device, [topics(fan)]);
      await subscriber.pull();
      const abort = new AbortController();
      const transport = device.transport();
      const pull = `<PullMessages xmlns="${namespaces.tev}"><Timeout>PT60S</Timeout><MessageLimit>9</MessageLimit></PullMessages>`;
      const sent = transport.send({
        method: 'POST',
        url: `http://127.0.0.1:8080${subscriber.path}`,
        headers: [['Content-Type', 'application/soap+xml']],
        body: new TextEncoder().encode(soap(pull)),
        signal: abort.signal,
      });
      await settle();
      abort.abort();
      const result = await sent;
      assert.equal(result.kind === 'failure' && result.error.code, 'cancelled');
      device.emit(fan, failed(true));
      assert.equal((await subscriber.pull('PT60S')).length, 1);
    });

    it('is told by PullMessagesFaultResponse how long it may wait', async () => {
      const subscriber = await Subscriber.subscribe(makeDevice());
      const outcome = await subscriber.askToPull('PT24H');
      assert.equal(faultDetail(outcome), 'PullMessagesFaultResponse');
      assert.match(outcome.text, /MaxTimeout>PT600S</);
    });

    it('keeps a bounded number of messages, the latest', async () => {
      const device = makeDevice();
      const subscriber = await Subscriber.subscribe(device, [topics(fan)]);
      for (let i = 0; i < 3000; i++) device.emit(fan, failed(true, `fan${i}`));
      const [pullPoint] = device.events.pullPoints;
      assert.equal(pullPoint!.waiting, 1000);
      assert.equal((await subscriber.pull())[0]!.source.Token, 'fan2000');
    });
  });

  it('Renew sets the end anew; Unsubscribe ends at once, also a call that waits', async () => {
    const device = makeDevice();
    const subscriber = await Subscriber.subscribe(device, [topics(fan)], { InitialTerminationTime: 'PT5S' });
    const { reply } = await subscriber.ask('Renew', { TerminationTime: 'PT60S' });
    assert.deepEqual(reply, {
      TerminationTime: '2026-06-01T12:01:00.000Z',
      CurrentTime: '2026-06-01T12:00:00.000Z',
    });
    await subscriber.pull();
    const waiting = subscriber.askToPull('PT30S');
    await settle();
    assert.deepEqual((await subscriber.ask('Unsubscribe')).reply, {});
    assert.equal(faultDetail(await waiting), 'ResourceUnknownFault');
    assert.equal(faultDetail(await subscriber.askToPull()), 'ResourceUnknownFault');
    assert.equal(faultDetail(await subscriber.ask('Unsubscribe')), 'ResourceUnknownFault');
  });

  it('SetSynchronizationPoint tells all properties again, and what is no property not', async () => {
    const device = makeDevice();
    const subscriber = await Subscriber.subscribe(device);
    await subscriber.pull();
    device.emit('tns1:Advancedsecurity/Keystore/KeyStatus', {
      source: { KeyID: 'k1' },
      data: { NewStatus: 'generating' },
    });
    const [keyStatus] = await subscriber.pull();
    assert.deepEqual([keyStatus!.operation, keyStatus!.data], [undefined, { NewStatus: 'generating' }]);
    assert.deepEqual((await subscriber.ask('SetSynchronizationPoint')).reply, {});
    const again = await subscriber.pull();
    assert.equal(again.length, 9);
    assert.ok(again.every(each => each.operation === 'Initialized'));
  });

  it('a set clock neither ends nor prolongs a subscription', async () => {
    const device = makeDevice();
    const subscriber = await Subscriber.subscribe(device);
    await call(device, 'tds:SetSystemDateAndTime', manualTime(2040));
    const { reply } = await subscriber.ask('Renew', { TerminationTime: 'PT60S' });
    assert.equal(reply!.TerminationTime, '2040-02-28T01:03:03.000Z');
    assert.equal((await subscriber.askToPull()).status, 200);
  });

  describe('a new subscription', () => {
    it('is told the state of every property, as Initialized, laid out as described', async () => {
      const device = makeDevice();
      const messages = await (await Subscriber.subscribe(device)).pull();
      const properties = layouts.filter(([, isProperty]) => isProperty);
      assert.deepEqual(messages.map(each => each.topic).sort(), properties.map(([topic]) => topic).sort());
      for (const { topic, operation, time, source, data } of messages) {
        const [, , sourceItems, dataItems] = properties.find(each => each[0] === topic)!;
        assert.equal(operation, 'Initialized');
        assert.equal(time, '2026-06-01T12:00:00.000Z');
        assert.deepEqual(Object.keys(source), sourceItems ? [sourceItems.split(' ')[0]] : []);
        assert.deepEqual(Object.keys(data), [dataItems.split(' ')[0]]);
      }
      const data = (name: string) => messages.find(each => each.topic.endsWith(`/${name}`))?.data;
      const never = { Status: '1970-01-01T00:00:00.000Z' };
      assert.deepEqual(data('LastReset'), never);
      assert.deepEqual(data('LastClockSynchronization'), never);
      assert.deepEqual(data('Last'), never);
      assert.deepEqual(data('LastReboot'), { Status: '2026-06-01T12:00:00.000Z' });
      assert.deepEqual(data('FanFailure'), { Failed: 'false' });
      assert.deepEqual(data('TemperatureCritical'), { Critical: 'false' });
    });

    for (const [name, wanted, seconds] of [
      ['omitted', undefined, 60],
      ['null', null, 60],
      ['relative', 'PT20S', 20],
      ['relative with hours', 'PT1H0.5S', 3600.5],
      ['absolute', '2026-06-01T12:00:30Z', 30],
      ['absolute with a zone', '2026-06-01T14:00:30+02:00', 30],
    ] as const) {
      it(`lives for ${seconds} s with an InitialTerminationTime that is ${name}`, async () => {
        const device = makeDevice();
        const args: JsonObject = wanted === undefined ? {} : { InitialTerminationTime: wanted };
        const { created, ...subscriber } = await Subscriber.subscribe(device, [], args);
        assert.equal(created.CurrentTime, '2026-06-01T12:00:00.000Z');
        const end = Date.UTC(2026, 5, 1, 12) + seconds * 1000;
        assert.equal(created.TerminationTime, new Date(end).toISOString());
        const sync = () =>
          call(device, 'tev:SetSynchronizationPoint', {}, undefined, { path: subscriber.path });
        await device.clock.advance(seconds * 1000 - 1);
        assert.equal((await sync()).status, 200);
        await device.clock.advance(1);
        assert.equal(faultDetail(await sync()), 'ResourceUnknownFault');
      });
    }

    it('is one of at most MaxPullPoints, each with an address of its own', async () => {
      const device = makeDevice({ maxPullPoints: 2 });
      const first = await Subscriber.subscribe(device, [topics(fan)]);
      const second = await Subscriber.subscribe(device, [topics(`${monitoring}//.`)]);
      assert.notEqual(first.path, second.path);
      assert.equal(faultDetail(await Subscriber.create(device)), 'SubscribeCreationFailedFault');
      assert.equal((await first.pull()).length, 1);
      assert.equal((await second.pull()).length, 5);
      assert.equal((await first.ask('Unsubscribe')).status, 200);
      await Subscriber.subscribe(device);
    });
  });
});
