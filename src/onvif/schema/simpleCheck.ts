import type { Catalog } from '../catalog/catalog';
import type { FacetFacts } from '../catalog/catalogFacts';
import type { SimpleType } from '../catalog/model';
import { isQName } from '../xml/characters';
import { qnameOf } from '../xml/query';
import type { XmlElement } from '../xml/xmlNode';
import { nearest } from './fieldNames';
import { describeBuiltin, isBase64, lexicalTest } from './lexical';
import { compareValues, decimalParts } from './orderedValue';
import { normaliseSpace } from './scalar';
import type { SchemaCode } from './schemaProblem';
import { compilePattern } from './xsdPattern';

/** Why a text is not a value of its type. */
export interface ValueFault {
  readonly code: SchemaCode;
  /** Behind "The value ...": `is not a boolean`. */
  readonly message: string;
  readonly expected?: readonly string[];
  /** What was likely meant. */
  readonly replacement?: string;
}

/**
 * Judges a text as it stands in the document; `element` gives the namespaces for names.
 * Undefined when the text is a value of the type.
 */
export type ValueCheck = (text: string, element: XmlElement) => ValueFault | undefined;

type Step = (value: string, element: XmlElement) => ValueFault | undefined;

/** Compiles simple types to checks. A check that lets everything pass is undefined, so that text need not be read. */
export class SimpleChecks {
  readonly #catalog: Catalog;
  readonly #checks = new Map<SimpleType, ValueCheck | null>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  check(type: SimpleType): ValueCheck | undefined {
    let check = this.#checks.get(type);
    if (check === undefined) {
      check = this.#compile(type) ?? null;
      this.#checks.set(type, check);
    }
    return check ?? undefined;
  }

  #compile(type: SimpleType): ValueCheck | undefined {
    const steps: Step[] = [];
    const own = this.#variety(type);
    if (own) steps.push(own);
    for (const facets of facetSteps(type)) steps.push(...this.#facets(type, facets));
    if (steps.length === 0) return undefined;
    const { whiteSpace } = type;
    const isPlain = quickTest(type);
    return (text, element) => {
      if (isPlain?.(text)) return undefined;
      const value = normaliseSpace(text, whiteSpace);
      for (const step of steps) {
        const fault = step(value, element);
        if (fault) return fault;
      }
      return undefined;
    };
  }

  #variety(type: SimpleType): Step | undefined {
    if (type.variety === 'list') return this.#list(type);
    if (type.variety === 'union') return this.#union(type);
    const { name, primitive } = type.builtin;
    if (primitive === 'QName' || primitive === 'NOTATION') return nameCheck;
    if (name === 'base64Binary') return base64Check;
    const test = lexicalTest(name);
    if (!test) return undefined;
    const message = `is not ${describeBuiltin(name)}`;
    return value =>
      test(value) ? undefined : { code: 'cvc-datatype-valid.1.2.1', message, ...booleanFix(name, value) };
  }

  #list(type: SimpleType): Step | undefined {
    const check = type.item && this.check(type.item);
    if (!check) return undefined;
    return (value, element) => {
      for (const item of listItems(value)) {
        const fault = check(item, element);
        if (fault)
          return { code: fault.code, message: `has the item "${shorten(item)}", which ${fault.message}` };
      }
      return undefined;
    };
  }

  #union(type: SimpleType): Step | undefined {
    const checks = type.members.map(member => this.check(member));
    if (checks.includes(undefined)) return undefined;
    const expected = type.members.flatMap(member => enumerationOf(member) ?? []);
    const kinds = type.members.map(member => describeType(member)).join(' or ');
    return (value, element) => {
      if (checks.some(check => check?.(value, element) === undefined)) return undefined;
      const message = `is neither of what it may be: ${kinds}`;
      return { code: 'cvc-datatype-valid.1.2.3', message, ...(expected.length > 0 && { expected }) };
    };
  }

  #facets(type: SimpleType, facets: FacetFacts): Step[] {
    const steps: Step[] = [];
    if (facets.pattern) steps.push(...patternStep(facets.pattern));
    if (facets.enum) steps.push(this.#enumeration(type, facets.enum));
    steps.push(...lengthSteps(type, facets), ...boundSteps(type, facets), ...digitSteps(facets));
    return steps;
  }

  #enumeration(type: SimpleType, values: readonly string[]): Step {
    const canonical = this.canonical(type);
    const names = type.variety === 'atomic' && type.builtin.primitive === 'QName';
    // The facts write enumerated names with the catalog's prefixes, other values as the schema does.
    const allowed = new Set(
      names ? values : values.map(value => canonical(normaliseSpace(value, type.whiteSpace))),
    );
    return (value, element) => {
      if (allowed.has(canonical(value, element))) return undefined;
      const replacement = nearest(value, values);
      const message =
        values.length === 1 ? `must be ${values[0]}` : `is not one of ${shorten(values.join(', '), 200)}`;
      return {
        code: 'cvc-enumeration-valid',
        message,
        expected: values,
        ...(replacement !== undefined && { replacement }),
      };
    };
  }

  /** One text for every way to write a value; blanks are treated already. */
  canonical(type: SimpleType): (value: string, element?: XmlElement) => string {
    if (type.variety !== 'atomic') return value => value;
    switch (type.builtin.primitive) {
      case 'decimal':
        return value => {
          const { negative, whole, fraction } = decimalParts(value);
          return `${negative ? '-' : ''}${whole}.${fraction}`;
        };
      case 'float':
      case 'double':
        return value => (/INF|NaN/.test(value) ? value : String(Number(value)));
      case 'boolean':
        return value => (value === '1' ? 'true' : value === '0' ? 'false' : value);
      case 'QName':
        return (value, element) => {
          const name = element && qnameOf(element, value);
          return name ? this.#catalog.keyOf(name) : value;
        };
      default:
        return value => value;
    }
  }
}

