import type { Problem } from '../base/problem';
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
  /** Normalised (tabs and line ends are blanks), entities resolved. */
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
  /** Nothing but blanks, as between the tags of indented XML; told without making the value. */
  readonly isBlank: boolean;
  /** Of the whole piece of markup: with `<![CDATA[` and `]]>` for CDATA. */
  readonly range: TextRange;
  readonly parent: XmlElement;
}

/** A namespace declaration as an element makes it. */
export interface XmlDeclaration {
  /** Empty for the default namespace. */
  readonly prefix: string;
  readonly namespace: string;
}

export interface XmlElement {
  readonly kind: 'element';
  readonly prefix: string;
  readonly local: string;
  /** Empty for none. An undeclared prefix gives the well-known ONVIF namespace if there is one, else ''. */
  readonly namespace: string;
  /** Without namespace declarations. */
  readonly attributes: readonly XmlAttribute[];
  /** The namespace declarations of this element, in the order written. */
  readonly declarations: readonly XmlDeclaration[];
  readonly children: readonly XmlNode[];
  readonly parent: XmlElement | undefined;
  /** From `<` of the start tag to behind `>` of the end tag; an unclosed element ends where its parent goes on. */
  readonly range: TextRange;
  /** From `<` to behind `>` of the start tag. */
  readonly startTag: TextRange;
  /** From `</` to behind `>`; absent for `<a/>` and for an element that was never closed. */
  readonly endTag: TextRange | undefined;
  readonly nameRange: TextRange;
  /** Namespace of a prefix in scope here ('' asks for the default namespace), for QNames in content. */
  lookupNamespace(prefix: string): string | undefined;
}

export type XmlNode = XmlElement | XmlText;

/** What a text says as XML, and what is wrong with it. */
export interface ParsedXml {
  /** The text that all ranges refer to. */
  readonly text: string;
  /** The first element outside any other; absent when there is none. */
  readonly root: XmlElement | undefined;
  /**
   * In the order of their place; empty exactly when the text is namespace-well-formed XML without a DOCTYPE and
   * inside the limits. At most `limits.problems` of them.
   */
  readonly problems: readonly Problem[];
  readonly wellFormed: boolean;
  /** What is in the text but not in the tree: declaration, comments, processing instructions, a refused DOCTYPE. */
  readonly skipped: readonly TextRange[];
}
