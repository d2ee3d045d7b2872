import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/onvif/base/json';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { encodeElement } from '../../../src/onvif/schema/encode';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import { attributeOf, childOf, childrenOf, elementsOf, textOf } from '../../../src/onvif/xml/query';
import { parseXml } from '../../../src/onvif/xml/reader';
import { admin, call, makeDevice, post } from '../support/bench';
import { concrete, concreteSet, itemFilter, Subscriber, layouts, faultDetail } from '../support/subscriber';

describe('event service', () => {
  it('is listed with its own address and capabilities, which it also tells itself, to anybody', async () => {
    const device = makeDevice({ state: 'operational', maxPullPoints: 3 });
    const own = await call(device, 'tev:GetServiceCapabilities');
    const capabilities = own.reply!.Capabilities as JsonObject;
    assert.equal(capabilities.MaxPullPoints, 3);
    const { text } = await call(device, 'tds:GetServices', { IncludeCapability: true });
    const name = { namespace: namespaces.tev, local: 'Capabilities' };
    assert.ok(text.includes(encodeElement(bundledCatalog(), name, capabilities)), text);
    const legacy = await call(device, 'tds:GetCapabilities', { Category: ['Events'] });
    const { Events, Device } = legacy.reply!.Capabilities as Record<string, JsonObject>;
    assert.equal(Events!.WSPullPointSupport, true);
    assert.equal(Events!.XAddr, 'http://127.0.0.1:8080/onvif/event_service');
    assert.equal(Device, undefined);
  });

  it('answers at its own address only, as the device service does', async () => {
    const device = makeDevice();
    for (const [operation, path] of [
      ['tev:GetEventProperties', '/onvif/device_service'],
      ['tds:GetHostname', '/onvif/event_service'],
    ] as const) {
      const { fault } = await call(device, operation, {}, undefined, { path });
      assert.equal(fault, 'Sender/UnknownAction');
    }
    assert.equal((await post(device, '', { path: '/onvif/subscriptions/' })).status, 404);
  });

  it('wants a login for the subscription address as well', async () => {
    const device = makeDevice({ state: 'operational' });
    const { reply } = await call(device, 'tev:CreatePullPointSubscription', {}, { digest: admin });
    const { Address } = reply!.SubscriptionReference as { Address: string };
    const path = new URL(Address).pathname;
    const args = { Timeout: 'PT0S', MessageLimit: 1 };
    assert.equal((await call(device, 'tev:PullMessages', args, undefined, { path })).status, 401);
    assert.equal((await call(device, 'tev:PullMessages', args, { digest: admin }, { path })).status, 200);
  });

  describe('WS-Addressing', () => {
    it('every reply has the action of the WSDL, and relates to a MessageID if there was one', async () => {
      const device = makeDevice();
      const subscriber = await Subscriber.subscribe(device);
      const tev = namespaces.tev;
      const manager = 'http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager';
      const asked: [operation: string, args: JsonObject, path: string, action: string][] = [
        [
          'GetServiceCapabilities',
          {},
          '/onvif/event_service',
          `${tev}/EventPortType/GetServiceCapabilitiesResponse`,
        ],
        ['GetEventProperties', {}, '/onvif/event_service', `${tev}/EventPortType/GetEventPropertiesResponse`],
        [
          'CreatePullPointSubscription',
          {},
          '/onvif/event_service',
          `${tev}/EventPortType/CreatePullPointSubscriptionResponse`,
        ],
        [
          'PullMessages',
          { Timeout: 'PT0S', MessageLimit: 1 },
          subscriber.path,
          `${tev}/PullPointSubscription/PullMessagesResponse`,
        ],
        [
          'SetSynchronizationPoint',
          {},
          subscriber.path,
          `${tev}/PullPointSubscription/SetSynchronizationPointResponse`,
        ],
        ['Renew', { TerminationTime: 'PT60S' }, subscriber.path, `${manager}/RenewResponse`],
        ['Unsubscribe', {}, subscriber.path, `${manager}/UnsubscribeResponse`],
      ];
      for (const [operation, args, path, action] of asked) {
        const header = `<a:MessageID xmlns:a="${namespaces.wsa}">urn:uuid:7</a:MessageID>`;
        for (const each of operation === 'Unsubscribe' ? [header] : ['', header]) {
          const outcome = await call(device, `tev:${operation}`, args, undefined, { path, header: each });
          const blocks = childrenOf(outcome.header!).map(block => `${block.local} ${textOf(block)}`);
          assert.deepEqual(blocks, [`Action ${action}`, ...(each ? ['RelatesTo urn:uuid:7'] : [])]);
        }
      }
    });

    it('can tell pull points apart by a reference parameter', async () => {
      const device = makeDevice({ subscriptionReference: 'parameters' });
      const references: { Address: string; ReferenceParameters: { $any: string[] } }[] = [];
      for (let i = 0; i < 2; i++) {
        const { reply } = await Subscriber.create(device);
        references.push(reply!.SubscriptionReference as (typeof references)[0]);
      }
      assert.equal(references[0]!.Address, references[1]!.Address);
      const parameters = references.map(each => each.ReferenceParameters.$any[0]!);
      assert.notEqual(parameters[0], parameters[1]);
      const unsubscribe = (header: string) => call(device, 'tev:Unsubscribe', {}, undefined, { header });
      const copied = parameters[0]!.replace(
        /xmlns:/,
        `xmlns:a="${namespaces.wsa}" a:IsReferenceParameter="true" xmlns:`,
      );
      assert.equal((await unsubscribe(copied)).status, 200);
      assert.equal(faultDetail(await unsubscribe(copied)), 'ResourceUnknownFault');
      assert.equal(faultDetail(await unsubscribe('')), 'ResourceUnknownFault');
      assert.equal(device.events.pullPoints.length, 1);
    });
  });

  describe('GetEventProperties', () => {
    it('describes the topics of Profile Q with the items and types of the specification', async () => {
      const { reply } = await call(makeDevice(), 'tev:GetEventProperties');
      assert.deepEqual(reply!.TopicExpressionDialect, [concrete, concreteSet]);
      assert.deepEqual(reply!.MessageContentFilterDialect, [itemFilter]);
      assert.equal(reply!.FixedTopicSet, true);
      const found: [string, boolean, string, string][] = [];
      for (const xml of (reply!.TopicSet as { $any: string[] }).$any) {
        const { root } = parseXml(xml);
        assert.equal(root!.namespace, namespaces.tns1);
        for (const topic of elementsOf(root!)) {
          if (attributeOf(topic, 'topic', namespaces.wstop) !== 'true') continue;
          const names: string[] = [];
          for (let at = topic; at !== root; at = at.parent!) {
            assert.equal(at.namespace, '');
            names.unshift(at.local);
          }
          const description = childOf(topic, namespaces.tt, 'MessageDescription')!;
          const part = (name: string) =>
            childrenOf(
              childOf(description, namespaces.tt, name) ?? description,
              namespaces.tt,
              'SimpleItemDescription',
            )
              .map(each => `${attributeOf(each, 'Name')} ${attributeOf(each, 'Type')}`)
              .join(', ');
          const isProperty = attributeOf(description, 'IsProperty') === 'true';
          found.push([`tns1:${root.local}/${names.join('/')}`, isProperty, part('Source'), part('Data')]);
        }
      }
      assert.deepEqual(found, layouts);
    });
  });
});
