/** How a simple type's text is prepared before it is judged (XSD 1.0 part 2, 4.3.6). */
export type WhiteSpace = 'preserve' | 'replace' | 'collapse';

/** One of the types of XSD itself. */
export interface BuiltinType {
  /** Local name, the namespace is that of XSD. */
  readonly name: string;
  /** What it restricts; undefined for the ur-types. */
  readonly base: string | undefined;
  /** The primitive it comes from; itself for a primitive. */
  readonly primitive: string;
  readonly whiteSpace: WhiteSpace;
  /** The item of the list types NMTOKENS, IDREFS and ENTITIES. */
  readonly listOf?: string;
}

const primitives = (
  'string boolean decimal float double duration dateTime time date gYearMonth gYear gMonthDay gDay gMonth ' +
  'hexBinary base64Binary anyURI QName NOTATION'
).split(' ');

/** Derived types, each behind the one it restricts. */
const derived: readonly (readonly [name: string, base: string])[] = [
  ['normalizedString', 'string'],
  ['token', 'normalizedString'],
  ['language', 'token'],
  ['NMTOKEN', 'token'],
  ['Name', 'token'],
  ['NCName', 'Name'],
  ['ID', 'NCName'],
  ['IDREF', 'NCName'],
  ['ENTITY', 'NCName'],
  ['integer', 'decimal'],
  ['nonPositiveInteger', 'integer'],
  ['negativeInteger', 'nonPositiveInteger'],
  ['long', 'integer'],
  ['int', 'long'],
  ['short', 'int'],
  ['byte', 'short'],
  ['nonNegativeInteger', 'integer'],
  ['unsignedLong', 'nonNegativeInteger'],
  ['unsignedInt', 'unsignedLong'],
  ['unsignedShort', 'unsignedInt'],
  ['unsignedByte', 'unsignedShort'],
  ['positiveInteger', 'nonNegativeInteger'],
];

const builtins = new Map<string, BuiltinType>();

for (const name of ['anyType', 'anySimpleType', 'anyAtomicType']) {
  builtins.set(name, { name, base: undefined, primitive: name, whiteSpace: 'preserve' });
}
for (const name of primitives) {
  const whiteSpace = name === 'string' ? 'preserve' : 'collapse';
  builtins.set(name, { name, base: 'anySimpleType', primitive: name, whiteSpace });
}
for (const [name, base] of derived) {
  const primitive = builtins.get(base)?.primitive ?? base;
  const whiteSpace = name === 'normalizedString' ? 'replace' : 'collapse';
  builtins.set(name, { name, base, primitive, whiteSpace });
}
for (const [name, listOf] of [
  ['NMTOKENS', 'NMTOKEN'],
  ['IDREFS', 'IDREF'],
  ['ENTITIES', 'ENTITY'],
] as const) {
  builtins.set(name, {
    name,
    base: 'anySimpleType',
    primitive: 'anySimpleType',
    whiteSpace: 'collapse',
    listOf,
  });
}

/** @param key catalog key, `xs:int` */
export function isBuiltinType(key: string): boolean {
  return key.startsWith('xs:') && builtins.has(key.slice(3));
}

/** @param key catalog key, `xs:int` */
export function builtinType(key: string): BuiltinType | undefined {
  return key.startsWith('xs:') ? builtins.get(key.slice(3)) : undefined;
}
