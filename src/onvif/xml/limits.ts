/** How much of a document is read. Past a limit reading stops with a Problem and the tree so far is the result. */
export interface XmlLimits {
  /** Elements inside one another. */
  readonly depth: number;
  /** Elements in all. */
  readonly elements: number;
  /** Attributes of one element, namespace declarations among them. */
  readonly attributes: number;
  /** Attributes of all elements together. */
  readonly allAttributes: number;
  /** Namespace declarations in scope at one place. */
  readonly declarations: number;
  /** UTF-16 code units of one name. */
  readonly name: number;
  /** Problems kept; the rest of the document is still read. */
  readonly problems: number;
}

export const defaultXmlLimits: XmlLimits = {
  depth: 64,
  elements: 500_000,
  attributes: 256,
  allAttributes: 1_000_000,
  declarations: 512,
  name: 1024,
  problems: 200,
};
