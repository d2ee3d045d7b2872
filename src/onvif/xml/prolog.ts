import type { Scan } from './scan';

const question = 0x3f;

/** True where `<?xml` stands as a whole word. */
export function isDeclaration(text: string, at: number): boolean {
  return (
    text.startsWith('<?xml', at) && !(text.charCodeAt(at + 5) > 0x20 && text.charCodeAt(at + 5) !== question)
  );
}

/** Judges the XML declaration at `start`; returns the offset behind it. */
export function readDeclaration(scan: Scan, start: number): number {
  const { text } = scan;
  const close = scan.find('?>', start);
  const end = close < 0 ? lineEnd(text, start) : close + 2;
  if (!declaration.test(text.slice(start, Math.min(end, start + 1000)))) {
    scan.report(
      'invalid-declaration',
      start,
      end,
      'This is not an XML declaration like <?xml version="1.0" encoding="UTF-8"?>.',
    );
  }
  scan.skipped.push({ start, end });
  return end;
}

/** Production XMLDecl, for version 1.0 and, as its fifth edition says, later ones. */
function declarationGrammar(): RegExp {
  const blank = '[\\t\\n\\r ]';
  const part = (name: string, value: string) =>
    `${blank}+${name}${blank}*=${blank}*(?:"${value}"|'${value}')`;
  const version = part('version', '1\\.[0-9]+');
  const encoding = part('encoding', '[A-Za-z][A-Za-z0-9._\\-]*');
  const standalone = part('standalone', '(?:yes|no)');
  return new RegExp(`^<\\?xml${version}(?:${encoding})?(?:${standalone})?${blank}*\\?>$`);
}

const declaration = declarationGrammar();

/** Finds the end of a DOCTYPE, internal subset and all, without reading what it says. */
export function passDoctype(scan: Scan, start: number): number {
  const end = doctypeEnd(scan, start + 9);
  scan.report('doctype', start, end, 'A DOCTYPE is never read, and SOAP forbids it; remove it.');
  scan.skipped.push({ start, end });
  return end;
}

function doctypeEnd(scan: Scan, start: number): number {
  const { text } = scan;
  const closers: Record<string, string> = { '"': '"', "'": "'", '<!--': '-->', '<?': '?>' };
  const piece = /["'[\]>]|<!--|<\?/g;
  let inside = false;
  // Once one DOCTYPE was found to have no end, later ones are not searched again.
  for (let at = start; !scan.endlessDoctype;) {
    piece.lastIndex = at;
    const token = piece.exec(text)?.[0];
    if (token === undefined) break;
    at = piece.lastIndex;
    if (token === '>' && !inside) return at;
    if (token === '[' || token === ']') inside = token === '[';
    const closer = closers[token];
    if (closer === undefined) continue;
    const close = scan.find(closer, at);
    if (close >= 0) at = close + closer.length;
  }
  scan.endlessDoctype = true;
  return lineEnd(text, start);
}

/** End of the line of what begins at `start` and never ends. */
export function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}
