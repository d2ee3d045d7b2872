import type { Catalog } from '../catalog/catalog';
import type { AttributeUse, ComplexType, ElementDeclaration, SimpleType, Type } from '../catalog/model';
import type { XmlElement } from '../xml/xmlNode';
import { ContentModel } from './contentModel';
import { normaliseSpace } from './scalar';
import { SimpleChecks, type ValueCheck } from './simpleCheck';

/** What a value means for the identity of things in a document. */
export type Identity = 'id' | 'reference' | 'references' | undefined;

export interface TextPlan {
  readonly type: SimpleType;
  /** Undefined when every text is a value. */
  readonly check: ValueCheck | undefined;
  readonly identity: Identity;
  /** Whether two texts are the same value. */
  isSame(a: string, b: string, element: XmlElement): boolean;
}

export interface AttributePlan extends TextPlan {
  readonly use: AttributeUse;
  readonly namespace: string;
}

/** What is needed to judge an element of a declaration, made once a declaration. */
export interface ElementPlan {
  readonly declaration: ElementDeclaration;
  readonly type: TypePlan;
  /** Nothing to look at besides the type: neither abstract nor with a value of its own nor a constraint. */
  readonly isPlain: boolean;
}

/** What is needed to judge an element of a type, made once a type. */
export type TypePlan = SimplePlan | ComplexPlan;

export interface SimplePlan {
  readonly kind: 'simple';
  readonly text: TextPlan;
}

export interface ComplexPlan {
  readonly kind: 'complex';
  readonly type: ComplexType;
  /** By local name. */
  readonly attributes: ReadonlyMap<string, readonly AttributePlan[]>;
  readonly required: readonly AttributePlan[];
  /** Of simple content. */
  readonly text: TextPlan | undefined;
  /** Of content with elements; undefined for empty and simple content. */
  readonly model: ContentModel | undefined;
  readonly mixed: boolean;
}

/** Plans of all types that documents have used so far; one a catalog. */
export class TypePlans {
  readonly #catalog: Catalog;
  readonly #checks: SimpleChecks;
  readonly #plans = new Map<Type, TypePlan>();
  readonly #elements = new Map<ElementDeclaration, ElementPlan>();
  readonly #texts = new Map<SimpleType, TextPlan>();
  #substitutions: ReadonlyMap<string, readonly ElementDeclaration[]> | undefined;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#checks = new SimpleChecks(catalog);
  }

  element(declaration: ElementDeclaration): ElementPlan {
    let plan = this.#elements.get(declaration);
    if (!plan) {
      const isPlain =
        !declaration.abstract &&
        declaration.unique.length === 0 &&
        declaration.fixed === undefined &&
        declaration.default === undefined;
      plan = { declaration, type: this.plan(declaration.type), isPlain };
      this.#elements.set(declaration, plan);
    }
    return plan;
  }

  plan(type: Type): TypePlan {
    let plan = this.#plans.get(type);
    if (!plan) {
      plan = type.kind === 'simple' ? { kind: 'simple', text: this.text(type) } : this.#complex(type);
      this.#plans.set(type, plan);
    }
    return plan;
  }

  text(type: SimpleType): TextPlan {
    let plan = this.#texts.get(type);
    if (!plan) {
      const canonical = this.#checks.canonical(type);
      const value = (text: string, element: XmlElement) =>
        canonical(normaliseSpace(text, type.whiteSpace), element);
      plan = {
        type,
        check: this.#checks.check(type),
        identity: identityOf(type),
        isSame: (a, b, element) => value(a, element) === value(b, element),
      };
      this.#texts.set(type, plan);
    }
    return plan;
  }

  attribute(use: AttributeUse): AttributePlan {
    return { ...this.text(use.type), use, namespace: use.name.namespace };
  }

  #complex(type: ComplexType): ComplexPlan {
    const attributes = new Map<string, AttributePlan[]>();
    for (const use of type.attributes) {
      const { local } = use.name;
      attributes.set(local, [...(attributes.get(local) ?? []), this.attribute(use)]);
    }
    const { content } = type;
    return {
      kind: 'complex',
      type,
      attributes,
      required: [...attributes.values()].flat().filter(each => each.use.required),
      text: content.kind === 'simple' ? this.text(content.type) : undefined,
      model:
        content.kind === 'elements'
          ? new ContentModel(content.particle, declaration => this.#membersOf(declaration))
          : undefined,
      mixed: content.kind === 'elements' && content.mixed,
    };
  }

  /** What may stand where a declaration is: itself unless abstract, and its substitution group. */
  #membersOf(declaration: ElementDeclaration): readonly ElementDeclaration[] {
    if (!declaration.isGlobal) return [declaration];
    const members = this.#groups().get(this.#catalog.keyOf(declaration.name));
    return members ? [declaration, ...members] : [declaration];
  }

  /** Members of all substitution groups by the key of their head, those of members' groups included. */
  #groups(): ReadonlyMap<string, readonly ElementDeclaration[]> {
    if (this.#substitutions) return this.#substitutions;
    const groups = new Map<string, ElementDeclaration[]>();
    for (const key of this.#catalog.elementKeys()) {
      const name = this.#catalog.elementFacts(key)?.substitutes && this.#catalog.nameOf(key);
      const member = name && this.#catalog.element(name);
      const seen = new Set([key]);
      for (let head = this.#catalog.elementFacts(key)?.substitutes; head && member && !seen.has(head);) {
        groups.set(head, [...(groups.get(head) ?? []), member]);
        seen.add(head);
        head = this.#catalog.elementFacts(head)?.substitutes;
      }
    }
    this.#substitutions = groups;
    return groups;
  }
}

function identityOf(type: SimpleType): Identity {
  if (type.variety === 'list') return type.item?.builtin.name === 'IDREF' ? 'references' : undefined;
  if (type.variety === 'union') return undefined;
  return type.builtin.name === 'ID' ? 'id' : type.builtin.name === 'IDREF' ? 'reference' : undefined;
}
