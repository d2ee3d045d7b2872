import type { Clock } from '../base/clock';
import type { Device } from './device';

export type AdministratorStep =
  'readUsers' | 'writeUser' | 'waitForDevice' | 'checkState' | 'checkAnonymous' | 'checkLogin' | 'done';

/** `message` is one sentence for people. */
export interface AdministratorProgress {
  readonly step: AdministratorStep;
  readonly message: string;
}

export interface AdministratorPasswordOptions {
  readonly clock: Clock;
  /** An existing Administrator's name, or the name of the one to create. Default: the existing one, else `admin`. */
  readonly username?: string;
  readonly password: string;
  /**
   * Asks the network where the device is, as after a reboot with a new address: sends Probes and resolves when
   * done; what answers reaches the device through the registry.
   */
  readonly probe?: (signal?: AbortSignal) => Promise<void>;
  readonly onProgress?: (progress: AdministratorProgress) => void;
  readonly signal?: AbortSignal;
  /** How long the device may take to reboot and show its new state, milliseconds. Default 180 000. */
  readonly patience?: number;
}

/**
 * The way out of Factory Default (Profile Q clause 9): writes the administrator's password without credentials in
 * the requests, waits for a reboot if there is one, until the device says Operational, checks that anonymous access
 * is refused and that the new login works, and keeps the credentials with the device. Resolves to the
 * administrator's name. Throws an `OnvifError` whose sentence says what failed and what state the device is in
 * (`details.state`).
 */
export declare function setAdministratorPassword(
  device: Device,
  options: AdministratorPasswordOptions,
): Promise<{ username: string }>;
