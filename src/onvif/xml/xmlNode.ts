import type { TextRange } from '../base/textRange';

/** A namespace name and a local name. Two names are equal when both parts are; prefixes do not count. */
export interface QName {
  /** Empty for no namespace. */
  readonly namespace: string;
  readonly local: string;
}

export interface XmlAttribute {
  readonly prefix: string;
  readonly local: string;
  /** Empty for an unprefixed attribute. */
  readonly namespace: string;
  /** Normalised, entities resolved. */
  readonly value: string;
  readonly nameRange: TextRange;
  /** Without the quotes. */
  readonly valueRange: TextRange;
}

export interface XmlText {
  readonly kind: 'text';
  /** Entities resolved, line ends normalised; CDATA content as is. */
  readonly value: string;
  readonly cdata: boolean;
  readonly range: TextRange;
  readonly parent: XmlElement;
}

export interface XmlElement {
  readonly kind: 'element';
  readonly prefix: string;
  readonly local: string;
  /** Empty for none; `undefined` never: an undeclared prefix gives the well-known ONVIF namespace if there is one, else ''. */
  readonly namespace: string;
  /** Without namespace declarations. */
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
  readonly parent: XmlElement | undefined;
  /** From `<` of the start tag to behind `>` of the end tag. */
  readonly range: TextRange;
  /** From `<` to behind `>` of the start tag. */
  readonly startTag: TextRange;
  readonly nameRange: TextRange;
  /** Namespace of a prefix in scope here ('' asks for the default namespace), for QNames in content. */
  lookupNamespace(prefix: string): string | undefined;
}

export type XmlNode = XmlElement | XmlText;
