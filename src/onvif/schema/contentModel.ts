import type { ElementDeclaration, Particle, Wildcard } from '../catalog/model';

/** One place of a content model where an element may stand. */
export type Position =
  | { readonly index: number; readonly declaration: ElementDeclaration; readonly wildcard?: undefined }
  | { readonly index: number; readonly declaration?: undefined; readonly wildcard: Wildcard };

/** What an element is taken for. */
export class Match {
  readonly #positions: readonly Position[];
  readonly #after: (taken: readonly Position[]) => State;
  #state: State | undefined;
  readonly namespace: string;
  readonly local: string;
  readonly declaration: ElementDeclaration | undefined;
  readonly wildcard: Wildcard | undefined;

  /** @param positions all that take it; they share their declaration, or are all wildcards */
  constructor(positions: readonly Position[], after: (taken: readonly Position[]) => State) {
    const [first] = positions;
    this.#positions = positions;
    this.#after = after;
    this.declaration = first?.declaration;
    this.wildcard = first?.wildcard;
    this.namespace = first?.declaration?.name.namespace ?? '';
    this.local = first?.declaration?.name.local ?? '';
  }

  /** Where the content goes on; found when it is asked for, because most states are never reached. */
  get state(): State {
    return (this.#state ??= this.#after(this.#positions));
  }
}

/** How often an element of one declaration may stand in all; for bounds that the states do not count. */
export interface Bound {
  readonly declaration: ElementDeclaration;
  readonly min: number;
  readonly max: number;
}

/** Occurrences beyond this are counted after the walk instead of becoming states. */
const maximumUnrolled = 40;
const maximumPositions = 4000;

/**
 * A content model as an automaton over child elements (Glushkov's, made deterministic on the way as far as
 * documents go). A declared element wins over a wildcard wherever both could take a child, as in XSD 1.1.
 */
export class ContentModel {
  readonly start: State;
  readonly bounds: readonly Bound[];
  /** All declarations in schema order, each once. */
  readonly declarations: readonly ElementDeclaration[];
  readonly #byLocal = new Map<string, ElementDeclaration[]>();
  readonly #positions: Position[] = [];
  readonly #follow: Set<number>[] = [];
  readonly #last: ReadonlySet<number>;
  readonly #bounds: Bound[] = [];
  readonly #states = new Map<string, State>();
  readonly #members: (declaration: ElementDeclaration) => readonly ElementDeclaration[];

  /** @param members what may stand for a declaration: itself and its substitution group */
  constructor(
    particle: Particle,
    members: (declaration: ElementDeclaration) => readonly ElementDeclaration[],
  ) {
    this.#members = members;
    const built = this.#build(particle);
    this.#last = built.last;
    this.bounds = this.#bounds;
    const declarations = new Set<ElementDeclaration>();
    for (const { declaration } of this.#positions) if (declaration) declarations.add(declaration);
    const seen = new Set<string>();
    this.declarations = [...declarations].filter(each => !seen.has(each.label) && seen.add(each.label));
    for (const each of this.declarations) {
      this.#byLocal.set(each.name.local, [...(this.#byLocal.get(each.name.local) ?? []), each]);
    }
    this.start = this.#state([...built.first], built.nullable);
  }

  /** The declaration of a name, wherever in the model. */
  find(namespace: string, local: string): ElementDeclaration | undefined {
    return this.#byLocal.get(local)?.find(each => each.name.namespace === namespace);
  }

  /** @param follow places that may come next, @param accepts whether the content may end here */
  #state(follow: number[], accepts: boolean): State {
    const key = `${accepts ? 1 : 0} ${follow.join(' ')}`;
    let state = this.#states.get(key);
    if (!state) {
      state = new State(
        accepts,
        follow.map(index => this.#positions[index] as Position),
        taken => this.#after(taken),
      );
      this.#states.set(key, state);
    }
    return state;
  }

  #after(taken: readonly Position[]): State {
    const follow = new Set<number>();
    let accepts = false;
    for (const { index } of taken) {
      for (const next of this.#follow[index] ?? []) follow.add(next);
      accepts ||= this.#last.has(index);
    }
    return this.#state(
      [...follow].sort((a, b) => a - b),
      accepts,
    );
  }

  #build(particle: Particle): Fragment {
    const { min } = particle;
    let { max } = particle;
    if (max === 0) return { nullable: true, first: new Set(), last: new Set() };
    const isLarge = Math.max(min, max === Infinity ? 0 : max) > maximumUnrolled;
    if (isLarge || this.#positions.length > maximumPositions) {
      if (particle.kind === 'element') this.#bounds.push({ declaration: particle.declaration, min, max });
      max = Infinity;
      return this.#repeat(particle, Math.min(min, 1), max);
    }
    return this.#repeat(particle, min, max);
  }

