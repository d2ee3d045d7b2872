import type { JsonValue } from '../base/json';
import type { SimpleType } from '../catalog/model';
import type { Output } from './encodeOutput';
import { scalarKind } from './shape';

/** The text of a value, or a refusal at the current path. */
export type ScalarWriter = (output: Output, value: JsonValue) => string;

/** What XML 1.0 cannot carry, not even escaped. */
const forbidden =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

export function scalarWriter(type: SimpleType): ScalarWriter {
  if (type.variety === 'list') return listWriter(type);
  if (type.variety === 'union') {
    return (output, value) =>
      typeof value === 'string'
        ? checked(output, value)
        : plain(output, value, 'text, a number or a boolean');
  }
  switch (scalarKind(type)) {
    case 'boolean':
      return (output, value) => {
        if (typeof value === 'boolean') return value ? 'true' : 'false';
        if (value === 'true' || value === 'false' || value === '1' || value === '0') return value;
        return output.refuse(`must be true or false, not ${JSON.stringify(value)}`);
      };
    case 'integer':
      return (output, value) => {
        if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
        if (typeof value === 'string' && /^[+-]?\d+$/.test(value)) return value;
        return output.refuse(`must be a whole number, not ${JSON.stringify(value)}`);
      };
    case 'float':
      return (output, value) => {
        if (typeof value === 'number') return floatText(value);
        if (
          typeof value === 'string' &&
          /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NaN)$/.test(value)
        ) {
          return value;
        }
        return output.refuse(`must be a number, not ${JSON.stringify(value)}`);
      };
    case 'qname':
      return nameText;
    case 'text':
      if (type.builtin.primitive === 'decimal') return decimalText;
      return (output, value) =>
        typeof value === 'string'
          ? checked(output, value)
          : output.refuse(`must be text, not ${JSON.stringify(value)}`);
  }
}

function listWriter(type: SimpleType): ScalarWriter {
  const write = type.item && scalarWriter(type.item);
  return (output, value) => {
    if (typeof value === 'string') return checked(output, value);
    if (!Array.isArray(value) || !write)
      return output.refuse(`must be a list or text, not ${JSON.stringify(value)}`);
    return (value as readonly JsonValue[])
      .map((item, index) => {
        output.path.push(index);
        const text = write(output, item);
        if (/\s/.test(text) || text === '')
          output.refuse('cannot be empty or hold blanks: it is an item of a list');
        output.path.pop();
        return text;
      })
      .join(' ');
  };
}

function plain(output: Output, value: JsonValue, what: string): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return floatText(value);
  return output.refuse(`must be ${what}, not ${JSON.stringify(value)}`);
}

function decimalText(output: Output, value: JsonValue): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text === 'string' && /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text)) return text;
  return output.refuse(`must be a decimal number, not ${JSON.stringify(value)}`);
}

function nameText(output: Output, value: JsonValue): string {
  if (typeof value !== 'string') return output.refuse(`must be a name, not ${JSON.stringify(value)}`);
  const clark = /^\{([^}]+)\}([^:\s]+)$/.exec(value);
  if (clark) return `${output.prefixFor(clark[1] ?? '')}:${clark[2]}`;
  const colon = value.indexOf(':');
  if (colon < 0) return checked(output, value);
  const prefix = value.slice(0, colon);
  const namespace = output.namespaceOf(prefix);
  if (namespace === undefined)
    return output.refuse(`has the unknown prefix ${prefix}; write {namespace}name`);
  output.use(prefix, namespace);
  return checked(output, value);
}

function floatText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'INF' : '-INF';
}

function checked(output: Output, text: string): string {
  return forbidden.test(text) ? output.refuse('holds a character that XML cannot carry') : text;
}
