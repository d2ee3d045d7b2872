import { OnvifError } from '../base/onvifError';
import type { JsonObject, JsonValue } from '../base/json';
import type { Catalog } from '../catalog/catalog';
import type { ComplexType, ElementDeclaration, SimpleType, Type } from '../catalog/model';
import { namespaces } from '../xml/namespaces';
import { escapeAttribute, escapeText } from '../xml/writer';
import type { QName } from '../xml/xmlNode';
import { contentPlan, type ContentPlan, type ElementWriters, type ValueWriter } from './encodeContent';
import { Output } from './encodeOutput';
import { scalarWriter, type ScalarWriter } from './encodeScalar';
import { isFieldOfAny, nearestKey } from './fieldNames';
import {
  attributesKey,
  namespacesKey,
  shapeOf,
  textKey,
  typeKey,
  type AttributeField,
  type Shape,
} from './shape';

/**
 * Writes a value as the global element `name`: children in schema order, every namespace declared on the root.
 * The value has the JSON form that `decodeElement` gives; undefined fields count as absent, lists may be arrays.
 *
 * Throws `invalidInput` naming the path of the field when the shape is wrong: an unknown, missing or surplus
 * field, a number where text belongs. Whether the values are allowed ones is for `validate` to say, so that a
 * device can be tested with bad values.
 */
export function encodeElement(catalog: Catalog, name: QName, value: JsonValue): string {
  return catalog.companion(Encoder).element(name, value);
}

/** Compiles each declaration to a writer on first use; one a catalog. */
class Encoder implements ElementWriters {
  readonly #writers = new Map<ElementDeclaration, ValueWriter>();
  readonly #bodies = new Map<Type, (output: Output, tag: string, value: JsonValue) => void>();

  constructor(readonly catalog: Catalog) {}

  element(name: QName, value: JsonValue): string {
    const declaration = this.catalog.element(name);
    if (!declaration) {
      throw new OnvifError('invalidInput', `The catalog has no element ${this.catalog.keyOf(name)}.`);
    }
    const output = new Output(this.catalog, declaration.label);
    this.writer(declaration)(output, value);
    return output.finish(declaration.label);
  }

  writer(declaration: ElementDeclaration): ValueWriter {
    let writer = this.#writers.get(declaration);
    if (!writer) {
      writer = this.#elementWriter(declaration);
      this.#writers.set(declaration, writer);
    }
    return writer;
  }

  #elementWriter(declaration: ElementDeclaration): ValueWriter {
    const { label, name, nillable } = declaration;
    const prefix = name.namespace === '' ? undefined : label.slice(0, label.indexOf(':'));
    // The body is looked up on the first value: declarations contain each other.
    let body: ((output: Output, tag: string, value: JsonValue) => void) | undefined;
    return (output, value) => {
      if (prefix !== undefined) output.use(prefix, name.namespace);
      if (value === null) {
        if (!nillable) output.refuse('cannot be null; leave it out instead');
        output.use('xsi', namespaces.xsi);
        output.xml += `<${label} xsi:nil="true"/>`;
        return;
      }
      body ??= this.#body(declaration.type);
      body(output, label, value);
    };
  }

  #body(type: Type): (output: Output, tag: string, value: JsonValue) => void {
    let body = this.#bodies.get(type);
    if (!body) {
      body = type.kind === 'simple' ? this.#simpleBody(type) : this.#complexBody(type);
      this.#bodies.set(type, body);
    }
    return body;
  }

  #simpleBody(type: SimpleType): (output: Output, tag: string, value: JsonValue) => void {
    const write = scalarWriter(type);
    return (output, tag, value) => {
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        const object = value as JsonObject;
        if (typeof object[typeKey] === 'string') return this.#substituted(output, tag, object);
      }
      const text = escapeText(write(output, value));
      output.xml += text === '' ? `<${tag}/>` : `<${tag}>${text}</${tag}>`;
    };
  }

  #complexBody(type: ComplexType): (output: Output, tag: string, value: JsonValue) => void {
    const shape = shapeOf(type);
    const attributes = shape.fields
      .filter(field => field.kind === 'attribute')
      .map(field => attributeWriter(field));
    const content = type.content.kind === 'elements' ? contentPlan(this, shape, type.content) : undefined;
    const writeText = type.content.kind === 'simple' ? scalarWriter(type.content.type) : undefined;
    return (output, tag, value) => {
      const object = asObject(output, shape, value);
      if (typeof object[typeKey] === 'string' && object[typeKey] !== type.key) {
        return this.#substituted(output, tag, object);
      }
      if (type.abstract) output.refuse('needs $type: its type is abstract');
      checkKeys(output, type, shape, object);
      const open = `<${tag}${namespaceDeclarations(output, object)}`;
      this.#open(output, open, object, attributes);
      writeContent(output, tag, object, { content, writeText });
    };
  }

  #open(output: Output, open: string, object: JsonObject, attributes: readonly AttributeWriter[]): void {
    output.xml += open;
    for (const write of attributes) write(output, object);
    if (object[attributesKey] !== undefined) writeOtherAttributes(output, object[attributesKey]);
  }

  /** A value that names its own type goes out with xsi:type. */
  #substituted(output: Output, tag: string, object: JsonObject): void {
    const key = object[typeKey] as string;
    const name = this.catalog.nameOf(key);
    const type = name && this.catalog.type(name);
    if (!name || !type) return output.refuse(`has the unknown $type ${key}`);
    output.use('xsi', namespaces.xsi);
    output.use(key.slice(0, key.indexOf(':')), name.namespace);
    const { [typeKey]: _, ...rest } = object;
    const value = type.kind === 'simple' ? (rest[textKey] ?? '') : rest;
    const before = output.xml;
    output.xml = '';
    this.#body(type)(output, tag, value);
    // The attribute goes right behind the tag name that was just written.
    const at = 1 + tag.length;
    output.xml = `${before}${output.xml.slice(0, at)} xsi:type="${key}"${output.xml.slice(at)}`;
  }
}

