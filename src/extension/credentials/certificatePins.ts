import type * as vscode from 'vscode';
import type { PinStore } from '../../onvif/device/trust';

const key = 'onvif.certificatePins';

/** Certificates that a person trusted: fingerprints, which are no secrets, in the global state. */
export class CertificatePins implements PinStore {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  get(authority: string): Promise<string | undefined> {
    return Promise.resolve(this.#pins[authority]);
  }

  async set(authority: string, fingerprint: string): Promise<void> {
    await this.#state.update(key, { ...this.#pins, [authority]: fingerprint });
  }

  async forget(authority: string): Promise<void> {
    const pins = { ...this.#pins };
    delete pins[authority];
    await this.#state.update(key, pins);
  }

  get #pins(): Readonly<Record<string, string>> {
    return this.#state.get<Record<string, string>>(key, {});
  }
}