/** Finds most values good at first sight; what it does not know is judged in full. */
function quickTest(type: SimpleType): ((text: string) => boolean) | undefined {
  if (type.variety !== 'atomic') return undefined;
  const faceted = facetSteps(type).filter(hasFacets);
  const { name, primitive } = type.builtin;
  if (faceted.length === 0) {
    if (name === 'boolean') return text => text === 'true' || text === 'false';
    if (primitive === 'decimal') return shortInteger(name);
    if (primitive === 'float' || primitive === 'double') return text => /^-?\d+(?:\.\d+)?$/.test(text);
    return undefined;
  }
  const [facets] = faceted;
  const isSimpleList =
    faceted.length === 1 && facets?.enum && Object.keys(facets).filter(isFacet).length === 1;
  if (!isSimpleList || (primitive !== 'string' && primitive !== 'anyURI')) return undefined;
  const values = new Set(facets.enum);
  return text => values.has(text);
}

function hasFacets(facets: FacetFacts): boolean {
  return Object.keys(facets).some(isFacet);
}

/** Of the keys of a derivation step, those that narrow it. */
function isFacet(key: string): boolean {
  return key !== 'of' && key !== 'doc' && key !== 'enumDocs' && key !== 'whiteSpace';
}

/** Whole numbers of up to nine digits, without sign, in the range of one of XSD's own types. */
function shortInteger(name: string): ((text: string) => boolean) | undefined {
  const test = lexicalTest(name);
  if (!test?.('1')) return undefined;
  const limit = [127, 255, 32767, 65535].find(each => !test(String(each + 1))) ?? Infinity;
  const low = test('0') ? 0 : 1;
  return text => {
    if (text.length === 0 || text.length > 9) return false;
    let value = 0;
    for (let i = 0; i < text.length; i++) {
      const digit = text.charCodeAt(i) - 0x30;
      if (digit < 0 || digit > 9) return false;
      value = value * 10 + digit;
    }
    return value >= low && value <= limit;
  };
}

/** Facets of all steps, the base's first. */
function facetSteps(type: SimpleType): FacetFacts[] {
  const steps: FacetFacts[] = [];
  for (let step: SimpleType | undefined = type; step; step = step.base) steps.unshift(step.facets);
  return steps;
}

/** The values an enumerated type may have; undefined for other types. */
export function enumerationOf(type: SimpleType): readonly string[] | undefined {
  for (let step: SimpleType | undefined = type; step; step = step.base)
    if (step.facets.enum) return step.facets.enum;
  if (type.variety === 'union') {
    const values = type.members.map(enumerationOf);
    return values.includes(undefined) ? undefined : values.flatMap(each => each ?? []);
  }
  return undefined;
}

/** What the values of a type are, for people. */
export function describeType(type: SimpleType): string {
  const values = enumerationOf(type);
  if (values) return values.length === 1 ? `${values[0]}` : `one of ${shorten(values.join(', '), 200)}`;
  if (type.variety === 'list') return `a list of ${type.item ? describeType(type.item) : 'values'}`;
  if (type.variety === 'union') return type.members.map(describeType).join(' or ');
  return describeBuiltin(type.builtin.name);
}

const nameCheck: Step = (value, element) => {
  if (!isQName(value)) {
    return { code: 'cvc-datatype-valid.1.2.1', message: 'is not a name' };
  }
  if (qnameOf(element, value)) return undefined;
  const message = `has the prefix ${value.slice(0, value.indexOf(':'))}, which is not declared here`;
  return { code: 'cvc-datatype-valid.1.2.1', message };
};

