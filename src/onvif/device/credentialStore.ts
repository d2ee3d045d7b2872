import type { Credentials } from '../auth/credentials';
import type { BoundAuthority } from './authority';

/** Credentials and where they may go: to these authorities of this one device and to nothing else. */
export interface BoundCredentials {
  readonly credentials: Credentials;
  /** The authority they were given for first, then those a person allowed later. */
  readonly authorities: readonly BoundAuthority[];
}

/** The port to where credentials are kept, by `Device.id`. */
export interface CredentialStore {
  get(deviceId: string): Promise<BoundCredentials | undefined>;
  set(deviceId: string, bound: BoundCredentials): Promise<void>;
  forget(deviceId: string): Promise<void>;
}

/** Keeps credentials for the life of the process: the command line, tests. */
export class MemoryCredentialStore implements CredentialStore {
  readonly #entries = new Map<string, BoundCredentials>();

  get(deviceId: string): Promise<BoundCredentials | undefined> {
    return Promise.resolve(this.#entries.get(deviceId));
  }

  set(deviceId: string, bound: BoundCredentials): Promise<void> {
    this.#entries.set(deviceId, bound);
    return Promise.resolve();
  }

  forget(deviceId: string): Promise<void> {
    this.#entries.delete(deviceId);
    return Promise.resolve();
  }
}
