import type { Catalog } from '../catalog/catalog';
import type { ComplexType, ElementDeclaration, SimpleType, Type } from '../catalog/model';
import type { JsonValue } from '../base/json';
import { namespaces } from '../xml/namespaces';
import { attributeOf, qnameOf, rawTextOf } from '../xml/query';
import { writeElement } from '../xml/writer';
import type { XmlElement } from '../xml/xmlNode';
import { prefixesIn } from './prefixesIn';
import { scalarReader, type ScalarReader } from './scalar';
import { anyKey, attributesKey, namespacesKey, shapeOf, textKey, typeKey, type Shape } from './shape';

/**
 * The JSON form of an element by its declaration; see `shapeOf`. Numbers and booleans become such where nothing
 * is lost, everything else stays exact text; xsi:nil is `null`, an xsi:type is kept as `$type`.
 *
 * Never throws and loses nothing: it takes children in any order, ONVIF's elements in a wrong ONVIF namespace
 * by their local name, and what the type does not know as `$any` and `$attributes`. Whether the document was
 * valid is for `validate` to say. An element that the catalog does not know is read as xs:anyType.
 */
export function decodeElement(catalog: Catalog, element: XmlElement): JsonValue {
  return catalog.companion(Decoder).element(element);
}

type Mutable = Record<string, JsonValue>;

/** Writes the value of an attribute or a child element into the object being made. */
interface ChildPlan {
  readonly key: string;
  readonly repeated: boolean;
  readonly declaration: ElementDeclaration;
}

interface TypePlan {
  read(element: XmlElement): JsonValue;
}

