import type { Clock } from '../base/clock';
import type { Finding } from '../base/finding';
import { OnvifError } from '../base/onvifError';
import { certificateFindings } from '../http/certificateFindings';
import type { CertificateFacts, CertificateJudge } from '../http/transport';

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

/** Keeps pins for the life of the process: the command line, tests. */
export class MemoryPinStore implements PinStore {
  readonly #pins = new Map<string, string>();

  get(authority: string): Promise<string | undefined> {
    return Promise.resolve(this.#pins.get(authority));
  }

  set(authority: string, fingerprint: string): Promise<void> {
    this.#pins.set(authority, fingerprint);
    return Promise.resolve();
  }

  forget(authority: string): Promise<void> {
    this.#pins.delete(authority);
    return Promise.resolve();
  }
}

/**
 * Trust on first use: a new certificate is asked about once and pinned, another one than the pinned stops the call
 * and asks. `judge` goes into the transport's constructor. Connections to one authority that are opened together
 * share one question.
 */
export class CertificateTrust {
  readonly #pins: PinStore;
  readonly #prompt: TrustPrompt;
  readonly #clock: Clock;
  /** The question that is open, by authority and fingerprint. */
  readonly #open = new Map<string, Promise<void>>();

  constructor(options: { pins: PinStore; prompt: TrustPrompt; clock: Clock }) {
    this.#pins = options.pins;
    this.#prompt = options.prompt;
    this.#clock = options.clock;
  }

  readonly judge: CertificateJudge = (certificate, authority) => {
    const key = `${authority} ${certificate.fingerprint}`;
    const open =
      this.#open.get(key) ?? this.#judgeOnce(certificate, authority).finally(() => this.#open.delete(key));
    this.#open.set(key, open);
    return open;
  };

  async #judgeOnce(certificate: CertificateFacts, authority: string): Promise<void> {
    const pinned = await this.#pins.get(authority);
    if (pinned === certificate.fingerprint) return;
    const remarks = certificateFindings(certificate, hostOf(authority), this.#clock.now());
    const details = { authority, fingerprint: certificate.fingerprint, pinned, certificate };
    if (pinned === undefined) {
      if (!(await this.#prompt.trustNew(certificate, authority, remarks))) {
        throw new OnvifError(
          'certificateUntrusted',
          `Nothing was sent to ${authority} because its certificate (SHA-256 ${certificate.fingerprint}) is not trusted yet: compare the fingerprint with the device's and trust it.`,
          { details },
        );
      }
    } else if (!(await this.#prompt.trustChanged(certificate, authority, pinned, remarks))) {
      throw new OnvifError(
        'certificateChanged',
        `Nothing was sent to ${authority} because its certificate changed from ${pinned} to ${certificate.fingerprint}: find out whether the device got a new one, then trust it.`,
        { details },
      );
    }
    await this.#pins.set(authority, certificate.fingerprint);
  }
}

function hostOf(authority: string): string {
  return authority.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}
