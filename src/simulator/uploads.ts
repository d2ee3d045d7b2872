import type { Clock } from '../onvif/base/clock';
import type { Random } from '../onvif/base/random';

export type UploadKind = 'firmware' | 'backup';

/** An announced upload. */
export interface Upload {
  readonly kind: UploadKind;
  readonly path: string;
  /** By the monotonic clock, milliseconds. */
  readonly readyAt: number;
  readonly expiresAt: number;
}

/** Where files are sent to. */
export const uploadPath = '/onvif/upload/';
/** How long an announced upload is waited for, milliseconds. */
const patience = 10 * 60_000;

/** The uploads that a client has announced: one of each kind, under an address that nobody can guess. */
export class Uploads {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #open = new Map<UploadKind, Upload>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Announces one, in place of an earlier one of its kind. `delay`: milliseconds until it may begin. */
  open(kind: UploadKind, delay: number): Upload {
    const now = this.#clock.monotonic();
    const path = uploadPath + this.#random.uuid();
    const upload = { kind, path, readyAt: now + delay, expiresAt: now + delay + patience };
    this.#open.set(kind, upload);
    return upload;
  }

  find(path: string): Upload | undefined {
    const now = this.#clock.monotonic();
    return [...this.#open.values()].find(each => each.path === path && now < each.expiresAt);
  }

  isReady(upload: Upload): boolean {
    return this.#clock.monotonic() >= upload.readyAt;
  }

  close(upload: Upload): void {
    if (this.#open.get(upload.kind) === upload) this.#open.delete(upload.kind);
  }

  /** No announcement outlives a boot. */
  closeAll(): void {
    this.#open.clear();
  }
}
