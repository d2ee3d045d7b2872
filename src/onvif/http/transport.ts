import type { Finding } from '../base/finding';
import type { OnvifError } from '../base/onvifError';
import type { Disposable } from '../base/disposable';

/** Header fields in the order and spelling of the wire. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Milliseconds; each can be set alone. Defaults: connect 5000, headers 15000, idle 15000, total 60000. */
export interface Timeouts {
  readonly connect: number;
  readonly headers: number;
  readonly idle: number;
  readonly total: number;
}

export const defaultTimeouts: Timeouts = { connect: 5000, headers: 15_000, idle: 15_000, total: 60_000 };

/** How much of a reply is accepted, in bytes. Defaults: body 16 MiB (also after gunzip), headers 64 KiB. */
export interface SizeLimits {
  readonly body: number;
  readonly headers: number;
}

export const defaultLimits: SizeLimits = { body: 16 * 1024 * 1024, headers: 64 * 1024 };

/** What a TLS peer showed. Fingerprint: SHA-256 of the leaf, upper-case hex pairs joined by colons; times ISO 8601. */
export interface CertificateFacts {
  readonly fingerprint: string;
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly selfSigned: boolean;
  /** Host names and IP addresses of subjectAltName, without their type; absent when the certificate has none. */
  readonly altNames?: readonly string[];
}

/**
 * Judges a certificate before one byte of the request is sent: resolves to have it sent, rejects with
 * `certificateUntrusted` or `certificateChanged` to stop. Asked once a connection; `authority` is `host:port`.
 * It may take its time (a person is asked): no time limit runs meanwhile.
 */
export type CertificateJudge = (certificate: CertificateFacts, authority: string) => Promise<void>;

export interface HttpRequest {
  /** In capitals. */
  readonly method: string;
  /** Absolute http or https URL. Its path and query go on the wire as written. */
  readonly url: string;
  /** Host, Content-Length and Connection are added by the transport. */
  readonly headers: HeaderList;
  readonly body?: Uint8Array;
  readonly timeouts?: Partial<Timeouts>;
  readonly limits?: Partial<SizeLimits>;
  readonly signal?: AbortSignal;
  /** May be sent again, once, when a kept connection died before any byte of the reply. */
  readonly idempotent?: boolean;
}

/** Milliseconds since the request was started; absent where the step did not happen (a kept connection). */
export interface HttpTiming {
  readonly connected?: number;
  readonly secured?: number;
  readonly firstByte?: number;
  readonly end: number;
}

export interface HttpReply {
  readonly status: number;
  readonly reason: string;
  readonly headers: HeaderList;
  /** After chunked and gzip decoding. */
  readonly body: Uint8Array;
  /** True when the connection ended before the body was whole: `body` is what came. */
  readonly truncated: boolean;
  /** A connection that had served before was used again. */
  readonly reused: boolean;
  readonly localAddress?: string;
  readonly remoteAddress?: string;
  readonly certificate?: CertificateFacts;
  readonly findings: readonly Finding[];
}

/** What came of one HTTP request: values, not exceptions. */
export type HttpResult =
  | { readonly kind: 'reply'; readonly reply: HttpReply; readonly timing: HttpTiming }
  | {
      readonly kind: 'failure';
      readonly error: OnvifError;
      /** What had arrived when it failed, where that is worth showing. */
      readonly partial?: HttpReply;
      readonly timing: HttpTiming;
    };

/** The port to HTTP. Never rejects; follows no redirect; sends nothing but what it is given. */
export interface Transport extends Disposable {
  send(request: HttpRequest): Promise<HttpResult>;
}

/** First value of a header, by case-insensitive name. */
export function headerOf(headers: HeaderList, name: string): string | undefined {
  return headersOf(headers, name)[0];
}

/** All values of a header, by case-insensitive name, in wire order. */
export function headersOf(headers: HeaderList, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value);
}
