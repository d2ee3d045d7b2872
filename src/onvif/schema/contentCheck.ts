import type { ElementDeclaration, Wildcard } from '../catalog/model';
import type { XmlElement, XmlText } from '../xml/xmlNode';
import type { ContentModel, State } from './contentModel';
import { nearest } from './fieldNames';
import { insertFix, moveFix, removeFix, renameFix } from './fixes';
import type { Validation } from './validation';

/** Who judges the children once it is known what they are. */
export interface ChildJudge {
  declared(child: XmlElement, declaration: ElementDeclaration, validation: Validation): void;
  admitted(child: XmlElement, wildcard: Wildcard, model: ContentModel, validation: Validation): void;
  strayText(text: XmlText, element: XmlElement, validation: Validation): void;
}

/** Missing elements are looked for this far. */
const maximumMissing = 12;

/**
 * Walks the children of an element through its content model. A child that does not fit is explained (a missing
 * one before it, a wrong place, a wrong name or namespace) and the walk goes on as if it had been right, so that
 * one mistake is one problem.
 */
export function checkContent(
  element: XmlElement,
  model: ContentModel,
  mixed: boolean,
  judge: ChildJudge,
  validation: Validation,
): void {
  let state = model.start;
  let textAllowed = mixed;
  const { children } = element;
  let fits = true;
  for (const child of children) {
    if (child.kind === 'text') {
      if (textAllowed || child.isBlank) continue;
      judge.strayText(child, element, validation);
      textAllowed = true;
      continue;
    }
    if (!fits) continue;
    const match = state.take(child.namespace, child.local);
    if (!match) {
      fits = false;
      continue;
    }
    state = match.state;
    if (match.declaration) judge.declared(child, match.declaration, validation);
    else if (match.wildcard) judge.admitted(child, match.wildcard, model, validation);
  }
  // What does not fit is walked again, remembering the way; nearly all documents never come here.
  if (!fits) new Recovery(element, model, judge, validation).run();
  else if (!state.accepts) new Recovery(element, model, judge, validation, true).run();
  else if (model.bounds.length > 0) checkBounds(element, model, validation);
}

function checkBounds(element: XmlElement, model: ContentModel, validation: Validation): void {
  for (const { declaration, min, max } of model.bounds) {
    const found = element.children.filter(child => child.kind === 'element' && isNamed(child, declaration));
    const surplus = found[max];
    if (surplus?.kind === 'element') {
      const message = `${declaration.label} may stand here ${times(max)} at most.`;
      const fix = removeFix(validation.text, surplus);
      validation.error('cvc-complex-type.2.4.d', surplus.nameRange, message, { fix });
    } else if (found.length < min) {
      const message = `${declaration.label} must stand here ${times(min)} at least.`;
      const fix = insertFix(validation.catalog, validation.text, element, undefined, [declaration]);
      validation.error('cvc-complex-type.2.4.b', element.nameRange, message, { fix });
    }
  }
}

