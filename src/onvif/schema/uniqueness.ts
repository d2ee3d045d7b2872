import type { UniqueFacts } from '../catalog/catalogFacts';
import { rawTextOf } from '../xml/query';
import type { XmlElement } from '../xml/xmlNode';
import type { Validation } from './validation';

/** One step of the XPath that XSD allows in selectors and fields. */
interface Step {
  readonly axis: 'child' | 'attribute' | 'self';
  /** `*` or a name with the catalog's prefix. */
  readonly test: string;
}

interface Path {
  /** `.//` in front: at any depth. */
  readonly deep: boolean;
  readonly steps: readonly Step[];
}

/** xs:unique and xs:key: the fields of the selected elements differ (XSD 1.0 part 1, 3.11.4). */
export function checkUnique(element: XmlElement, facts: UniqueFacts, validation: Validation): void {
  const seen = new Map<string, XmlElement>();
  for (const selected of select(element, parsePath(facts.selector), validation)) {
    const values = facts.fields.map(field => fieldValue(selected, field, validation));
    const missing = values.indexOf(undefined);
    if (missing >= 0) {
      if (!facts.key) continue;
      const message = `${validation.label(selected)} needs ${facts.fields[missing]}: it is part of the key ${facts.name}.`;
      validation.error('cvc-identity-constraint.4.2.1', selected.nameRange, message);
      continue;
    }
    const key = JSON.stringify(values);
    if (seen.has(key)) {
      const what = facts.fields
        .map((field, index) => `${field.replace('@', '')} "${values[index]}"`)
        .join(' and ');
      const message = `Another ${validation.label(selected)} here has the same ${what}.`;
      validation.error('cvc-identity-constraint.4.1', selected.nameRange, message);
    }
    seen.set(key, selected);
  }
}

function parsePath(written: string): Path[] {
  return written.split('|').map(part => {
    const text = part.trim();
    const deep = text.startsWith('.//');
    const steps = (deep ? text.slice(3) : text)
      .split('/')
      .map(step => step.trim().replace(/^child::/, ''))
      .filter(step => step !== '')
      .map((step): Step => {
        if (step === '.') return { axis: 'self', test: '*' };
        const attribute = /^(?:@|attribute::)(.*)$/.exec(step)?.[1];
        return attribute === undefined
          ? { axis: 'child', test: step }
          : { axis: 'attribute', test: attribute };
      });
    return { deep, steps };
  });
}

function select(element: XmlElement, paths: readonly Path[], validation: Validation): Set<XmlElement> {
  const found = new Set<XmlElement>();
  for (const { deep, steps } of paths) {
    let current = deep ? descendants(element) : [element];
    for (const step of steps) {
      if (step.axis === 'self') continue;
      current = current.flatMap(each =>
        children(each).filter(child => isMatch(child, step.test, validation)),
      );
    }
    for (const each of current) found.add(each);
  }
  return found;
}

function fieldValue(element: XmlElement, written: string, validation: Validation): string | undefined {
  for (const { deep, steps } of parsePath(written)) {
    const last = steps.at(-1);
    const inner = last?.axis === 'attribute' ? steps.slice(0, -1) : steps;
    const [holder] = select(element, [{ deep, steps: inner }], validation);
    if (!holder) continue;
    if (last?.axis !== 'attribute') return rawTextOf(holder).trim();
    const attribute = holder.attributes.find(each => {
      if (last.test === '*') return true;
      const colon = last.test.indexOf(':');
      const namespace = colon < 0 ? '' : validation.catalog.namespaceOf(last.test.slice(0, colon));
      return each.local === last.test.slice(colon + 1) && each.namespace === namespace;
    });
    if (attribute) return attribute.value;
  }
  return undefined;
}

function isMatch(element: XmlElement, test: string, validation: Validation): boolean {
  if (test === '*') return true;
  const colon = test.indexOf(':');
  const namespace = colon < 0 ? '' : validation.catalog.namespaceOf(test.slice(0, colon));
  const local = test.slice(colon + 1);
  return element.namespace === namespace && (local === '*' || element.local === local);
}

function children(element: XmlElement): XmlElement[] {
  return element.children.filter(child => child.kind === 'element');
}

function descendants(element: XmlElement): XmlElement[] {
  const found = [element];
  for (let i = 0; i < found.length; i++) found.push(...children(found[i] as XmlElement));
  return found;
}
