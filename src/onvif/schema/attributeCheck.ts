import type { Catalog } from '../catalog/catalog';
import type { AttributeUse } from '../catalog/model';
import { namespaces } from '../xml/namespaces';
import type { XmlAttribute, XmlElement } from '../xml/xmlNode';
import { escapeAttribute } from '../xml/writer';
import { exampleText } from './exampleText';
import { nearest } from './fieldNames';
import { replaceFix } from './fixes';
import type { Fix } from './schemaProblem';
import { shorten } from './simpleCheck';
import type { AttributePlan, ComplexPlan, TypePlans } from './typePlans';
import type { Validation } from './validation';
import { identify, reportValue } from './valueProblems';

/** Judges attributes. */
export class AttributeChecks {
  readonly #catalog: Catalog;
  readonly #plans: TypePlans;

  constructor(catalog: Catalog, plans: TypePlans) {
    this.#catalog = catalog;
    this.#plans = plans;
  }

  /** An attribute of an element of a simple type: none may stand there but those of xsi. */
  onSimpleType(element: XmlElement, attribute: XmlAttribute, validation: Validation): void {
    if (!isSchemaInstance(attribute)) this.#strayAttribute(element, attribute, undefined, validation);
  }

  /** The attributes of an element of a complex type: declared ones, missing ones, others. */
  check(element: XmlElement, plan: ComplexPlan, validation: Validation): void {
    let found = 0;
    for (const attribute of element.attributes) {
      const declared = declaredIn(plan, attribute);
      if (declared) {
        if (declared.use.required) found++;
        this.#attributeValue(element, attribute, declared, validation);
      } else if (!isSchemaInstance(attribute)) this.#strayAttribute(element, attribute, plan, validation);
    }
    if (found < plan.required.length) this.#missingAttributes(element, plan, validation);
  }

  #missingAttributes(element: XmlElement, plan: ComplexPlan, validation: Validation): void {
    for (const { use } of plan.required) {
      const { namespace, local } = use.name;
      if (element.attributes.some(each => each.local === local && each.namespace === namespace)) continue;
      const message = `${validation.label(element)} needs the attribute ${local}.`;
      const fix = namespace === '' ? missingAttributeFix(element, plan, use) : undefined;
      validation.error('cvc-complex-type.4', element.nameRange, message, { expected: [local], fix });
    }
  }

  #attributeValue(
    element: XmlElement,
    attribute: XmlAttribute,
    plan: AttributePlan,
    validation: Validation,
  ): void {
    const { fixed } = plan.use;
    if (!plan.check && plan.identity === undefined && fixed === undefined) return;
    const { value } = attribute;
    const fault = plan.check?.(value, element);
    if (fault) {
      const subject = `The value "${shorten(value)}" of the attribute ${attribute.local}`;
      reportValue(fault, subject, attribute.valueRange, true, validation);
    } else if (fixed !== undefined && !plan.isSame(value, fixed, element)) {
      const message = `The attribute ${attribute.local} must be "${fixed}".`;
      const fix = replaceFix(attribute.valueRange, fixed);
      validation.error('cvc-attribute.4', attribute.valueRange, message, { expected: [fixed], fix });
    }
    if (plan.identity !== undefined) identify(plan.identity, value, attribute.valueRange, validation);
  }

  /** An attribute that the type does not declare. */
  #strayAttribute(
    element: XmlElement,
    attribute: XmlAttribute,
    plan: ComplexPlan | undefined,
    validation: Validation,
  ): void {
    const wildcard = plan?.type.anyAttribute;
    const others = plan ? [...plan.attributes.values()].flat().map(each => each.use.name.local) : [];
    const near = attribute.namespace === '' ? nearest(attribute.local, others) : undefined;
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    const fix =
      near === undefined || element.attributes.some(each => each.local === near)
        ? undefined
        : ({
            kind: 'rename',
            title: `Rename to ${near}`,
            edits: [{ range: attribute.nameRange, text: near }],
          } as const);
    if (!wildcard?.allows(attribute.namespace)) {
      const message = `${validation.label(element)} has no attribute ${writtenAttribute(attribute)}${hint || '.'}`;
      const code = plan ? 'cvc-complex-type.3.2.2' : 'cvc-type.3.1.1';
      validation.error(code, attribute.nameRange, message, { fix, expected: others });
      return;
    }
    if (wildcard.process === 'skip') return;
    if (this.global(element, attribute, validation)) return;
    if (wildcard.process === 'strict') {
      const message = `No attribute ${writtenAttribute(attribute)} is declared, and only declared ones may stand here.`;
      validation.error('cvc-complex-type.3.2.2', attribute.nameRange, message);
    } else if (attribute.namespace === '' || this.#catalog.prefixOf(attribute.namespace) !== undefined) {
      const where = `the attribute ${writtenAttribute(attribute)} of ${validation.label(element)}`;
      const message = `${this.#catalog.name} does not know ${where}: misspelt, misplaced or newer${hint || '.'}`;
      validation.warning('onvif.unknown-attribute', attribute.nameRange, message, { fix });
    }
  }

  /** Judges an attribute by its global declaration; false when there is none. */
  global(element: XmlElement, attribute: XmlAttribute, validation: Validation): boolean {
    const use = attribute.namespace === '' ? undefined : this.#catalog.attribute(attribute);
    if (use) this.#attributeValue(element, attribute, this.#plans.attribute(use), validation);
    return use !== undefined;
  }
}

/** A misspelt attribute gets its name, else the missing one is put in with a value that may stand there. */
function missingAttributeFix(element: XmlElement, plan: ComplexPlan, use: AttributeUse): Fix | undefined {
  const { local } = use.name;
  const strangers = element.attributes.filter(
    each => each.namespace === '' && !plan.attributes.has(each.local),
  );
  const near = nearest(
    local,
    strangers.map(each => each.local),
  );
  const misspelt = strangers.find(each => each.local === near);
  if (misspelt) {
    return {
      kind: 'rename',
      title: `Rename ${near} to ${local}`,
      edits: [{ range: misspelt.nameRange, text: local }],
    };
  }
  // A name needs a prefix that is declared here; which one, only the writer knows.
  if (use.type.builtin.primitive === 'QName') return undefined;
  const written = `${local}="${escapeAttribute(use.fixed ?? use.default ?? exampleText(use.type))}"`;
  const at = element.nameRange.end;
  return {
    kind: 'insert',
    title: `Insert ${written}`,
    edits: [{ range: { start: at, end: at }, text: ` ${written}` }],
  };
}

function declaredIn(plan: ComplexPlan, { local, namespace }: XmlAttribute): AttributePlan | undefined {
  const candidates = plan.attributes.get(local);
  if (candidates) for (const each of candidates) if (each.namespace === namespace) return each;
  return undefined;
}

/** The attributes that XML Schema itself lets stand anywhere (XSD 1.0 part 1, 2.6). */
function isSchemaInstance({ namespace, local }: XmlAttribute): boolean {
  return namespace === namespaces.xsi && schemaInstanceNames.has(local);
}

const schemaInstanceNames = new Set(['type', 'nil', 'schemaLocation', 'noNamespaceSchemaLocation']);

function writtenAttribute(attribute: XmlAttribute): string {
  return attribute.prefix === '' ? attribute.local : `${attribute.prefix}:${attribute.local}`;
}
