import type { JsonObject } from '../../onvif/base/json';
import type { Catalog } from '../../onvif/catalog/catalog';
import { encodeElement } from '../../onvif/schema/encode';
import { namespaces } from '../../onvif/xml/namespaces';
import { formatDateTime } from '../xsdTime';
import { dialects } from './eventFacts';
import type { Topic } from './topics';

export type PropertyOperation = 'Initialized' | 'Changed' | 'Deleted';

/** Simple items by name, values as their XSD type writes them. */
export type EventItems = Readonly<Record<string, string>>;

/** One message of a topic. Pull points share it; it never changes. */
export interface EventMessage {
  readonly topic: Topic;
  /** Milliseconds since the epoch, by the device's clock. */
  readonly time: number;
  /** Absent where the topic is no property. */
  readonly operation?: PropertyOperation;
  readonly source: EventItems;
  readonly key: EventItems;
  readonly data: EventItems;
}

/** A wsnt:NotificationMessage. */
export function notificationMessage(catalog: Catalog, message: EventMessage): JsonObject {
  const { topic, time, operation, source, key, data } = message;
  const name = { namespace: namespaces.tt, local: 'Message' };
  const xml = encodeElement(catalog, name, {
    UtcTime: formatDateTime(time),
    ...(operation ? { PropertyOperation: operation } : {}),
    ...part('Source', source),
    ...part('Key', key),
    ...part('Data', data),
  });
  return {
    Topic: {
      Dialect: dialects.concreteSet,
      $text: topic.name,
      $namespaces: { tns1: namespaces.tns1 },
    },
    Message: { $any: [xml] },
  };
}

function part(name: string, items: EventItems): JsonObject {
  const list = Object.entries(items).map(([Name, Value]) => ({ Name, Value }));
  return list.length > 0 ? { [name]: { SimpleItem: list } } : {};
}
