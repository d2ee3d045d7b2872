import {
  isComplex,
  type AttributeUseFacts,
  type CatalogFacts,
  type ElementFacts,
  type FacetFacts,
  type ParticleFacts,
  type SimpleTypeFacts,
  type TypeFacts,
  type TypeReference,
} from './catalogFacts';

/** How much a catalog holds, for people and for the check that nothing was lost. */
export interface CatalogCounts {
  services: number;
  bindings: number;
  operations: number;
  /** Distinct elements that are a request or a response. */
  messageElements: number;
  /** Target namespaces with at least one component. */
  namespaces: number;
  namedTypes: number;
  globalElements: number;
  /** Elements declared or referred to, global ones included. */
  elements: number;
  /** Attributes declared or referred to, global ones included. */
  attributes: number;
  enumerationValues: number;
  /** Element wildcards. */
  wildcards: number;
}

export function countCatalog(facts: CatalogFacts): CatalogCounts {
  const operations = facts.services.flatMap(service =>
    service.bindings.flatMap(binding => binding.operations),
  );
  const messages = new Set(operations.flatMap(({ input, output }) => (output ? [input, output] : [input])));
  const keys = [
    ...Object.keys(facts.elements),
    ...Object.keys(facts.types),
    ...Object.keys(facts.attributes),
  ];
  const counts: CatalogCounts = {
    services: facts.services.length,
    bindings: facts.services.reduce((sum, service) => sum + service.bindings.length, 0),
    operations: operations.length,
    messageElements: messages.size,
    namespaces: new Set(keys.map(key => key.slice(0, key.indexOf(':')))).size,
    namedTypes: Object.keys(facts.types).length,
    globalElements: Object.keys(facts.elements).length,
    elements: 0,
    attributes: Object.keys(facts.attributes).length,
    enumerationValues: 0,
    wildcards: 0,
  };
  const tally = new Tally(counts);
  for (const element of Object.values(facts.elements)) tally.element(element);
  for (const type of Object.values(facts.types)) tally.type(type);
  for (const attribute of Object.values(facts.attributes)) tally.reference(attribute.type);
  return counts;
}

class Tally {
  readonly #counts: CatalogCounts;

  constructor(counts: CatalogCounts) {
    this.#counts = counts;
  }

  element(facts: ElementFacts): void {
    this.#counts.elements++;
    this.reference(facts.type);
  }

  reference(type: TypeReference | undefined): void {
    if (typeof type === 'object') this.type(type);
  }

  type(facts: TypeFacts): void {
    if (!isComplex(facts)) return this.#simple(facts);
    if (facts.facets) this.#facets(facts.facets);
    const { content } = facts;
    if (content) for (const particle of 'length' in content ? content : [content]) this.#particle(particle);
    for (const use of facts.attributes ?? []) this.#attribute(use);
  }

  #attribute(use: AttributeUseFacts): void {
    this.#counts.attributes++;
    if ('name' in use) this.reference(use.type);
  }

  #simple(facts: SimpleTypeFacts): void {
    if ('union' in facts) for (const member of facts.union) this.reference(member);
    else if ('list' in facts) this.reference(facts.list);
    else {
      this.#facets(facts);
      this.reference(facts.of);
    }
  }

  #facets(facets: FacetFacts): void {
    this.#counts.enumerationValues += facets.enum?.length ?? 0;
  }

  #particle(particle: ParticleFacts): void {
    if ('any' in particle) this.#counts.wildcards++;
    else if ('ref' in particle) this.#counts.elements++;
    else if ('name' in particle) this.element(particle);
    else {
      const members =
        'seq' in particle ? particle.seq : 'choice' in particle ? particle.choice : particle.all;
      for (const member of members) this.#particle(member);
    }
  }
}
