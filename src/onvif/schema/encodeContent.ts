import type { JsonObject, JsonValue } from '../base/json';
import type { ElementDeclaration, Particle } from '../catalog/model';
import { parseXml } from '../xml/reader';
import { elementsOf, rawTextOf } from '../xml/query';
import type { Output } from './encodeOutput';
import { anyKey, type ElementField, type Shape } from './shape';

/** Writes one value between its tags. */
export type ValueWriter = (output: Output, value: JsonValue) => void;

/** Where a content model finds what writes its elements. */
export interface ElementWriters {
  writer(declaration: ElementDeclaration): ValueWriter;
}

/** Writes the child elements of a value in schema order. */
export type ContentPlan = (output: Output, object: JsonObject) => void;

/** The values of one object while they are written: each is taken once, by the first particle that may have it. */
class Supply {
  readonly #object: JsonObject;
  readonly #shape: Shape;
  readonly #taken = new Map<string, number>();

  constructor(object: JsonObject, shape: Shape) {
    this.#object = object;
    this.#shape = shape;
  }

  /** How many values of a field (or `$any`) are left. */
  left(key: string): number {
    const value = this.#object[key];
    if (value === undefined) return 0;
    const all = this.#isList(key) && Array.isArray(value) ? value.length : 1;
    return all - (this.#taken.get(key) ?? 0);
  }

  /** The next value and its position; undefined position for a field that is no list. */
  take(key: string): { value: JsonValue; index: number | undefined } {
    const value = this.#object[key] as JsonValue;
    const index = this.#taken.get(key) ?? 0;
    this.#taken.set(key, index + 1);
    if (!this.#isList(key) || !Array.isArray(value)) return { value, index: undefined };
    return { value: value[index] as JsonValue, index };
  }

  #isList(key: string): boolean {
    const field = this.#shape.byKey.get(key);
    return key === anyKey || (field?.kind === 'element' && field.repeated);
  }
}

/** A particle ready to write: takes what it may from the supply. */
interface Step {
  /** Keys of all values it could write. */
  readonly keys: readonly string[];
  /** Whether a valid document may have nothing here. */
  readonly canBeEmpty: boolean;
  /** @param needed a valid document must have something here */
  write(output: Output, supply: Supply, needed: boolean): void;
}

/** Compiles a content model once for all values. */
export function contentPlan(
  writers: ElementWriters,
  shape: Shape,
  content: { readonly particle: Particle },
): ContentPlan {
  const fields = new Map<string, ElementField>();
  for (const field of shape.fields) {
    if (field.kind !== 'element') continue;
    const { namespace, local } = field.particle.declaration.name;
    fields.set(`{${namespace}}${local}`, field);
  }
  const step = compile(content.particle, writers, fields);
  const keys = [...new Set(step.keys)];
  const lists = new Set(
    shape.fields.flatMap(field => (field.kind === 'element' && field.repeated ? field.key : [])),
  );
  return (output, object) => {
    for (const key of lists) {
      const value = object[key];
      if (value !== undefined && !Array.isArray(value)) output.refuseField(key, 'must be a list');
    }
    const supply = new Supply(object, shape);
    step.write(output, supply, true);
    for (const key of keys) {
      if (supply.left(key) === 0) continue;
      const written = supply.take(key).index ?? 0;
      output.refuseField(
        key,
        written > 0
          ? `has too many values: at most ${written}`
          : 'cannot stand beside what is there: only one of a choice may',
      );
    }
  };
}

function compile(
  particle: Particle,
  writers: ElementWriters,
  fields: ReadonlyMap<string, ElementField>,
): Step {
  if (particle.kind === 'any') return wildcardStep(particle.max, particle.min);
  if (particle.kind === 'element') {
    const { name } = particle.declaration;
    const field = fields.get(`{${name.namespace}}${name.local}`);
    const key = field?.key ?? name.local;
    return elementStep(key, writers.writer(particle.declaration), particle.min, particle.max);
  }
  const steps = particle.particles
    .filter(member => member.max > 0)
    .map(member => compile(member, writers, fields));
  const { min, max } = particle;
  return particle.kind === 'choice' ? choiceStep(steps, min, max) : sequenceStep(steps, min, max);
}

function elementStep(key: string, write: ValueWriter, min: number, max: number): Step {
  return {
    keys: [key],
    canBeEmpty: min === 0,
    write(output, supply, needed) {
      const count = Math.min(supply.left(key), max);
      if (count < min && needed) {
        if (count === 0) output.refuseField(key, 'is missing');
        output.refuseField(key, `has too few values: at least ${min}`);
      }
      for (let i = 0; i < count; i++) {
        const { value, index } = supply.take(key);
        const depth = output.path.length;
        output.path.push(key);
        if (index !== undefined) output.path.push(index);
        if (value === undefined) output.refuse('is undefined');
        write(output, value);
        output.path.length = depth;
      }
    },
  };
}

function sequenceStep(steps: readonly Step[], min: number, max: number): Step {
  const keys = steps.flatMap(step => step.keys);
  const once = max === 1;
  return {
    keys,
    canBeEmpty: min === 0 || steps.every(step => step.canBeEmpty),
    write(output, supply, needed) {
      for (let round = 0; round < max; round++) {
        // A mandatory round is written even when empty, so that what is missing is named.
        const mandatory = needed && round < min;
        const present = (once && mandatory) || keys.some(key => supply.left(key) > 0);
        if (!present && !mandatory) return;
        for (const step of steps) step.write(output, supply, present || mandatory);
        if (!present) return;
      }
    },
  };
}

function choiceStep(steps: readonly Step[], min: number, max: number): Step {
  const keys = steps.flatMap(step => step.keys);
  const canBeEmpty = min === 0 || steps.length === 0 || steps.some(step => step.canBeEmpty);
  return {
    keys,
    canBeEmpty,
    write(output, supply, needed) {
      for (let round = 0; round < max; round++) {
        const chosen = steps.find(step => step.keys.some(key => supply.left(key) > 0));
        if (chosen) {
          chosen.write(output, supply, true);
          continue;
        }
        if (needed && round < min && !canBeEmpty) {
          output.refuse(`needs one of ${[...new Set(keys)].join(', ')}`);
        }
        return;
      }
    },
  };
}

function wildcardStep(max: number, min: number): Step {
  return {
    keys: [anyKey],
    canBeEmpty: min === 0,
    write(output, supply, needed) {
      const count = Math.min(supply.left(anyKey), max);
      if (count < min && needed)
        output.refuseField(anyKey, `needs at least ${min} element${min > 1 ? 's' : ''}`);
      for (let i = 0; i < count; i++) {
        const { value, index } = supply.take(anyKey);
        const depth = output.path.length;
        output.path.push(anyKey);
        if (index !== undefined) output.path.push(index);
        output.xml += anyElement(output, value);
        output.path.length = depth;
      }
    },
  };
}

/** XML text of one element, as given; prefixes it does not declare are declared on the root when they are known. */
function anyElement(output: Output, value: JsonValue): string {
  if (typeof value !== 'string')
    return output.refuse(`must be the XML text of one element, not ${JSON.stringify(value)}`);
  const xml = value.trim();
  const { root, problems } = parseXml(xml);
  const fault = problems.find(
    problem => problem.code !== 'undeclared-prefix' && problem.severity === 'error',
  );
  if (!root || fault)
    return output.refuse(`is not the XML of one element: ${fault?.message ?? 'there is none'}`);
  for (const element of elementsOf(root)) {
    const prefixes = [element.prefix, ...element.attributes.map(attribute => attribute.prefix)];
    for (const prefix of prefixes) {
      if (prefix === '' || prefix === 'xml' || element.lookupNamespace(prefix) !== undefined) continue;
      const namespace = output.namespaceOf(prefix);
      if (namespace === undefined) output.refuse(`uses the prefix ${prefix} without declaring it`);
      else output.use(prefix, namespace);
    }
    const texts = [rawTextOf(element), ...element.attributes.map(attribute => attribute.value)];
    for (const text of texts)
      output.usePrefixesIn(text, prefix => element.lookupNamespace(prefix) !== undefined);
  }
  return xml;
}
