import type { SimpleType } from '../catalog/model';
import type { FacetFacts } from '../catalog/catalogFacts';
import { parseXsdRegex, regexExample } from './xsdRegex';

const examples: Readonly<Record<string, string>> = {
  boolean: 'false',
  decimal: '0',
  float: '0',
  double: '0',
  duration: 'PT1M',
  dateTime: '2026-01-01T00:00:00Z',
  time: '00:00:00',
  date: '2026-01-01',
  gYearMonth: '2026-01',
  gYear: '2026',
  gMonthDay: '--01-01',
  gDay: '---01',
  gMonth: '--01',
  QName: 'xs:string',
  NOTATION: 'xs:string',
  language: 'en',
  NMTOKEN: 'name',
  Name: 'name',
  NCName: 'name',
  ID: 'id',
  IDREF: 'id',
  ENTITY: 'name',
  positiveInteger: '1',
  negativeInteger: '-1',
};

/**
 * A short text that the type allows: the first enumeration value, the lowest bound, an empty string where one
 * may be empty. Names are written with the catalog's prefixes.
 */
export function exampleText(type: SimpleType): string {
  const facets = stepsOf(type);
  const values = facets.find(step => step.enum)?.enum;
  if (values?.[0] !== undefined) return values[0];
  if (type.variety === 'union') return type.members[0] ? exampleText(type.members[0]) : '';
  const count = lengthOf(facets);
  if (type.variety === 'list') {
    const item = type.item ? exampleText(type.item) : '';
    return Array.from({ length: count }, () => item || 'a').join(' ');
  }
  const pattern = facets.find(step => step.pattern)?.pattern?.[0];
  const regex = pattern === undefined ? undefined : parseXsdRegex(pattern);
  const matching = regex && regexExample(regex);
  if (matching !== undefined) return matching;
  return type.builtin.primitive === 'decimal' ||
    type.builtin.primitive === 'float' ||
    type.builtin.primitive === 'double'
    ? numberText(type, facets)
    : ofLength(type, count);
}

/** The facets of all steps of derivation, the last step first. */
function stepsOf(type: SimpleType): FacetFacts[] {
  const steps: FacetFacts[] = [];
  for (let step: SimpleType | undefined = type; step; step = step.base) steps.push(step.facets);
  return steps;
}

function lengthOf(facets: readonly FacetFacts[]): number {
  return Math.max(0, ...facets.map(step => step.length ?? step.minLength ?? 0));
}

function numberText(type: SimpleType, facets: readonly FacetFacts[]): string {
  const bound = (name: 'minInclusive' | 'minExclusive' | 'maxInclusive' | 'maxExclusive') =>
    facets.find(step => step[name] !== undefined)?.[name];
  const usual = examples[type.builtin.name] ?? '0';
  const low = bound('minInclusive');
  if (low !== undefined && Number(low) > Number(usual)) return low;
  const above = bound('minExclusive');
  if (above !== undefined && Number(above) >= Number(usual)) return String(Number(above) + 1);
  const high = bound('maxInclusive');
  if (high !== undefined && Number(high) < Number(usual)) return high;
  const below = bound('maxExclusive');
  if (below !== undefined && Number(below) <= Number(usual)) return String(Number(below) - 1);
  return usual;
}

function ofLength(type: SimpleType, length: number): string {
  const { name, primitive } = type.builtin;
  if (primitive === 'hexBinary') return '00'.repeat(length);
  if (primitive === 'base64Binary') return bytesText(length);
  const usual = examples[name] ?? examples[primitive] ?? '';
  return usual.length >= length ? usual : usual + 'a'.repeat(length - usual.length);
}

/** That many zero bytes in base64. */
function bytesText(length: number): string {
  const rest = length % 3;
  return 'AAAA'.repeat((length - rest) / 3) + (rest === 0 ? '' : rest === 1 ? 'AA==' : 'AAA=');
}