function isNamed(child: XmlElement, declaration: ElementDeclaration): boolean {
  return child.local === declaration.name.local && child.namespace === declaration.name.namespace;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** The walk for content that does not fit. It starts anew, so that every problem is found in one place. */
class Recovery {
  readonly #element: XmlElement;
  readonly #model: ContentModel;
  readonly #judge: ChildJudge;
  readonly #validation: Validation;
  /** The children before the mistake are judged already. */
  #judged: boolean;
  readonly #allJudged: boolean;
  /** The state before each child that was taken. */
  readonly #trail: { readonly child: XmlElement; readonly state: State }[] = [];
  /** Children that are explained by an earlier problem. */
  readonly #explained = new Set<XmlElement>();
  #state: State;

  constructor(
    element: XmlElement,
    model: ContentModel,
    judge: ChildJudge,
    validation: Validation,
    allJudged = false,
  ) {
    this.#element = element;
    this.#model = model;
    this.#judge = judge;
    this.#validation = validation;
    this.#judged = true;
    this.#allJudged = allJudged;
    this.#state = model.start;
  }

  run(): void {
    const children = this.#element.children.filter(child => child.kind === 'element');
    for (const [index, child] of children.entries()) {
      if (this.#validation.isFull) return;
      const match = this.#state.take(child.namespace, child.local);
      if (match) {
        this.#trail.push({ child, state: this.#state });
        this.#state = match.state;
        if (this.#judged) continue;
        if (match.declaration) this.#judge.declared(child, match.declaration, this.#validation);
        else if (match.wildcard) this.#judge.admitted(child, match.wildcard, this.#model, this.#validation);
        continue;
      }
      this.#judged = this.#allJudged;
      this.#explain(child, children.slice(index + 1, index + 65));
    }
    this.#end();
  }

  #explain(child: XmlElement, later: readonly XmlElement[]): void {
    const declared = this.#model.find(child.namespace, child.local);
    if (this.#explained.has(child)) {
      if (declared) this.#judge.declared(child, declared, this.#validation);
    } else if (declared) this.#explainDeclared(child, declared, later);
    else this.#explainUnknown(child);
  }

  /** A child of the right name that may not stand here: something is missing before it, or it is misplaced. */
  #explainDeclared(child: XmlElement, declared: ElementDeclaration, later: readonly XmlElement[]): void {
    const missing = completion(
      this.#state,
      state => state.take(child.namespace, child.local)?.declaration !== undefined,
    );
    if (missing) {
      this.#reportMissing(missing, child, later);
      for (const each of missing)
        this.#state = this.#state.take(each.name.namespace, each.name.local)?.state ?? this.#state;
      const match = this.#state.take(child.namespace, child.local);
      if (match) {
        this.#trail.push({ child, state: this.#state });
        this.#state = match.state;
      }
    } else this.#reportMisplaced(child, declared);
    this.#judge.declared(child, declared, this.#validation);
  }

  #reportMissing(
    missing: readonly ElementDeclaration[],
    child: XmlElement,
    later: readonly XmlElement[],
  ): void {
    const label = this.#validation.label(child);
    const absent: ElementDeclaration[] = [];
    for (const each of missing) {
      const further = later.find(other => isNamed(other, each) && !this.#explained.has(other));
      if (!further) {
        absent.push(each);
        continue;
      }
      this.#explained.add(further);
      const message = `${each.label} must stand before ${label}.`;
      const fix = moveFix(this.#validation.text, further, child);
      this.#validation.error('cvc-complex-type.2.4.a', further.nameRange, message, {
        fix,
        expected: [each.label],
      });
    }
    if (absent.length === 0) return;
    const names = absent.map(each => each.label);
    const { catalog, text } = this.#validation;
    this.#validation.error(
      'cvc-complex-type.2.4.a',
      child.nameRange,
      `${listed(names, 'and')} ${names.length === 1 ? 'is' : 'are'} missing before ${label}.`,
      { expected: names, fix: insertFix(catalog, text, this.#element, child, absent) },
    );
  }

  #reportMisplaced(child: XmlElement, declared: ElementDeclaration): void {
    const { text } = this.#validation;
    const { label } = declared;
    const earlier = this.#trail.some(step => isNamed(step.child, declared));
    if (earlier) {
      const message = `${label} may not stand here again${this.#expectation()}.`;
      const fix = removeFix(text, child);
      this.#validation.error('cvc-complex-type.2.4.d', child.nameRange, message, {
        fix,
        expected: this.#expected(),
      });
      return;
    }
    const place = [...this.#trail]
      .reverse()
      .find(step => step.state.take(child.namespace, child.local)?.declaration);
    const message = place
      ? `${label} must stand before ${this.#validation.label(place.child)}.`
      : `${label} may not stand here${this.#expectation()}.`;
    const fix = place && moveFix(text, child, place.child);
    this.#validation.error('cvc-complex-type.2.4.a', child.nameRange, message, {
      fix,
      expected: this.#expected(),
    });
  }

  /** A child that the type does not have: another namespace, another spelling, or something else altogether. */
  #explainUnknown(child: XmlElement): void {
    const { catalog } = this.#validation;
    const label = this.#validation.label(child);
    const meant = this.#meant(child);
    if (meant) {
      const fix = renameFix(child, meant.name.namespace, meant.name.local);
      const message =
        meant.name.local === child.local
          ? `${label} is in ${namespaceText(child.namespace)}; ${meant.label} was expected here, in ${namespaceText(meant.name.namespace)}.`
          : `${label} is not an element of ${this.#validation.label(this.#element)}; did you mean ${meant.label}?`;
      this.#validation.error('cvc-complex-type.2.4.a', child.nameRange, message, {
        fix,
        expected: this.#expected(),
      });
      const match = this.#state.take(meant.name.namespace, meant.name.local);
      if (match) {
        this.#trail.push({ child, state: this.#state });
        this.#state = match.state;
      }
      this.#judge.declared(child, meant, this.#validation);
      return;
    }
    const isKnown = catalog.element(child) !== undefined;
    const code = this.#state.next.length === 0 ? 'cvc-complex-type.2.4.d' : 'cvc-complex-type.2.4.a';
    const why = isKnown
      ? 'may not stand here'
      : `is not an element of ${this.#validation.label(this.#element)}`;
    const fix = this.#state.next.length === 0 ? removeFix(this.#validation.text, child) : undefined;
    this.#validation.error(code, child.nameRange, `${label} ${why}${this.#expectation()}.`, {
      expected: this.#expected(),
      fix,
    });
  }

  /** The declaration a wrong name was likely meant for: one that fits here, not one that is there already. */
  #meant(child: XmlElement): ElementDeclaration | undefined {
    const fitting = this.#model.declarations.filter(
      each => this.#state.take(each.name.namespace, each.name.local)?.declaration === each,
    );
    const reachable = fitting.length > 0 ? fitting : this.#model.declarations;
    const sameLocal = reachable.find(each => each.name.local === child.local);
    if (sameLocal) return sameLocal;
    const name = nearest(
      child.local,
      reachable.map(each => each.name.local),
    );
    return name === undefined ? undefined : reachable.find(each => each.name.local === name);
  }

  #end(): void {
    if (this.#state.accepts) {
      if (this.#model.bounds.length > 0) checkBounds(this.#element, this.#model, this.#validation);
      return;
    }
    const missing = completion(this.#state, state => state.accepts) ?? [];
    const next = declaredNext(this.#state);
    const { catalog, text } = this.#validation;
    const label = this.#validation.label(this.#element);
    const first = missing[0];
    const alternatives = first ? next.filter(each => !this.#isOptional(each, first)) : next;
    const names = missing.map(each => each.label);
    const message =
      alternatives.length > 1 && missing.length === 1
        ? `${label} needs ${listed(
            alternatives.map(each => each.label),
            'or',
          )}.`
        : names.length > 0
          ? `${listed(names, 'and')} ${names.length === 1 ? 'is' : 'are'} missing in ${label}.`
          : `${label} is not complete${this.#expectation()}.`;
    const fix = missing.length > 0 ? insertFix(catalog, text, this.#element, undefined, missing) : undefined;
    this.#validation.error('cvc-complex-type.2.4.b', this.#element.nameRange, message, {
      expected: next.map(each => each.label),
      fix,
    });
  }

  /** Whether an alternative could be left out and the first missing element would still be due. */
  #isOptional(each: ElementDeclaration, first: ElementDeclaration): boolean {
    if (each === first) return false;
    const after = this.#state.take(each.name.namespace, each.name.local)?.state;
    return after?.take(first.name.namespace, first.name.local)?.declaration === first;
  }

  #expected(): string[] {
    const names = declaredNext(this.#state).map(each => each.label);
    return this.#state.next.some(position => position.wildcard) ? [...names, 'other elements'] : names;
  }

  #expectation(): string {
    const names = this.#expected();
    const all = this.#state.accepts ? [...names, 'the end'] : names;
    if (names.length === 0) return this.#state.accepts ? ': nothing more is expected' : '';
    return `: ${listed(all.slice(0, 8), 'or')}${all.length > 8 ? ' or others' : ''} ${all.length > 1 ? 'are' : 'is'} expected`;
  }
}

