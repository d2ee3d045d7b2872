/** Dialects of filters, by what the event service calls them. */
export const dialects = {
  concrete: 'http://docs.oasis-open.org/wsn/t-1/TopicExpression/Concrete',
  concreteSet: 'http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet',
  itemFilter: 'http://www.onvif.org/ver10/tev/messageContentFilter/ItemFilter',
} as const;

export const topicNamespaceLocation = 'http://www.onvif.org/onvif/ver10/topics/topicns.xml';
export const messageSchemaLocation = 'http://www.onvif.org/onvif/ver10/schema/onvif.xsd';

/** The reference parameter that tells pull points apart where they share one address. */
export const subscriptionParameter = { namespace: 'urn:x-onvif-workbench:simulator', local: 'Subscription' };

/** What the event service keeps to. Times in milliseconds. */
export const eventLimits = {
  /** Of one PullMessages; a higher limit is met with fewer messages. */
  messages: 100,
  /** PullMessages with a longer Timeout is refused. */
  timeout: 10 * 60_000,
  /** Messages that wait in a pull point; the oldest make room. */
  queue: 1000,
  /** How long a subscription lives that does not say. */
  defaultLifetime: 60_000,
  shortestLifetime: 1000,
  longestLifetime: 24 * 3_600_000,
  /** Characters of one filter expression. */
  expression: 4096,
  /** Elements of one Filter. */
  filters: 8,
};
