import type { QName } from '../xml/xmlNode';
import type { ElementFacts, UniqueFacts } from './catalogFacts';
import type { ElementDeclaration, Type } from './model';

const noUnique: readonly UniqueFacts[] = [];

/** An element declaration whose type is linked on first use. */
export class ElementDeclarationNode implements ElementDeclaration {
  readonly #facts: ElementFacts;
  readonly #link: () => Type;
  #type: Type | undefined;

  constructor(
    readonly name: QName,
    readonly label: string,
    facts: ElementFacts,
    readonly isGlobal: boolean,
    link: () => Type,
  ) {
    this.#facts = facts;
    this.#link = link;
  }

  get type(): Type {
    return (this.#type ??= this.#link());
  }

  get nillable(): boolean {
    return this.#facts.nillable ?? false;
  }

  get abstract(): boolean {
    return this.#facts.abstract ?? false;
  }

  get default(): string | undefined {
    return this.#facts.default;
  }

  get fixed(): string | undefined {
    return this.#facts.fixed;
  }

  get substitutes(): string | undefined {
    return this.#facts.substitutes;
  }

  get unique(): readonly UniqueFacts[] {
    return this.#facts.unique ?? noUnique;
  }

  get doc(): string | undefined {
    return this.#facts.doc;
  }
}
