import type { Disposable } from '../onvif/base/disposable';
import { Emitter } from '../onvif/base/emitter';
import type { JsonObject, JsonValue } from '../onvif/base/json';
import { isSecretName } from '../onvif/soap/secretNames';

/** One request as the device remembers it. */
export interface HeardRequest {
  /** Milliseconds since the epoch, by the machine's clock. */
  readonly at: number;
  readonly method: string;
  readonly target: string;
  readonly remoteAddress?: string;
  /** `tds:GetUsers`, where the request was understood that far. */
  readonly operation?: string;
  /** The decoded arguments without passwords; absent for large requests. */
  readonly arguments?: JsonObject;
  /** What the client brought along to prove who it is, accepted or not. */
  readonly login: 'none' | 'digest' | 'wsse' | 'both';
  /** The user the device took the client for. */
  readonly user?: string;
  readonly status: number;
}

const kept = 200;

/** The latest requests, bounded. */
export class HeardRequests implements Disposable {
  readonly #list: HeardRequest[] = [];
  readonly #emitter = new Emitter<HeardRequest>();
  readonly onDidHear = this.#emitter.event;

  get list(): readonly HeardRequest[] {
    return this.#list;
  }

  add(request: HeardRequest): void {
    if (this.#list.length === kept) this.#list.shift();
    this.#list.push(request);
    this.#emitter.fire(request);
  }

  dispose(): void {
    this.#emitter.dispose();
  }
}

/** Arguments fit to be shown: every value under a name that holds a secret is left out. */
export function withoutSecrets(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !isSecretName(name))
      .map(([name, each]) => [name, clean(each)]),
  );
}

function clean(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(clean);
  return typeof value === 'object' && value !== null ? withoutSecrets(value as JsonObject) : value;
}
