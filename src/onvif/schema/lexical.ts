import { isNcName } from '../xml/characters';

/** Whether text, its blanks already treated, is in the lexical space of one of XSD's own types. */
export type LexicalTest = (text: string) => boolean;

const matches =
  (expression: RegExp): LexicalTest =>
  text =>
    expression.test(text);

const zone = '(?:Z|[+-](?:(?:0\\d|1[0-3]):[0-5]\\d|14:00))?';
const year = '-?(?:[1-9]\\d{3,}|0\\d{3})';
const month = '(?:0[1-9]|1[0-2])';
const day = '(?:0[1-9]|[12]\\d|3[01])';
const clock = '(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?|24:00:00(?:\\.0+)?)';
const dateTime = new RegExp(`^(${year})-(${month})-(${day})T${clock}${zone}$`);
const date = new RegExp(`^(${year})-(${month})-(${day})${zone}$`);
const monthDay = new RegExp(`^--${month}-${day}${zone}$`);
const duration = /^-?P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/;

/** The year must not be 0000 and the day must be in the month. */
function onCalendar(expression: RegExp): LexicalTest {
  return text => {
    const match = expression.exec(text);
    if (!match) return false;
    const [, yearText = '', monthText = '', dayText = ''] = match;
    const number = Number(yearText);
    if (number === 0) return false;
    return Number(dayText) <= daysIn(number, Number(monthText));
  };
}

function daysIn(yearNumber: number, monthNumber: number): number {
  if (monthNumber === 2) {
    const isLeap = yearNumber % 4 === 0 && (yearNumber % 100 !== 0 || yearNumber % 400 === 0);
    return isLeap ? 29 : 28;
  }
  return [4, 6, 9, 11].includes(monthNumber) ? 30 : 31;
}

/** Whole numbers between two bounds, either of which may be open. */
function integer(low?: bigint, high?: bigint): LexicalTest {
  const safeLow = low === undefined ? -Infinity : Number(low);
  const safeHigh = high === undefined ? Infinity : Number(high);
  return text => {
    if (!/^[+-]?\d+$/.test(text)) return false;
    if (text.length <= 15) {
      const value = Number(text);
      return value >= safeLow && value <= safeHigh;
    }
    if (low === undefined && high === undefined) return true;
    // Leading zeros aside, more digits than 20 are outside every bounded type.
    const digits = text.replace(/^[+-]?0*/, '');
    const isNegative = text.startsWith('-') && digits !== '';
    if (digits.length > 20) return isNegative ? low === undefined : high === undefined;
    const value = BigInt(digits === '' ? '0' : digits) * (isNegative ? -1n : 1n);
    return (low === undefined || value >= low) && (high === undefined || value <= high);
  };
}

/** RFC 2045 without line limit; blanks may stand between characters (XSD 1.0 part 2, 3.2.16). */
export function isBase64(text: string): boolean {
  const bare = text.includes(' ') ? text.replaceAll(' ', '') : text;
  if (bare.length % 4 !== 0) return false;
  return /^[A-Za-z0-9+/]*(?:[AEIMQUYcgkosw048]=|[AQgw]==)?$/.test(bare);
}

const path = "[A-Za-z0-9._~!$&'()*+,;=:@/%-]*";
const uriReference = new RegExp(
  '^(?:[A-Za-z][A-Za-z0-9+.-]*:|(?![^/?#]*:))' +
    // An authority, or a path that does not look like one.
    "(?://(?:[A-Za-z0-9._~!$&'()*+,;=:%-]*@)?(?:\\[[^\\]/?#]+\\]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(?::\\d*)?(?=[/?#]|$)|(?!//))" +
    `${path}(?:\\?${path.replace('/', '/?')})?(?:#${path.replace('/', '/?[\\]')})?$`,
);

/**
 * RFC 3986, where blanks and other characters that would be escaped on the way (XLink 1.0, 5.4) count as escaped
 * already.
 */
