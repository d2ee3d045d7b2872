import { OnvifError } from '../base/onvifError';
import { headerOf, type HttpReply } from '../http/transport';
import type { EnvelopeReading } from './envelope';
import type { Exchange, SoapFault } from './exchange';

/**
 * The one place where an outcome becomes a sentence for people, with what to do next, and where it is sorted into
 * the classes that callers act on.
 */
export type OutcomeClass =
  | 'reply'
  /** The device wants a login, refused one, or this user may not do this. */
  | 'notAuthorized'
  /** The device does not have this operation, in whichever of the many ways devices say so. */
  | 'notSupported'
  | 'other';

export function classOf(exchange: Exchange): OutcomeClass {
  if (exchange.outcome.kind === 'reply') return 'reply';
  if (isRefused(exchange)) return 'notAuthorized';
  return isNotSupported(exchange) ? 'notSupported' : 'other';
}

/** One sentence (sometimes two) on what came of a call, and the next step where there is one. */
export function describeExchange(exchange: Exchange): string {
  const { outcome } = exchange;
  if (outcome.kind !== 'reply') return outcome.error.message;
  return `The device answered ${exchange.operation ?? 'the call'} in ${Math.max(1, Math.round(exchange.duration))} ms.`;
}

/** The device wants a login, refused it, or this login does not reach that far. */
export function isRefused({ outcome }: Exchange): boolean {
  if (outcome.kind === 'reply') return false;
  const { code } = outcome.error;
  if (code === 'credentialsRequired' || code === 'loginRefused') return true;
  if (outcome.kind === 'fault') return outcome.fault.subcodes.some(each => refusals.has(localOf(each)));
  const { httpStatus } = outcome.error.details;
  return httpStatus === 401 || httpStatus === 403;
}

const refusals = new Set(['NotAuthorized', 'SenderNotAuthorized', 'FailedAuthentication']);

/**
 * The device does not know the operation. Seen as Receiver/ter:ActionNotSupported, Receiver/ter:Action, Sender with
 * nothing else, Sender with "not implemented" in the reason, status 500 with an empty Body or none, and the
 * statuses of HTTP that say it.
 */
export function isNotSupported(exchange: Exchange): boolean {
  const { outcome } = exchange;
  if (outcome.kind === 'reply' || isRefused(exchange)) return false;
  if (outcome.kind === 'fault') return saysNotSupported(outcome.fault, outcome.httpStatus);
  if (outcome.error.code !== 'badReply') return false;
  const { httpStatus, empty } = outcome.error.details;
  if (httpStatus === 404 || httpStatus === 405 || httpStatus === 501) return true;
  return httpStatus === 500 && empty === true;
}

function saysNotSupported(fault: SoapFault, httpStatus: number): boolean {
  const [first, ...further] = fault.subcodes.map(localOf);
  if (first === 'ActionNotSupported' || first === 'UnknownAction' || first === 'OptionalActionNotImplemented')
    return true;
  if (first === 'Action' && further.length === 0 && fault.code === 'Receiver') return true;
  if (first !== undefined) return false;
  if (notSupportedReason.test(fault.reason)) return true;
  return fault.code === 'Sender' && fault.reason === '' && httpStatus === 400;
}

const notSupportedReason =
  /not\s*(?:been\s*)?(?:implemented|supported)|unsupported|unknown\s+(?:method|action|operation|command)|(?:method|action|operation)\s+.{0,80}\bnot\s+found|no\s+such\s+(?:method|action|operation)/i;

/** What people can do about a fault, by its subcodes, the most specific first. */
const advice: Readonly<Record<string, string>> = {
  NotAuthorized: 'log in as a user who may do this, for example an administrator',
  ActionNotSupported: 'the device does not have this operation; its capabilities tell what it has',
  UnknownAction: 'the device does not know this operation; check the address of the service',
  OptionalActionNotImplemented: 'the device does not have this optional operation',
  InvalidArgVal: 'correct the value it names and call again',
  InvalidArgs: 'correct the arguments and call again',
  MissingAttr: 'add the attribute it misses and call again',
  ProhibAttr: 'leave out the attribute it names and call again',
  Tag: 'compare the request with the description of the operation',
  TagMismatch: 'compare the request with the description of the operation',
  Namespace: 'compare the namespaces of the request with the description of the operation',
  WellFormed: 'the device could not read the request as XML; look at what was sent',
  OperationProhibited: 'the device forbids this in its present state or configuration',
  OutofMemory: 'the device is short of memory; wait, close other connections, call again',
  CriticalError: 'the device has a severe error; restart it if this stays',
  Action: 'the device could not do it; look at its log',
};

