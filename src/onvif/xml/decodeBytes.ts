import type { Finding } from '../base/finding';

/** Bytes as text, and which encoding was taken for true. */
export interface DecodedText {
  /** Without a byte order mark. */
  readonly text: string;
  /** Lower-case name as the Encoding Standard has it, for example `utf-8`. */
  readonly encoding: string;
  readonly findings: readonly Finding[];
}

const utf8 = new TextDecoder('utf-8');

/**
 * Decodes an XML document: a byte order mark wins, then `charset` of the Content-Type, then the document's own
 * declaration, then UTF-8 (RFC 7303, section 3). Bytes that the encoding does not know become U+FFFD; that, and
 * an encoding nobody knows, is a finding and never an error.
 */
export function decodeBytes(bytes: Uint8Array, charset?: string): DecodedText {
  const marked = byMark(bytes);
  const named = marked ?? charset ?? declared(bytes);
  if (named === undefined || /^utf-?8$/i.test(named)) return decodeUtf8(bytes);
  const decoder = decoderFor(named);
  if (decoder !== undefined) return { text: decoder.decode(bytes), encoding: decoder.encoding, findings: [] };
  const decoded = decodeUtf8(bytes);
  const message = `The document names the unknown encoding "${named.slice(0, 40)}"; it was read as UTF-8.`;
  return { ...decoded, findings: [{ code: 'unknown-encoding', message }, ...decoded.findings] };
}

/** Undefined for a label that the Encoding Standard does not list. */
function decoderFor(label: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}

function decodeUtf8(bytes: Uint8Array): DecodedText {
  const text = utf8.decode(bytes);
  if (!text.includes('\ufffd') || isUtf8(bytes)) return { text, encoding: 'utf-8', findings: [] };
  const message = 'The document is not valid UTF-8; the bytes that are not were replaced by U+FFFD.';
  return { text, encoding: 'utf-8', findings: [{ code: 'invalid-utf8', message }] };
}

/** False where a U+FFFD in the text stands for bytes that are no UTF-8, and was not sent as itself. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** By the byte order mark, or the zero bytes around the first `<` in UTF-16 without one. */
function byMark(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0x3c && b === 0) return 'utf-16le';
  if (a === 0 && b === 0x3c) return 'utf-16be';
  return undefined;
}

/** The encoding that an XML declaration within the first bytes names, junk before it or not. */
function declared(bytes: Uint8Array): string | undefined {
  let head = '';
  for (let i = 0; i < bytes.length && i < 200; i++) {
    head += String.fromCharCode(bytes[i]!);
    if (bytes[i] === 0x3e) break;
  }
  const encoding = /<\?xml[^>]*?encoding\s*=\s*["']([^"'>]*)["']/.exec(head)?.[1];
  // A text that could be read this far is no UTF-16, whatever it says.
  return encoding === undefined || /^utf-?16/i.test(encoding) ? undefined : encoding;
}
