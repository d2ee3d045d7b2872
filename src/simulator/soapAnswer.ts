import { namespaces } from '../onvif/xml/namespaces';
import { escapeText } from '../onvif/xml/writer';
import type { DeviceFault } from './deviceFault';
import type { HttpAnswer } from './httpMessage';

/** WS-Addressing of a reply: always for the event service, else for clients that used it. */
export interface AnswerAddressing {
  /** MessageID of the request, if it had one. */
  readonly relatesTo?: string;
  /** wsa:Action of a good reply; a fault has its own. */
  readonly action: string;
}

const encoder = new TextEncoder();
const soapHeaders = [['Content-Type', 'application/soap+xml; charset=utf-8']] as const;

/** A SOAP reply with status 200. `body`: XML of the one body child. */
export function soapReply(body: string, addressing?: AnswerAddressing): HttpAnswer {
  return soapAnswer(200, body, addressing);
}

/** A SOAP fault under the status that SOAP 1.2's HTTP binding gives it. */
export function soapFault(fault: DeviceFault, addressing?: AnswerAddressing): HttpAnswer {
  const action = `${namespaces.wsa}/soap/fault`;
  return soapAnswer(fault.httpStatus, faultXml(fault), addressing && { ...addressing, action });
}

/** A plain HTTP answer without a SOAP message. */
export function httpAnswer(
  status: number,
  headers: HttpAnswer['headers'] = [],
  text = '',
  type = 'text/plain; charset=utf-8',
): HttpAnswer {
  const body = encoder.encode(text);
  return { status, headers: text ? [...headers, ['Content-Type', type]] : headers, body };
}

function soapAnswer(status: number, body: string, addressing: AnswerAddressing | undefined): HttpAnswer {
  const headers = addressing && addressingXml(addressing);
  const envelope =
    `<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="${namespaces.env}">` +
    `${headers === undefined ? '' : `<env:Header>${headers}</env:Header>`}` +
    `<env:Body>${body}</env:Body></env:Envelope>`;
  return { status, headers: soapHeaders, body: encoder.encode(envelope) };
}

function addressingXml({ action, relatesTo }: AnswerAddressing): string {
  const block = (local: string, text: string) =>
    `<wsa:${local} xmlns:wsa="${namespaces.wsa}">${escapeText(text)}</wsa:${local}>`;
  return block('Action', action) + (relatesTo === undefined ? '' : block('RelatesTo', relatesTo));
}

function faultXml(fault: DeviceFault): string {
  const subcodes = fault.subcodes.reduceRight(
    (inner, subcode) =>
      `<env:Subcode><env:Value>ter:${escapeText(subcode)}</env:Value>${inner}</env:Subcode>`,
    '',
  );
  return (
    `<env:Fault xmlns:ter="${namespaces.ter}">` +
    `<env:Code><env:Value>env:${fault.code}</env:Value>${subcodes}</env:Code>` +
    `<env:Reason><env:Text xml:lang="en">${escapeText(fault.message)}</env:Text></env:Reason>` +
    `${fault.detail === undefined ? '' : `<env:Detail>${fault.detail}</env:Detail>`}</env:Fault>`
  );
}
