import type { TextRange } from '../base/textRange';
import type { Catalog } from '../catalog/catalog';
import type { ElementDeclaration, SimpleType, Type } from '../catalog/model';
import { namespaces } from '../xml/namespaces';
import { isNamed } from '../xml/query';
import { escapeAttribute } from '../xml/writer';
import type { ParsedXml, XmlElement } from '../xml/xmlNode';
import { declaredNext } from './contentCheck';
import type { ContentModel, State } from './contentModel';
import { Declarations } from './declarations';
import { exampleText } from './exampleText';
import { prefixInScope } from './fixes';
import { placeAt, type Place } from './placeAt';
import { describeType, enumerationOf } from './simpleCheck';
import { declarationSkeleton } from './skeleton';

/** Something that may stand at a place of a document. */
export interface Expectation {
  /** `endTag` closes the element the place is in. */
  readonly kind: 'element' | 'attribute' | 'value' | 'endTag';
  /** For people: `tds:Name`, `token`, `Administrator`. */
  readonly label: string;
  /** What to put in place of `Expected.range`. */
  readonly insert: string;
  /** The document is not valid without it. */
  readonly required: boolean;
  /** What its values are: `true or false`; absent for elements that hold elements. */
  readonly values?: string;
  /** The definitions' own text, where the catalog kept it. */
  readonly doc?: string;
}

export interface Expected {
  /** What a choice replaces; with `<` where that is typed already. */
  readonly range: TextRange;
  /** What the schemas name, in their order. */
  readonly items: readonly Expectation[];
  /** Elements of other namespaces may stand here, too. */
  readonly others: boolean;
}

/**
 * What elements, attributes or values may stand at an offset of a document, however unfinished it is. In the body
 * of an envelope: the requests of all operations, and where `replies` is set their replies. What stands before the
 * offset counts, what stands behind does not forbid anything.
 */
export function expectedAt(
  catalog: Catalog,
  document: ParsedXml,
  offset: number,
  options: { readonly replies?: boolean } = {},
): Expected {
  return new Expecter(catalog, options.replies ?? false).at(placeAt(document, offset));
}

class Expecter {
  readonly #catalog: Catalog;
  readonly #declarations: Declarations;
  readonly #replies: boolean;

  constructor(catalog: Catalog, replies: boolean) {
    this.#catalog = catalog;
    this.#declarations = catalog.companion(Declarations);
    this.#replies = replies;
  }

