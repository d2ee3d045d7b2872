import type {
  AttributeDescription,
  FieldDescription,
  MemberDescription,
  OccurrenceDescription,
  OperationDescription,
  TypeDescription,
} from '../onvif/schema/describeOperation';
import type { ValueDescription } from '../onvif/schema/describeValue';
import { table } from './print';

/** Name, type, occurrence, remarks. */
type Row = [name: string, type: string, occurrence: string, remarks: string];

/** The signature of an operation for people: one line a member, what is inside it indented below. */
export function describeLines(description: OperationDescription): string[] {
  const { operation, service, accessClass, request, reply, faults } = description;
  const facts: string[][] = [
    ['service', `${service.name} (${service.namespace})`],
    ['action', description.action],
  ];
  if (description.replyAction !== undefined) facts.push(['reply action', description.replyAction]);
  if (accessClass !== undefined) facts.push(['access', accessClass]);
  if (description.unrecoverable) facts.push(['caution', 'no other call takes its effect back']);
  if (faults.length > 0) facts.push(['fault detail', faults.join(', ')]);
  const tree = new MemberTree(description.types);
  return [
    operation,
    ...[description.summary, ...paragraphs(description.documentation)].flatMap(text =>
      text === undefined ? [] : [text],
    ),
    '',
    ...table(facts),
    '',
    `request ${request.name}`,
    ...indented(table(tree.message(request))),
    '',
    ...(reply
      ? [`reply ${reply.name}`, ...indented(table(tree.message(reply)))]
      : ['There is no reply: the operation is one-way.']),
  ];
}

function paragraphs(text: string | undefined): string[] {
  return text === undefined ? [] : text.trim().split(/\s*\n\s*/);
}

function indented(lines: readonly string[]): string[] {
  return lines.map(line => `  ${line}`);
}

/** Rows of members. A named type is spelt out where it comes first: types may contain themselves. */
class MemberTree {
  readonly #types: OperationDescription['types'];
  readonly #shown = new Set<string>();

  constructor(types: OperationDescription['types']) {
    this.#types = types;
  }

  /** What is in the element of a message; the element itself is the heading. */
  message(field: FieldDescription): Row[] {
    const rows = this.#inside(field, '');
    if (rows.length > 0) return rows;
    return [[field.value ? valueType(field.value) : '(nothing)', '', '', remarksOf(field)]];
  }

  #inside({ type, content }: FieldDescription, indent: string): Row[] {
    if (content) return this.#type(content, indent);
    const named = type === undefined ? undefined : this.#types[type];
    if (type === undefined || !named || this.#shown.has(type)) return [];
    this.#shown.add(type);
    return this.#type(named, indent);
  }

  #type(type: TypeDescription, indent: string): Row[] {
    const rows: Row[] = type.attributes.map(each => attributeRow(each, indent));
    if (type.anyAttribute !== undefined) rows.push([`${indent}@any`, '', '0..*', type.anyAttribute]);
    if (type.value) rows.push([`${indent}(text)`, valueType(type.value), '1', facetsOf(type.value)]);
    if (type.mixed) rows.push([`${indent}(text)`, '', '0..*', 'between the members']);
    return [...rows, ...type.members.flatMap(member => this.#member(member, indent))];
  }

  #member(member: MemberDescription, indent: string): Row[] {
    const inner = `${indent}  `;
    if (member.kind === 'element') return this.#field(member, indent);
    if (member.kind === 'any') {
      return [[`${indent}(any element)`, '', occurrenceText(member), member.namespaces]];
    }
    const heading = { choice: 'one of', all: 'in any order', sequence: 'together' }[member.kind];
    const rows = member.members.flatMap(each => this.#member(each, inner));
    return [[`${indent}${heading}`, '', occurrenceText(member), ''], ...rows];
  }

  #field(field: FieldDescription, indent: string): Row[] {
    const { type, value, content } = field;
    const isAgain = type !== undefined && this.#shown.has(type);
    const remarks = [remarksOf(field), isAgain ? 'as above' : ''].filter(each => each !== '').join('; ');
    const typeName = type ?? (value ? valueType(value) : '');
    const row: Row = [`${indent}${field.name}`, typeName, occurrenceText(field), remarks];
    const rows = this.#inside(field, `${indent}  `);
    return content && rows.length === 0 ? [[row[0], '(empty)', row[2], remarks]] : [row, ...rows];
  }
}

function attributeRow({ name, required, value, ...more }: AttributeDescription, indent: string): Row {
  return [`${indent}@${name}`, valueType(value), required ? '1' : '0..1', remarksOf({ value, ...more })];
}

function occurrenceText({ min, max }: OccurrenceDescription): string {
  const most = max === 'unbounded' ? '*' : String(max);
  return String(min) === most ? most : `${min}..${most}`;
}

function remarksOf(
  described: Pick<FieldDescription, 'value' | 'nillable' | 'abstract' | 'default' | 'fixed'> & {
    readonly documentation?: string;
  },
): string {
  const { value, nillable, abstract, fixed } = described;
  const remarks = [
    value ? facetsOf(value) : '',
    fixed === undefined ? '' : `always ${quoted(fixed)}`,
    described.default === undefined ? '' : `${quoted(described.default)} unless given`,
    nillable ? 'may be nil' : '',
    abstract ? 'abstract: an element that substitutes it stands here' : '',
    paragraphs(described.documentation).join(' '),
  ];
  return remarks.filter(each => each !== '').join('; ');
}

function valueType(value: ValueDescription): string {
  if (value.type !== undefined) return value.type;
  if (value.item) return `list of ${valueType(value.item)}`;
  if (value.members) return value.members.map(valueType).join(' or ');
  return value.builtin ?? '';
}

/** What narrows a type beyond its name, for people. */
function facetsOf(value: ValueDescription): string {
  const { type, builtin, item, members, enumeration } = value;
  const { length, minLength, maxLength } = value;
  const remarks: string[] = [];
  if (type !== undefined && builtin !== undefined && builtin !== type) remarks.push(builtin);
  if (type !== undefined && item) remarks.push(`list of ${valueType(item)}`);
  if (type !== undefined && members) remarks.push(members.map(valueType).join(' or '));
  if (enumeration) remarks.push(enumeration.map(quoted).join(' | '));
  for (const alternatives of value.patterns ?? []) remarks.push(`matches ${alternatives.join(' or ')}`);
  if (length !== undefined) remarks.push(`length ${length}`);
  if (minLength !== undefined) remarks.push(`length at least ${minLength}`);
  if (maxLength !== undefined) remarks.push(`length at most ${maxLength}`);
  if (value.minInclusive !== undefined) remarks.push(`at least ${value.minInclusive}`);
  if (value.minExclusive !== undefined) remarks.push(`more than ${value.minExclusive}`);
  if (value.maxInclusive !== undefined) remarks.push(`at most ${value.maxInclusive}`);
  if (value.maxExclusive !== undefined) remarks.push(`less than ${value.maxExclusive}`);
  if (value.totalDigits !== undefined) remarks.push(`at most ${value.totalDigits} digits`);
  if (value.fractionDigits !== undefined) remarks.push(`at most ${value.fractionDigits} decimals`);
  return remarks.join(', ');
}

/** A value that is a word stands for itself. */
function quoted(value: string): string {
  return /^[^\s"',;|]+$/.test(value) ? value : JSON.stringify(value);
}
