/**
 * Character classes of XML 1.0 (fifth edition) and Namespaces in XML 1.0, as tables for the scanner's loops and
 * as expressions for whole names.
 */

/** `endsName[c]` is 1 for the code units that cannot be taken for a part of a name even in broken markup. */
export const endsName = table('\t\n\r /><="\'?&');

/** `startsName[c]` is 1 where a tag name may begin; everything from 128 up is looked at as a whole name later. */
export const startsName = table(':_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');

/** `isBlank[c]` is 1 for the four characters of the production S. */
export const isBlank = table('\t\n\r ');

/** Runs of code units that no XML 1.0 document may hold: controls, U+FFFE, U+FFFF, halves of surrogate pairs. */
export const forbiddenCharacters =
  /(?:[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff])+/g;

const nameStart =
  'A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const nameRest = `\\u0300-\\u036F${nameStart}.0-9\\u00B7\\u203F-\\u2040\\-`;

const ncName = new RegExp(`^[${nameStart}][${nameRest}]*$`, 'u');
const qName = new RegExp(`^(?:[${nameStart}][${nameRest}]*:)?[${nameStart}][${nameRest}]*$`, 'u');

/** True for a name without a colon that Namespaces in XML allows. */
export function isNcName(name: string): boolean {
  return ncName.test(name);
}

/** True for `local` or `prefix:local`. */
export function isQName(name: string): boolean {
  return isAsciiQName(name) || qName.test(name);
}

/** Nearly all names, told by looking at each character once; an expression takes several times as long. */
function isAsciiQName(name: string): boolean {
  let mayStart = true;
  let colons = 0;
  for (let at = 0; at < name.length; at++) {
    const kind = asciiNameKind[name.charCodeAt(at)] ?? 0;
    if (kind === 0 || (mayStart && kind !== letterKind)) return false;
    mayStart = kind === colonKind;
    if (mayStart && ++colons > 1) return false;
  }
  return !mayStart;
}

/** True for a code point of the production Char. */
export function isXmlChar(code: number): boolean {
  return (
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}

/** What an ASCII character may be in a name: 0 nothing, else one of the kinds. */
const asciiNameKind = new Uint8Array(128);
const letterKind = 1;
const colonKind = 2;
const restKind = 3;
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) asciiNameKind[code] = letterKind;
  else if (/[0-9.-]/.test(character)) asciiNameKind[code] = restKind;
  else if (character === ':') asciiNameKind[code] = colonKind;
}

/** A table of 128 flags, one for each ASCII character named. */
function table(characters: string): Uint8Array {
  const flags = new Uint8Array(128);
  for (let i = 0; i < characters.length; i++) flags[characters.charCodeAt(i)] = 1;
  return flags;
}
