import type { Finding } from '../base/finding';
import type { OnvifError } from '../base/onvifError';
import type { HeaderList, HttpResult } from '../http/transport';
import type { XmlElement } from '../xml/xmlNode';

/** Who wanted the call: a person, or polling that should not flood the traffic view. */
export type ExchangeOrigin = 'user' | 'background';

/** One HTTP round trip of an exchange, as it went over the wire. Secrets are in the bytes: redact before showing. */
export interface Attempt {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: HeaderList;
  readonly requestBody: Uint8Array;
  /** How this attempt proved who it is. */
  readonly auth: 'none' | 'digest' | 'wsse';
  readonly result: HttpResult;
}

export interface SoapFault {
  /** The top code, namespace left out: `Sender`, `Receiver`, `MustUnderstand`, `VersionMismatch`, `DataEncodingUnknown`; SOAP 1.1's Client and Server are mapped. */
  readonly code: string;
  /** Subcodes from the outside in, with ONVIF's usual prefix, for example `['ter:InvalidArgVal', 'ter:NoConfig']`. */
  readonly subcodes: readonly string[];
  readonly reason: string;
  readonly detail?: XmlElement;
}

/** What came of a call. A fault and a failure are values like a reply: only `expectReply` throws. */
export type ExchangeOutcome =
  /** The one child of the SOAP body. */
  | { readonly kind: 'reply'; readonly body: XmlElement; readonly header?: XmlElement }
  | {
      readonly kind: 'fault';
      readonly fault: SoapFault;
      readonly httpStatus: number;
      readonly error: OnvifError;
    }
  | { readonly kind: 'failure'; readonly error: OnvifError };

/** All that is known of one call, from the first byte sent to the outcome. */
export interface Exchange {
  readonly id: string;
  readonly origin: ExchangeOrigin;
  /** `prefix:Operation` as ONVIF's documents write it, where known. */
  readonly operation?: string;
  readonly url: string;
  /** Wall time, milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds from start to outcome, all attempts. */
  readonly duration: number;
  readonly attempts: readonly Attempt[];
  readonly outcome: ExchangeOutcome;
  readonly findings: readonly Finding[];
}

/** The reply's body child; throws the outcome's `OnvifError` for a fault or a failure. */
export function expectReply(exchange: Exchange): XmlElement {
  if (exchange.outcome.kind === 'reply') return exchange.outcome.body;
  throw exchange.outcome.error;
}
