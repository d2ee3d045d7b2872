import type { Clock } from '../../onvif/base/clock';
import { Emitter } from '../../onvif/base/emitter';
import { OnvifError } from '../../onvif/base/onvifError';
import type { Random } from '../../onvif/base/random';
import { parseDateTime } from '../xsdTime';
import type { EventItems, EventMessage, PropertyOperation } from './eventMessage';
import { PullPoint, type PullPointOptions } from './pullPoint';
import type { ItemTypes, Topic } from './topics';

/** What happens on a topic. */
export interface Emission {
  /** May be left out for a property that exists once. */
  readonly source?: Readonly<Record<string, string | number | boolean>>;
  readonly key?: Readonly<Record<string, string | number | boolean>>;
  /** Left out for a property that is deleted. */
  readonly data?: Readonly<Record<string, string | number | boolean>>;
  /** Of a property; Changed, or Initialized for a new one, unless told. */
  readonly operation?: PropertyOperation;
}

/** One instance of a property. */
interface Property {
  readonly topic: Topic;
  readonly source: EventItems;
  readonly key: EventItems;
  /** Asked whenever a message is made. */
  readonly data: () => EventItems;
}

export interface EventHubOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** The device's own time, milliseconds since the epoch. */
  readonly now: () => number;
  readonly topics: readonly Topic[];
  readonly maxPullPoints: number;
}

/** Topics, the state of those that are properties, and the pull points that hear of them. */
export class EventHub {
  readonly #options: EventHubOptions;
  readonly #properties = new Map<string, Property>();
  readonly #pullPoints = new Map<string, PullPoint>();
  readonly #subscribed = new Emitter<void>();
  readonly onDidSubscribe = this.#subscribed.event;

  constructor(options: EventHubOptions) {
    this.#options = options;
  }

  get topics(): readonly Topic[] {
    return this.#options.topics;
  }

  get maxPullPoints(): number {
    return this.#options.maxPullPoints;
  }

  /** Those that live. */
  get pullPoints(): readonly PullPoint[] {
    for (const [id, each] of this.#pullPoints) if (each.remaining <= 0) this.#end(id);
    return [...this.#pullPoints.values()];
  }

  pullPoint(id: string): PullPoint | undefined {
    return this.pullPoints.find(each => each.id === id);
  }

  /** A pull point that has heard the state of all properties; undefined when there are too many. */
  subscribe(options: Omit<PullPointOptions, 'id' | 'clock'>): PullPoint | undefined {
    if (this.pullPoints.length >= this.maxPullPoints) return undefined;
    const { clock, random } = this.#options;
    const pullPoint = new PullPoint({ ...options, clock, id: random.uuid() });
    this.#pullPoints.set(pullPoint.id, pullPoint);
    this.synchronize(pullPoint);
    this.#subscribed.fire();
    return pullPoint;
  }

  unsubscribe(pullPoint: PullPoint): void {
    this.#end(pullPoint.id);
  }

  /** Tells the state of all properties, as Initialized. */
  synchronize(pullPoint: PullPoint): void {
    for (const property of this.#properties.values()) pullPoint.offer(this.#message(property, 'Initialized'));
  }

  /** Ends all subscriptions. */
  endAll(): void {
    for (const id of [...this.#pullPoints.keys()]) this.#end(id);
  }

  /** Sets a property without a message: how it stands when the device comes up. */
  initialize(topicName: string, source: EventItems, data: () => EventItems): void {
    const property = { topic: this.#topic(topicName), source, key: {}, data };
    this.#properties.set(keyOf(property), property);
  }

  /** Tells that a property has changed by itself. */
  changed(topicName: string): void {
    for (const property of this.#properties.values()) {
      if (property.topic.name === topicName) this.#publish(this.#message(property, 'Changed'));
    }
  }

  /** Throws `invalidInput` for an unknown topic and for items that its messages do not have. */
  emit(topicName: string, emission: Emission): void {
    const topic = this.#topic(topicName);
    const [only, second] = this.#instances(topic);
    const parts = { source: emission.source ?? (second ? undefined : only?.source), key: emission.key };
    const source = items(topic, 'source', topic.source, parts.source);
    const key = items(topic, 'key', topic.key, parts.key);
    const id = keyOf({ topic, source, key });
    const before = this.#properties.get(id);
    if (emission.operation === 'Deleted' && topic.isProperty) {
      if (!before) throw new OnvifError('invalidInput', `The property ${id} does not exist.`);
      this.#properties.delete(id);
      return this.#publish(this.#message(before, 'Deleted'));
    }
    const data = items(topic, 'data', topic.data, emission.data);
    const happened = { topic, source, key, data: () => data };
    if (topic.isProperty) this.#properties.set(id, happened);
    const operation = emission.operation ?? (before ? 'Changed' : 'Initialized');
    this.#publish(this.#message(happened, topic.isProperty ? operation : undefined));
  }

  #end(id: string): void {
    this.#pullPoints.get(id)?.end();
    this.#pullPoints.delete(id);
  }

  #publish(message: EventMessage): void {
    for (const each of this.pullPoints) each.offer(message);
  }

  #message({ topic, source, key, data }: Property, operation?: PropertyOperation): EventMessage {
    const common = { topic, source, key, data: data(), time: this.#options.now() };
    return operation ? { ...common, operation } : common;
  }

  #instances(topic: Topic): Property[] {
    return [...this.#properties.values()].filter(each => each.topic === topic);
  }

  #topic(name: string): Topic {
    const topic = this.topics.find(each => each.name === name);
    if (topic) return topic;
    const known = this.topics.map(each => each.name).join(', ');
    throw new OnvifError('invalidInput', `The device has no topic ${name}; it has ${known}.`);
  }
}

function keyOf({ topic, source, key }: Omit<Property, 'data'>): string {
  return `${topic.name} ${JSON.stringify([source, key])}`;
}

/** The items of one part as text, checked against their description and put in its order. */
function items(
  topic: Topic,
  part: 'source' | 'key' | 'data',
  types: ItemTypes = {},
  given: Readonly<Record<string, string | number | boolean>> = {},
): EventItems {
  const unknown = Object.keys(given).find(name => !Object.hasOwn(types, name));
  if (unknown !== undefined) {
    throw new OnvifError('invalidInput', `Messages of ${topic.name} have no ${part} item ${unknown}.`);
  }
  const result: Record<string, string> = {};
  for (const [name, type] of Object.entries(types)) {
    const value = given[name];
    if (value === undefined) {
      if (topic.optional?.includes(name)) continue;
      throw new OnvifError('invalidInput', `The ${part} item ${name} of ${topic.name} is missing.`);
    }
    if (!isOfType(type, value)) {
      throw new OnvifError('invalidInput', `${name} of ${topic.name} is no ${type}: ${value}.`);
    }
    result[name] = String(value);
  }
  return result;
}

function isOfType(type: string, value: string | number | boolean): boolean {
  if (type === 'xs:boolean') return value === 'true' || value === 'false' || typeof value === 'boolean';
  if (type === 'xs:float')
    return value !== '' && Number.isFinite(Number(value)) && typeof value !== 'boolean';
  if (type === 'xs:dateTime') return typeof value === 'string' && parseDateTime(value) !== undefined;
  return String(value) !== '';
}
