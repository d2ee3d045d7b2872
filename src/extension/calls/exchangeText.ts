import type { Finding } from '../../onvif/base/finding';
import type { Exchange } from '../../onvif/soap/exchange';
import { redactExchange, type RedactedExchange } from '../../onvif/soap/redact';

/**
 * A call as an XML document for people: a comment that says what came of it, then the reply, formatted when
 * `format` can, else as it came. What went wrong stands first. Secrets are redacted; the text is a comment and
 * nothing else when the device sent no reply.
 */
export function exchangeText(exchange: Exchange, format: (xml: string) => string | undefined): string {
  const shown = redactExchange(exchange);
  const body = shown.attempts.at(-1)?.reply?.body ?? '';
  const comment = commentOf([
    ...outcomeLines(exchange, shown),
    ...requestLines(shown),
    ...findingLines(shown.findings),
  ]);
  if (body === '') return `${comment}\n`;
  const { declaration, content } = splitDeclaration(body);
  return `${declaration}${comment}\n${format(content) ?? content}\n`;
}

/** The codes of a fault as the device sent them, then the sentence with the next step. */
function outcomeLines({ outcome }: Exchange, shown: RedactedExchange): string[] {
  const sentence = shown.outcome.message;
  if (sentence === undefined) return [];
  const codes = outcome.kind === 'fault' ? [outcome.fault.code, ...outcome.fault.subcodes].join(' / ') : '';
  return [...(codes ? [`Fault: ${codes}`] : []), sentence, ''];
}

function requestLines({ operation, url, attempts, duration, startedAt }: RedactedExchange): string[] {
  const last = attempts.at(-1);
  const reply = last?.reply;
  const facts = [
    ...(reply ? [`HTTP ${reply.status}${reply.reason ? ` ${reply.reason}` : ''}`] : []),
    `${duration.toFixed(duration < 10 ? 1 : 0)} ms`,
    ...(attempts.length > 1 ? [`${attempts.length} round trips`] : []),
    authWords[last?.auth ?? 'none'],
  ];
  return [`${operation ?? 'Call'}  ${url}`, facts.join(' · '), new Date(startedAt).toISOString()];
}

const authWords = { none: 'no login sent', digest: 'HTTP digest', wsse: 'WS-UsernameToken' } as const;

function findingLines(findings: readonly Finding[]): string[] {
  const lines = [...new Set(findings.map(each => `- ${each.message} (${each.code})`))];
  return lines.length === 0 ? [] : ['', 'Findings', ...lines];
}

/** An XML comment may not contain two hyphens in a row, nor end in one, nor hold what is no character of XML. */
function commentOf(lines: readonly string[]): string {
  const safe = lines.map(line =>
    line.replace(/-(?=-)/g, '- ').replace(/[^\t\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd'),
  );
  return `<!--\n${safe.map(line => (line ? `  ${line}` : '')).join('\n')}\n-->`;
}

/** The declaration must stay in front of the comment. What stands before it is not XML and stays in the body. */
function splitDeclaration(text: string): { declaration: string; content: string } {
  const match = /^\ufeff?\s*(<\?xml\s[^?]*\?>)\s*/.exec(text);
  return match
    ? { declaration: `${match[1]}\n`, content: text.slice(match[0].length) }
    : { declaration: '', content: text.replace(/^\ufeff/, '') };
}
