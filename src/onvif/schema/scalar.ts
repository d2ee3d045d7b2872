import type { SimpleType } from '../catalog/model';
import type { Catalog } from '../catalog/catalog';
import { qnameOf } from '../xml/query';
import type { XmlElement } from '../xml/xmlNode';
import { scalarKind } from './shape';

const integerText = /^[+-]?\d+$/;
const floatText = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Prepares text as the type's whiteSpace facet says. */
export function normaliseSpace(text: string, whiteSpace: SimpleType['whiteSpace']): string {
  if (whiteSpace === 'preserve') return text;
  if (whiteSpace === 'replace') return text.replace(/[\t\n\r]/g, ' ');
  return /^[ \t\n\r]|[\t\n\r]| {2}| $/.test(text)
    ? text.replace(/[ \t\n\r]+/g, ' ').replace(/^ | $/g, '')
    : text;
}

/**
 * Reads a text as its type means it. Text that the type does not allow stays as it is: validation is apart.
 * `element` is where the text stands, for the prefixes of names.
 */
export type ScalarReader = (text: string, element: XmlElement) => string | number | boolean;

export function scalarReader(catalog: Catalog, type: SimpleType): ScalarReader {
  const { whiteSpace } = type;
  switch (scalarKind(type)) {
    case 'boolean':
      return text => {
        const value = normaliseSpace(text, 'collapse');
        if (value === 'true' || value === '1') return true;
        return value === 'false' || value === '0' ? false : value;
      };
    case 'integer':
      return text => readNumber(normaliseSpace(text, 'collapse'), integerText, Number.isSafeInteger);
    case 'float':
      return text => readNumber(normaliseSpace(text, 'collapse'), floatText, Number.isFinite);
    case 'qname':
      return (text, element) => {
        const name = qnameOf(element, text);
        if (!name) return normaliseSpace(text, 'collapse');
        const prefix = catalog.prefixOf(name.namespace);
        if (prefix !== undefined) return `${prefix}:${name.local}`;
        return name.namespace === '' ? name.local : `{${name.namespace}}${name.local}`;
      };
    case 'text':
      return text => normaliseSpace(text, whiteSpace);
  }
}

function readNumber(text: string, form: RegExp, fits: (value: number) => boolean): number | string {
  if (!form.test(text)) return text;
  const value = Number(text);
  // Minus zero has no text of its own in JSON.
  return fits(value) ? value + 0 : text;
}
