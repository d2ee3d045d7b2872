import type { SimpleType } from '../catalog/model';

/** What a text may be: an attribute's value or an element's content. */
export interface ValueDescription {
  /** Name of the type; absent for one declared in place. */
  readonly type?: string;
  readonly variety: 'atomic' | 'list' | 'union';
  /** XSD's own type underneath an atomic one, `xs:int`. */
  readonly builtin?: string;
  /** The allowed values; absent when there is no list of them. */
  readonly enumeration?: readonly string[];
  /** Regular expressions of XSD: the text matches one of each list. */
  readonly patterns?: readonly (readonly string[])[];
  /** In characters, bytes of binary, or items of a list. */
  readonly length?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minInclusive?: string;
  readonly maxInclusive?: string;
  readonly minExclusive?: string;
  readonly maxExclusive?: string;
  readonly totalDigits?: number;
  readonly fractionDigits?: number;
  /** Of a list. */
  readonly item?: ValueDescription;
  /** Of a union. */
  readonly members?: readonly ValueDescription[];
  readonly documentation?: string;
  /** By value of the enumeration, where the catalog kept the texts. */
  readonly enumerationDocumentation?: Readonly<Record<string, string>>;
}

/** Facets of which the last step of derivation is the narrowest. */
const narrowing = [
  'length',
  'minLength',
  'maxLength',
  'minInclusive',
  'maxInclusive',
  'minExclusive',
  'maxExclusive',
  'totalDigits',
  'fractionDigits',
] as const;

/** Describes a simple type with the facets of all steps of its derivation. */
export function describeValue(type: SimpleType): ValueDescription {
  const steps: SimpleType[] = [];
  for (let step: SimpleType | undefined = type; step; step = step.base) steps.push(step);
  const facets = steps.map(step => step.facets);
  const enumerated = facets.find(step => step.enum);
  const patterns = facets.flatMap(step => (step.pattern ? [step.pattern] : []));
  const narrowed = narrowing.flatMap(name => {
    const value = facets.find(step => step[name] !== undefined)?.[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...(type.key === undefined ? {} : { type: type.key }),
    variety: type.variety,
    ...(type.variety === 'atomic' ? { builtin: `xs:${type.builtin.name}` } : {}),
    ...(enumerated?.enum && { enumeration: enumerated.enum }),
    ...(patterns.length > 0 && { patterns }),
    ...Object.fromEntries(narrowed),
    ...(type.variety === 'list' && type.item ? { item: describeValue(type.item) } : {}),
    ...(type.variety === 'union' ? { members: type.members.map(describeValue) } : {}),
    ...(type.doc === undefined ? {} : { documentation: type.doc }),
    ...(enumerated?.enumDocs && { enumerationDocumentation: enumerated.enumDocs }),
  };
}
