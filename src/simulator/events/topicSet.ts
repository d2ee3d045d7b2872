import { namespaces } from '../../onvif/xml/namespaces';
import { XmlWriter } from '../../onvif/xml/writer';
import type { ItemTypes, Topic } from './topics';

const declarations = Object.fromEntries(
  (['tns1', 'wstop', 'tt', 'tas', 'xs'] as const).map(prefix => [`xmlns:${prefix}`, namespaces[prefix]]),
);

/** The content of a wstop:TopicSet: XML of each root topic with what is below it. */
export function topicSet(topics: readonly Topic[]): string[] {
  const roots = new Map<string, Topic[]>();
  for (const topic of topics) {
    const root = topic.name.split('/')[0]!;
    roots.set(root, [...(roots.get(root) ?? []), topic]);
  }
  return [...roots].map(([root, members]) => {
    const writer = new XmlWriter().open(root, declarations);
    writeChildren(writer, members, 1);
    return writer.close().toString();
  });
}

/** Below its root, a topic's name is in no namespace. */
function writeChildren(writer: XmlWriter, topics: readonly Topic[], depth: number): void {
  const names = new Set(topics.map(each => each.name.split('/')[depth]!));
  for (const name of names) {
    const members = topics.filter(each => each.name.split('/')[depth] === name);
    const own = members.find(each => each.name.split('/').length === depth + 1);
    writer.open(name, own ? { 'wstop:topic': 'true' } : {});
    if (own) writeDescription(writer, own);
    const below = members.filter(each => each !== own);
    writeChildren(writer, below, depth + 1);
    writer.close();
  }
}

/** A tt:MessageDescription. */
function writeDescription(writer: XmlWriter, { isProperty, source, key, data }: Topic): void {
  writer.open('tt:MessageDescription', { IsProperty: String(isProperty) });
  for (const [name, types] of [
    ['Source', source],
    ['Key', key],
    ['Data', data],
  ] as const) {
    // prettier-ignore
    if (types) writeItems(writer, name, types);
  }
  writer.close();
}

function writeItems(writer: XmlWriter, name: string, types: ItemTypes): void {
  writer.open(`tt:${name}`);
  for (const [Name, Type] of Object.entries(types))
    writer.leaf('tt:SimpleItemDescription', undefined, { Name, Type });
  writer.close();
}
