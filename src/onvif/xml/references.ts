import { isXmlChar } from './characters';

/** The five entities XML predefines: the only ones known here, since no DOCTYPE is ever read. */
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const referencesAndLineEnds = /\r\n?|&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(amp|lt|gt|quot|apos));/g;
const referencesAndBlanks = /\r\n|[\t\n\r]|&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(amp|lt|gt|quot|apos));/g;

/** Character data as it is meant: references resolved, line ends `\n`. What is no good reference stays as written. */
export function decodeText(raw: string): string {
  if (!raw.includes('&') && !raw.includes('\r')) return raw;
  return raw.replace(referencesAndLineEnds, (match, hex?: string, decimal?: string, name?: string) =>
    match.charCodeAt(0) === 0x26 ? resolve(match, hex, decimal, name) : '\n',
  );
}

/** CDATA as it is meant: only line ends change. */
export function decodeCdata(raw: string): string {
  return raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
}

/** An attribute value as it is meant (XML 1.0, 3.3.3): written blanks and line ends become one blank each. */
export function decodeValue(raw: string): string {
  if (!/[&\t\n\r]/.test(raw)) return raw;
  return raw.replace(referencesAndBlanks, (match, hex?: string, decimal?: string, name?: string) =>
    match.charCodeAt(0) === 0x26 ? resolve(match, hex, decimal, name) : ' ',
  );
}

/** What is wrong with the reference that begins at an ampersand; undefined when it is good. */
export interface ReferenceFault {
  readonly code: 'bare-ampersand' | 'unknown-entity' | 'invalid-character-reference';
  readonly message: string;
}

const reference = /&(?:#x([0-9a-fA-F]+);|#([0-9]+);|#[^;\s<>&"']*;?|([^;\s<>&"'#]+)(;?))?/y;

/** Judges the reference at `at` (an ampersand). `end` is behind it, or behind the ampersand if it is a bare one. */
export function judgeReference(text: string, at: number): { end: number; fault?: ReferenceFault } {
  reference.lastIndex = at;
  const match = reference.exec(text);
  const [whole, hex, decimal, name, semicolon] = match ?? ['&'];
  const end = at + whole.length;
  if (name !== undefined) {
    if (semicolon !== ';') return { end: at + 1, fault: bareAmpersand };
    if (Object.hasOwn(entities, name)) return { end };
    const message = `The entity "${whole.slice(0, 40)}" is not known: only &amp; &lt; &gt; &quot; &apos; and character numbers are.`;
    return { end, fault: { code: 'unknown-entity', message } };
  }
  if (whole === '&') return { end, fault: bareAmpersand };
  const code = hex !== undefined ? parseInt(hex, 16) : decimal !== undefined ? parseInt(decimal, 10) : NaN;
  if (isXmlChar(code)) return { end };
  const message = `"${whole.slice(0, 40)}" is not the number of a character that XML allows.`;
  return { end, fault: { code: 'invalid-character-reference', message } };
}

const bareAmpersand: ReferenceFault = {
  code: 'bare-ampersand',
  message: 'An ampersand stands alone here; write &amp; for it.',
};

function resolve(match: string, hex?: string, decimal?: string, name?: string): string {
  if (name !== undefined) return entities[name] ?? match;
  const code = hex !== undefined ? parseInt(hex, 16) : parseInt(decimal ?? '', 10);
  return isXmlChar(code) ? String.fromCodePoint(code) : match;
}
