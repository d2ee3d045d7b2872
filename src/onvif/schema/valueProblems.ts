import type { TextRange } from '../base/textRange';
import { replaceFix } from './fixes';
import { normaliseSpace } from './scalar';
import type { ValueFault } from './simpleCheck';
import type { Identity } from './typePlans';
import type { Validation } from './validation';

/** Says that a value is not of its type; `subject` names it. */
export function reportValue(
  fault: ValueFault,
  subject: string,
  range: TextRange,
  isReplaceable: boolean,
  validation: Validation,
): void {
  const fix =
    fault.replacement !== undefined && isReplaceable ? replaceFix(range, fault.replacement) : undefined;
  const hint = fault.replacement === undefined ? '.' : `; did you mean ${fault.replacement}?`;
  validation.error(fault.code, range, `${subject} ${fault.message}${hint}`, {
    expected: fault.expected,
    fix,
  });
}

/** Remembers an id, or that one is referred to. */
export function identify(identity: Identity, value: string, range: TextRange, validation: Validation): void {
  const text = normaliseSpace(value, 'collapse');
  if (identity === 'id') validation.define(text, range);
  else for (const id of identity === 'references' ? text.split(' ') : [text]) validation.refer(id, range);
}