function isUriReference(text: string): boolean {
  const escaped = text.replace(/[^\x21-\x7e]|[<>"{}|\\^`]/g, '_');
  return uriReference.test(escaped) && !/%(?![0-9A-Fa-f]{2})/.test(escaped);
}

const nameToken = new RegExp(
  '^[A-Za-z0-9._:\\-\\u00B7\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u203F-\\u2040' +
    '\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}]+$',
  'u',
);

const tests: Readonly<Record<string, LexicalTest>> = {
  boolean: matches(/^(?:true|false|1|0)$/),
  decimal: matches(/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/),
  float: matches(/^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NaN)$/),
  double: matches(/^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NaN)$/),
  duration: matches(duration),
  dateTime: onCalendar(dateTime),
  date: onCalendar(date),
  time: matches(new RegExp(`^${clock}${zone}$`)),
  gYearMonth: matches(new RegExp(`^${year}-${month}${zone}$`)),
  gYear: matches(new RegExp(`^${year}${zone}$`)),
  gMonthDay: text => monthDay.test(text) && Number(text.slice(5, 7)) <= daysIn(4, Number(text.slice(2, 4))),
  gDay: matches(new RegExp(`^---${day}${zone}$`)),
  gMonth: matches(new RegExp(`^--${month}${zone}$`)),
  hexBinary: text => text.length % 2 === 0 && /^[0-9A-Fa-f]*$/.test(text),
  base64Binary: isBase64,
  anyURI: isUriReference,
  language: matches(/^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/),
  NMTOKEN: matches(nameToken),
  Name: text => nameToken.test(text) && !/^[.\-0-9\u00B7\u203F\u2040]/.test(text),
  NCName: isNcName,
  ID: isNcName,
  IDREF: isNcName,
  ENTITY: isNcName,
  integer: integer(),
  nonPositiveInteger: integer(undefined, 0n),
  negativeInteger: integer(undefined, -1n),
  long: integer(-(2n ** 63n), 2n ** 63n - 1n),
  int: integer(-(2n ** 31n), 2n ** 31n - 1n),
  short: integer(-32768n, 32767n),
  byte: integer(-128n, 127n),
  nonNegativeInteger: integer(0n),
  unsignedLong: integer(0n, 2n ** 64n - 1n),
  unsignedInt: integer(0n, 2n ** 32n - 1n),
  unsignedShort: integer(0n, 65535n),
  unsignedByte: integer(0n, 255n),
  positiveInteger: integer(1n),
};

/** @param name local name of one of XSD's own types; undefined when every text is allowed. QName needs its scope and is not here. */
export function lexicalTest(name: string): LexicalTest | undefined {
  return tests[name];
}

/** What a value of the type looks like, for messages. */
const descriptions: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  decimal: 'a decimal number',
  float: 'a number',
  double: 'a number',
  duration: 'a duration such as PT1M30S',
  dateTime: 'a date and time such as 2026-01-31T12:00:00Z',
  date: 'a date such as 2026-01-31',
  time: 'a time such as 12:00:00',
  hexBinary: 'bytes in hexadecimal',
  base64Binary: 'bytes in base64',
  anyURI: 'a URI',
  language: 'a language tag such as en-US',
  integer: 'a whole number',
  nonNegativeInteger: 'a whole number from 0',
  positiveInteger: 'a whole number from 1',
  nonPositiveInteger: 'a whole number up to 0',
  negativeInteger: 'a whole number up to -1',
  int: 'a whole number of 32 bits',
  long: 'a whole number of 64 bits',
  short: 'a whole number of 16 bits',
  byte: 'a whole number of 8 bits',
  unsignedInt: 'a whole number from 0 to 4294967295',
  unsignedLong: 'a whole number from 0 to 18446744073709551615',
  unsignedShort: 'a whole number from 0 to 65535',
  unsignedByte: 'a whole number from 0 to 255',
  QName: 'a name with a declared prefix',
  NCName: 'a name without a colon',
  ID: 'an id: a name without a colon',
  IDREF: 'the id of another element',
};

export function describeBuiltin(name: string): string {
  return descriptions[name] ?? `a value of xs:${name}`;
}
