import type {
  AttributeUse,
  ComplexType,
  ElementParticle,
  Particle,
  SimpleType,
  WildcardParticle,
} from '../catalog/model';

/** How the text of a simple type stands in JSON. */
export type ScalarKind =
  /** true, false */
  | 'boolean'
  /** A number; as exact text when it is outside the safe range. */
  | 'integer'
  /** A number; as text for INF and NaN. */
  | 'float'
  /** `prefix:local` with the catalog's prefix, `{namespace}local` for a namespace it does not know. */
  | 'qname'
  /** Exact text: strings, tokens, dates, durations, decimals, binary, unions and lists. */
  | 'text';

export function scalarKind(type: SimpleType): ScalarKind {
  if (type.variety !== 'atomic') return 'text';
  const { name, primitive } = type.builtin;
  if (primitive === 'boolean') return 'boolean';
  if (primitive === 'float' || primitive === 'double') return 'float';
  if (primitive === 'decimal') return name === 'decimal' ? 'text' : 'integer';
  return primitive === 'QName' || primitive === 'NOTATION' ? 'qname' : 'text';
}

/** A field of the JSON object that a complex type becomes. */
export type Field = AttributeField | ElementField;

export interface AttributeField {
  readonly kind: 'attribute';
  readonly key: string;
  readonly use: AttributeUse;
}

export interface ElementField {
  readonly kind: 'element';
  readonly key: string;
  /** The first particle of this name; all of one name in one type have one declaration or one type (XSD). */
  readonly particle: ElementParticle;
  /** May occur more than once, so it is an array. */
  readonly repeated: boolean;
  /** Must be there in every valid document. */
  readonly required: boolean;
}

/**
 * The JSON form of a complex type: attributes and child elements by local name, `$text` for its text, `$any`
 * for elements that only a wildcard admits, `$attributes` for such attributes.
 */
export interface Shape {
  readonly fields: readonly Field[];
  readonly byKey: ReadonlyMap<string, Field>;
  /** How the text stands: none, as `$text` besides the fields, or alone as the whole value when nothing else is there. */
  readonly text: 'none' | 'field' | 'whole';
  readonly wildcards: readonly WildcardParticle[];
}

/** Keys that no name of XML can collide with. */
export const textKey = '$text';
export const anyKey = '$any';
export const attributesKey = '$attributes';
export const typeKey = '$type';
export const namespacesKey = '$namespaces';

export function shapeOf(type: ComplexType): Shape {
  const elements = new Map<string, ElementField>();
  const wildcards: WildcardParticle[] = [];
  if (type.content.kind === 'elements') collect(type.content.particle, true, false, elements, wildcards);
  const fields: Field[] = [];
  const byKey = new Map<string, Field>();
  const add = (field: Field) => {
    fields.push(field);
    byKey.set(field.key, field);
  };
  const elementKeys = new Set([...elements.values()].map(field => field.key));
  for (const use of type.attributes) {
    const { local } = use.name;
    // An attribute beside an element of the same name steps back.
    const isTaken = elementKeys.has(local) || byKey.has(local);
    add({ kind: 'attribute', key: isTaken ? `@${local}` : local, use });
  }
  for (const field of elements.values()) add(field);
  const simple = type.content.kind === 'simple';
  const mixed = type.content.kind === 'elements' && type.content.mixed;
  const text = simple && type.attributes.length === 0 ? 'whole' : simple || mixed ? 'field' : 'none';
  return { fields, byKey, text, wildcards };
}

/** @param required whether the place must be filled; @param repeats whether a group around it may repeat */
function collect(
  particle: Particle,
  required: boolean,
  repeats: boolean,
  elements: Map<string, ElementField>,
  wildcards: WildcardParticle[],
): void {
  if (particle.max === 0) return;
  if (particle.kind === 'any') {
    wildcards.push(particle);
    return;
  }
  const mandatory = required && particle.min > 0;
  const again = repeats || particle.max > 1;
  if (particle.kind === 'element') {
    addElement(particle, mandatory, again, elements);
    return;
  }
  const alternatives = particle.kind === 'choice' && particle.particles.length > 1;
  for (const member of particle.particles)
    collect(member, mandatory && !alternatives, again, elements, wildcards);
}

function addElement(
  particle: ElementParticle,
  required: boolean,
  repeated: boolean,
  elements: Map<string, ElementField>,
): void {
  const { name, label } = particle.declaration;
  const id = `{${name.namespace}}${name.local}`;
  const known = elements.get(id);
  if (known) {
    // The same name in two places: together they may occur twice, unless they are branches of one choice;
    // an array says too much then, and loses nothing.
    elements.set(id, { ...known, repeated: true, required: known.required || required });
    return;
  }
  const isTaken = [...elements.values()].some(field => field.key === name.local);
  elements.set(id, { kind: 'element', key: isTaken ? label : name.local, particle, repeated, required });
}
