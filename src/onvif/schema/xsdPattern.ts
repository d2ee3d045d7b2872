import { characterTest, parseXsdRegex, regexSource, type CharacterSet, type XsdRegex } from './xsdRegex';

/** Whether a whole text matches a pattern. */
export type PatternTest = (text: string) => boolean;

/** Repetitions beyond this are not unrolled; such a pattern lets every text pass. */
const maximumSteps = 5000;

/**
 * Makes a test of a pattern facet. Time is linear in the text: a pattern in which backtracking could explode runs
 * as an automaton and not as a JavaScript expression. Undefined for what is no regular expression of XSD.
 */
export function compilePattern(pattern: string): PatternTest | undefined {
  const regex = parseXsdRegex(pattern);
  if (!regex) return undefined;
  if (isPlain(regex)) {
    const expression = new RegExp(`^(?:${regexSource(regex)})$`, 'v');
    return text => expression.test(text);
  }
  const automaton = new Automaton();
  const start = automaton.build(regex, automaton.accept);
  if (start === undefined) return () => true;
  return text => automaton.run(start, text);
}

/** No choice for a backtracking engine: one repetition of open length at most, and that of single characters. */
function isPlain(regex: XsdRegex): boolean {
  let open = 0;
  const visit = (part: XsdRegex, repeated: boolean): boolean => {
    switch (part.kind) {
      case 'class':
        return true;
      case 'choice':
        return !repeated && part.branches.every(branch => visit(branch, repeated));
      case 'sequence':
        return part.parts.every(each => visit(each, repeated));
      case 'repeat':
        if (part.max !== part.min) open++;
        return open <= 1 && (part.part.kind === 'class' || part.max === 1) && visit(part.part, part.max > 1);
    }
  };
  return visit(regex, false);
}

/** A state: goes on by a character, by nothing to several, or ends. */
interface State {
  readonly index: number;
  test: ((character: string) => boolean) | undefined;
  next: readonly State[];
}

class Automaton {
  readonly accept: State = { index: 0, test: undefined, next: [] };
  #count = 1;

  /** The state before `regex` when `after` follows it; undefined when it is too large to unroll. */
  build(regex: XsdRegex, after: State): State | undefined {
    if (this.#count > maximumSteps) return undefined;
    switch (regex.kind) {
      case 'class':
        return this.#state(testOf(regex.set), [after]);
      case 'choice': {
        const branches = regex.branches.map(branch => this.build(branch, after));
        return branches.includes(undefined) ? undefined : this.#state(undefined, branches as State[]);
      }
      case 'sequence': {
        let state: State | undefined = after;
        for (const part of [...regex.parts].reverse()) state = state && this.build(part, state);
        return state;
      }
      case 'repeat':
        return this.#repeat(regex.part, regex.min, regex.max, after);
    }
  }

  #repeat(part: XsdRegex, min: number, max: number, after: State): State | undefined {
    let state: State | undefined = after;
    if (max === Infinity) {
      const loop = this.#state(undefined, []);
      const again = this.build(part, loop);
      if (!again) return undefined;
      loop.next = [again, after];
      state = loop;
    } else {
      for (let i = min; i < max && state; i++) {
        const optional = this.build(part, state);
        state = optional && this.#state(undefined, [optional, after]);
      }
    }
    for (let i = 0; i < min && state; i++) state = this.build(part, state);
    return state;
  }

  #state(test: State['test'], next: readonly State[]): State {
    return { index: this.#count++, test, next };
  }

  /** Follows all ways at once. */
  run(start: State, text: string): boolean {
    let current = this.#closure([start]);
    for (const character of text) {
      const reached: State[] = [];
      for (const state of current) if (state.test?.(character)) reached.push(...state.next);
      if (reached.length === 0) return false;
      current = this.#closure(reached);
    }
    return current.includes(this.accept);
  }

  #closure(states: readonly State[]): State[] {
    const seen = new Set<number>();
    const found: State[] = [];
    const open = [...states];
    for (let state = open.pop(); state; state = open.pop()) {
      if (seen.has(state.index)) continue;
      seen.add(state.index);
      if (state.test || state === this.accept) found.push(state);
      else open.push(...state.next);
    }
    return found;
  }
}

/** Membership of ASCII is looked up, the rest asked. */
function testOf(set: CharacterSet): (character: string) => boolean {
  const ask = characterTest(set);
  const known: (boolean | undefined)[] = [];
  return character => {
    const code = character.charCodeAt(0);
    if (code > 127) return ask(character);
    return (known[code] ??= ask(character));
  };
}