/** A code of its own: some validators pass over characters that do not belong. */
const base64Check: Step = value =>
  isBase64(value)
    ? undefined
    : { code: 'onvif.base64', message: `is not ${describeBuiltin('base64Binary')}` };

function booleanFix(name: string, value: string): { replacement?: string } {
  if (name !== 'boolean') return {};
  if (/^(?:true|yes|on|enabled)$/i.test(value)) return { replacement: 'true' };
  return /^(?:false|no|off|disabled)$/i.test(value) ? { replacement: 'false' } : {};
}

function listItems(value: string): string[] {
  return value === '' ? [] : value.split(' ');
}

function patternStep(patterns: readonly string[]): Step[] {
  const tests = patterns.map(compilePattern);
  // A pattern that cannot be read judges nothing.
  if (tests.includes(undefined)) return [];
  const message = `does not match ${shorten(patterns.join(' or '), 200)}`;
  return [value => (tests.some(test => test?.(value)) ? undefined : { code: 'cvc-pattern-valid', message })];
}

/** Length in the units that count for the type. */
function lengthOf(type: SimpleType): ((value: string) => number) | undefined {
  if (type.variety === 'list') return value => listItems(value).length;
  if (type.variety === 'union') return undefined;
  switch (type.builtin.primitive) {
    case 'QName':
    case 'NOTATION':
      return undefined;
    case 'hexBinary':
      return value => value.length / 2;
    case 'base64Binary':
      return value => {
        const bare = value.replaceAll(' ', '');
        return (bare.length / 4) * 3 - (/=*$/.exec(bare.slice(-2))?.[0].length ?? 0);
      };
    default:
      return codePoints;
  }
}

function codePoints(value: string): number {
  let count = value.length;
  for (let i = 0; i < value.length; i++) if ((value.charCodeAt(i) & 0xfc00) === 0xd800) count--;
  return count;
}

function lengthSteps(type: SimpleType, facets: FacetFacts): Step[] {
  const measure = lengthOf(type);
  if (!measure) return [];
  const unit =
    type.variety === 'list' ? 'items' : /Binary$/.test(type.builtin.primitive) ? 'bytes' : 'characters';
  const steps: Step[] = [];
  const { length, minLength, maxLength } = facets;
  if (length !== undefined) {
    const message = `has not ${length} ${unit}`;
    steps.push(value => (measure(value) === length ? undefined : { code: 'cvc-length-valid', message }));
  }
  if (minLength !== undefined && minLength > 0) {
    const message = `has fewer than ${minLength} ${unit}`;
    steps.push(value => (measure(value) >= minLength ? undefined : { code: 'cvc-minLength-valid', message }));
  }
  if (maxLength !== undefined) {
    const message = `has more than ${maxLength} ${unit}`;
    steps.push(value =>
      value.length <= maxLength || measure(value) <= maxLength
        ? undefined
        : { code: 'cvc-maxLength-valid', message },
    );
  }
  return steps;
}

const bounds = [
  ['minInclusive', 'is less than', (order: number) => order >= 0],
  ['maxInclusive', 'is more than', (order: number) => order <= 0],
  ['minExclusive', 'is not more than', (order: number) => order > 0],
  ['maxExclusive', 'is not less than', (order: number) => order < 0],
] as const;

function boundSteps(type: SimpleType, facets: FacetFacts): Step[] {
  const { primitive } = type.builtin;
  return bounds.flatMap(([name, phrase, holds]): Step[] => {
    const bound = facets[name];
    if (bound === undefined) return [];
    const fault: ValueFault = { code: `cvc-${name}-valid`, message: `${phrase} ${bound}` };
    return [value => (holds(compareValues(primitive, value, bound)) ? undefined : fault)];
  });
}

function digitSteps({ totalDigits, fractionDigits }: FacetFacts): Step[] {
  const steps: Step[] = [];
  if (totalDigits !== undefined) {
    const message = `has more than ${totalDigits} digits`;
    steps.push(value => {
      const { whole, fraction } = decimalParts(value);
      return (whole + fraction).length <= totalDigits
        ? undefined
        : { code: 'cvc-totalDigits-valid', message };
    });
  }
  if (fractionDigits !== undefined) {
    const message = `has more than ${fractionDigits} digits behind the point`;
    steps.push(value =>
      decimalParts(value).fraction.length <= fractionDigits
        ? undefined
        : { code: 'cvc-fractionDigits-valid', message },
    );
  }
  return steps;
}

/** Cut for messages. */
export function shorten(text: string, limit = 60): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}
