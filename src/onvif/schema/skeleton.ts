import type { Catalog, Operation } from '../catalog/catalog';
import type {
  ComplexType,
  ElementDeclaration,
  ElementParticle,
  Particle,
  SimpleType,
  Type,
  Wildcard,
  WildcardParticle,
} from '../catalog/model';
import { namespaces } from '../xml/namespaces';
import { escapeAttribute, escapeText } from '../xml/writer';
import type { QName } from '../xml/xmlNode';
import { Output } from './encodeOutput';
import { exampleText } from './exampleText';

/** `required`: what a valid message cannot do without. `all`: everything once, and one branch of each choice. */
export type SkeletonDetail = 'required' | 'all';

/**
 * The request of an operation to be filled in: indented XML of the body element, valid as it stands. Other
 * branches of a choice are named in comments.
 */
export function skeleton(catalog: Catalog, operation: Operation, detail: SkeletonDetail): string {
  return elementSkeleton(catalog, operation.input, detail);
}

/** The same for any global element; '' for one that the catalog does not know. */
export function elementSkeleton(catalog: Catalog, name: QName, detail: SkeletonDetail): string {
  const declaration = catalog.element(name);
  if (!declaration) return '';
  const writer = new SkeletonWriter(catalog, declaration.label, detail);
  writer.element(declaration, '');
  return writer.output.finish(declaration.label).trimEnd();
}

/**
 * What is required of one declaration, on one line, to be put into a document: written with the prefixes that
 * `prefixOf` knows there, others declared where they are used.
 */
export function declarationSkeleton(
  catalog: Catalog,
  declaration: ElementDeclaration,
  prefixOf: (namespace: string) => string | undefined,
): string {
  const writer = new SkeletonWriter(catalog, declaration.label, 'required', prefixOf);
  writer.element(declaration, '');
  const xml = writer.output.finish(writer.label(declaration));
  return xml.replace(/>\n *</g, '><').trimEnd();
}

const step = '  ';

class SkeletonWriter {
  readonly output: Output;
  readonly #catalog: Catalog;
  readonly #all: boolean;
  /** Types being written, so that one that contains itself ends. */
  readonly #open: Type[] = [];
  #ids = 0;

  readonly #prefixOf: (namespace: string) => string | undefined;

  constructor(
    catalog: Catalog,
    root: string,
    detail: SkeletonDetail,
    prefixOf: (namespace: string) => string | undefined = () => undefined,
  ) {
    this.#catalog = catalog;
    this.#prefixOf = prefixOf;
    this.output = new Output(catalog, root);
    this.#all = detail === 'all';
  }

  /** The name as this document writes it. */
  label({ label, name }: ElementDeclaration): string {
    const prefix = name.namespace === '' ? undefined : this.#prefixOf(name.namespace);
    if (prefix === undefined) return label;
    return prefix === '' ? name.local : `${prefix}:${name.local}`;
  }

  element(declaration: ElementDeclaration, indent: string): void {
    const { output } = this;
    const { name, type } = declaration;
    const label = this.label(declaration);
    const isKnown = name.namespace === '' || this.#prefixOf(name.namespace) !== undefined;
    if (!isKnown) output.use(label.slice(0, label.indexOf(':')), name.namespace);
    output.xml += `${indent}<${label}`;
    if (type.kind === 'simple') {
      output.xml += `>${escapeText(declaration.fixed ?? this.#text(type))}</${label}>\n`;
      return;
    }
    this.#attributes(type);
    const { content } = type;
    if (content.kind === 'simple') {
      output.xml += `>${escapeText(declaration.fixed ?? this.#text(content.type))}</${label}>\n`;
      return;
    }
    const before = output.xml;
    output.xml = '';
    this.#open.push(type);
    if (content.kind === 'elements') this.#particle(content.particle, indent + step);
    this.#open.pop();
    output.xml = output.xml === '' ? `${before}/>\n` : `${before}>\n${output.xml}${indent}</${label}>\n`;
  }

