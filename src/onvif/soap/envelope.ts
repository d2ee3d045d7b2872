import type { Finding } from '../base/finding';
import { readMultipart } from '../http/multipart';
import { headerOf } from '../http/transport';
import { decodeBytes } from '../xml/decodeBytes';
import type { XmlLimits } from '../xml/limits';
import { namespaces } from '../xml/namespaces';
import { childNamed, childrenOf } from '../xml/query';
import { parseXml } from '../xml/reader';
import { escapeAttribute } from '../xml/writer';
import type { ParsedXml, XmlElement } from '../xml/xmlNode';
import type { SoapFault } from './exchange';
import { readFault } from './fault';
import { contentTypeFindings, xmlFindings } from './replyFindings';

export interface EnvelopeParts {
  /** XML of the one element in the body, its namespaces declared. */
  readonly body: string;
  /** XML of header blocks; they may use the prefix `s` for SOAP. */
  readonly header?: string;
  /** Namespaces to declare on the envelope besides `s`, by prefix. */
  readonly namespaces?: Readonly<Record<string, string>>;
}

/** A compact SOAP 1.2 envelope: some devices answer indented ones with nothing. `s` is bound to SOAP 1.2. */
export function buildEnvelope(parts: EnvelopeParts): string {
  let declarations = '';
  for (const [prefix, namespace] of Object.entries(parts.namespaces ?? {})) {
    declarations += ` xmlns:${prefix}="${escapeAttribute(namespace)}"`;
  }
  const header = parts.header ? `<s:Header>${parts.header}</s:Header>` : '';
  return (
    `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="${namespaces.env}"${declarations}>` +
    `${header}<s:Body>${parts.body}</s:Body></s:Envelope>`
  );
}

/** Why a body could not be read as an envelope. */
export type NotSoapReason =
  /** No bytes, or blanks only. */
  | 'nothing'
  | 'html'
  /** Text without any element. */
  | 'notXml'
  /** XML whose root is no Envelope; `root` names it. */
  | 'otherXml'
  /** An envelope that ends before its content does. */
  | 'brokenOff'
  /** More than the limits allow. */
  | 'tooLarge';

interface Reading {
  readonly findings: readonly Finding[];
  /** The text and its tree, where there was any text. */
  readonly parsed?: ParsedXml;
}

export type EnvelopeReading =
  /** `body` is the first element in the SOAP body. */
  | (Reading & { readonly kind: 'message'; readonly body: XmlElement; readonly header?: XmlElement })
  | (Reading & { readonly kind: 'fault'; readonly fault: SoapFault; readonly header?: XmlElement })
  /** An envelope with nothing in its body. */
  | (Reading & { readonly kind: 'empty'; readonly header?: XmlElement })
  | (Reading & { readonly kind: 'notSoap'; readonly reason: NotSoapReason; readonly hint?: string });

export interface EnvelopeSource {
  /** Of the HTTP reply: its charset is used, a multipart is taken apart, what is odd about it is a finding. */
  readonly contentType?: string;
  readonly limits?: Partial<XmlLimits>;
}

/**
 * Reads a SOAP message as devices write it: SOAP 1.2 or 1.1, a multipart's root part, junk around it, prefixes not
 * declared, several children in the body. Never throws; each oddity is a finding.
 */
