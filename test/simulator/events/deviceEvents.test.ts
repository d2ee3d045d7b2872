import assert from 'node:assert/strict';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import { call, makeDevice, soap } from '../support/bench';
import { topics, Subscriber, monitoring, fan, failed, manualTime, faultDetail } from '../support/subscriber';

describe('events of the device', () => {
  describe('live values', () => {
    it('ProcessorUsage is measured every five seconds, in percent, while somebody listens', async () => {
      const device = makeDevice();
      assert.equal(device.clock.pending, 0);
      const subscriber = await Subscriber.subscribe(device, [topics(`${monitoring}/ProcessorUsage`)]);
      const values: number[] = [];
      for (let i = 0; i < 20; i++) {
        for (const each of await subscriber.pull()) values.push(Number(each.data.Value));
        await device.clock.advance(5000);
      }
      assert.ok(values.length > 10, String(values));
      assert.ok(values.every(each => each >= 0 && each <= 100));
      assert.ok(new Set(values).size > 5, String(values));
      await subscriber.ask('Unsubscribe');
      await device.clock.advance(10_000);
      assert.equal(device.clock.pending, 0);
    });

    it('LastClockSynchronization changes with the clock, set by hand or by NTP', async () => {
      const device = makeDevice();
      const subscriber = await Subscriber.subscribe(device, [
        topics(`${monitoring}/OperatingTime/LastClockSynchronization`),
      ]);
      await subscriber.pull();
      await call(device, 'tds:SetSystemDateAndTime', manualTime(2030));
      const [byHand] = await subscriber.pull();
      assert.equal(byHand!.operation, 'Changed');
      assert.equal(byHand!.data.Status, '2030-02-28T01:02:03.000Z');
      await device.clock.advance(1000);
      await call(device, 'tds:SetSystemDateAndTime', { DateTimeType: 'NTP', DaylightSavings: false });
      const [byNtp] = await subscriber.pull();
      assert.equal(byNtp!.data.Status, '2026-06-01T12:00:01.000Z');
    });

    it('LastReboot and LastReset move with a reboot and a hard reset; subscriptions end', async () => {
      const device = makeDevice();
      const status = async () => {
        const subscriber = await Subscriber.subscribe(device, [topics(`${monitoring}/OperatingTime//.`)]);
        const messages = await subscriber.pull();
        const of = (name: string) => messages.find(each => each.topic.endsWith(name))?.data.Status;
        return { subscriber, reboot: of('LastReboot'), reset: of('LastReset') };
      };
      const before = await status();
      const transport = device.transport();
      const pull = `<PullMessages xmlns="${namespaces.tev}"><Timeout>PT9S</Timeout><MessageLimit>9</MessageLimit></PullMessages>`;
      const waiting = transport.send({
        method: 'POST',
        url: `http://127.0.0.1:8080${before.subscriber.path}`,
        headers: [['Content-Type', 'application/soap+xml']],
        body: new TextEncoder().encode(soap(pull)),
      });
      device.restart();
      await device.clock.advance(3000);
      assert.equal((await waiting).kind, 'failure');
      assert.equal(faultDetail(await before.subscriber.askToPull()), 'ResourceUnknownFault');
      const rebooted = await status();
      assert.equal(rebooted.reboot, '2026-06-01T12:00:02.100Z');
      assert.equal(rebooted.reset, before.reset);
      device.reset('Hard');
      await device.clock.advance(3000);
      const reset = await status();
      assert.equal(reset.reset, '2026-06-01T12:00:05.100Z');
      assert.equal(reset.reboot, reset.reset);
    });
  });

  describe('emit', () => {
    it('sets a property, adds an instance and takes one away', async () => {
      const device = makeDevice();
      const subscriber = await Subscriber.subscribe(device, [topics(fan)]);
      device.emit(fan, { data: { Failed: true } });
      device.emit(fan, failed(false, 'fan1'));
      device.emit(fan, { source: { Token: 'fan0' }, operation: 'Deleted' });
      const told = (await subscriber.pull()).map(
        each => `${each.operation} ${each.source.Token} ${each.data.Failed}`,
      );
      assert.deepEqual(told, [
        'Initialized fan0 false',
        'Changed fan0 true',
        'Initialized fan1 false',
        'Deleted fan0 true',
      ]);
      await subscriber.ask('SetSynchronizationPoint');
      assert.deepEqual((await subscriber.pull()).map(each => each.source.Token), ['fan1']); // prettier-ignore
    });

    for (const [what, topic, emission, message] of [
      ['an unknown topic', 'tns1:Device/Nothing', {}, /no topic tns1:Device\/Nothing/],
      [
        'an unknown item',
        fan,
        { source: { Token: 'a' }, data: { Failed: true, More: 1 } },
        /no data item More/,
      ],
      ['a missing item', fan, { source: { Token: 'a' } }, /Failed .* is missing/],
      ['a wrong value', fan, failed('maybe' as never), /no xs:boolean/],
      [
        'a property that is not there',
        fan,
        { source: { Token: 'x' }, operation: 'Deleted' },
        /does not exist/,
      ],
    ] as const) {
      it(`refuses ${what}`, () => {
        assert.throws(() => makeDevice().emit(topic, emission), message);
      });
    }
  });
});
