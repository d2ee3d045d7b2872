import type { Credentials } from '../auth/credentials';
import { OnvifError } from '../base/onvifError';
import type { CertificateFacts } from '../http/transport';
import { authorityOf, authorityText, sameAuthority, type Authority, type BoundAuthority } from './authority';
import type { Consent } from './consent';
import type { BoundCredentials, CredentialStore } from './credentialStore';

/** The device that is guarded, as it is at the moment. */
export interface GuardedDevice {
  readonly id: string;
  readonly name: string;
  /** The device service in use: the authority that a person pointed at. */
  readonly url: string;
}

/**
 * Decides where one device's requests and credentials may go. Requests go to the authority the person pointed at;
 * credentials to the authorities they are bound to. Anything else is asked once and remembered: with the
 * credentials when there are any, else for as long as the device is listed.
 */
export class AuthorityGuard {
  readonly #store: CredentialStore;
  readonly #consent: Consent;
  readonly #device: GuardedDevice;
  #loaded: Promise<void> | undefined;
  #bound: BoundCredentials | undefined;
  /** The id under which credentials may still be stored. */
  #moved: string | undefined;
  /** The certificate each authority showed last, by `authorityText`. */
  readonly #fingerprints = new Map<string, string>();
  /** What a person said about an authority, by `authorityText`, with `login ` before it where that was asked for. */
  readonly #answers = new Map<string, { readonly answer: Promise<boolean>; isNo: boolean }>();

  constructor(options: { store: CredentialStore; consent: Consent; device: GuardedDevice }) {
    this.#store = options.store;
    this.#consent = options.consent;
    this.#device = options.device;
  }

  /** The credentials' username once loaded; undefined without credentials. */
  async username(): Promise<string | undefined> {
    await this.#load();
    return this.#bound?.credentials.username;
  }

  /** Binds credentials to where the device is reached now and to the certificate it showed there. */
  async bind(credentials: Credentials): Promise<void> {
    this.#answers.clear();
    this.#bound = { credentials, authorities: [this.#boundTo(this.#home())] };
    this.#loaded = Promise.resolve();
    await this.#store.set(this.#device.id, this.#bound);
  }

  async forget(): Promise<void> {
    this.#answers.clear();
    this.#bound = undefined;
    this.#loaded = Promise.resolve();
    await this.#store.forget(this.#device.id);
  }

  /** The device has another id from now on. Credentials that are already stored under that one stay. */
  rename(previousId: string): void {
    this.#loaded = undefined;
    this.#moved = previousId;
  }

