import type * as vscode from 'vscode';
import { Emitter } from '../../onvif/base/emitter';
import type { BoundCredentials, CredentialStore } from '../../onvif/device/credentialStore';
import type { Log } from '../reporting/log';

const indexKey = 'onvif.credentials';

/**
 * Keeps credentials in VS Code's secret storage, by device. Servers for the browser may lose their secrets with
 * every reload, so what was given in this session is also kept in memory; the user name is indexed in the
 * global state, so that the tree can tell without opening secrets who has credentials, and so that a lost
 * password is asked again with its user name filled in.
 */
export class SecretCredentialStore implements CredentialStore {
  readonly #session = new Map<string, BoundCredentials>();
  readonly #secrets: vscode.SecretStorage;
  readonly #state: vscode.Memento;
  readonly #log: Log;
  readonly #onDidChange = new Emitter<string>();
  /** Fires with the device's id. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(context: Pick<vscode.ExtensionContext, 'secrets' | 'globalState'>, log: Log) {
    this.#secrets = context.secrets;
    this.#state = context.globalState;
    this.#log = log;
  }

  /** The user name that was given for a device, also when its password has been lost since. */
  usernameOf(deviceId: string): string | undefined {
    return this.#index[deviceId];
  }

  async get(deviceId: string): Promise<BoundCredentials | undefined> {
    const known = this.#session.get(deviceId);
    if (known || this.usernameOf(deviceId) === undefined) return known;
    const stored = readBound(await this.#stored(deviceId));
    if (stored) this.#session.set(deviceId, stored);
    return stored;
  }

  async set(deviceId: string, bound: BoundCredentials): Promise<void> {
    this.#session.set(deviceId, bound);
    await this.#setIndex({ ...this.#index, [deviceId]: bound.credentials.username });
    try {
      await this.#secrets.store(secretKey(deviceId), JSON.stringify(bound));
    } catch (error) {
      this.#log.error(error, 'VS Code could not store the credentials; they last as long as this window');
    }
    this.#onDidChange.fire(deviceId);
  }

  async forget(deviceId: string): Promise<void> {
    this.#session.delete(deviceId);
    const index = { ...this.#index };
    delete index[deviceId];
    await this.#setIndex(index);
    await this.#secrets.delete(secretKey(deviceId));
    this.#onDidChange.fire(deviceId);
  }

  get #index(): Readonly<Record<string, string>> {
    return this.#state.get<Record<string, string>>(indexKey, {});
  }

  async #setIndex(index: Record<string, string>): Promise<void> {
    await this.#state.update(indexKey, index);
  }

  async #stored(deviceId: string): Promise<string | undefined> {
    try {
      return await this.#secrets.get(secretKey(deviceId));
    } catch (error) {
      this.#log.error(error, 'VS Code could not read stored credentials; they will be asked again');
      return undefined;
    }
  }
}

function secretKey(deviceId: string): string {
  return `onvif.credentials/${deviceId}`;
}

/** What an earlier version of this program stored is not trusted to have the shape of today's. */
export function readBound(text: string | undefined): BoundCredentials | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Partial<BoundCredentials> | null;
    const complete =
      typeof value?.credentials?.username === 'string' &&
      typeof value.credentials.password === 'string' &&
      Array.isArray(value.authorities);
    return complete ? (value as BoundCredentials) : undefined;
  } catch {
    return undefined; // not JSON: as good as lost, and asked again
  }
}
