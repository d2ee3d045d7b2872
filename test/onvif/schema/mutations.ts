import { parseXml } from '../../../src/onvif/xml/reader';
import type { XmlAttribute, XmlElement, XmlText } from '../../../src/onvif/xml/xmlNode';

/** A document with one thing changed. */
export interface Mutant {
  readonly kind: string;
  readonly xml: string;
}

export const vendorNamespace = 'urn:example:vendor';
const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** What a mutation can reach of a document. */
class Target {
  readonly elements: XmlElement[] = [];
  readonly #random: () => number;

  constructor(
    readonly xml: string,
    random: () => number,
  ) {
    this.#random = random;
    const { root } = parseXml(xml);
    const visit = (element: XmlElement) => {
      // The envelope itself stays whole.
      if (element.namespace !== 'http://www.w3.org/2003/05/soap-envelope') this.elements.push(element);
      for (const child of element.children) if (child.kind === 'element') visit(child);
    };
    if (root) visit(root);
  }

  pick<T>(values: readonly T[]): T | undefined {
    return values[Math.floor(this.#random() * values.length)];
  }

  get chance(): number {
    return this.#random();
  }

  element(test: (element: XmlElement) => boolean = () => true): XmlElement | undefined {
    return this.pick(this.elements.filter(test));
  }

  leaf(): XmlElement | undefined {
    return this.element(element => element.children.every(child => child.kind === 'text'));
  }

  text(): XmlText | undefined {
    return this.pick(
      this.elements.flatMap(element => element.children.filter(child => child.kind === 'text')),
    );
  }

  attribute(): XmlAttribute | undefined {
    return this.pick(this.elements.flatMap(element => element.attributes));
  }

  /** The document with a piece exchanged. */
  replace(range: { start: number; end: number }, text: string): string {
    return this.xml.slice(0, range.start) + text + this.xml.slice(range.end);
  }

  insert(at: number, text: string): string {
    return this.replace({ start: at, end: at }, text);
  }

  source(element: XmlElement): string {
    return this.xml.slice(element.range.start, element.range.end);
  }

  name(element: XmlElement): string {
    return element.prefix === '' ? element.local : `${element.prefix}:${element.local}`;
  }

  /** Another name at both tags of an element. */
  rename(element: XmlElement, name: string): string {
    const renamed = this.replace(element.nameRange, name);
    if (!element.endTag) return renamed;
    const start = element.endTag.start + 2 + name.length - this.name(element).length;
    return renamed.slice(0, start) + name + renamed.slice(start + this.name(element).length);
  }

  /** A place between the children of an element that has some. */
  place(): { at: number; parent: XmlElement } | undefined {
    const parent = this.element(element => element.children.some(child => child.kind === 'element'));
    const child = parent && this.pick(parent.children.filter(each => each.kind === 'element'));
    if (!parent || !child) return undefined;
    return { at: this.chance < 0.5 ? child.range.start : child.range.end, parent };
  }
}

type Mutation = (target: Target) => string | undefined;

const badValues = [
  '',
  ' ',
  'x',
  '-1',
  '0',
  '1',
  '1.5',
  'true',
  'TRUE',
  '2147483648',
  '99999999999999999999',
  'PT',
  'P1Y2M',
  '12:00',
  '2026-02-30T00:00:00Z',
  '2026-02-28',
  '%',
  'a b',
  'AAA=',
  'é',
  'NaN',
  '+INF',
  '1e400',
  ' 7 ',
  'tt:x',
  'q:x',
];

/** More than fifteen ways to get a message wrong; some of them may leave it right. */
export const mutations: Readonly<Record<string, Mutation>> = {
  'remove-element': target => {
    const element = target.element(each => each.parent?.local !== 'Body');
    return element && target.replace(element.range, '');
  },
  'duplicate-element': target => {
    const element = target.element(each => each.parent?.local !== 'Body');
    return element && target.insert(element.range.end, target.source(element));
  },
  'swap-siblings': target => {
    const parent = target.element(each => each.children.filter(child => child.kind === 'element').length > 1);
    const children = parent?.children.filter(child => child.kind === 'element') ?? [];
    const index = Math.floor(target.chance * (children.length - 1));
    const [first, second] = [children[index], children[index + 1]];
    if (!first || !second) return undefined;
    const between = target.xml.slice(first.range.end, second.range.start);
    return target.replace(
      { start: first.range.start, end: second.range.end },
      target.source(second) + between + target.source(first),
    );
  },
  'move-to-end': target => {
    const element = target.element(each => each.parent?.endTag !== undefined && each.parent.local !== 'Body');
    const end = element?.parent?.endTag?.start;
    if (!element || end === undefined) return undefined;
    return (
      target.insert(end, target.source(element)).slice(0, element.range.start) +
      target.insert(end, target.source(element)).slice(element.range.end)
    );
  },
  'misspell-element': target => {
    const element = target.element();
    return element && target.rename(element, `${target.name(element)}x`);
  },
  'wrong-namespace': target => {
    const element = target.element(each => each.prefix !== '' && each.parent?.local !== 'Body');
    const prefix = target.pick(['tt', 'tds', 'wsnt', 'env'].filter(each => each !== element?.prefix));
    if (!element || prefix === undefined || element.lookupNamespace(prefix) === undefined) return undefined;
    return target.rename(element, `${prefix}:${element.local}`);
  },
  'no-namespace': target => {
    const element = target.element(each => each.prefix !== '' && each.parent?.local !== 'Body');
    return element && target.rename(element, element.local);
  },
  'unknown-element': target => {
    const place = target.place();
    if (!place || place.parent.prefix === '') return undefined;
    return target.insert(place.at, `<${place.parent.prefix}:Unknown9/>`);
  },
  'vendor-element': target => {
    const place = target.place();
    return place && target.insert(place.at, `<v:New xmlns:v="${vendorNamespace}"><v:a/>b</v:New>`);
  },
  'local-element': target => {
    const place = target.place();
    return place && target.insert(place.at, '<New xmlns="">b</New>');
  },
  'known-element-good': target => {
    const place = target.place();
    return (
      place &&
      target.insert(place.at, '<k:Address xmlns:k="http://www.w3.org/2005/08/addressing">no-rule</k:Address>')
    );
  },
  'known-element-bad': target => {
    const place = target.place();
    return (
      place &&
      target.insert(
        place.at,
        '<k:ProblemIRI xmlns:k="http://www.w3.org/2005/08/addressing"><a/></k:ProblemIRI>',
      )
    );
  },
  'child-in-empty': target => {
    const element = target.element(each => each.children.length === 0 && each.endTag === undefined);
    if (!element) return undefined;
    const end = element.startTag.end;
    return target.replace(
      { start: end - 2, end },
      `><v:a xmlns:v="${vendorNamespace}"/></${target.name(element)}>`,
    );
  },
  'blank-in-empty': target => {
    const element = target.element(each => each.children.length === 0 && each.endTag === undefined);
    if (!element) return undefined;
    const end = element.startTag.end;
    return target.replace({ start: end - 2, end }, `> </${target.name(element)}>`);
  },
  'child-in-simple': target => {
    const element = target.leaf();
    const text = element?.children[0];
    return element && text && target.insert(text.range.end, '<inner/>');
  },
  'stray-text': target => {
    const place = target.place();
    return place && target.insert(place.at, 'stray');
  },
  'bad-text': target => {
    const text = target.text();
    return text && target.replace(text.range, target.pick(badValues) ?? '');
  },
  'blank-around-text': target => {
    const text = target.text();
    return text && target.replace(text.range, ` \n ${target.xml.slice(text.range.start, text.range.end)}\t`);
  },
  'long-text': target => {
    const text = target.text();
    return text && target.replace(text.range, 'a'.repeat(2000));
  },
  'bad-attribute': target => {
    const attribute = target.attribute();
    return attribute && target.replace(attribute.valueRange, target.pick(badValues) ?? '');
  },
  'remove-attribute': target => {
    const attribute = target.attribute();
    return (
      attribute && target.replace({ start: attribute.nameRange.start, end: attribute.valueRange.end + 1 }, '')
    );
  },
  'rename-attribute': target => {
    const attribute = target.attribute();
    return attribute && target.insert(attribute.nameRange.end, 'x');
  },
  'extra-attribute': target => {
    const element = target.element();
    return element && target.insert(element.nameRange.end, ' bogus="1"');
  },
  'vendor-attribute': target => {
    const element = target.element();
    return element && target.insert(element.nameRange.end, ` xmlns:v="${vendorNamespace}" v:bogus="1"`);
  },
  'global-attribute': target => {
    const element = target.element();
    return (
      element && target.insert(element.nameRange.end, ` xml:lang="${target.pick(['en', '', 'e n', '1'])}"`)
    );
  },
  'attribute-of-xsi': target => {
    const element = target.element();
    const name = target.pick([
      'schemaLocation="urn:a a.xsd"',
      'noNamespaceSchemaLocation="a.xsd"',
      'bogus="1"',
    ]);
    return element && target.insert(element.nameRange.end, ` ${xsi} xsi:${name}`);
  },
  nil: target => {
    const element = target.element();
    return (
      element &&
      target.insert(element.nameRange.end, ` ${xsi} xsi:nil="${target.pick(['true', 'false', '1', 'x'])}"`)
    );
  },
  'nil-and-empty': target => {
    const element = target.element(each => each.endTag !== undefined && each.parent?.local !== 'Body');
    if (!element) return undefined;
    return target.replace(element.range, `<${target.name(element)} ${xsi} xsi:nil="true"/>`);
  },
  'other-type': target => {
    const element = target.element();
    const type = target.pick([
      'tt:ReferenceToken',
      'tt:Name',
      'tt:IntRange',
      'xs:string',
      'xs:int',
      'xs:anyType',
      'tt:Nothing',
      'q:x',
      'wsnt:TopicExpressionType',
    ]);
    const names = ` ${xsi} xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2"`;
    return element && element.declarations.length === 0
      ? target.insert(element.nameRange.end, `${names} xsi:type="${type}"`)
      : undefined;
  },
  'same-id-twice': target => {
    const [first, second] = [target.element(), target.element()];
    if (!first || !second || first === second) return undefined;
    const [early, late] = first.nameRange.end < second.nameRange.end ? [first, second] : [second, first];
    const id =
      ' xmlns:u="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" u:Id="a"';
    const xml = target.insert(late.nameRange.end, id);
    return xml.slice(0, early.nameRange.end) + id + xml.slice(early.nameRange.end);
  },
};

/** One mutant of a document, or undefined when the mutation finds nothing to change. */
export function mutate(kind: string, xml: string, random: () => number): Mutant | undefined {
  const changed = mutations[kind]?.(new Target(xml, random));
  return changed === undefined || changed === xml ? undefined : { kind, xml: changed };
}
