import type { Finding } from '../base/finding';
import type { CertificateFacts, CertificateJudge } from '../http/transport';
import type { Clock } from '../base/clock';

/** The port to where pins are kept, by authority as `host:port`. */
export interface PinStore {
  get(authority: string): Promise<string | undefined>;
  set(authority: string, fingerprint: string): Promise<void>;
  forget(authority: string): Promise<void>;
}

/** The port that asks a person whether a certificate is the device's own. */
export interface TrustPrompt {
  /** First contact. `remarks` are what is odd about the certificate (expired, another name). */
  trustNew(certificate: CertificateFacts, authority: string, remarks: readonly Finding[]): Promise<boolean>;
  /** Another certificate than the pinned one. */
  trustChanged(
    certificate: CertificateFacts,
    authority: string,
    pinned: string,
    remarks: readonly Finding[],
  ): Promise<boolean>;
}

/**
 * Trust on first use: a new certificate is asked about once and pinned, another one than the pinned stops the
 * call and asks. `judge` goes into the transport's constructor.
 */
export declare class CertificateTrust {
  constructor(options: { pins: PinStore; prompt: TrustPrompt; clock: Clock });
  readonly judge: CertificateJudge;
}

/** What is odd about a certificate but no reason to stop: expired, not yet valid, made for another name. */
export declare function certificateFindings(
  certificate: CertificateFacts,
  host: string,
  now: number,
): Finding[];