  #attributes(type: ComplexType): void {
    for (const use of type.attributes) {
      if (!use.required && !this.#all) continue;
      const { namespace, local } = use.name;
      const name = namespace === '' ? local : `${this.output.prefixFor(namespace)}:${local}`;
      const value = use.fixed ?? use.default ?? this.#text(use.type);
      this.output.xml += ` ${name}="${escapeAttribute(value)}"`;
    }
  }

  #text(type: SimpleType): string {
    if (type.builtin.name === 'ID') return `id${++this.#ids}`;
    const text = exampleText(type);
    if (type.builtin.primitive === 'QName') this.output.usePrefixesIn(text, () => false);
    return text;
  }

  #particle(particle: Particle, indent: string): void {
    const times = Math.min(
      particle.max,
      Math.max(particle.min, this.#all && !this.#leadsBack(particle) ? 1 : 0),
    );
    for (let i = 0; i < times; i++) {
      if (particle.kind === 'element') this.element(particle.declaration, indent);
      else if (particle.kind === 'any') this.#wildcard(particle, indent);
      else if (particle.kind === 'choice') this.#choice(particle.particles, indent);
      else for (const member of particle.particles) this.#particle(member, indent);
    }
  }

  #choice(branches: readonly Particle[], indent: string): void {
    const usable = branches.filter(branch => branch.max > 0);
    const chosen = usable.find(branch => branch.kind !== 'any' && !this.#leadsBack(branch)) ?? usable[0];
    if (!chosen) return;
    this.#particle(chosen, indent);
    const others = usable.filter(branch => branch !== chosen).flatMap(namesOf);
    if (this.#all && others.length > 0) this.output.xml += `${indent}<!-- or ${others.join(', ')} -->\n`;
  }

  /** Whether a particle would open a type that is being written already; an abstract one cannot be written at all. */
  #leadsBack(particle: Particle): boolean {
    if (particle.kind === 'any') return particle.min === 0;
    if (particle.kind !== 'element')
      return (
        particle.kind === 'sequence' && particle.particles.some(each => each.min > 0 && this.#leadsBack(each))
      );
    const { type, abstract } = particle.declaration;
    return abstract || (type.kind === 'complex' && type.abstract) || this.#open.includes(type);
  }

  #wildcard(particle: WildcardParticle, indent: string): void {
    const { wildcard } = particle;
    if (wildcard.process !== 'strict') {
      const prefix = wildcard.allows('') ? '' : 'x:';
      const declaration = prefix === '' ? '' : ` xmlns:x="${escapeAttribute(admitted(wildcard))}"`;
      this.output.xml += `${indent}<${prefix}any${declaration}/>\n`;
      return;
    }
    const key = this.#catalog.elementKeys().find(each => this.#isSimple(each, wildcard));
    const declaration = key === undefined ? undefined : this.#declared(key);
    if (declaration) this.element(declaration, indent);
  }

  #isSimple(key: string, wildcard: Wildcard): boolean {
    const declaration = this.#declared(key);
    return declaration?.type.kind === 'simple' && wildcard.allows(declaration.name.namespace);
  }

  #declared(key: string): ElementDeclaration | undefined {
    const name = this.#catalog.nameOf(key);
    return name && this.#catalog.element(name);
  }
}

function admitted(wildcard: Wildcard): string {
  const { namespaces: listed } = wildcard;
  const known = Object.values(namespaces).find(namespace => wildcard.allows(namespace));
  return listed.kind === 'list' ? (known ?? listed.names[0] ?? '') : 'urn:example';
}

/** The elements a particle begins with, for people. */
function namesOf(particle: Particle): string[] {
  if (particle.kind === 'any') return ['any other element'];
  if (particle.kind === 'element') return [labelOf(particle)];
  const names = particle.particles.flatMap(namesOf);
  return particle.kind === 'sequence' ? names.slice(0, 1) : names;
}

function labelOf(particle: ElementParticle): string {
  return particle.declaration.label;
}
