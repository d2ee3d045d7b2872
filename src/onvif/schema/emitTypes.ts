import type { Catalog, Operation } from '../catalog/catalog';
import type {
  ComplexType,
  ElementDeclaration,
  GroupParticle,
  Particle,
  SimpleType,
  Type,
} from '../catalog/model';
import { enumerationOf } from './simpleCheck';
import { scalarKind, shapeOf, type ElementField, type Field, type Shape } from './shape';

export interface TypesOptions {
  /** Comment lines at the head of the file. */
  readonly header: readonly string[];
  /** One line about an operation, for its documentation comment. */
  readonly summary?: (operationId: string) => string | undefined;
}

/**
 * TypeScript declarations of the JSON form of every request and reply: an interface a named type, in a namespace a
 * prefix, and `Operations`, which tells the two by operation id. What a choice excludes is excluded by the types,
 * too. Only types that messages use are written.
 */
export function emitTypes(catalog: Catalog, options: TypesOptions): string {
  return new TypesEmitter(catalog, options).emit();
}

const prelude = `
/** Elements that no declaration names, each as the XML of one element with its namespaces. */
export interface AnyElements {
  readonly $any?: readonly string[];
}

/** Attributes that no declaration names: by local name, or by {namespace}local. */
export interface AnyAttributes {
  readonly $attributes?: Readonly<Record<string, string>>;
}

/** Text beside attributes; the namespaces of prefixes in it where they mean something. */
export interface Text<T = string> {
  readonly $text: T;
  readonly $namespaces?: Readonly<Record<string, string>>;
}

/** Text alone, or with attributes that no declaration names. */
export type OpenText<T = string> = T | (Text<T> & AnyAttributes);

/** A whole number; as text beyond the numbers that JavaScript holds exactly. */
export type Integer = number | string;

/** No fields. */
export type Empty = Readonly<Record<string, never>>;

/** Anything at all. */
export interface Anything extends AnyElements, AnyAttributes, Partial<Text> {}
`;

class TypesEmitter {
  readonly #catalog: Catalog;
  readonly #options: TypesOptions;
  /** Declarations by namespace prefix, then by name. */
  readonly #written = new Map<string, Map<string, string>>();
  readonly #pending: (() => void)[] = [];

  constructor(catalog: Catalog, options: TypesOptions) {
    this.#catalog = catalog;
    this.#options = options;
  }

  emit(): string {
    const operations = this.#catalog.services.flatMap(service =>
      service.operations.map(each => this.#operation(each)),
    );
    for (let next = this.#pending.pop(); next; next = this.#pending.pop()) next();
    const namespaces = [...this.#written]
      .sort(([a], [b]) => compare(a, b))
      .map(([prefix, declarations]) => {
        const body = [...declarations].sort(([a], [b]) => compare(a, b)).map(([, text]) => text);
        return `export declare namespace ${prefix} {\n${body.join('\n')}\n}\n`;
      });
    return [
      ...this.#options.header.map(line => `// ${line}`),
      prelude,
      ...namespaces,
      '/** Request and reply of each operation by its id. A one-way operation has the reply `undefined`. */',
      'export interface Operations {',
      ...operations,
      '}',
      '',
    ].join('\n');
  }

  #operation(operation: Operation): string {
    const type = (name: Operation['output']) => {
      const declaration = name && this.#catalog.element(name);
      return declaration ? this.#elementType(declaration) : 'undefined';
    };
    const summary = this.#options.summary?.(operation.id);
    const comment = summary === undefined ? '' : `  /** ${summary} */\n`;
    return `${comment}  '${operation.id}': { readonly request: ${type(operation.input)}; readonly reply: ${type(operation.output)} };`;
  }

  /** The type of a global element: that of its named type, or one of the element's own name. */
  #elementType(declaration: ElementDeclaration): string {
    const { type } = declaration;
    if (type.key !== undefined) return this.#reference(type);
    const [prefix = '', local = ''] = declaration.label.split(':');
    // A type and an element may share their name.
    const isTaken = this.#catalog.typeFacts(declaration.label) !== undefined;
    return this.#declare(prefix, isTaken ? `${local}Element` : local, type);
  }

