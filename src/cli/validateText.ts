import { LinePositions } from '../onvif/base/linePositions';
import type { Problem, Severity } from '../onvif/base/problem';
import type { Catalog } from '../onvif/catalog/catalog';
import { validateMessage } from '../onvif/schema/validateMessage';
import { decodeBytes } from '../onvif/xml/decodeBytes';
import { parseXml } from '../onvif/xml/reader';

/** A problem as it is printed: lines and columns from 1, the end behind the last character. */
export interface PlacedProblem {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
}

/** Everything that is wrong with a SOAP message, in the order of the document. */
export function validateText(catalog: Catalog, text: string): PlacedProblem[] {
  const document = parseXml(text);
  return placed(text, [...document.problems, ...validateMessage(catalog, document)]);
}

/** The same for bytes; that they are not in the encoding they claim to be in is a problem too. */
export function validateBytes(catalog: Catalog, bytes: Uint8Array): PlacedProblem[] {
  const { text, findings } = decodeBytes(bytes);
  // what replaced the bytes stands where they were
  const at = Math.max(0, text.indexOf('\ufffd'));
  const encoding = findings.map(({ code, message }): Problem => {
    const start = code === 'invalid-utf8' ? at : 0;
    const range = { start, end: Math.min(text.length, start + 1) };
    return { code, severity: 'error', message, range };
  });
  return [...placed(text, encoding), ...validateText(catalog, text)];
}

export function hasError(problems: readonly PlacedProblem[]): boolean {
  return problems.some(each => each.severity === 'error');
}

function placed(text: string, problems: readonly Problem[]): PlacedProblem[] {
  if (problems.length === 0) return [];
  const positions = new LinePositions(text);
  return [...problems]
    .sort((a, b) => a.range.start - b.range.start)
    .map(({ range, severity, code, message }) => {
      const start = positions.at(range.start);
      const end = positions.at(range.end);
      return { ...start, endLine: end.line, endColumn: end.column, severity, code, message };
    });
}
