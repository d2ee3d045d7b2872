import type { Catalog } from '../catalog/catalog';
import type { AttributeUse, ElementDeclaration, Type } from '../catalog/model';
import { namespaces } from '../xml/namespaces';
import { attributeOf, qnameOf } from '../xml/query';
import type { ParsedXml, XmlElement } from '../xml/xmlNode';
import { placeAt } from './placeAt';
import { TypePlans } from './typePlans';

/** What elements of a document are by the schemas. One a catalog. */
export class Declarations {
  readonly #catalog: Catalog;
  readonly plans: TypePlans;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.plans = catalog.companion(TypePlans);
  }

  /** The declaration of an element where it stands; undefined for what no schema knows there. */
  of(element: XmlElement): ElementDeclaration | undefined {
    const parent = element.parent && this.typeOf(element.parent);
    const plan = parent && this.plans.plan(parent);
    const local = plan?.kind === 'complex' ? plan.model?.find(element.namespace, element.local) : undefined;
    return local ?? this.#catalog.element(element);
  }

  /** The type of an element: by its xsi:type, else by its declaration. */
  typeOf(element: XmlElement): Type | undefined {
    const written = attributeOf(element, 'type', namespaces.xsi);
    const name = written === undefined ? undefined : qnameOf(element, written);
    return (name && this.#catalog.type(name)) ?? this.of(element)?.type;
  }

  /** The declaration of an attribute of an element. */
  attribute(element: XmlElement, namespace: string, local: string): AttributeUse | undefined {
    const type = this.typeOf(element);
    const uses = type?.kind === 'complex' ? type.attributes : [];
    return (
      uses.find(use => use.name.local === local && use.name.namespace === namespace) ??
      (namespace === '' ? undefined : this.#catalog.attribute({ namespace, local }))
    );
  }
}

/** What the name at an offset stands for: for a hover. */
export function declarationAt(
  catalog: Catalog,
  document: ParsedXml,
  offset: number,
): ElementDeclaration | AttributeUse | undefined {
  const declarations = catalog.companion(Declarations);
  const place = placeAt(document, offset);
  switch (place.kind) {
    case 'content':
      return place.named && declarations.of(place.named);
    case 'endTag':
      return declarations.of(place.element);
    case 'attributeName':
    case 'attributeValue': {
      const attribute = place.element.attributes.find(
        ({ nameRange, valueRange }) => nameRange.start <= offset && offset <= valueRange.end,
      );
      return attribute && declarations.attribute(place.element, attribute.namespace, attribute.local);
    }
  }
}