/** The error for a fault that is no matter of logins. */
export function faultError(fault: SoapFault, httpStatus: number, operation: string | undefined): OnvifError {
  const codes = [fault.code, ...fault.subcodes].filter(each => each !== '').join('/') || 'no code';
  const reason = fault.reason === '' ? '' : `: “${shortened(fault.reason, 200)}”`;
  const known = [...fault.subcodes]
    .reverse()
    .map(localOf)
    .find(local => Object.hasOwn(advice, local));
  let next = known === undefined ? undefined : advice[known];
  if (next === undefined && saysNotSupported(fault, httpStatus)) next = advice.ActionNotSupported;
  const sentence = `The device answered ${operation ?? 'the call'} with the fault ${codes}${reason}`;
  const ending = next === undefined ? 'look at the reply for what it means by that' : next;
  return new OnvifError('fault', `${sentence}; ${ending}.`, { details: { fault, httpStatus } });
}

/** The error for a reply that is no SOAP message with content. */
export function notSoapError(
  reply: HttpReply,
  reading: Extract<EnvelopeReading, { kind: 'notSoap' | 'empty' }>,
  operation: string | undefined,
): OnvifError {
  const { status } = reply;
  const what = operation ?? 'the call';
  const empty = reading.kind === 'empty' || reading.reason === 'nothing';
  const details = { httpStatus: status, ...(empty ? { empty } : {}) };
  const bad = (message: string, more: Readonly<Record<string, unknown>> = {}) =>
    new OnvifError('badReply', message, { details: { ...details, ...more } });
  const location = headerOf(reply.headers, 'Location');
  if (status >= 300 && status < 400 && location !== undefined) {
    const message = `The device redirects to ${shortened(location, 200)}, and redirects are never followed: use that address if it is the same device.`;
    return bad(message, { location });
  }
  if (reading.kind === 'notSoap' && reading.reason === 'tooLarge') {
    return new OnvifError(
      'tooLarge',
      `The reply to ${what} has more or deeper XML than is read; look at what the device sent.`,
      { details },
    );
  }
  if (reply.truncated || (reading.kind === 'notSoap' && reading.reason === 'brokenOff')) {
    const message = `The reply to ${what} breaks off after ${reply.body.length} bytes: call again, and if it stays so, look at the device's log.`;
    return new OnvifError(reply.truncated ? 'connectionLost' : 'badReply', message, { details });
  }
  const statusWords = `status ${status}${reply.reason === '' ? '' : ` ${shortened(reply.reason, 60)}`}`;
  if (status === 404)
    return bad(
      `Nothing answers at this address of the device (${statusWords}): check the path of the service, usually /onvif/device_service.`,
    );
  if (status === 405 || status === 501)
    return bad(
      `The device takes no SOAP request at this address (${statusWords}): check the path of the service.`,
    );
  if (status === 403)
    return bad(
      `The device forbids this call (${statusWords}): its account may be locked, or it wants a client certificate.`,
    );
  if (status === 503)
    return bad(`The device is busy or restarting (${statusWords}): wait a little and call again.`);
  if (status === 415)
    return bad(`The device does not take the Content-Type of the request (${statusWords}).`);
  if (empty && status >= 500)
    return bad(
      `The device answered ${what} with an error and nothing else (${statusWords}): it may not have this operation.`,
    );
  if (empty)
    return bad(
      `The device answered ${what} with nothing (${statusWords}): call again, or check that this is the address of an ONVIF service.`,
    );
  return bad(
    `${notSoapWords(reading)} came in answer to ${what} (${statusWords}): check that this is the address of an ONVIF service.`,
  );
}

function notSoapWords(reading: Extract<EnvelopeReading, { kind: 'notSoap' | 'empty' }>): string {
  if (reading.kind === 'empty') return 'An empty message';
  const hint = reading.hint === undefined ? '' : shortened(reading.hint, 60);
  if (reading.reason === 'html') return hint === '' ? 'A web page' : `A web page (“${hint}”)`;
  return reading.reason === 'otherXml' ? `XML that is no SOAP (<${hint}>)` : 'Something that is no XML';
}

function localOf(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Text of a device in a sentence: one line, not too long. */
function shortened(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}