  /** How a type is named where it is used. */
  #reference(type: Type): string {
    if (type.kind === 'simple') return this.#simple(type);
    if (type.key === 'xs:anyType') return 'Anything';
    if (type.key === undefined) return this.#body(type, undefined);
    const [prefix = '', local = ''] = type.key.split(':');
    return this.#declare(prefix, local, type);
  }

  #declare(prefix: string, local: string, type: Type): string {
    const space = identifier(prefix);
    const name = identifier(local);
    let declarations = this.#written.get(space);
    if (!declarations) this.#written.set(space, (declarations = new Map<string, string>()));
    if (!declarations.has(name)) {
      declarations.set(name, '');
      const target = declarations;
      this.#pending.push(() => target.set(name, this.#declaration(name, type)));
    }
    return `${space}.${name}`;
  }

  #declaration(name: string, type: Type): string {
    if (type.kind === 'simple') return `  type ${name} = ${this.#values(type)};`;
    const shape = shapeOf(type);
    if (shape.text === 'whole') return `  type ${name} = ${this.#whole(type)};`;
    const base = this.#baseOf(type, shape);
    const choices = choicesOf(type);
    if (this.#isEmpty(type, shape)) return `  type ${name} = Empty;`;
    if (choices.length === 0) {
      const parents = [...(base ? [this.#reference(base)] : []), ...this.#openings(type, shape, base)];
      const heritage = parents.length > 0 ? ` extends ${parents.join(', ')}` : '';
      return `  interface ${name}${heritage} ${this.#members(shape, base, new Set())}`;
    }
    return `  type ${name} = ${this.#body(type, base)};`;
  }

  /** The base whose fields can be inherited: all of them stand in the derived type as they are. */
  #baseOf(type: ComplexType, shape: Shape): ComplexType | undefined {
    const { base } = type;
    if (base?.kind !== 'complex' || base.key === undefined || base.key === 'xs:anyType') return undefined;
    const inherited = shapeOf(base);
    if (inherited.text === 'whole' || inherited.text !== shape.text || choicesOf(base).length > 0)
      return undefined;
    if (this.#isEmpty(base, inherited)) return undefined;
    const same = inherited.fields.every(field => {
      const own = shape.byKey.get(field.key);
      return own !== undefined && this.#member(own) === this.#member(field);
    });
    return same ? base : undefined;
  }

  /** A complex type in place. */
  #body(type: ComplexType, base: ComplexType | undefined): string {
    const shape = shapeOf(type);
    if (shape.text === 'whole') return this.#whole(type);
    const choices = choicesOf(type);
    const inChoices = new Set(choices.flatMap(choice => choice.particles.flatMap(keysIn)));
    const parts = [
      ...(base ? [this.#reference(base)] : []),
      ...this.#openings(type, shape, base),
      this.#members(shape, base, inChoices),
      ...choices.map(choice => this.#choice(choice, shape)),
    ].filter(part => part !== '{}');
    return parts.length === 0 ? 'Empty' : parts.join(' & ');
  }

  #isEmpty(type: ComplexType, shape: Shape): boolean {
    return shape.fields.length === 0 && this.#openings(type, shape, undefined).length === 0;
  }

  #whole(type: ComplexType): string {
    const scalar = type.content.kind === 'simple' ? this.#simple(type.content.type) : 'string';
    if (!type.anyAttribute) return scalar;
    return scalar === 'string' ? 'OpenText' : `OpenText<${scalar}>`;
  }

  /** What wildcards and text add, unless the base has it already. */
  #openings(type: ComplexType, shape: Shape, base: ComplexType | undefined): string[] {
    const has = base && shapeOf(base);
    const added: string[] = [];
    if (shape.wildcards.length > 0 && !has?.wildcards.length) added.push('AnyElements');
    if (type.anyAttribute && !base?.anyAttribute) added.push('AnyAttributes');
    if (shape.text === 'field' && has?.text !== 'field') {
      const scalar = type.content.kind === 'simple' ? this.#simple(type.content.type) : undefined;
      added.push(scalar === undefined ? 'Partial<Text>' : scalar === 'string' ? 'Text' : `Text<${scalar}>`);
    }
    return added;
  }

  #members(shape: Shape, base: ComplexType | undefined, except: ReadonlySet<string>): string {
    const inherited = base ? shapeOf(base).byKey : undefined;
    const fields = shape.fields.filter(
      field => !inherited?.has(field.key) && !(field.kind === 'element' && except.has(labelOf(field))),
    );
    if (fields.length === 0) return '{}';
    return `{ ${fields.map(field => this.#member(field)).join(' ')} }`;
  }

  #member(field: Field, required = isRequired(field)): string {
    return `readonly ${propertyName(field.key)}${required ? '' : '?'}: ${this.#valueOf(field)};`;
  }

  #valueOf(field: Field): string {
    if (field.kind === 'attribute') return this.#simple(field.use.type);
    const { declaration } = field.particle;
    const type = this.#reference(declaration.type);
    const item = declaration.nillable ? `${type} | null` : type;
    if (!field.repeated) return item;
    return /[ |&]/.test(item) ? `readonly (${item})[]` : `readonly ${item}[]`;
  }

  /** One of several sets of fields, each without those of the others. */
  #choice(choice: GroupParticle, shape: Shape): string {
    const byLabel = new Map(
      shape.fields.flatMap(field => (field.kind === 'element' ? [[labelOf(field), field] as const] : [])),
    );
    const all = choice.particles.flatMap(keysIn);
    const without = (labels: readonly string[]) =>
      all
        .filter(label => !labels.includes(label))
        .map(label => `readonly ${propertyName(byLabel.get(label)?.key ?? label)}?: never;`);
    const branches = choice.particles.map(branch => {
      const labels = keysIn(branch);
      const fields = labels.flatMap(label => byLabel.get(label) ?? []);
      const members = fields.map(field => this.#member(field, isMandatory(branch, labelOf(field))));
      return `{ ${[...members, ...without(labels)].join(' ')} }`;
    });
    if (choice.min === 0) branches.push(`{ ${without([]).join(' ')} }`);
    return `(${[...new Set(branches)].join(' | ')})`;
  }

  /** The type of a text: a name where the schema names its values, else what the JSON form makes of it. */
  #simple(type: SimpleType): string {
    if (type.key !== undefined && !type.key.startsWith('xs:') && enumerationOf(type) !== undefined) {
      const [prefix = '', local = ''] = type.key.split(':');
      return this.#declare(prefix, local, type);
    }
    return this.#values(type);
  }

  #values(type: SimpleType): string {
    switch (scalarKind(type)) {
      case 'boolean':
        return 'boolean';
      case 'integer':
        return exactIntegers.has(type.builtin.name) ? 'number' : 'Integer';
      case 'float':
        return 'number';
      case 'qname':
      case 'text': {
        const values = type.variety === 'list' ? undefined : enumerationOf(type);
        return values ? [...new Set(values)].map(value => JSON.stringify(value)).join(' | ') : 'string';
      }
    }
  }
}

