import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/onvif/base/json';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import type { SimulatedDevice } from '../../../src/simulator/simulatedDevice';
import { makeDevice, type Outcome } from '../support/bench';
import {
  concrete,
  topics,
  content,
  Subscriber,
  monitoring,
  hardware,
  fan,
  failed,
  faultDetail,
} from '../support/subscriber';

describe('event filters', () => {
  describe('filters', () => {
    const cases: [name: string, filters: string[], expected: string[]][] = [
      ['one topic, Concrete', [topics(fan, concrete)], ['FanFailure']],
      ['one topic, ConcreteSet', [topics(`\n ${fan} `)], ['FanFailure']],
      ['several topics', [topics(`${fan}|${monitoring}/ProcessorUsage`)], ['ProcessorUsage', 'FanFailure']],
      [
        'a sub-tree',
        [topics(`${hardware}//.`)],
        ['FanFailure', 'PowerSupplyFailure', 'StorageFailure', 'TemperatureCritical'],
      ],
      ['a sub-tree and a topic', [topics(`${monitoring}/Backup//. | ${fan}`)], ['Last', 'FanFailure']],
      ['a topic that is there and one that is not', [topics(`${fan}|tns1:RuleEngine/x`)], ['FanFailure']],
      ['content', [content('boolean(//tt:SimpleItem[@Name="Token" and @Value="fan0"])')], ['FanFailure']],
      [
        'topic and content',
        [topics(`${hardware}//.`), content('not(boolean(//tt:SimpleItem[@Name="Token"]))')],
        ['TemperatureCritical'],
      ],
    ];
    for (const [name, filters, expected] of cases) {
      it(`deliver what fits ${name}, and nothing else`, async () => {
        const device = makeDevice();
        const subscriber = await Subscriber.subscribe(device, filters);
        const names = (await subscriber.pull()).map(each => each.topic.split('/').at(-1));
        assert.deepEqual(names.sort(), [...expected].sort());
        device.emit('tns1:Advancedsecurity/Keystore/KeyStatus', {
          source: { KeyID: 'k1' },
          data: { NewStatus: 'ok', OldStatus: 'generating' },
        });
        device.emit(fan, failed(true));
        const later = (await subscriber.pull()).map(each => each.topic);
        assert.deepEqual(later, expected.includes('FanFailure') ? [fan] : []);
      });
    }

    it('ChangedOnly leaves out Initialized and Deleted', async () => {
      const device = makeDevice();
      const policy = { SubscriptionPolicy: { $any: [`<ChangedOnly xmlns="${namespaces.tev}"/>`] } };
      const subscriber = await Subscriber.subscribe(device, [topics(fan)], policy);
      device.emit(fan, failed(true));
      device.emit(fan, { source: { Token: 'fan0' }, operation: 'Deleted' });
      await subscriber.ask('SetSynchronizationPoint');
      assert.deepEqual(
        (await subscriber.pull()).map(each => each.operation),
        ['Changed'],
      );
    });
  });

  describe('faults', () => {
    const create = (filters: string[], more: JsonObject = {}) =>
      (device: SimulatedDevice) => Subscriber.create(device, { Filter: { $any: filters }, ...more }); // prettier-ignore
    const withTime = (InitialTerminationTime: string) => create([], { InitialTerminationTime });
    const onSubscription = (operation: string, args: JsonObject) => async (device: SimulatedDevice) =>
      (await Subscriber.subscribe(device)).ask(operation, args);
    const faults: [fault: string, what: string, ask: (device: SimulatedDevice) => Promise<Outcome>][] = [
      ['TopicNotSupportedFault', 'an unknown topic', create([topics('xyz')])],
      ['TopicNotSupportedFault', 'a node that is no topic', create([topics(hardware, concrete)])],
      [
        'TopicNotSupportedFault',
        'a prefix in the path',
        create([topics('tns1:Monitoring/tns1:ProcessorUsage')]),
      ],
      ['InvalidTopicExpressionFault', 'an undeclared prefix', create([topics('abc:Monitoring/x')])],
      ['InvalidTopicExpressionFault', 'a set in Concrete', create([topics(`${fan}|${fan}`, concrete)])],
      ['InvalidTopicExpressionFault', 'a sub-tree in Concrete', create([topics(`${hardware}//.`, concrete)])],
      ['InvalidTopicExpressionFault', 'a wildcard', create([topics('tns1:Monitoring/*')])],
      ['InvalidTopicExpressionFault', 'an empty expression', create([topics('')])],
      ['InvalidTopicExpressionFault', 'a giant expression', create([topics(`${fan}|`.repeat(500) + fan)])],
      ['TopicExpressionDialectUnknownFault', 'another dialect', create([topics(fan, 'urn:other')])],
      ['InvalidMessageContentExpressionFault', 'a broken content filter', create([content('boolean(//tt:')])],
      [
        'InvalidMessageContentExpressionFault',
        'a deep content filter',
        create([content(`${'('.repeat(50)}boolean(//tt:SimpleItem)${')'.repeat(50)}`)]),
      ],
      ['InvalidFilterFault', 'another content dialect', create([content('x', 'urn:other')])],
      [
        'InvalidFilterFault',
        'ProducerProperties',
        create([`<ProducerProperties xmlns="${namespaces.wsnt}" Dialect="urn:x"/>`]),
      ],
      ['InvalidFilterFault', 'an unknown filter', create(['<x xmlns="urn:other"/>'])],
      ['InvalidFilterFault', 'many filters', create(Array.from({ length: 9 }, () => topics(fan)))],
      [
        'UnrecognizedPolicyRequestFault',
        'an unknown policy',
        create([], { SubscriptionPolicy: { $any: ['<x xmlns="urn:other"/>'] } }),
      ],
      ['UnacceptableInitialTerminationTimeFault', 'a time in the past', withTime('2020-01-01T00:00:00Z')],
      ['UnacceptableInitialTerminationTimeFault', 'no time at all', withTime('PT0S')],
      ['UnacceptableInitialTerminationTimeFault', 'a year', withTime('P1Y')],
      [
        'UnacceptableTerminationTimeFault',
        'a renewal into the past',
        onSubscription('Renew', { TerminationTime: '2020-01-01T00:00:00Z' }),
      ],
    ];
    for (const [fault, what, ask] of faults) {
      it(`${fault} for ${what}`, async () => {
        const device = makeDevice();
        assert.equal(faultDetail(await ask(device)), fault);
      });
    }

    for (const args of [
      { Timeout: '60', MessageLimit: 1 },
      { Timeout: 'PT1S', MessageLimit: 0 },
    ]) {
      it(`InvalidArgVal for PullMessages ${JSON.stringify(args)}`, async () => {
        const outcome = await (await Subscriber.subscribe(makeDevice())).ask('PullMessages', args);
        assert.deepEqual([outcome.status, outcome.fault], [400, 'Sender/InvalidArgVal']);
      });
    }
  });
});