/** Compiles each type to a plan on first use; one a catalog. */
class Decoder {
  readonly #catalog: Catalog;
  readonly #plans = new Map<Type, TypePlan>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  element(element: XmlElement): JsonValue {
    const declaration = this.#catalog.element(element);
    return this.#read(declaration?.type ?? this.#anyType(), element);
  }

  #anyType(): Type {
    return this.#catalog.type({ namespace: namespaces.xs, local: 'anyType' }) as Type;
  }

  #read(type: Type, element: XmlElement): JsonValue {
    if (element.attributes.length > 0) {
      const nil = attributeOf(element, 'nil', namespaces.xsi);
      if (nil === 'true' || nil === '1') return null;
      const written = attributeOf(element, 'type', namespaces.xsi);
      const name = written === undefined ? undefined : qnameOf(element, written);
      const actual = name && this.#catalog.type(name);
      if (actual && actual !== type) return this.#readAs(actual, element);
    }
    return this.#plan(type).read(element);
  }

  /** By xsi:type, which the value then names. */
  #readAs(type: Type, element: XmlElement): JsonValue {
    const value = this.#plan(type).read(element);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return { [typeKey]: type.key ?? '', ...(isObject ? value : { [textKey]: value }) };
  }

  #plan(type: Type): TypePlan {
    let plan = this.#plans.get(type);
    if (!plan) {
      plan = type.kind === 'simple' ? this.#simplePlan(type) : this.#complexPlan(type);
      this.#plans.set(type, plan);
    }
    return plan;
  }

  #simplePlan(type: SimpleType): TypePlan {
    const read = scalarReader(this.#catalog, type);
    return { read: element => read(rawTextOf(element), element) };
  }

  #complexPlan(type: ComplexType): TypePlan {
    const shape = shapeOf(type);
    const readAttributes = this.#attributesReader(shape);
    const { content } = type;
    if (content.kind === 'simple') {
      const read = scalarReader(this.#catalog, content.type);
      return { read: element => this.#readText(element, read, readAttributes, shape) };
    }
    const readChildren = this.#childrenReader(shape);
    return {
      read: element => {
        const value: Mutable = {};
        readAttributes(element, value);
        readChildren(element, value);
        return value;
      },
    };
  }

  #readText(
    element: XmlElement,
    read: ScalarReader,
    readAttributes: (element: XmlElement, value: Mutable) => void,
    shape: Shape,
  ): JsonValue {
    const text = read(rawTextOf(element), element);
    const value: Mutable = {};
    readAttributes(element, value);
    const children = element.children.filter(child => child.kind === 'element');
    if (children.length > 0) value[anyKey] = children.map(child => writeElement(child));
    if (shape.text === 'whole' && isEmpty(value)) return text;
    value[textKey] = text;
    keepNamespaces(element, text, value);
    return value;
  }

  #attributesReader(shape: Shape): (element: XmlElement, value: Mutable) => void {
    const plans = new Map<string, { namespace: string; key: string; read: ScalarReader }[]>();
    for (const field of shape.fields) {
      if (field.kind !== 'attribute') continue;
      const { namespace, local } = field.use.name;
      const plan = { namespace, key: field.key, read: scalarReader(this.#catalog, field.use.type) };
      plans.set(local, [...(plans.get(local) ?? []), plan]);
    }
    return (element, value) => {
      let others: [string, string][] | undefined;
      for (const attribute of element.attributes) {
        const plan = plans.get(attribute.local)?.find(each => each.namespace === attribute.namespace);
        if (plan) value[plan.key] = plan.read(attribute.value, element);
        else if (attribute.namespace !== namespaces.xsi) {
          const { namespace, local } = attribute;
          (others ??= []).push([namespace === '' ? local : `{${namespace}}${local}`, attribute.value]);
        }
      }
      if (others) value[attributesKey] = Object.fromEntries(others);
    };
  }

  #childrenReader(shape: Shape): (element: XmlElement, value: Mutable) => void {
    const plans = new Map<string, (ChildPlan & { namespace: string })[]>();
    for (const field of shape.fields) {
      if (field.kind !== 'element') continue;
      const { declaration } = field.particle;
      const { namespace, local } = declaration.name;
      const plan = { key: field.key, repeated: field.repeated, declaration, namespace };
      plans.set(local, [...(plans.get(local) ?? []), plan]);
    }
    return (element, value) => {
      let text = '';
      let others: string[] | undefined;
      for (const child of element.children) {
        if (child.kind === 'text') {
          text += child.value;
          continue;
        }
        const candidates = plans.get(child.local);
        const plan =
          candidates?.find(each => each.namespace === child.namespace) ?? this.#misnamed(child, candidates);
        if (!plan) (others ??= []).push(writeElement(child));
        else if (plan.repeated) {
          const list = value[plan.key] as JsonValue[] | undefined;
          const item = this.#read(plan.declaration.type, child);
          if (list) list.push(item);
          else value[plan.key] = [item];
        } else if (Object.hasOwn(value, plan.key)) (others ??= []).push(writeElement(child));
        else value[plan.key] = this.#read(plan.declaration.type, child);
      }
      if (others) value[anyKey] = others;
      if (/[^ \t\r\n]/.test(text)) {
        value[textKey] = text;
        keepNamespaces(element, text, value);
      }
    };
  }

  /**
   * A device that puts an element in another ONVIF namespace, or none, still means it; a vendor's does not, nor
   * does one that is declared there.
   */
  #misnamed<T>(child: XmlElement, candidates: readonly T[] | undefined): T | undefined {
    if (candidates?.length !== 1 || this.#catalog.element(child)) return undefined;
    const isOnvif = child.namespace === '' || this.#catalog.prefixOf(child.namespace) !== undefined;
    return isOnvif ? candidates[0] : undefined;
  }
}

/** Prefixes in a text (a topic or XPath expression) mean something only with their namespaces. */
function keepNamespaces(element: XmlElement, text: string | number | boolean, value: Mutable): void {
  if (typeof text !== 'string') return;
  const found: [string, string][] = [];
  for (const prefix of prefixesIn(text)) {
    const namespace = element.lookupNamespace(prefix);
    if (namespace !== undefined) found.push([prefix, namespace]);
  }
  if (found.length > 0) value[namespacesKey] = Object.fromEntries(found);
}

function isEmpty(value: object): boolean {
  for (const _ in value) return false;
  return true;
}
