import type { JsonObject } from '../../onvif/base/json';
import { isNamed, textOf } from '../../onvif/xml/query';
import { namespaces } from '../../onvif/xml/namespaces';
import { escapeText } from '../../onvif/xml/writer';
import { operation, type Behaviour, type OperationCall } from '../behaviour';
import type { DeviceControls } from '../deviceControls';
import { DeviceFault } from '../deviceFault';
import {
  dialects,
  eventLimits,
  messageSchemaLocation,
  subscriptionParameter,
  topicNamespaceLocation,
} from '../events/eventFacts';
import { eventFault, pullMessagesFault } from '../events/eventFaults';
import { notificationMessage } from '../events/eventMessage';
import type { PullPoint } from '../events/pullPoint';
import { nameJson, subscriptionFilter, wildcardElements } from '../events/subscriptionFilter';
import { topicSet } from '../events/topicSet';
import type { RequestArguments } from '../requestArguments';
import { servicePaths, subscriptionIdOf, subscriptionPath } from '../servicePaths';
import { formatDateTime, parseDateTime, parseDuration } from '../xsdTime';

/** The event service with its pull points (Profile Q 7.6). */
export const eventBehaviours: readonly Behaviour[] = [
  operation('tev:GetServiceCapabilities', (_, device) => ({ Capabilities: eventCapabilities(device) })),

  operation('tev:GetEventProperties', (_, { events }) => ({
    TopicNamespaceLocation: [topicNamespaceLocation],
    FixedTopicSet: true,
    TopicSet: { $any: topicSet(events.topics) },
    TopicExpressionDialect: [dialects.concrete, dialects.concreteSet],
    MessageContentFilterDialect: [dialects.itemFilter],
    MessageContentSchemaLocation: [messageSchemaLocation],
  })),

  operation('tev:CreatePullPointSubscription', (call, device) => {
    const { arguments: args } = call;
    const accepts = subscriptionFilter(args.optionalGroup('Filter'), device);
    const changedOnly = wantsChangedOnly(args.optionalGroup('SubscriptionPolicy'), device);
    const wanted =
      args.json.InitialTerminationTime === null ? undefined : args.optionalText('InitialTerminationTime');
    const lifetime =
      wanted === undefined
        ? eventLimits.defaultLifetime
        : lifetimeOf(wanted, 'UnacceptableInitialTerminationTimeFault', device);
    const pullPoint = device.events.subscribe({ accepts, changedOnly, lifetime });
    if (!pullPoint) {
      const reason = `The device has ${device.events.maxPullPoints} pull points, and all are taken.`;
      throw eventFault(device, 'SubscribeCreationFailedFault', reason);
    }
    return { SubscriptionReference: reference(call, device, pullPoint), ...times(device, pullPoint) };
  }),

  operation('tev:PullMessages', async (call, device) => {
    const pullPoint = pullPointOf(call, device);
    const timeout = parseDuration(call.arguments.text('Timeout'));
    const limit = call.arguments.integer('MessageLimit');
    if (timeout === undefined) throw new DeviceFault('Sender/InvalidArgVal', 'Timeout is no duration.');
    if (limit < 1) throw new DeviceFault('Sender/InvalidArgVal', 'MessageLimit is at least 1.');
    if (timeout > eventLimits.timeout) throw pullMessagesFault(device);
    const messages = await pullPoint.pull(timeout, Math.min(limit, eventLimits.messages), call.signal);
    if (messages === 'ended') throw unknownResource(device);
    if (messages === 'busy') {
      const reason = 'Another PullMessages waits at this pull point.';
      throw eventFault(device, 'UnableToGetMessagesFault', reason);
    }
    return {
      ...times(device, pullPoint),
      NotificationMessage: messages.map(each => notificationMessage(device.catalog, each)),
    };
  }),

  operation('tev:SetSynchronizationPoint', (call, device) => {
    device.events.synchronize(pullPointOf(call, device));
    return {};
  }),

  operation('tev:Renew', (call, device) => {
    const pullPoint = pullPointOf(call, device);
    const wanted = call.arguments.text('TerminationTime');
    pullPoint.renew(lifetimeOf(wanted, 'UnacceptableTerminationTimeFault', device));
    return times(device, pullPoint);
  }),

  operation('tev:Unsubscribe', (call, device) => {
    device.events.unsubscribe(pullPointOf(call, device));
    return {};
  }),
];

/** A tev:Capabilities. */
export function eventCapabilities({ events }: DeviceControls): JsonObject {
  return {
    WSSubscriptionPolicySupport: true,
    WSPausableSubscriptionManagerInterfaceSupport: false,
    MaxNotificationProducers: 0,
    MaxPullPoints: events.maxPullPoints,
    PersistentNotificationStorage: false,
  };
}

/** CurrentTime and TerminationTime, UTC with Z. */
function times(device: DeviceControls, pullPoint: PullPoint): JsonObject {
  const now = device.now();
  return {
    CurrentTime: formatDateTime(now),
    TerminationTime: formatDateTime(now + pullPoint.remaining),
  };
}

/** A wsa:EndpointReference: an address of its own, or a shared one with a reference parameter. */
function reference(call: OperationCall, device: DeviceControls, { id }: PullPoint): JsonObject {
  if (device.subscriptionReference === 'address') {
    return { Address: device.serviceUrl(call.origin, subscriptionPath(id)) };
  }
  const { namespace, local } = subscriptionParameter;
  const parameter = `<sim:${local} xmlns:sim="${namespace}">${escapeText(id)}</sim:${local}>`;
  return {
    Address: device.serviceUrl(call.origin, servicePaths.tev),
    ReferenceParameters: { $any: [parameter] },
  };
}

function pullPointOf(call: OperationCall, device: DeviceControls): PullPoint {
  const { namespace, local } = subscriptionParameter;
  const id =
    subscriptionIdOf(call.path) ?? textOf(call.headerBlocks.find(each => isNamed(each, namespace, local)));
  const pullPoint = device.events.pullPoint(id);
  if (pullPoint) return pullPoint;
  throw unknownResource(device);
}

function unknownResource(device: DeviceControls): DeviceFault {
  return eventFault(device, 'ResourceUnknownFault', 'There is no such subscription, or it has ended.');
}

function wantsChangedOnly(policy: RequestArguments | undefined, device: DeviceControls): boolean {
  const elements = wildcardElements(policy);
  const unknown = elements.filter(each => !isNamed(each, namespaces.tev, 'ChangedOnly'));
  if (unknown.length > 0) {
    const reason = 'The only subscription policy of the device is ChangedOnly.';
    const UnrecognizedPolicy = unknown.map(each => nameJson(each, device));
    throw eventFault(device, 'UnrecognizedPolicyRequestFault', reason, { UnrecognizedPolicy });
  }
  return elements.some(each => !/^(false|0)$/.test(textOf(each)));
}

/** Milliseconds from now of a wsnt:AbsoluteOrRelativeTimeType. Throws the fault `name` for one that is too near or far. */
function lifetimeOf(text: string, name: string, device: DeviceControls): number {
  const end = parseDateTime(text);
  const lifetime = end === undefined ? parseDuration(text) : end - device.now();
  const { shortestLifetime, longestLifetime } = eventLimits;
  if (lifetime !== undefined && lifetime >= shortestLifetime && lifetime <= longestLifetime) return lifetime;
  throw eventFault(device, name, 'The subscription would end too soon, too late, or at no time at all.', {
    MinimumTime: formatDateTime(device.now() + shortestLifetime),
    MaximumTime: formatDateTime(device.now() + longestLifetime),
  });
}
