import type { Finding } from '../../onvif/base/finding';
import type { HttpReply } from '../../onvif/http/transport';
import type { Exchange } from '../../onvif/soap/exchange';
import { decodeBytes } from '../../onvif/xml/decodeBytes';
import { redactText, redactXml } from '../reporting/redaction';

/**
 * A call as an XML document for people: a comment that says what came of it, then the reply, formatted when
 * `format` can, else as it came. What went wrong stands first. Secrets are redacted; the text is a comment and
 * nothing else when the device sent no reply.
 */
export function exchangeText(exchange: Exchange, format: (xml: string) => string | undefined): string {
  const reply = lastReply(exchange);
  const comment = commentOf([
    ...outcomeLines(exchange),
    '',
    ...requestLines(exchange, reply),
    ...findingLines([...exchange.findings, ...(reply?.findings ?? [])]),
  ]);
  if (!reply || reply.body.length === 0) return `${comment}\n`;
  const { declaration, content } = splitDeclaration(decodeBytes(reply.body).text);
  const body = redactXml(format(content) ?? content);
  return `${declaration}${comment}\n${body}\n`;
}

/** The reply that ended the call, whole or in part. */
function lastReply(exchange: Exchange): HttpReply | undefined {
  const result = exchange.attempts.at(-1)?.result;
  return result?.kind === 'reply' ? result.reply : result?.partial;
}

function outcomeLines({ outcome }: Exchange): string[] {
  switch (outcome.kind) {
    case 'reply':
      return [];
    case 'fault': {
      const { fault } = outcome;
      const codes = [fault.code, ...fault.subcodes].join(' / ');
      return [`Fault: ${codes}`, ...(fault.reason ? [fault.reason] : []), outcome.error.message];
    }
    case 'failure':
      return [outcome.error.message];
  }
}

function requestLines(exchange: Exchange, reply: HttpReply | undefined): string[] {
  const lines = [`${exchange.operation ?? 'Call'}  ${exchange.url}`];
  const last = exchange.attempts.at(-1);
  const facts = [
    ...(reply ? [`HTTP ${reply.status}${reply.reason ? ` ${reply.reason}` : ''}`] : []),
    `${exchange.duration.toFixed(exchange.duration < 10 ? 1 : 0)} ms`,
    ...(reply ? [`${reply.body.length} bytes`] : []),
    ...(exchange.attempts.length > 1 ? [`${exchange.attempts.length} round trips`] : []),
    last && last.auth !== 'none' ? authWords[last.auth] : 'no credentials sent',
  ];
  lines.push(facts.join(' · '), new Date(exchange.startedAt).toISOString());
  return lines;
}

const authWords = { digest: 'HTTP digest', wsse: 'WS-UsernameToken' } as const;

function findingLines(findings: readonly Finding[]): string[] {
  const lines = [...new Set(findings.map(each => `- ${each.message} (${each.code})`))];
  return lines.length === 0 ? [] : ['', 'Findings', ...lines];
}

/** An XML comment may not contain two hyphens in a row, nor end in one. */
function commentOf(lines: readonly string[]): string {
  const trimmed = lines[0] === '' ? lines.slice(1) : lines;
  const safe = trimmed.map(line =>
    redactText(line)
      .replace(/-(?=-)/g, '- ')
      .replace(/[^\t\x20-\ud7ff\ue000-\ufffd]/g, '\ufffd'),
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
