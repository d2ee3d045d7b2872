import { attributeOf, isNamed } from '../../onvif/xml/query';
import { namespaces } from '../../onvif/xml/namespaces';
import { parseXml } from '../../onvif/xml/reader';
import type { XmlElement } from '../../onvif/xml/xmlNode';
import type { DeviceControls } from '../deviceControls';
import type { DeviceFault } from '../deviceFault';
import type { RequestArguments } from '../requestArguments';
import { dialects, eventLimits } from './eventFacts';
import { eventFault } from './eventFaults';
import type { EventMessage } from './eventMessage';
import { parseItemFilter } from './itemFilter';
import { selectTopics, type TopicProblem } from './topicExpression';

type MessageTest = (message: EventMessage) => boolean;

const topicReasons: Readonly<Record<TopicProblem, string>> = {
  TopicExpressionDialectUnknownFault: `Topics are chosen by the dialects ${dialects.concrete} and ${dialects.concreteSet}.`,
  InvalidTopicExpressionFault: 'The topic expression is none of its dialect, or uses an undeclared prefix.',
  TopicNotSupportedFault: 'The topic expression selects no topic of the device.',
};

/** What a wsnt:FilterType lets through: messages that pass all its filters. Throws the fault that a wrong one gets. */
export function subscriptionFilter(
  filter: RequestArguments | undefined,
  device: DeviceControls,
): MessageTest {
  const elements = wildcardElements(filter);
  if (elements.length > eventLimits.filters) {
    throw invalidFilter(device, elements.slice(eventLimits.filters), 'There are too many filters.');
  }
  const tests = elements.map(each => filterTest(each, device));
  return message => tests.every(test => test(message));
}

/** The elements that a wildcard of a request admitted. */
export function wildcardElements(args: RequestArguments | undefined): XmlElement[] {
  return (args?.texts('$any') ?? []).flatMap(xml => parseXml(xml).root ?? []);
}

/** `prefix:local` or `{namespace}local`, as the codec writes names. */
export function nameJson({ namespace, local }: XmlElement, device: DeviceControls): string {
  const prefix = device.catalog.prefixOf(namespace);
  return prefix === undefined ? `{${namespace}}${local}` : `${prefix}:${local}`;
}

function filterTest(element: XmlElement, device: DeviceControls): MessageTest {
  if (isNamed(element, namespaces.wsnt, 'TopicExpression')) {
    const selected = selectTopics(element, device.events.topics);
    if (typeof selected === 'string') throw eventFault(device, selected, topicReasons[selected]);
    return message => selected.has(message.topic.name);
  }
  if (isNamed(element, namespaces.wsnt, 'MessageContent')) return contentTest(element, device);
  throw invalidFilter(device, [element], `The device has no filter ${element.local}.`);
}

function contentTest(element: XmlElement, device: DeviceControls): MessageTest {
  if (attributeOf(element, 'Dialect')?.trim() !== dialects.itemFilter) {
    throw invalidFilter(device, [element], `Content is filtered by the dialect ${dialects.itemFilter} only.`);
  }
  const test = parseItemFilter(element);
  if (!test) {
    const reason = 'The message content filter is no ItemFilter expression.';
    throw eventFault(device, 'InvalidMessageContentExpressionFault', reason);
  }
  return ({ source, key, data }) => {
    const items = [source, key, data].flatMap(part => Object.entries(part));
    return test(items.map(([name, value]) => ({ name, value })));
  };
}

function invalidFilter(device: DeviceControls, elements: readonly XmlElement[], reason: string): DeviceFault {
  const UnknownFilter = elements.map(each => nameJson(each, device));
  return eventFault(device, 'InvalidFilterFault', reason, { UnknownFilter });
}