  /**
   * Resolves when a request may go to `url`: silently to the device's own authority (and, with a login, to those the
   * credentials are bound to), after a yes to any other. Rejects with `foreignAuthority`; nothing has been sent then.
   * @param subject  what would be sent there, for the question: `the event service`, ...
   * @param askAgain  a no of before is not the last word, because a person has just asked for the call
   */
  async permit(url: string, subject: string, withLogin: boolean, askAgain = false): Promise<void> {
    const target = authorityOf(url);
    if (!target)
      throw new OnvifError('invalidInput', `"${url}" is no http address that a request can go to.`);
    await this.#load();
    const bound = withLogin ? this.#bound : undefined;
    if (
      bound
        ? bound.authorities.some(each => sameAuthority(each, target))
        : sameAuthority(target, this.#home())
    ) {
      return;
    }
    const text = authorityText(target);
    if (bound?.authorities.every(each => each.scheme === 'https') && target.scheme === 'http') {
      throw new OnvifError(
        'foreignAuthority',
        `Nothing was sent to ${text}: the credentials of ${this.#device.name} were given for https and never go over plain http. Set them again for the http address if you mean it.`,
        { details: { authority: text } },
      );
    }
    if (!(await this.#ask(target, subject, bound, askAgain))) {
      throw new OnvifError(
        'foreignAuthority',
        `Nothing was sent to ${text}, which ${this.#device.name} names for ${subject} but which is not the address you gave (${authorityText(this.#home())}): allow it, or use the device at that address.`,
        { details: { authority: text } },
      );
    }
    if (bound && !this.#bound!.authorities.some(each => sameAuthority(each, target))) {
      this.#bound = { ...this.#bound!, authorities: [...this.#bound!.authorities, this.#boundTo(target)] };
      await this.#store.set(this.#device.id, this.#bound);
    }
  }

  /** The credentials that may go to this URL, for the SOAP client. Permission was asked for before. */
  credentialsFor(url: string, certificate?: CertificateFacts): Credentials | undefined {
    const target = authorityOf(url);
    const binding = target && this.#bound?.authorities.find(each => sameAuthority(each, target));
    if (!binding) return undefined;
    if (binding.fingerprint !== undefined && certificate && certificate.fingerprint !== binding.fingerprint) {
      return undefined;
    }
    return this.#bound!.credentials;
  }

  /**
   * Notes the certificate that an authority showed, which a person has trusted. Credentials that are not bound to one
   * yet, or to the one it showed before in this session (so that the person was asked about the change), follow.
   * True when they stay bound to another one: the pin of that one was lost, and the new one taken for the first.
   */
  async sawCertificate(url: string, { fingerprint }: CertificateFacts): Promise<boolean> {
    const target = authorityOf(url)!;
    const before = this.#fingerprints.get(authorityText(target));
    this.#fingerprints.set(authorityText(target), fingerprint);
    const binding = this.#bound?.authorities.find(each => sameAuthority(each, target));
    if (!binding || binding.fingerprint === fingerprint) return false;
    if (binding.fingerprint !== undefined && binding.fingerprint !== before) return true;
    const authorities = this.#bound!.authorities.map(each =>
      each === binding ? this.#boundTo(target) : each,
    );
    this.#bound = { ...this.#bound!, authorities };
    await this.#store.set(this.#device.id, this.#bound);
    return false;
  }

  async #ask(
    target: Authority,
    subject: string,
    bound: BoundCredentials | undefined,
    askAgain: boolean,
  ): Promise<boolean> {
    const text = authorityText(target);
    const key = bound ? `login ${text}` : text;
    const known = this.#answers.get(key);
    if (known && !(askAgain && known.isNo)) return known.answer;
    const { id, name } = this.#device;
    const what = bound ? `requests and the login of “${bound.credentials.username}”` : 'requests';
    const why = `${name} names ${text} for ${subject}; the address you gave is ${authorityText(this.#home())}. Send ${what} there?`;
    const asked = { answer: this.#consent.allowAuthority({ id, name }, text, why), isNo: false };
    this.#answers.set(key, asked);
    const allowed = await asked.answer;
    asked.isNo = !allowed;
    return allowed;
  }

  #home(): Authority {
    return authorityOf(this.#device.url)!;
  }

  #boundTo(authority: Authority): BoundAuthority {
    const { scheme, host, port } = authority;
    const fingerprint = scheme === 'https' ? this.#fingerprints.get(authorityText(authority)) : undefined;
    return { scheme, host, port, ...(fingerprint === undefined ? {} : { fingerprint }) };
  }

  #load(): Promise<void> {
    this.#loaded ??= this.#read().catch((cause: unknown) => {
      this.#loaded = undefined;
      throw new OnvifError(
        'credentialsRequired',
        `The credentials of ${this.#device.name} could not be read from where they are kept: try again, or set them anew.`,
        { cause },
      );
    });
    return this.#loaded;
  }

  async #read(): Promise<void> {
    const { id } = this.#device;
    this.#bound = await this.#store.get(id);
    const previousId = this.#moved;
    if (previousId === undefined) return;
    const old = await this.#store.get(previousId);
    if (old && !this.#bound) {
      await this.#store.set(id, old);
      this.#bound = old;
    }
    if (old) await this.#store.forget(previousId);
    this.#moved = undefined;
  }
}
