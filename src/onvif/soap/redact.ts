import type { Finding } from '../base/finding';
import { headerOf, type HeaderList, type HttpReply } from '../http/transport';
import { decodeBytes } from '../xml/decodeBytes';
import { decodeCdata, decodeText } from '../xml/references';
import type { Attempt, Exchange } from './exchange';
import { redacted, secretNames } from './secretNames';

/** An exchange that may be shown, logged and exported: bodies as text, and no secret in any of it. */
export interface RedactedExchange {
  readonly id: string;
  readonly origin: Exchange['origin'];
  readonly operation?: string;
  readonly url: string;
  readonly startedAt: number;
  readonly duration: number;
  readonly attempts: readonly RedactedAttempt[];
  readonly outcome: { readonly kind: 'reply' | 'fault' | 'failure'; readonly message?: string };
  readonly findings: readonly Finding[];
}

export interface RedactedAttempt {
  readonly method: string;
  readonly url: string;
  readonly auth: Attempt['auth'];
  readonly requestHeaders: HeaderList;
  readonly requestBody: string;
  /** The reply, or the part that came before the failure. */
  readonly reply?: { status: number; reason: string; headers: HeaderList; body: string; truncated: boolean };
  readonly failure?: string;
}

/**
 * Takes every secret out of an exchange: by its place in headers and XML, and then by its value, so that a password
 * which the device repeats in a sentence does not survive either.
 */
export function redactExchange(exchange: Exchange): RedactedExchange {
  const secrets = secretsOf(exchange.attempts);
  const hide = valueRedactor(secrets);
  const hideQuoted = quotationRedactor(secrets);
  const { id, origin, operation, startedAt, duration, outcome } = exchange;
  return {
    id,
    origin,
    ...(operation === undefined ? {} : { operation }),
    url: hide(redactUrl(exchange.url)),
    startedAt,
    duration,
    attempts: exchange.attempts.map(each => redactAttempt(each, hide)),
    outcome: {
      kind: outcome.kind,
      ...(outcome.kind === 'reply' ? {} : { message: hideQuoted(redactUrl(outcome.error.message)) }),
    },
    findings: exchange.findings.map(({ code, message }) => ({
      code,
      message: hideQuoted(redactUrl(message)),
    })),
  };
}

/**
 * A sentence about a call without what is secret in it: devices repeat passwords in their faults, and the sentence
 * goes to logs, notifications and other extensions.
 */
export function redactSentence(sentence: string, attempts: readonly Attempt[]): string {
  return quotationRedactor(secretsOf(attempts))(redactUrl(sentence));
}

function secretsOf(attempts: readonly Attempt[]): Set<string> {
  const secrets = new Set<string>();
  for (const { requestBody, result } of attempts) {
    collectSecrets(textOfBody(requestBody), secrets);
    const reply = result.kind === 'reply' ? result.reply : result.partial;
    if (reply !== undefined) collectSecrets(textOfBody(reply.body, reply.headers), secrets);
  }
  return secrets;
}

function redactAttempt(attempt: Attempt, hide: (text: string) => string): RedactedAttempt {
  const { method, url, auth, requestHeaders, requestBody, result } = attempt;
  const headers = (list: HeaderList) =>
    redactHeaders(list).map(([name, value]) => [name, hide(value)] as const);
  const show = ({ status, reason, headers: list, body, truncated }: HttpReply) => ({
    status,
    reason: hide(reason),
    headers: headers(list),
    body: hide(redactXml(textOfBody(body, list))),
    truncated,
  });
  const reply = result.kind === 'reply' ? result.reply : result.partial;
  return {
    method,
    url: hide(redactUrl(url)),
    auth,
    requestHeaders: headers(requestHeaders),
    requestBody: hide(redactXml(textOfBody(requestBody))),
    ...(reply === undefined ? {} : { reply: show(reply) }),
    ...(result.kind === 'failure' ? { failure: hide(redactUrl(result.error.message)) } : {}),
  };
}

const secretStart = new RegExp(
  `(<|&lt;)((?:[\\w.\\-]+:)?(${secretNames.join('|')}))(?![\\w.\\-])([^<>&]*(?:&(?![lg]t;)[^<>&]*)*)`,
  'g',
);
/** Attributes of such elements that say what it is and not what it holds. */
const harmlessAttribute =
  /\s(?:Type|EncodingType|xmlns(?::[\w.-]+)?)\s*=\s*(?:"[a-z][^"<>]*"|'[a-z][^'<>]*')/g;
const secretAttribute =
  /(\s(?:[\w.-]+:)?(?:password|passwd|passphrase|secret)\s*=\s*)(?:"[^"<]*"?|'[^'<]*'?)/gi;

/**
 * XML text without its secrets: passwords, nonces and digests of WS-Security, passwords of users, passphrases, keys.
 * Works on the text and not on a tree, so that broken XML, and XML quoted inside XML, keeps nothing back.
 */
export function redactXml(text: string): string {
  let safe = '';
  let at = 0;
  for (const { start, end, tag, contentStart } of secretsIn(text)) {
    safe += text.slice(at, start) + tag + (end > contentStart ? redacted : '');
    at = end;
  }
  return redactUrl((safe + text.slice(at)).replace(secretAttribute, `$1"${redacted}"`));
}

interface SecretPlace {
  readonly start: number;
  readonly end: number;
  /** The start tag as it may be shown. */
  readonly tag: string;
  readonly contentStart: number;
}

