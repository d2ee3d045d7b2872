/**
 * A deviation of a device that was survived: what it did, not what went wrong here. Findings are shown
 * with the exchange or the device and never stop the work.
 */
export interface Finding {
  /** Stable, kebab-case, for example `content-length-too-small`, `undeclared-prefix`, `clock-offset`. */
  readonly code: string;
  /** One sentence: what the device did and what was done about it. */
  readonly message: string;
}
