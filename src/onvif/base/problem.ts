import type { TextRange } from './textRange';

export type Severity = 'error' | 'warning' | 'information';

/** Something a reader or validator found in a document. Parsers of people's documents return these, never throw. */
export interface Problem {
  /** Stable, searchable; tests and settings refer to it. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: TextRange;
}
