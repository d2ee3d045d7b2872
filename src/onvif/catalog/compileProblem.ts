import type { Severity } from '../base/problem';

/** What can be wrong with a folder of WSDL and XSD files. */
export type CompileProblemCode =
  /** The folder or a file cannot be read, or there is nothing in it. */
  | 'unreadable'
  | 'no-definitions'
  /** A file or the folder is larger than the limits. */
  | 'too-large'
  | 'not-xml'
  /** Well-formed, but neither wsdl:definitions nor xs:schema. */
  | 'not-definitions'
  /** An imported namespace or included file that is not there. */
  | 'missing-import'
  | 'cyclic-import'
  /** A type, group or substitution that is defined by itself. */
  | 'cyclic-definition'
  /** A name that nothing declares. */
  | 'unknown-name'
  | 'undeclared-prefix'
  /** A file that needs what nobody publishes; the catalog is without it. */
  | 'left-out'
  /** The same component twice; the first is kept. */
  | 'duplicate'
  /** A construct of XSD or WSDL this compiler does not read. */
  | 'unsupported'
  /** A required attribute or child is missing, or a value is not allowed there. */
  | 'invalid';

/** An error means: no catalog. A warning means: the catalog is whole and this is worth knowing. */
export interface CompileProblem {
  readonly severity: Severity;
  readonly code: CompileProblemCode;
  /** One sentence that names the component. */
  readonly message: string;
  /** Path as given by the caller. */
  readonly file: string;
  /** First line is 1; absent when the whole file is meant. */
  readonly line?: number;
}
