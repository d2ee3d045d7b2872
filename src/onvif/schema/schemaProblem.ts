import type { Problem } from '../base/problem';
import type { TextRange } from '../base/textRange';

/** Replaces a range of the document; an empty range inserts. */
export interface TextEdit {
  readonly range: TextRange;
  readonly text: string;
}

/** A repair that is likely what was meant, as edits of the document. */
export interface Fix {
  readonly kind: 'insert' | 'rename' | 'move' | 'replace' | 'remove';
  /** For a menu: `Insert tds:Name`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/**
 * What is wrong with a message by its schema. Codes starting with `cvc-` are the rules of XML Schema that were
 * broken (part 1, appendix C); those with `onvif.` are rules that only this project checks.
 */
export interface SchemaProblem extends Problem {
  /** What could stand here, as names or values. */
  readonly expected?: readonly string[];
  readonly fix?: Fix;
}

export type SchemaCode =
  // elements
  | 'cvc-elt.1'
  | 'cvc-elt.2'
  | 'cvc-elt.3.1'
  | 'cvc-elt.3.2.1'
  | 'cvc-elt.3.2.2'
  | 'cvc-elt.4.1'
  | 'cvc-elt.4.2'
  | 'cvc-elt.4.3'
  | 'cvc-elt.5.2.2'
  | 'cvc-type.2'
  | 'cvc-type.3.1.1'
  | 'cvc-type.3.1.2'
  | 'cvc-complex-type.2.1'
  | 'cvc-complex-type.2.2'
  | 'cvc-complex-type.2.3'
  | 'cvc-complex-type.2.4.a'
  | 'cvc-complex-type.2.4.b'
  | 'cvc-complex-type.2.4.c'
  | 'cvc-complex-type.2.4.d'
  | 'cvc-complex-type.3.2.2'
  | 'cvc-complex-type.4'
  | 'cvc-attribute.4'
  // values
  | 'cvc-datatype-valid.1.2.1'
  | 'cvc-datatype-valid.1.2.3'
  | 'cvc-enumeration-valid'
  | 'cvc-pattern-valid'
  | 'cvc-length-valid'
  | 'cvc-minLength-valid'
  | 'cvc-maxLength-valid'
  | 'cvc-minInclusive-valid'
  | 'cvc-maxInclusive-valid'
  | 'cvc-minExclusive-valid'
  | 'cvc-maxExclusive-valid'
  | 'cvc-totalDigits-valid'
  | 'cvc-fractionDigits-valid'
  // identity
  | 'cvc-id.1'
  | 'cvc-id.2'
  | 'cvc-identity-constraint.4.1'
  | 'cvc-identity-constraint.4.2.1'
  // beyond XML Schema
  /** Base64 with characters that other validators pass over. */
  | 'onvif.base64'
  /** An element that its type declares, at a place where only a wildcard lets it through. */
  | 'onvif.misplaced-element'
  /** An element or attribute of a known namespace, or none, that the catalog does not know, let through by a wildcard. */
  | 'onvif.unknown-element'
  | 'onvif.unknown-attribute'
  // the envelope
  | 'onvif.no-message'
  | 'onvif.not-an-envelope'
  | 'onvif.soap-version'
  | 'onvif.envelope-content'
  | 'onvif.body-content'
  | 'onvif.not-a-message'
  | 'onvif.unknown-operation'
  | 'onvif.other-operation'
  | 'onvif.too-many-problems';