type AttributeWriter = (output: Output, object: JsonObject) => void;

function attributeWriter(field: AttributeField): AttributeWriter {
  const { use, key } = field;
  const write = scalarWriter(use.type);
  const { namespace, local } = use.name;
  return (output, object) => {
    const value = object[key];
    if (value === undefined) {
      if (use.required) output.refuseField(key, 'is missing: the attribute is required');
      return;
    }
    output.path.push(key);
    const name = namespace === '' ? local : `${output.prefixFor(namespace)}:${local}`;
    output.xml += ` ${name}="${escapeAttribute(write(output, value))}"`;
    output.path.pop();
  };
}

function writeOtherAttributes(output: Output, value: JsonValue): void {
  output.path.push(attributesKey);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return output.refuse('must be an object of attribute values by name');
  }
  for (const [key, text] of Object.entries(value as JsonObject)) {
    const match = /^(?:\{([^}]*)\})?([^\s{}:"'<>=/]+)$/.exec(key);
    if (!match || typeof text !== 'string')
      return output.refuseField(key, 'must be text under a name like {namespace}local');
    const [, namespace = '', local = ''] = match;
    const name = namespace === '' ? local : `${output.prefixFor(namespace)}:${local}`;
    output.xml += ` ${name}="${escapeAttribute(text)}"`;
  }
  output.path.pop();
}

function namespaceDeclarations(output: Output, object: JsonObject): string {
  const declared = object[namespacesKey];
  if (declared === undefined) return '';
  if (typeof declared !== 'object' || declared === null || Array.isArray(declared)) {
    output.refuseField(namespacesKey, 'must be an object of namespaces by prefix');
    return '';
  }
  let xml = '';
  for (const [prefix, namespace] of Object.entries(declared as JsonObject)) {
    if (!/^[A-Za-z_][\w.-]*$/.test(prefix) || typeof namespace !== 'string' || namespace === '') {
      output.refuseField(namespacesKey, 'must be an object of namespaces by prefix');
    }
    // The catalog's own prefixes are declared on the root, where other elements find them too.
    else if (output.catalog.namespaceOf(prefix) === namespace) output.use(prefix, namespace);
    else xml += ` xmlns:${prefix}="${escapeAttribute(namespace)}"`;
  }
  return xml;
}

interface ContentWriters {
  readonly content: ContentPlan | undefined;
  readonly writeText: ScalarWriter | undefined;
}

/** The text and the children of a value, and the end of its tag. */
function writeContent(output: Output, tag: string, object: JsonObject, writers: ContentWriters): void {
  // Written apart, so that an empty element is known as such without looking back into the document.
  const before = output.xml;
  output.xml = '';
  const text = object[textKey];
  if (text !== undefined) {
    output.path.push(textKey);
    output.xml += escapeText((writers.writeText ?? anyText)(output, text));
    output.path.pop();
    const declared = object[namespacesKey] as JsonObject | undefined;
    if (typeof text === 'string') {
      output.usePrefixesIn(text, prefix => declared !== undefined && Object.hasOwn(declared, prefix));
    }
  } else if (writers.writeText) output.refuseField(textKey, 'is missing: the text of the element');
  writers.content?.(output, object);
  output.xml = output.xml === '' ? `${before}/>` : `${before}>${output.xml}</${tag}>`;
}

/** The text of mixed content has no type. */
function anyText(output: Output, value: JsonValue): string {
  return typeof value === 'string' ? value : output.refuse(`must be text, not ${JSON.stringify(value)}`);
}

/** The value as an object of fields; the text alone where that is the whole of it. */
function asObject(output: Output, shape: Shape, value: JsonValue): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  if (
    shape.text !== 'none' &&
    (shape.text === 'whole' || typeof value === 'string') &&
    !Array.isArray(value)
  ) {
    return { [textKey]: value };
  }
  output.refuse(`must be an object, not ${Array.isArray(value) ? 'a list' : JSON.stringify(value)}`);
  return {};
}

function checkKeys(output: Output, type: ComplexType, shape: Shape, object: JsonObject): void {
  for (const key in object) {
    if (shape.byKey.has(key) || object[key] === undefined || isFieldOfAny(type, shape, key)) continue;
    const near = nearestKey(key, shape);
    output.refuseField(
      key,
      near === undefined ? 'is not a field of it' : `is not a field of it; did you mean ${near}?`,
    );
  }
}
