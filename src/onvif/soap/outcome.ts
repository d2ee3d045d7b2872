import type { AuthVerdict } from '../auth/authSession';
import type { Finding } from '../base/finding';
import { OnvifError } from '../base/onvifError';
import type { HttpReply } from '../http/transport';
import { faultError, notSoapError } from './describe';
import type { EnvelopeReading } from './envelope';
import type { ExchangeOutcome, SoapFault } from './exchange';

/** What came of a call, from the last reply, what its body says, and what its login came to. */
export function outcomeOf(
  reply: HttpReply,
  reading: EnvelopeReading,
  verdict: AuthVerdict,
  operation: string | undefined,
): ExchangeOutcome {
  const refusal = verdict.kind === 'refused' ? verdict.error : undefined;
  if (reading.kind === 'fault') {
    const { fault } = reading;
    const error = refusal ?? faultError(fault, reply.status, operation);
    return { kind: 'fault', fault, httpStatus: reply.status, error: withDetails(error, { fault }) };
  }
  if (refusal !== undefined) return { kind: 'failure', error: refusal };
  if (reading.kind === 'message') {
    const { body, header } = reading;
    return { kind: 'reply', body, ...(header === undefined ? {} : { header }) };
  }
  return { kind: 'failure', error: notSoapError(reply, reading, operation) };
}

/** Where the status of HTTP and the envelope do not fit (Core, 5.10; SOAP 1.2 part 2, 7.5.2.2). */
export function statusFindings(reply: HttpReply, reading: EnvelopeReading): Finding[] {
  const { status } = reply;
  if (reading.kind === 'message' && (status < 200 || status > 299)) {
    return [
      {
        code: 'reply-with-error-status',
        message: `A good reply came under the status ${status}; it was taken.`,
      },
    ];
  }
  if (reading.kind !== 'fault') return [];
  if (status >= 200 && status < 300) {
    return [
      { code: 'fault-with-good-status', message: `The fault came under the status ${status} of success.` },
    ];
  }
  const expected = expectedStatus(reading.fault);
  if (status === expected || status === 401 || status === 403) return [];
  const message = `The fault came under the status ${status}; SOAP 1.2 demands ${expected} for the code ${reading.fault.code}.`;
  return [{ code: 'fault-status', message }];
}

function expectedStatus({ code }: SoapFault): number {
  return code === 'Sender' ? 400 : 500;
}

function withDetails(error: OnvifError, details: Readonly<Record<string, unknown>>): OnvifError {
  if (Object.keys(details).every(key => key in error.details)) return error;
  return new OnvifError(error.code, error.message, {
    cause: error.cause,
    details: { ...details, ...error.details },
  });
}
