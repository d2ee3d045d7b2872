import { headerOf, type HeaderList } from './transport';

/** One part of a multipart body. */
export interface Part {
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

export interface Multipart {
  /** The part that holds the SOAP envelope. */
  readonly root: Part;
  /** The others in wire order: what `cid:` references of the envelope point to. */
  readonly attachments: readonly Part[];
}

/**
 * Takes a multipart/related reply (MTOM, RFC 2387) apart: backups and logs come that way. Undefined when it is
 * none. The root is the part that `start` names, else the first. A missing last boundary, bare line feeds and a
 * missing boundary parameter are survived. Bodies share the memory of `body`.
 */
export function readMultipart(contentType: string | undefined, body: Uint8Array): Multipart | undefined {
  if (contentType === undefined || !/^\s*multipart\//i.test(contentType)) return undefined;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const boundary =
    parameter(contentType, 'boundary') ?? /^--(\S+)[ \t]*\r?\n/m.exec(bytes.toString('latin1', 0, 1000))?.[1];
  if (boundary === undefined) return undefined;
  const parts = splitParts(bytes, `--${boundary}`).map(readPart);
  const start = parameter(contentType, 'start');
  const root = parts.find(part => start !== undefined && contentId(part) === plainId(start)) ?? parts[0];
  return root && { root, attachments: parts.filter(part => part !== root) };
}

/** The part with this Content-ID, given as in `cid:…` references (percent-encoded) or in angle brackets. */
export function partById(multipart: Multipart, reference: string): Part | undefined {
  const id = plainId(decode(reference.replace(/^cid:/i, '')));
  return [multipart.root, ...multipart.attachments].find(part => contentId(part) === id);
}

function splitParts(bytes: Buffer, delimiter: string): Buffer[] {
  const parts: Buffer[] = [];
  let from: number | undefined;
  for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, at + delimiter.length)) {
    if (at > 0 && bytes[at - 1] !== 10) continue; // a delimiter stands at the start of a line
    const after = bytes.indexOf(10, at + delimiter.length);
    const rest = bytes.toString('latin1', at + delimiter.length, after < 0 ? bytes.length : after);
    const last = rest.startsWith('--');
    if (!last && rest.trim() !== '') continue; // a longer boundary that begins alike
    if (from !== undefined) parts.push(bytes.subarray(from, lineEndBefore(bytes, at)));
    from = last || after < 0 ? undefined : after + 1;
    if (last) break;
  }
  if (from !== undefined) parts.push(bytes.subarray(from));
  return parts;
}

/** The line end before a delimiter belongs to the delimiter. */
function lineEndBefore(bytes: Buffer, at: number): number {
  return at >= 2 && bytes[at - 2] === 13 ? at - 2 : at - 1;
}

function readPart(bytes: Buffer): Part {
  const end = /\r?\n\r?\n|^\r?\n/.exec(bytes.toString('latin1', 0, 16 * 1024));
  if (!end) return { headers: [], body: bytes };
  const headers: [string, string][] = [];
  for (const line of bytes.toString('latin1', 0, end.index).split(/\r?\n(?![ \t])/)) {
    const colon = line.indexOf(':');
    if (colon > 0)
      headers.push([
        line.slice(0, colon).trim(),
        line
          .slice(colon + 1)
          .replace(/\s+/g, ' ')
          .trim(),
      ]);
  }
  return { headers, body: bytes.subarray(end.index + end[0].length) };
}

/** A parameter of a media type, its quotes taken off. */
function parameter(contentType: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`, 'i').exec(
    contentType,
  );
  return match?.[1]?.replace(/\\(.)/g, '$1') ?? match?.[2];
}

function contentId(part: Part): string | undefined {
  const id = headerOf(part.headers, 'Content-ID');
  return id === undefined ? undefined : plainId(id);
}

function plainId(id: string): string {
  return id.trim().replace(/^<(.*)>$/, '$1');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
