import type { Finding } from '../base/finding';
import type { ParsedXml } from '../xml/xmlNode';

/** What is wrong with the XML of a reply, one finding a kind of problem. */
export function xmlFindings(parsed: ParsedXml): Finding[] {
  const byCode = new Map<string, { message: string; start: number; count: number }>();
  for (const { code, message, range } of parsed.problems) {
    const known = byCode.get(code);
    if (known === undefined) byCode.set(code, { message, start: range.start, count: 1 });
    else known.count++;
  }
  return [...byCode].map(([code, { message, start, count }]) => {
    const more = count === 1 ? '' : ` There are ${count} such places.`;
    return {
      code,
      message: `The reply is not well-formed XML at ${placeOf(parsed.text, start)}: ${message}${more}`,
    };
  });
}

/** `line 3, column 7`, both from 1. */
function placeOf(text: string, offset: number): string {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return `line ${line}, column ${offset - lineStart + 1}`;
}

/** What is odd about the Content-Type of a SOAP 1.2 reply (RFC 3902: application/soap+xml). */
export function contentTypeFindings(contentType: string | undefined): Finding[] {
  if (contentType === undefined || contentType.trim() === '') {
    return [{ code: 'content-type-missing', message: 'The reply has no Content-Type; it was read as SOAP.' }];
  }
  const findings: Finding[] = [];
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'application/soap+xml' && !type.startsWith('multipart/')) {
    const message = `The Content-Type of the reply is ${type.slice(0, 60)} and not application/soap+xml; it was read as SOAP.`;
    findings.push({ code: 'content-type-not-soap', message });
  }
  if (/;\s*$/.test(contentType)) {
    const message =
      'The Content-Type of the reply ends in a semicolon that nothing follows; it was passed over.';
    findings.push({ code: 'content-type-semicolon', message });
  }
  return findings;
}
