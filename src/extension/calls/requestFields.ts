import type { JsonValue } from '../../onvif/base/json';
import { OnvifError } from '../../onvif/base/onvifError';
import type { Catalog, Operation } from '../../onvif/catalog/catalog';
import type { SimpleType, Type } from '../../onvif/catalog/model';
import { scalarKind, shapeOf, type Field } from '../../onvif/schema/shape';

/** One argument of an operation, as a person is asked for it. */
export interface RequestField {
  /** Key of the arguments' JSON object. */
  readonly key: string;
  readonly required: boolean;
  /** What is expected, for people: `tt:ReferenceToken`, `list of tt:User`. */
  readonly typeName: string;
  readonly input:
    | { readonly kind: 'choice'; readonly values: readonly (string | boolean)[] }
    | { readonly kind: 'number' }
    | { readonly kind: 'text' }
    /** Anything with parts: written as JSON. */
    | { readonly kind: 'json' };
}

/** The arguments of an operation, in the order of its schema. Empty for an operation that takes none. */
export function requestFields(catalog: Catalog, operation: Operation): RequestField[] {
  const type = catalog.element(operation.input)?.type;
  return type?.kind === 'complex' ? shapeOf(type).fields.map(toRequestField) : [];
}

/** What was typed for a field, as the JSON of the arguments. Throws `invalidInput` for what is no JSON. */
export function parseFieldText(field: RequestField, text: string): JsonValue {
  switch (field.input.kind) {
    case 'text':
      return text;
    case 'number': {
      const number = text.trim() === '' ? NaN : Number(text);
      // What is no number stays text: the encoder says what the type wants.
      return Number.isFinite(number) && String(number) === text.trim() ? number : text;
    }
    case 'choice':
      return field.input.values.find(value => String(value) === text) ?? text;
    case 'json':
      try {
        return JSON.parse(text) as JsonValue;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new OnvifError('invalidInput', `This is not JSON: ${reason}.`, { cause: error });
      }
  }
}

/** The text that stands for a value in the field's input. */
export function fieldText(field: RequestField, value: JsonValue | undefined): string {
  if (value === undefined) return '';
  const plain = field.input.kind !== 'json' && typeof value !== 'object';
  return plain ? String(value) : JSON.stringify(value);
}

function toRequestField(field: Field): RequestField {
  if (field.kind === 'attribute') {
    const { type, required } = field.use;
    return { key: field.key, required, typeName: nameOf(type), input: scalarInput(type) };
  }
  const { type } = field.particle.declaration;
  const { key, required, repeated } = field;
  return {
    key,
    required,
    typeName: repeated ? `list of ${nameOf(type)}` : nameOf(type),
    input: repeated || type.kind === 'complex' ? { kind: 'json' } : scalarInput(type),
  };
}

function scalarInput(type: SimpleType): RequestField['input'] {
  const kind = scalarKind(type);
  if (kind === 'boolean') return { kind: 'choice', values: [true, false] };
  const values = enumerationOf(type);
  if (values) return { kind: 'choice', values };
  return { kind: kind === 'integer' || kind === 'float' ? 'number' : 'text' };
}

/** The values of the nearest step of derivation that lists any. */
function enumerationOf(type: SimpleType): readonly string[] | undefined {
  for (let step: SimpleType | undefined = type; step; step = step.base) {
    if (step.facets.enum) return step.facets.enum;
  }
  return undefined;
}

function nameOf(type: Type): string {
  if (type.key !== undefined) return type.key;
  if (type.kind === 'complex') return 'structure';
  return type.base ? nameOf(type.base) : `xs:${type.builtin.name}`;
}
