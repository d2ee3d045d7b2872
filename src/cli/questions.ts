import { OnvifError } from '../onvif/base/onvifError';
import type { Finding } from '../onvif/base/finding';
import type { Consent } from '../onvif/device/consent';
import type { TrustPrompt } from '../onvif/device/trust';
import type { CertificateFacts } from '../onvif/http/transport';
import type { Terminal } from './terminal';

/** A certificate is trusted when its fingerprint was given on the command line, or after a yes at the terminal. */
export class TerminalTrust implements TrustPrompt {
  readonly #terminal: Terminal;
  readonly #trusted: readonly string[];

  /** @param fingerprints SHA-256, hex, with or without colons. Throws `invalidInput` for what is none. */
  constructor(terminal: Terminal, fingerprints: readonly string[]) {
    this.#terminal = terminal;
    this.#trusted = fingerprints.map(canonicalFingerprint);
  }

  async trustNew(
    certificate: CertificateFacts,
    authority: string,
    remarks: readonly Finding[],
  ): Promise<boolean> {
    const { fingerprint, subject, issuer, validTo } = certificate;
    if (this.#trusted.includes(fingerprint)) return true;
    if (this.#trusted.length > 0) {
      throw new OnvifError(
        'certificateChanged',
        `Nothing was sent to ${authority}: its certificate is ${fingerprint}, not the one given with --trust-fingerprint. Find out whether the device got a new one.`,
        { details: { fingerprint, authority } },
      );
    }
    if (!this.#terminal.isInteractive) {
      throw new OnvifError(
        'certificateUntrusted',
        `Nothing was sent to ${authority}, because nobody is there to trust its certificate: compare the fingerprint with the device's and give --trust-fingerprint ${fingerprint}`,
        { details: { fingerprint, authority } },
      );
    }
    this.#terminal.tell(
      `${authority} shows the certificate of ${subject}, issued by ${issuer}, valid to ${validTo}.`,
    );
    for (const { message } of remarks) this.#terminal.tell(message);
    this.#terminal.tell(`SHA-256 ${fingerprint}`);
    return this.#terminal.confirm('Is this the fingerprint of the device?');
  }

  /** Within one run: what was trusted a moment ago has been replaced. */
  trustChanged(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

/** Another authority is allowed when it was named on the command line, or after a yes at the terminal. */
export class TerminalConsent implements Consent {
  readonly #terminal: Terminal;
  readonly #allowed: readonly string[];

  /** @param allowed `scheme://host[:port]` each */
  constructor(terminal: Terminal, allowed: readonly string[]) {
    this.#terminal = terminal;
    this.#allowed = allowed.map(each => each.toLowerCase().replace(/\/+$/, ''));
  }

  async allowAuthority(_device: unknown, authority: string, why: string): Promise<boolean> {
    if (this.#allowed.includes(authority)) return true;
    if (this.#terminal.isInteractive) return this.#terminal.confirm(why);
    this.#terminal.tell(`${why} Nobody is there to ask: give --allow-authority ${authority} to say yes.`);
    return false;
  }
}

function canonicalFingerprint(text: string): string {
  const hex = text.replace(/[:\s]/g, '').toUpperCase();
  if (!/^[0-9A-F]{64}$/.test(hex)) {
    throw new OnvifError(
      'invalidInput',
      `"${text}" is no SHA-256 fingerprint: it takes 64 hexadecimal digits, with or without colons.`,
    );
  }
  return hex.match(/../g)!.join(':');
}