  #repeat(particle: Particle, min: number, max: number): Fragment {
    const parts: Fragment[] = [];
    for (let i = 1; i < min; i++) parts.push(this.#once(particle));
    if (max === Infinity) {
      const loop = this.#once(particle);
      this.#connect(loop.last, loop.first);
      parts.push(min === 0 ? { ...loop, nullable: true } : loop);
    } else {
      if (min > 0) parts.push(this.#once(particle));
      // a?(a?(a?)) rather than a?a?a?, which would say the same twice.
      let optional: Fragment | undefined;
      for (let i = min; i < max; i++) {
        const part = this.#once(particle);
        optional = { ...this.#sequence(optional ? [part, optional] : [part]), nullable: true };
      }
      if (optional) parts.push(optional);
    }
    return this.#sequence(parts);
  }

  #once(particle: Particle): Fragment {
    switch (particle.kind) {
      case 'element':
        return this.#choice(
          this.#members(particle.declaration).map(each => this.#leaf({ declaration: each })),
        );
      case 'any':
        return this.#leaf({ wildcard: particle.wildcard });
      case 'sequence':
        return this.#sequence(particle.particles.map(member => this.#build(member)));
      case 'choice':
        return this.#choice(particle.particles.map(member => this.#build(member)));
      case 'all':
        return this.#all(particle.particles);
    }
  }

  #leaf(content: { declaration: ElementDeclaration } | { wildcard: Wildcard }): Fragment {
    const index = this.#positions.length;
    this.#positions.push({ index, ...content });
    this.#follow.push(new Set());
    return { nullable: false, first: new Set([index]), last: new Set([index]) };
  }

  #sequence(parts: readonly Fragment[]): Fragment {
    let nullable = true;
    const first = new Set<number>();
    let last = new Set<number>();
    for (const part of parts) {
      this.#connect(last, part.first);
      if (nullable) for (const index of part.first) first.add(index);
      if (!part.nullable) last = new Set();
      for (const index of part.last) last.add(index);
      nullable &&= part.nullable;
    }
    return { nullable, first, last };
  }

  #choice(parts: readonly Fragment[]): Fragment {
    const first = new Set<number>();
    const last = new Set<number>();
    for (const part of parts) {
      for (const index of part.first) first.add(index);
      for (const index of part.last) last.add(index);
    }
    return { nullable: parts.length === 0 || parts.some(part => part.nullable), first, last };
  }

  /** Any order: any number of any of them here, how often is counted after the walk. */
  #all(particles: readonly Particle[]): Fragment {
    const parts = particles.filter(each => each.max > 0).map(each => this.#once(each));
    for (const each of particles) {
      if (each.kind === 'element')
        this.#bounds.push({ declaration: each.declaration, min: each.min, max: each.max });
    }
    const choice = this.#choice(parts);
    this.#connect(choice.last, choice.first);
    return { ...choice, nullable: true };
  }

  #connect(from: ReadonlySet<number>, to: ReadonlySet<number>): void {
    for (const index of from) for (const next of to) this.#follow[index]?.add(next);
  }
}

/** Part of a model: which positions can come first and last, and whether it can be empty. */
interface Fragment {
  readonly nullable: boolean;
  readonly first: ReadonlySet<number>;
  readonly last: ReadonlySet<number>;
}

/** How far a document has come in a content model. */
export class State {
  readonly #after: (taken: readonly Position[]) => State;
  readonly #byLocal = new Map<string, Match[]>();
  readonly #wildcards: readonly Position[];
  readonly #byWildcards = new Map<string, Match>();
  /** What was taken here last: documents of one kind are much alike, and comparing is cheaper than looking up. */
  #last: Match | undefined;

  constructor(
    /** Whether the content may end here. */
    readonly accepts: boolean,
    /** Where the next child may stand, in schema order. */
    readonly next: readonly Position[],
    after: (taken: readonly Position[]) => State,
  ) {
    this.#after = after;
    const places = new Map<string, Position[]>();
    for (const position of next) {
      if (!position.declaration) continue;
      const { name } = position.declaration;
      const key = `${name.local} ${name.namespace}`;
      const found = places.get(key);
      if (found) found.push(position);
      else places.set(key, [position]);
    }
    for (const positions of places.values()) {
      const match = new Match(positions, after);
      const found = this.#byLocal.get(match.local);
      if (found) found.push(match);
      else this.#byLocal.set(match.local, [match]);
    }
    this.#wildcards = next.filter(position => position.wildcard !== undefined);
  }

  /** What a child of that name is here; undefined when it may not stand here. */
  take(namespace: string, local: string): Match | undefined {
    const last = this.#last;
    if (last !== undefined && last.local === local && last.namespace === namespace) return last;
    const candidates = this.#byLocal.get(local);
    if (candidates) {
      for (const each of candidates) {
        if (each.namespace === namespace) return (this.#last = each);
      }
    }
    return this.#wildcards.length === 0 ? undefined : this.#takeByWildcard(namespace);
  }

  #takeByWildcard(namespace: string): Match | undefined {
    const positions = this.#wildcards.filter(position => position.wildcard?.allows(namespace));
    if (positions.length === 0) return undefined;
    const key = positions.map(position => position.index).join(' ');
    let match = this.#byWildcards.get(key);
    if (!match) {
      match = new Match(positions, this.#after);
      this.#byWildcards.set(key, match);
    }
    return match;
  }
}