export function readEnvelope(source: string | Uint8Array, options: EnvelopeSource = {}): EnvelopeReading {
  const findings: Finding[] = [];
  const text = typeof source === 'string' ? source : textOfBytes(source, options.contentType, findings);
  if (/^[\s\0\ufeff]*$/.test(text)) return { kind: 'notSoap', reason: 'nothing', findings };
  const parsed = parseXml(text, options.limits);
  const { root } = parsed;
  if (root === undefined || isHtml(root, text)) {
    const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1]?.replace(/\s+/g, ' ').trim();
    if (!isHtml(root, text)) return { kind: 'notSoap', reason: 'notXml', parsed, findings };
    return { kind: 'notSoap', reason: 'html', ...(title ? { hint: title } : {}), parsed, findings };
  }
  if (root.local !== 'Envelope') {
    return { kind: 'notSoap', reason: 'otherXml', hint: root.local, parsed, findings };
  }
  if (typeof source !== 'string') findings.push(...contentTypeFindings(options.contentType));
  findings.push(...xmlFindings(parsed));
  if (parsed.problems.some(each => each.code.startsWith('too-') || each.code === 'name-too-long')) {
    return { kind: 'notSoap', reason: 'tooLarge', parsed, findings };
  }
  return readRoot(root, parsed, findings);
}

function readRoot(root: XmlElement, parsed: ParsedXml, findings: Finding[]): EnvelopeReading {
  judgeVersion(root, findings);
  const header = childNamed(root, 'Header');
  const found = { parsed, findings, ...(header === undefined ? {} : { header }) };
  const broken = { kind: 'notSoap', reason: 'brokenOff', parsed, findings } as const;
  const whole = isClosed(root, parsed.text);
  const body = childNamed(root, 'Body');
  if (body === undefined) {
    if (!whole) return broken;
    findings.push({
      code: 'envelope-without-body',
      message: 'The envelope has no Body; ONVIF messages have one.',
    });
    return { kind: 'empty', ...found };
  }
  const children = childrenOf(body);
  const fault = children.find(each => each.local === 'Fault');
  const content = fault ?? children[0];
  if (!whole && !isClosed(content ?? body, parsed.text)) return broken;
  if (content === undefined) return { kind: 'empty', ...found };
  if (children.length > 1) {
    const message = `The body holds ${children.length} elements and not one; <${content.local}> was taken.`;
    findings.push({ code: 'several-body-children', message });
  }
  if (fault === undefined) return { kind: 'message', body: content, ...found };
  const reading = readFault(fault);
  findings.push(...reading.findings);
  return { kind: 'fault', fault: reading.fault, ...found };
}

function judgeVersion(root: XmlElement, findings: Finding[]): void {
  if (root.namespace === namespaces.env) return;
  if (root.namespace === namespaces.soap11) {
    findings.push({
      code: 'soap11',
      message: 'The reply is SOAP 1.1; ONVIF demands SOAP 1.2. It was read all the same.',
    });
    return;
  }
  const namespace = root.namespace === '' ? 'no namespace' : `the namespace ${root.namespace.slice(0, 80)}`;
  findings.push({
    code: 'soap-namespace',
    message: `The envelope is in ${namespace}, not in that of SOAP 1.2.`,
  });
}

function textOfBytes(bytes: Uint8Array, contentType: string | undefined, findings: Finding[]): string {
  const multipart = readMultipart(contentType, bytes);
  const type = multipart === undefined ? contentType : headerOf(multipart.root.headers, 'Content-Type');
  const charset = /;\s*charset\s*=\s*["']?([^\s;"']+)/i.exec(type ?? '')?.[1];
  const decoded = decodeBytes(multipart?.root.body ?? bytes, charset);
  findings.push(...decoded.findings);
  if (multipart !== undefined && multipart.attachments.length > 0) {
    const count = multipart.attachments.length;
    const message = `The reply is a multipart with ${count === 1 ? 'an attachment' : `${count} attachments`}; its root part was read.`;
    findings.push({ code: 'multipart-reply', message });
  }
  return decoded.text;
}

function isHtml(root: XmlElement | undefined, text: string): boolean {
  return (
    root?.local.toLowerCase() === 'html' ||
    /^[\s\ufeff]*<(?:!doctype\s+html|html)[\s>]/i.test(text.slice(0, 200))
  );
}

/** An element has its end: an end tag, even a misspelt one, or the `/` of an empty tag. */
function isClosed(element: XmlElement, text: string): boolean {
  return element.endTag !== undefined || text.charAt(element.startTag.end - 2) === '/';
}
