import type { JsonValue } from '../../../src/onvif/base/json';
import type { ComplexType, Particle, SimpleType, Type } from '../../../src/onvif/catalog/model';
import { exampleText } from '../../../src/onvif/schema/exampleText';
import { scalarKind, shapeOf } from '../../../src/onvif/schema/shape';

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Makes values that a type allows, in the JSON form: optional things at random, choices at random. */
export class ValueGenerator {
  readonly #random: () => number;
  #ids = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  value(type: Type, depth = 0): JsonValue {
    return type.kind === 'simple' ? this.#scalar(type) : this.#object(type, depth);
  }

  #scalar(type: SimpleType): JsonValue {
    const facetted = hasFacets(type);
    switch (scalarKind(type)) {
      case 'boolean':
        return this.#random() < 0.5;
      case 'integer':
        return facetted ? Number(exampleText(type)) : this.#integer(type.builtin.name);
      case 'float':
        return facetted ? Number(exampleText(type)) : this.#pick([0, 0.1, -1.5, 1e-7, 123456.75]);
      case 'qname':
        return facetted ? exampleText(type) : this.#pick(['xs:int', 'tt:Rectangle', '{urn:example:a}b']);
      case 'text':
        return this.#text(type, facetted);
    }
  }

  #integer(name: string): number {
    if (name === 'positiveInteger') return this.#pick([1, 70000]);
    if (name === 'negativeInteger') return -3;
    if (name === 'nonPositiveInteger') return this.#pick([0, -3]);
    if (name === 'byte' || name === 'unsignedByte') return this.#pick([0, 127]);
    return this.#pick([0, 1, 80, 32767]);
  }

  #text(type: SimpleType, facetted: boolean): string {
    const values = enumeration(type);
    if (values) return this.#pick(values);
    if (type.builtin.name === 'ID') return `id${++this.#ids}`;
    if (facetted || type.variety !== 'atomic') return exampleText(type);
    switch (type.builtin.name) {
      case 'string':
        return this.#pick(['', '00123', 'a & b < c > "d"', ' two  blanks ', 'Łódź 摄像头 😀', 'line\nend']);
      case 'token':
      case 'anyURI':
        return this.#pick(['', 'urn:uuid:1', 'http://192.0.2.1/onvif/device_service?a=1&b=2']);
      case 'decimal':
        return this.#pick(['1.10', '-0.000000000000000000001', '12345678901234567890']);
      default:
        return exampleText(type);
    }
  }

  #object(type: ComplexType, depth: number): JsonValue {
    const shape = shapeOf(type);
    const value: Record<string, JsonValue> = {};
    for (const field of shape.fields) {
      if (field.kind !== 'attribute' || (!field.use.required && this.#random() < 0.4)) continue;
      value[field.key] = this.#scalar(field.use.type);
    }
    if (type.content.kind === 'simple') {
      if (shape.text === 'whole') return this.#scalar(type.content.type);
      value['$text'] = this.#scalar(type.content.type);
      return value;
    }
    if (type.content.kind === 'elements') {
      const keys = new Map(
        shape.fields.flatMap(field =>
          field.kind === 'element' ? [[field.particle.declaration.label, field] as const] : [],
        ),
      );
      this.#content(
        type.content.particle,
        depth,
        (label, item) => {
          const field = keys.get(label);
          if (!field) return;
          if (field.repeated)
            value[field.key] = [...((value[field.key] as JsonValue[] | undefined) ?? []), item];
          else value[field.key] = item;
        },
        xml => (value['$any'] = [...((value['$any'] as string[] | undefined) ?? []), xml]),
      );
    }
    return value;
  }

  #content(
    particle: Particle,
    depth: number,
    element: (label: string, value: JsonValue) => void,
    any: (xml: string) => void,
  ): void {
    const extra = depth > 4 ? 0 : this.#random() < 0.5 ? 1 : particle.max > 1 ? 2 : 0;
    const times = Math.min(particle.max, Math.max(particle.min, extra));
    for (let i = 0; i < times; i++) {
      if (particle.kind === 'element') {
        const { declaration } = particle;
        if (declaration.abstract) continue;
        const isNil = declaration.nillable && this.#random() < 0.3;
        element(declaration.label, isNil ? null : this.value(declaration.type, depth + 1));
      } else if (particle.kind === 'any') {
        const { wildcard } = particle;
        if (wildcard.process !== 'strict' && wildcard.allows('urn:example:vendor')) {
          any('<v:Extra xmlns:v="urn:example:vendor" v:a="1">text<v:Inner/></v:Extra>');
        } else if (wildcard.allows('http://www.w3.org/2005/08/addressing')) {
          any('<wsa:To xmlns:wsa="http://www.w3.org/2005/08/addressing">urn:example:to</wsa:To>');
        }
      } else if (particle.kind === 'choice') {
        const branches = particle.particles.filter(each => each.max > 0 && each.kind !== 'any');
        if (branches.length > 0) this.#content(this.#pick(branches), depth, element, any);
      } else for (const member of particle.particles) this.#content(member, depth, element, any);
    }
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)] as T;
  }
}

function hasFacets(type: SimpleType): boolean {
  for (let step: SimpleType | undefined = type; step; step = step.base) {
    if (Object.keys(step.facets).some(key => key !== 'of' && key !== 'doc' && key !== 'whiteSpace'))
      return true;
  }
  return false;
}

function enumeration(type: SimpleType): readonly string[] | undefined {
  for (let step: SimpleType | undefined = type; step; step = step.base)
    if (step.facets.enum) return step.facets.enum;
  return undefined;
}