  at(place: Place): Expected {
    switch (place.kind) {
      case 'content':
        return this.#content(place);
      case 'attributeName':
        return { range: place.range, items: this.#attributes(place.element, place.range), others: false };
      case 'attributeValue': {
        const { element, attribute, range } = place;
        const use = this.#declarations.attribute(element, attribute.namespace, attribute.local);
        const values = use ? valuesOf(use.type) : [];
        return {
          range,
          items: values.map(value => ({ ...value, insert: escapeAttribute(value.insert) })),
          others: false,
        };
      }
      case 'endTag': {
        const label = writtenName(place.element);
        return {
          range: place.range,
          items: [{ kind: 'endTag', label, insert: label, required: true }],
          others: false,
        };
      }
    }
  }

  #content(place: Extract<Place, { kind: 'content' }>): Expected {
    const { parent, range } = place;
    if (!parent) {
      const envelope = this.#catalog.element({ namespace: namespaces.env, local: 'Envelope' });
      const isFirst = place.before.length === 0 && place.after.length === 0;
      const items = envelope && isFirst ? [this.#element(envelope, undefined, true, place)] : [];
      return { range, items, others: false };
    }
    if (isNamed(parent, namespaces.env, 'Body')) {
      const isFirst = place.before.length === 0;
      return { range, items: isFirst ? this.#messages(parent, place) : [], others: false };
    }
    const type = this.#declarations.typeOf(parent);
    if (!type) return { range, items: [], others: true };
    const plan = this.#declarations.plans.plan(type);
    const text = plan.kind === 'simple' ? plan.text : plan.text;
    if (text) return this.#text(parent, text.type, place);
    if (plan.kind === 'simple' || !plan.model)
      return { range, items: this.#endTag(parent, place), others: false };
    const state = walk(plan.model, place.before);
    const items = declaredNext(state).map(each =>
      this.#element(each, parent, isRequired(state, each), place),
    );
    const others = state.next.some(position => position.wildcard !== undefined);
    return { range, items: [...items, ...(state.accepts ? this.#endTag(parent, place) : [])], others };
  }

  /** Values in place of the text of an element. */
  #text(parent: XmlElement, type: SimpleType, place: Extract<Place, { kind: 'content' }>): Expected {
    const [only] = parent.children;
    const isText = parent.children.length === 1 && only?.kind === 'text' && !only.cdata;
    const range = isText ? only.range : place.range;
    return { range, items: valuesOf(type), others: false };
  }

  /** The end of an element that was never closed. */
  #endTag(parent: XmlElement, place: Extract<Place, { kind: 'content' }>): Expectation[] {
    if (parent.endTag || place.after.length > 0) return [];
    const label = `/${writtenName(parent)}`;
    return [{ kind: 'endTag', label, insert: `<${label}>`, required: true }];
  }

  #messages(body: XmlElement, place: Extract<Place, { kind: 'content' }>): Expectation[] {
    const found = new Map<string, Expectation>();
    for (const service of this.#catalog.services) {
      for (const { input, output, doc } of service.operations) {
        for (const name of this.#replies && output ? [input, output] : [input]) {
          const declaration = this.#catalog.element(name);
          if (!declaration || found.has(declaration.label)) continue;
          found.set(declaration.label, {
            ...this.#element(declaration, body, false, place),
            ...(doc !== undefined && { doc }),
          });
        }
      }
    }
    return [...found.values()];
  }

  #element(
    declaration: ElementDeclaration,
    parent: XmlElement | undefined,
    required: boolean,
    place: Extract<Place, { kind: 'content' }>,
  ): Expectation {
    const { label, type, doc } = declaration;
    const simple = textTypeOf(type);
    // Made when it is asked for: a list of all operations would take long to write out.
    const make = () => this.#written(declaration, parent, place);
    let insert: string | undefined;
    return {
      kind: 'element',
      label,
      get insert() {
        return (insert ??= make());
      },
      required,
      ...(simple && { values: describeType(simple) }),
      ...(doc !== undefined && { doc }),
    };
  }

  /** Only the name where a name is completed in a tag that has its rest already, else the whole element. */
  #written(
    declaration: ElementDeclaration,
    parent: XmlElement | undefined,
    { named }: Extract<Place, { kind: 'content' }>,
  ): string {
    const prefixOf = (namespace: string) => (parent ? prefixInScope(parent, namespace) : undefined);
    const hasRest =
      named && (named.attributes.length > 0 || named.endTag || named.startTag.end > named.nameRange.end);
    if (!hasRest) return declarationSkeleton(this.#catalog, declaration, prefixOf);
    const { namespace, local } = declaration.name;
    const prefix = namespace === '' ? '' : (prefixOf(namespace) ?? this.#catalog.prefixOf(namespace) ?? '');
    return `<${prefix === '' ? local : `${prefix}:${local}`}`;
  }

  #attributes(element: XmlElement, range: TextRange): Expectation[] {
    const type = this.#declarations.typeOf(element);
    if (type?.kind !== 'complex') return [];
    const present = element.attributes.filter(each => each.nameRange.start !== range.start);
    return type.attributes.flatMap(({ name, type: valueType, required, doc, fixed }) => {
      if (present.some(each => each.local === name.local && each.namespace === name.namespace)) return [];
      const prefix =
        name.namespace === ''
          ? ''
          : (prefixInScope(element, name.namespace) ?? this.#catalog.prefixOf(name.namespace));
      const label = prefix ? `${prefix}:${name.local}` : name.local;
      const value = escapeAttribute(fixed ?? exampleText(valueType));
      const expectation: Expectation = {
        kind: 'attribute',
        label,
        insert: `${label}="${value}"`,
        required,
        values: describeType(valueType),
        ...(doc !== undefined && { doc }),
      };
      return [expectation];
    });
  }
}

/** How far the children before a place have come; what does not fit is passed over. */
function walk(model: ContentModel, before: readonly XmlElement[]): State {
  let state = model.start;
  for (const child of before) state = state.take(child.namespace, child.local)?.state ?? state;
  return state;
}

/** Whether the content cannot go on without an element: it is the only way from a state that is no end. */
function isRequired(state: State, declaration: ElementDeclaration): boolean {
  if (state.accepts) return false;
  const others = declaredNext(state).filter(each => each !== declaration);
  return others.every(each => {
    const after = state.take(each.name.namespace, each.name.local)?.state;
    return after?.take(declaration.name.namespace, declaration.name.local)?.declaration !== undefined;
  });
}

function textTypeOf(type: Type): SimpleType | undefined {
  if (type.kind === 'simple') return type;
  return type.content.kind === 'simple' ? type.content.type : undefined;
}

/** The values to choose from, or an example of one. */
function valuesOf(type: SimpleType): Expectation[] {
  const item = type.variety === 'list' && type.item ? type.item : type;
  const isBoolean = item.variety === 'atomic' && item.builtin.primitive === 'boolean';
  const values = enumerationOf(item) ?? (isBoolean ? ['true', 'false'] : undefined);
  if (values) return values.map(value => ({ kind: 'value', label: value, insert: value, required: false }));
  const example = exampleText(type);
  if (example === '') return [];
  return [{ kind: 'value', label: example, insert: example, required: false, values: describeType(type) }];
}

function writtenName(element: XmlElement): string {
  return element.prefix === '' ? element.local : `${element.prefix}:${element.local}`;
}
