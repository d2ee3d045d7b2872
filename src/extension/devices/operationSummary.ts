import type { Operation } from '../../onvif/catalog/catalog';
import { profileQSummary } from '../../onvif/catalog/profileQSummaries';

/** The text of loaded definitions where they have one, else this project's own line for operations of Profile Q. */
export function operationSummary(operation: Operation): string | undefined {
  return operation.doc ?? profileQSummary(operation.id);
}

/** The same for a single line: at most 200 characters. */
export function operationSummaryLine(operation: Operation): string | undefined {
  const summary = operationSummary(operation)?.replace(/\s+/g, ' ');
  return summary !== undefined && summary.length > 200 ? `${summary.slice(0, 199)}…` : summary;
}
