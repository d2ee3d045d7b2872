import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/onvif/base/json';
import { decodeElement } from '../../../src/onvif/schema/decode';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import { childOf, childrenOf, descend, textOf } from '../../../src/onvif/xml/query';
import { parseXml } from '../../../src/onvif/xml/reader';
import type { SimulatedDevice } from '../../../src/simulator/simulatedDevice';
import { call, type Outcome } from './bench';

export const concrete = 'http://docs.oasis-open.org/wsn/t-1/TopicExpression/Concrete';
export const concreteSet = 'http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet';
export const itemFilter = 'http://www.onvif.org/ver10/tev/messageContentFilter/ItemFilter';

export const monitoring = 'tns1:Monitoring';
export const hardware = 'tns1:Device/HardwareFailure';
export const fan = `${hardware}/FanFailure`;
export const failed = (Failed: boolean, Token = 'fan0') => ({ source: { Token }, data: { Failed } });

/** Profile Q 7.5, 8.3, 8.4: topic, whether it is a property, and its items with their types. */
export const layouts: [topic: string, isProperty: boolean, source: string, data: string][] = [
  [`${monitoring}/ProcessorUsage`, true, 'Token tt:ReferenceToken', 'Value xs:float'],
  [`${monitoring}/OperatingTime/LastReset`, true, '', 'Status xs:dateTime'],
  [`${monitoring}/OperatingTime/LastReboot`, true, '', 'Status xs:dateTime'],
  [`${monitoring}/OperatingTime/LastClockSynchronization`, true, '', 'Status xs:dateTime'],
  [`${monitoring}/Backup/Last`, true, '', 'Status xs:dateTime'],
  [fan, true, 'Token tt:ReferenceToken', 'Failed xs:boolean'],
  [`${hardware}/PowerSupplyFailure`, true, 'Token tt:ReferenceToken', 'Failed xs:boolean'],
  [`${hardware}/StorageFailure`, true, 'Token tt:ReferenceToken', 'Failed xs:boolean'],
  [`${hardware}/TemperatureCritical`, true, '', 'Critical xs:boolean'],
  [
    'tns1:Advancedsecurity/Keystore/KeyStatus',
    false,
    'KeyID tas:KeyID',
    'OldStatus tas:KeyStatus, NewStatus tas:KeyStatus',
  ],
];

export const manualTime = (year: number) => ({
  DateTimeType: 'Manual',
  DaylightSavings: false,
  UTCDateTime: { Time: { Hour: 1, Minute: 2, Second: 3 }, Date: { Year: year, Month: 2, Day: 28 } },
});

/** XML of a wsnt:TopicExpression. */
export function topics(expression: string, dialect = concreteSet): string {
  return (
    `<w:TopicExpression xmlns:w="${namespaces.wsnt}" xmlns:tns1="${namespaces.tns1}" Dialect="${dialect}">` +
    `${expression}</w:TopicExpression>`
  );
}

/** XML of a wsnt:MessageContent. */
export function content(expression: string, dialect = itemFilter): string {
  return (
    `<w:MessageContent xmlns:w="${namespaces.wsnt}" xmlns:tt="${namespaces.tt}" Dialect="${dialect}">` +
    `${expression}</w:MessageContent>`
  );
}

/** A message as a subscriber sees it. */
export interface Received {
  readonly topic: string;
  readonly operation?: string;
  readonly time: string;
  readonly source: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
}

/** The client's side of one pull point, by hand and without login. */
export class Subscriber {
  private constructor(
    readonly device: SimulatedDevice,
    readonly path: string,
    readonly created: JsonObject,
  ) {}

  static create(device: SimulatedDevice, args: JsonObject = {}): Promise<Outcome> {
    return call(device, 'tev:CreatePullPointSubscription', args);
  }

  /** `filters`: XML of the filters. */
  static async subscribe(device: SimulatedDevice, filters: readonly string[] = [], more: JsonObject = {}) {
    const args = { ...(filters.length > 0 ? { Filter: { $any: filters } } : {}), ...more };
    const { reply, text } = await Subscriber.create(device, args);
    assert.ok(reply, text);
    const { Address } = reply.SubscriptionReference as { Address: string };
    return new Subscriber(device, new URL(Address).pathname, reply);
  }

  ask(operation: string, args: JsonObject = {}): Promise<Outcome> {
    return call(this.device, `tev:${operation}`, args, undefined, { path: this.path });
  }

  askToPull(Timeout = 'PT0S', MessageLimit = 100): Promise<Outcome> {
    return this.ask('PullMessages', { Timeout, MessageLimit });
  }

  async pull(timeout?: string, limit?: number): Promise<Received[]> {
    const { reply, text } = await this.askToPull(timeout, limit);
    assert.ok(reply, text);
    return received(reply);
  }
}

/** What a PullMessagesResponse holds. */
export function received(reply: JsonObject): Received[] {
  const messages = (reply.NotificationMessage ?? []) as { Topic: JsonObject; Message: { $any: string[] } }[];
  return messages.map(({ Topic, Message }) => {
    const { root } = parseXml(Message.$any[0]!);
    const message = decodeElement(bundledCatalog(), root!) as Record<string, JsonObject | string>;
    const operation = message.PropertyOperation as string | undefined;
    return {
      topic: Topic.$text as string,
      time: message.UtcTime as string,
      ...(operation === undefined ? {} : { operation }),
      source: items(message.Source),
      data: items(message.Data),
    };
  });
}

function items(part: JsonObject | string | undefined): Record<string, string> {
  const list = typeof part === 'object' ? (part.SimpleItem as { Name: string; Value: string }[]) : [];
  return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
}

/** The name of the element in the detail of an event fault, with its checks. */
export function faultDetail(outcome: Outcome): string {
  assert.equal(outcome.status, 500, outcome.text);
  assert.equal(outcome.fault, 'Receiver');
  const action = textOf(childOf(outcome.header!, namespaces.wsa, 'Action'));
  assert.equal(action, 'http://www.w3.org/2005/08/addressing/soap/fault');
  const { root } = parseXml(outcome.text);
  const detail = childrenOf(descend(root!, namespaces.env, 'Body', 'Fault', 'Detail')!)[0]!;
  if (detail.namespace !== namespaces.tev) {
    const timestamp = textOf(childOf(detail, namespaces.wsbf, 'Timestamp'));
    assert.match(timestamp, /^\d{4}-.*Z$/);
    assert.ok(textOf(childOf(detail, namespaces.wsbf, 'Description')).length > 10);
  }
  return detail.local;
}