/** Where the secret elements are: from `<` to the end tag, or to the next tag where there is none. */
function* secretsIn(text: string): Generator<SecretPlace> {
  const endless = new Set<string>();
  const starts = new RegExp(secretStart);
  for (let match = starts.exec(text); match !== null; match = starts.exec(text)) {
    const [whole, open = '', name = '', local = '', attributes = ''] = match;
    const close = open === '<' ? '>' : '&gt;';
    const tagEnd = match.index + whole.length;
    const finished = text.startsWith(close, tagEnd);
    if (finished && attributes.endsWith('/')) continue;
    const contentStart = finished ? tagEnd + close.length : tagEnd;
    const kept = (attributes.match(harmlessAttribute) ?? []).join('');
    const end = endOfSecret(text, contentStart, open, local, endless);
    yield {
      start: match.index,
      end,
      tag: `${open}${name}${kept}${close}`,
      contentStart: finished ? contentStart : tagEnd - attributes.length,
    };
    starts.lastIndex = Math.max(end, tagEnd);
  }
}

function endOfSecret(text: string, from: number, open: string, local: string, endless: Set<string>): number {
  const key = open + local;
  if (!endless.has(key)) {
    const endTag = new RegExp(`${open}/(?:[\\w.\\-]+:)?${local}(?![\\w.\\-])`, 'g');
    endTag.lastIndex = from;
    const found = endTag.exec(text);
    if (found !== null) return found.index;
    endless.add(key); // none further on either: the text is not searched to its end again
  }
  // CDATA and comments are content; any other tag ends it.
  for (let at = text.indexOf(open, from); at >= 0; at = text.indexOf(open, at)) {
    const closer = text.startsWith('<![CDATA[', at) ? ']]>' : text.startsWith('<!--', at) ? '-->' : undefined;
    if (closer === undefined) return at;
    const close = text.indexOf(closer, at);
    if (close < 0) break;
    at = close + closer.length;
  }
  return text.length;
}

/** The contents of secret elements, as written and as meant, that are long enough to be looked for elsewhere. */
function collectSecrets(text: string, secrets: Set<string>): void {
  for (const { contentStart, end } of secretsIn(text)) {
    const raw = text.slice(contentStart, end).trim();
    const cdata = /^<!\[CDATA\[([^]*?)(?:\]\]>)?$/.exec(raw)?.[1];
    for (const value of [raw, cdata === undefined ? decodeText(raw) : decodeCdata(cdata)]) {
      if (value.length >= 4 && value !== redacted) secrets.add(value);
    }
  }
}

function valueRedactor(secrets: ReadonlySet<string>): (text: string) => string {
  if (secrets.size === 0) return text => text;
  // The longest first: one secret may be a part of another.
  const values = [...secrets]
    .sort((a, b) => b.length - a.length)
    .map(each => each.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(values.join('|'), 'g');
  return text => text.replace(pattern, redacted);
}

/**
 * For sentences of ours, which quote what devices say: in pieces, with blanks put together, and cut off with an
 * ellipsis. There the parts of a secret are hidden, too.
 */
function quotationRedactor(secrets: ReadonlySet<string>): (text: string) => string {
  const parts = new Set(secrets);
  for (const secret of secrets) {
    for (const part of secret.split(/[\s<>&"'=/]+/)) if (part.length >= 4) parts.add(part);
  }
  const hide = valueRedactor(parts);
  return text => hide(hideCut(text, parts));
}

/** Hides the beginning of a secret, four characters of it or more, that an ellipsis cut off. */
function hideCut(text: string, secrets: ReadonlySet<string>): string {
  const cut = text.indexOf('…');
  if (cut < 0) return text;
  for (const secret of secrets) {
    for (let length = Math.min(secret.length, cut); length >= 4; length--) {
      if (!text.slice(0, cut).endsWith(secret.slice(0, length))) continue;
      return text.slice(0, cut - length) + redacted + text.slice(cut);
    }
  }
  return text;
}

const opaqueHeaders = /^(?:cookie|set-cookie|x-auth-token|x-api-key|.*token.*)$/i;
const loginHeaders =
  /^(?:(?:proxy-)?authorization|(?:www|proxy)-authenticate|(?:proxy-)?authentication-info)$/i;
/** Parameters of HTTP authentication that are, or lead to, a secret. */
const loginParameter =
  /\b(nonce|cnonce|nextnonce|response|rspauth|opaque)(\s*=\s*)(?:"(?:[^"\\]|\\.)*"?|[^\s,"]+)/gi;

/** Headers without nonces, digests, tokens and passwords; names, order and harmless parameters stay. */
export function redactHeaders(headers: HeaderList): HeaderList {
  return headers.map(([name, value]) => {
    if (opaqueHeaders.test(name)) return [name, redacted];
    if (!loginHeaders.test(name)) return [name, redactUrl(value)];
    // Any scheme but Digest is a secret as a whole, challenges apart.
    if (/authorization$/i.test(name) && !/^\s*digest\s/i.test(value)) {
      return [name, value.replace(/^(\s*[\w-]+).*$/s, `$1 ${redacted}`)];
    }
    return [name, value.replace(loginParameter, `$1$2"${redacted}"`)];
  });
}

/** Text without the passwords of URLs in it, in `user:password@` and in queries. */
export function redactUrl(text: string): string {
  return text
    .replace(/(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'<>]{0,200}:)[^\s/@"'<>]{0,200}@/gi, `$1${redacted}@`)
    .replace(/([?&;](?:amp;)?(?:password|passwd|pwd|pass|token|secret)=)[^\s&;"'<>]*/gi, `$1${redacted}`);
}

function textOfBody(body: Uint8Array, headers: HeaderList = []): string {
  const charset = /;\s*charset\s*=\s*["']?([^\s;"']+)/i.exec(headerOf(headers, 'Content-Type') ?? '')?.[1];
  return decodeBytes(body, charset).text;
}