/** Declarations that may come next, each once. */
export function declaredNext(state: State): ElementDeclaration[] {
  const found = new Map<string, ElementDeclaration>();
  for (const { declaration } of state.next) {
    if (declaration && !declaration.abstract) found.set(declaration.label, declaration);
  }
  return [...found.values()];
}

/** The fewest declared elements that lead from a state to one that `isGoal`; undefined when none do. */
function completion(start: State, isGoal: (state: State) => boolean): ElementDeclaration[] | undefined {
  const seen = new Set([start]);
  let front: { readonly state: State; readonly path: readonly ElementDeclaration[] }[] = [
    { state: start, path: [] },
  ];
  for (let depth = 0; depth <= maximumMissing && front.length > 0; depth++) {
    const reached: typeof front = [];
    for (const { state, path } of front) {
      if (isGoal(state)) return [...path];
      for (const declaration of declaredNext(state)) {
        const after = state.take(declaration.name.namespace, declaration.name.local)?.state;
        if (!after || seen.has(after) || seen.size > 500) continue;
        seen.add(after);
        reached.push({ state: after, path: [...path, declaration] });
      }
    }
    front = reached;
  }
  return undefined;
}

export function listed(names: readonly string[], joint: 'and' | 'or'): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} ${joint} ${names.at(-1)}`;
}

function namespaceText(namespace: string): string {
  return namespace === '' ? 'no namespace' : `the namespace ${namespace}`;
}