/** Integer types that always fit a number. */
const exactIntegers = new Set(['int', 'short', 'byte', 'unsignedInt', 'unsignedShort', 'unsignedByte']);

function isRequired(field: Field): boolean {
  return field.kind === 'attribute' ? field.use.required : field.required;
}

function labelOf(field: ElementField): string {
  return field.particle.declaration.label;
}

/** The choices of a type that exclude something: those that occur at most once. */
function choicesOf(type: ComplexType): GroupParticle[] {
  const found: GroupParticle[] = [];
  const visit = (particle: Particle): void => {
    if (particle.kind === 'element' || particle.kind === 'any' || particle.max !== 1) return;
    if (particle.kind === 'choice' && particle.particles.filter(each => keysIn(each).length > 0).length > 1) {
      found.push(particle);
    } else if (particle.min === 1) particle.particles.forEach(visit);
  };
  if (type.content.kind === 'elements') visit(type.content.particle);
  return found;
}

/** Labels of the elements in a particle. */
function keysIn(particle: Particle): string[] {
  if (particle.kind === 'any' || particle.max === 0) return [];
  if (particle.kind === 'element') return [particle.declaration.label];
  return [...new Set(particle.particles.flatMap(keysIn))];
}

/** Whether a branch cannot do without an element. */
function isMandatory(particle: Particle, label: string): boolean {
  if (particle.kind === 'any' || particle.min === 0) return false;
  if (particle.kind === 'element') return particle.declaration.label === label;
  if (particle.kind === 'choice' && particle.particles.length > 1) return false;
  return particle.particles.some(each => isMandatory(each, label));
}

function identifier(name: string): string {
  const safe = name.replace(/[^\w$]/g, '_');
  return /^\d/.test(safe) ? `_${safe}` : safe;
}

function propertyName(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
