import type { TextRange } from '../base/textRange';
import type { Catalog } from '../catalog/catalog';
import type { ElementDeclaration, Type, Wildcard } from '../catalog/model';
import { namespaces } from '../xml/namespaces';
import { qnameOf, rawTextOf } from '../xml/query';
import type { XmlAttribute, XmlElement, XmlText } from '../xml/xmlNode';
import { AttributeChecks } from './attributeCheck';
import { checkContent, type ChildJudge } from './contentCheck';
import type { ContentModel } from './contentModel';
import { nearest } from './fieldNames';
import { moveFix, removeFix, renameFix } from './fixes';
import { shorten } from './simpleCheck';
import { normaliseSpace } from './scalar';
import { TypePlans, type TextPlan, type TypePlan } from './typePlans';
import { checkUnique } from './uniqueness';
import { Validation } from './validation';
import { identify, reportValue } from './valueProblems';

/** Judges elements by their declarations. One a catalog, so that what it compiles of the types is kept. */
export class Validator implements ChildJudge {
  readonly #catalog: Catalog;
  readonly #plans: TypePlans;
  readonly #attributes: AttributeChecks;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#plans = catalog.companion(TypePlans);
    this.#attributes = new AttributeChecks(catalog, this.#plans);
  }

  /** @param text the document, for fixes that move parts of it */
  begin(text: string | undefined): Validation {
    return new Validation(this.#catalog, this.#plans, text);
  }

  /** An element that the catalog may or may not declare (lax assessment). */
  any(element: XmlElement, validation: Validation): void {
    const declaration = this.#catalog.element(element);
    if (declaration) this.declared(element, declaration, validation);
    else this.#undeclared(element, validation);
  }

  declared(element: XmlElement, declaration: ElementDeclaration, validation: Validation): void {
    const plan = this.#plans.element(declaration);
    if (plan.isPlain && element.attributes.length === 0) {
      this.#typed(element, plan.type, declaration, false, validation);
      return;
    }
    if (declaration.abstract) {
      const message = `${declaration.label} is abstract: one of its substitution group must stand here.`;
      validation.error('cvc-elt.2', element.nameRange, message);
    }
    let { type } = plan;
    let isNil = false;
    for (const attribute of element.attributes) {
      if (attribute.namespace !== namespaces.xsi) continue;
      if (attribute.local === 'type') {
        const actual = this.#actualType(element, attribute, declaration.type, validation);
        if (actual) type = this.#plans.plan(actual);
      } else if (attribute.local === 'nil') isNil = this.#isNil(attribute, declaration, validation);
    }
    this.#typed(element, type, declaration, isNil, validation);
    for (const facts of declaration.unique) checkUnique(element, facts, validation);
  }

  /** Without a declaration: by its xsi:type, or as anything at all. */
  #undeclared(element: XmlElement, validation: Validation): void {
    const written = element.attributes.find(
      each => each.namespace === namespaces.xsi && each.local === 'type',
    );
    const anyType = this.#catalog.type({ namespace: namespaces.xs, local: 'anyType' });
    const type = written && anyType && this.#actualType(element, written, anyType, validation);
    if (type) return this.#typed(element, this.#plans.plan(type), undefined, false, validation);
    for (const attribute of element.attributes) this.#attributes.global(element, attribute, validation);
    for (const child of element.children) if (child.kind === 'element') this.any(child, validation);
  }

  #actualType(
    element: XmlElement,
    attribute: XmlAttribute,
    declared: Type,
    validation: Validation,
  ): Type | undefined {
    const name = qnameOf(element, attribute.value);
    const type = name && this.#catalog.type(name);
    if (!type) {
      const message = `There is no type ${attribute.value.trim()}.`;
      validation.error('cvc-elt.4.2', attribute.valueRange, message);
      return undefined;
    }
    if (!isDerived(type, declared)) {
      const message = `The type ${type.key} is not derived from ${declared.key ?? 'the type declared here'}.`;
      validation.error('cvc-elt.4.3', attribute.valueRange, message);
      return undefined;
    }
    return type;
  }

  #isNil(attribute: XmlAttribute, declaration: ElementDeclaration, validation: Validation): boolean {
    const value = normaliseSpace(attribute.value, 'collapse');
    if (!/^(?:true|false|1|0)$/.test(value)) {
      const message = `xsi:nil must be true or false, not "${shorten(value)}".`;
      validation.error('cvc-datatype-valid.1.2.1', attribute.valueRange, message);
      return false;
    }
    if (!declaration.nillable) {
      validation.error('cvc-elt.3.1', attribute.nameRange, `${declaration.label} cannot be nil.`);
      return false;
    }
    return value === 'true' || value === '1';
  }

  #typed(
    element: XmlElement,
    plan: TypePlan,
    declaration: ElementDeclaration | undefined,
    isNil: boolean,
    validation: Validation,
  ): void {
    if (plan.kind === 'simple') {
      for (const attribute of element.attributes) {
        this.#attributes.onSimpleType(element, attribute, validation);
      }
      if (isNil) this.#nilContent(element, validation);
      else this.#text(element, plan.text, declaration, validation);
      return;
    }
    if (plan.type.abstract) {
      const message = `The type ${plan.type.key} is abstract: xsi:type must name one derived from it.`;
      validation.error('cvc-type.2', element.nameRange, message);
    }
    this.#attributes.check(element, plan, validation);
    if (isNil) this.#nilContent(element, validation);
    else if (plan.text) this.#text(element, plan.text, declaration, validation);
    else if (plan.model) checkContent(element, plan.model, plan.mixed, this, validation);
    else this.#nothing(element, validation);
  }

  #nilContent(element: XmlElement, validation: Validation): void {
    const [first] = element.children;
    if (first)
      validation.error('cvc-elt.3.2.1', first.range, 'An element with xsi:nil="true" must be empty.');
  }

  /** The text of a simple type or of simple content. */
  #text(
    element: XmlElement,
    plan: TextPlan,
    declaration: ElementDeclaration | undefined,
    validation: Validation,
  ): void {
    const { children } = element;
    for (const child of children) {
      if (child.kind !== 'element') continue;
      const message = `${validation.label(element)} holds text and no elements.`;
      const fix = removeFix(validation.text, child);
      validation.error('cvc-type.3.1.2', child.nameRange, message, { fix });
      return;
    }
    const fixed = declaration?.fixed;
    if (!plan.check && plan.identity === undefined && fixed === undefined) return;
    const [only] = children;
    if (!only && (fixed ?? declaration?.default) !== undefined) return;
    const value = children.length === 1 && only?.kind === 'text' ? only.value : rawTextOf(element);
    const fault = plan.check?.(value, element);
    if (fault) {
      const subject = `The value "${shorten(value.trim())}" of ${validation.label(element)}`;
      reportValue(fault, subject, valueRange(element, validation), children.length === 1, validation);
    } else if (fixed !== undefined && !plan.isSame(value, fixed, element)) {
      const message = `${declaration?.label} must be "${fixed}".`;
      validation.error('cvc-elt.5.2.2', valueRange(element, validation), message, { expected: [fixed] });
    }
    if (plan.identity !== undefined) {
      identify(plan.identity, value, valueRange(element, validation), validation);
    }
  }

  /** Text where only elements may stand. */
  strayText(text: XmlText, element: XmlElement, validation: Validation): void {
    const message = `${validation.label(element)} holds elements and no text.`;
    const range = validation.trimmed(text.range);
    const fix = { kind: 'remove', title: 'Remove the text', edits: [{ range, text: '' }] } as const;
    validation.error('cvc-complex-type.2.3', range, message, { fix });
  }

  /** An empty type: no elements and no text, not even blanks. */
  #nothing(element: XmlElement, validation: Validation): void {
    const first = element.children.find(child => child.kind === 'element') ?? element.children[0];
    if (!first) return;
    const message = `${validation.label(element)} must be empty.`;
    if (first.kind === 'element') {
      const fix = removeFix(validation.text, first);
      validation.error('cvc-complex-type.2.1', first.nameRange, message, { fix });
    } else {
      const fix = {
        kind: 'remove',
        title: 'Remove the text',
        edits: [{ range: first.range, text: '' }],
      } as const;
      validation.error('cvc-complex-type.2.1', first.range, message, { fix });
    }
  }

  /** A child that only a wildcard lets through. */
  admitted(child: XmlElement, wildcard: Wildcard, model: ContentModel, validation: Validation): void {
    const sibling = model.find(child.namespace, child.local);
    if (sibling) {
      this.#misplaced(child, sibling, model, validation);
      this.declared(child, sibling, validation);
      return;
    }
    if (wildcard.process === 'skip') return;
    const declaration = this.#catalog.element(child);
    if (declaration) return this.declared(child, declaration, validation);
    if (wildcard.process === 'strict') {
      const message = `No element ${validation.label(child)} is declared, and only declared ones may stand here.`;
      validation.error('cvc-complex-type.2.4.c', child.nameRange, message);
      return;
    }
    const isVendors = child.namespace !== '' && this.#catalog.prefixOf(child.namespace) === undefined;
    if (!isVendors) this.#unknown(child, model, validation);
    this.#undeclared(child, validation);
  }

  #misplaced(
    child: XmlElement,
    sibling: ElementDeclaration,
    model: ContentModel,
    validation: Validation,
  ): void {
    const earlier: XmlElement[] = [];
    for (const each of child.parent?.children ?? []) {
      if (each === child) break;
      if (each.kind === 'element') earlier.push(each);
    }
    if (earlier.some(each => each.local === child.local && each.namespace === child.namespace)) {
      const message = `${sibling.label} stands here more often than it may.`;
      const fix = removeFix(validation.text, child);
      validation.error('onvif.misplaced-element', child.nameRange, message, { fix });
      return;
    }
    const order = model.declarations;
    const place = order.indexOf(sibling);
    const before = earlier.find(each => {
      const declared = model.find(each.namespace, each.local);
      return declared === undefined || order.indexOf(declared) > place;
    });
    const message = before
      ? `${sibling.label} must stand before ${validation.label(before)}.`
      : `${sibling.label} may not stand here.`;
    const fix = before && moveFix(validation.text, child, before);
    validation.error('onvif.misplaced-element', child.nameRange, message, { fix });
  }

  #unknown(child: XmlElement, model: ContentModel, validation: Validation): void {
    const siblings = new Map(model.declarations.map(each => [each.name.local, each]));
    const near = nearest(child.local, [...siblings.keys()]);
    const meant = near === undefined ? undefined : siblings.get(near);
    const label = validation.label(child);
    const hint = meant ? `; did you mean ${meant.label}?` : '.';
    validation.warning(
      'onvif.unknown-element',
      child.nameRange,
      `${this.#catalog.name} does not know ${label} here: misspelt, misplaced or newer${hint}`,
      { fix: meant && renameFix(child, meant.name.namespace, meant.name.local) },
    );
  }
}

/** From the first character of an element's text to the last; the name of an empty element. */
function valueRange(element: XmlElement, validation: Validation): TextRange {
  const [first, last] = [element.children[0], element.children.at(-1)];
  if (!first || !last) return element.nameRange;
  return validation.trimmed({ start: first.range.start, end: last.range.end });
}

/** Whether a type is another or derived from it (XSD 1.0 part 1, 3.4.6 and 3.14.6). */
function isDerived(type: Type, from: Type): boolean {
  if (from.key === 'xs:anyType') return true;
  for (let each: Type | undefined = type; each; each = each.base) {
    if (each === from || (each.key !== undefined && each.key === from.key)) return true;
  }
  if (type.kind === 'simple' && from.kind === 'simple') {
    if (from.key === 'xs:anySimpleType') return true;
    if (from.variety === 'union') return from.members.some(member => isDerived(type, member));
  }
  return false;
}
