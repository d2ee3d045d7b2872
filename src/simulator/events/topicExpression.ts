import { attributeOf, textOf } from '../../onvif/xml/query';
import { namespaces } from '../../onvif/xml/namespaces';
import type { QName, XmlElement } from '../../onvif/xml/xmlNode';
import { dialects, eventLimits } from './eventFacts';
import type { Topic } from './topics';

/** Why a wsnt:TopicExpression is refused, as the fault it gets is called. */
export type TopicProblem =
  'TopicExpressionDialectUnknownFault' | 'InvalidTopicExpressionFault' | 'TopicNotSupportedFault';

interface TopicPath {
  readonly steps: readonly QName[];
  /** Ends in `//.`: all topics below count as well. */
  readonly subtree: boolean;
}

const ncName = String.raw`[A-Za-z_][\w.-]*`;
const step = new RegExp(`^(?:(${ncName}):)?(${ncName})$`);

/**
 * Reads a wsnt:TopicExpression of either dialect: Concrete is one path, ONVIF's ConcreteSet several, parted by |,
 * each with `//.` for all that is below. Returns the names of the topics it selects, or what is wrong with it.
 */
export function selectTopics(
  expression: XmlElement,
  topics: readonly Topic[],
): ReadonlySet<string> | TopicProblem {
  const dialect = attributeOf(expression, 'Dialect')?.trim();
  if (dialect !== dialects.concrete && dialect !== dialects.concreteSet) {
    return 'TopicExpressionDialectUnknownFault';
  }
  const text = textOf(expression);
  if (text.length > eventLimits.expression) return 'InvalidTopicExpressionFault';
  const parts = dialect === dialects.concreteSet ? text.split('|') : [text];
  const paths = parts.map(each => readPath(expression, each.trim()));
  if (!paths.every(each => each !== undefined)) return 'InvalidTopicExpressionFault';
  if (dialect === dialects.concrete && paths.some(each => each.subtree)) return 'InvalidTopicExpressionFault';
  const selected = topics.filter(topic => paths.some(path => selects(path, topic)));
  return selected.length > 0 ? new Set(selected.map(each => each.name)) : 'TopicNotSupportedFault';
}

/** Undefined for a text that is no path, or has a prefix that nobody declared. */
function readPath(scope: XmlElement, text: string): TopicPath | undefined {
  const subtree = text.endsWith('//.');
  const steps: QName[] = [];
  for (const each of (subtree ? text.slice(0, -3) : text).split('/')) {
    const [, prefix, local] = step.exec(each) ?? [];
    const namespace = prefix === undefined ? '' : scope.lookupNamespace(prefix);
    if (local === undefined || namespace === undefined) return undefined;
    steps.push({ namespace, local });
  }
  return { steps, subtree };
}

/** The root of a topic is in ONVIF's namespace, what is below it in none. */
function selects({ steps, subtree }: TopicPath, topic: Topic): boolean {
  const names = topic.name.slice(topic.name.indexOf(':') + 1).split('/');
  if (subtree ? names.length < steps.length : names.length !== steps.length) return false;
  return steps.every(
    ({ namespace, local }, i) => local === names[i] && namespace === (i === 0 ? namespaces.tns1 : ''),
  );
}
