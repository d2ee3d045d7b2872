import { sleep, type Clock } from '../base/clock';
import type { JsonObject } from '../base/json';
import { isOnvifError, OnvifError, type OnvifErrorCode } from '../base/onvifError';
import type { Exchange, SoapFault } from '../soap/exchange';
import type { Device } from './device';
import type { DeviceUser } from './deviceFacts';
import { readScopes, readUsers } from './deviceReplies';
import { profileQState, profileQStateLabel } from './profileQState';

export type AdministratorStep =
  'readUsers' | 'writeUser' | 'waitForDevice' | 'checkAnonymous' | 'checkLogin' | 'checkState' | 'done';

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

/** Between two looks at a device that is not there yet, milliseconds. */
const pollInterval = 1000;
/** A device that reboots answers the request first; it is looked at when that has begun, milliseconds. */
const rebootBegins = 2000;
/** A device that answers all the time and still says Factory Default gets this long. */
const patienceWhileAnswering = 60_000;

/**
 * The way out of Factory Default (Profile Q clause 9): writes the administrator's password without credentials in
 * the requests, waits for a reboot if there is one, checks that anonymous access is refused, that the new login
 * works and that the device says Operational, and keeps the credentials with the device. Resolves to the
 * administrator's name. Throws an `OnvifError` whose sentence says what failed and what state the device is in
 * (`details.state`).
 */
export async function setAdministratorPassword(
  device: Device,
  options: AdministratorPasswordOptions,
): Promise<{ username: string }> {
  const way = new WayOut(device, options);
  const users = await way.readUsers();
  const username = way.chooseAdministrator(users);
  if (options.signal?.aborted) throw way.cancelledBefore();
  try {
    await way.write(username, users);
    await way.waitUntilProtected();
    await way.checkAnonymous();
    await way.checkLogin(username);
  } catch (error) {
    throw isOnvifError(error, 'cancelled') ? way.cancelledMidway(error) : error;
  }
  way.report('done', `${device.name} is Operational; its administrator is “${username}”.`);
  return { username };
}

/** The steps, in the order in which they are taken. */
class WayOut {
  readonly #device: Device;
  readonly #options: AdministratorPasswordOptions;
  readonly #deadline: number;

  constructor(device: Device, options: AdministratorPasswordOptions) {
    this.#device = device;
    this.#options = options;
    this.#deadline = options.clock.monotonic() + (options.patience ?? 180_000);
    if (options.password === '') {
      throw this.#error(
        'invalidInput',
        'Give a password: Profile Q leaves Factory Default only with one that is not empty.',
      );
    }
    if (device.state === 'operational') {
      throw this.#error(
        'invalidInput',
        `${device.name} is Operational already: change the password with SetUser and the login you have.`,
      );
    }
  }

  report(step: AdministratorStep, message: string): void {
    this.#options.onProgress?.({ step, message });
  }

  async readUsers(): Promise<DeviceUser[]> {
    this.report('readUsers', `Reading the users of ${this.#device.name} without a login.`);
    const { outcome } = await this.#anonymous('tds:GetUsers', {});
    if (outcome.kind === 'reply') return readUsers(outcome.body);
    if (outcome.error.code === 'credentialsRequired') {
      throw this.#error(
        'credentialsRequired',
        `${this.#device.name} asks for a login to tell its users, so it has left Factory Default or never was in it: log in with its administrator instead.`,
        outcome.error,
      );
    }
    throw this.#failed('Nothing was changed, because the users could not be read', outcome.error);
  }

  /** The Administrator to write: an existing one if there is one, because only that ends Factory Default. */
  chooseAdministrator(users: readonly DeviceUser[]): string {
    const administrators = users.filter(each => each.level === 'Administrator').map(each => each.username);
    const username = this.#options.username ?? administrators[0] ?? 'admin';
    if (administrators.length > 0 && !administrators.includes(username)) {
      throw this.#error(
        'invalidInput',
        `${this.#device.name} already has the Administrator “${administrators.join('”, “')}”: set that one's password, because only this ends Factory Default.`,
      );
    }
    return username;
  }

  async write(username: string, users: readonly DeviceUser[]): Promise<void> {
    const exists = users.some(each => each.username === username && each.level === 'Administrator');
    const operation = exists ? 'tds:SetUser' : 'tds:CreateUsers';
    this.report('writeUser', `Sending ${operation} for “${username}” without a login.`);
    const user = { Username: username, Password: this.#options.password, UserLevel: 'Administrator' };
    const { outcome } = await this.#anonymous(operation, { User: [user] });
    if (outcome.kind === 'fault') {
      const policy = policySentence(outcome.fault);
      throw policy
        ? this.#error(
            'fault',
            `${this.#device.name} did not accept it: ${policy} ${this.#stateSentence()}`,
            outcome.error,
          )
        : this.#failed(`${operation} was refused`, outcome.error);
    }
    // a device that reboots at once may do so before it has answered: whether it took the password shows later
    const maybeTaken =
      outcome.kind === 'failure' && ['connectionLost', 'timeout'].includes(outcome.error.code);
    if (outcome.kind === 'failure' && !maybeTaken) throw this.#failed(`${operation} failed`, outcome.error);
    await this.#device.forgetCredentials();
  }

  /** Until the device no longer answers anonymously, through a reboot if there is one. */
  async waitUntilProtected(): Promise<void> {
    const { clock, signal } = this.#options;
    const name = this.#device.name;
    this.report('waitForDevice', `Waiting until ${name} leaves Factory Default; it may reboot.`);
    await sleep(clock, rebootBegins, signal);
    const started = clock.monotonic();
    let away = false;
    for (;;) {
      const { outcome } = await this.#anonymous('tds:GetScopes', {}, 'background');
      const answered = outcome.kind !== 'failure' || outcome.error.code === 'credentialsRequired';
      if (outcome.kind !== 'reply' && outcome.error.code === 'credentialsRequired') return;
      if (outcome.kind === 'reply' && profileQState(readScopes(outcome.body)) === 'operational') return;
      if (!answered) {
        if (!away) this.report('waitForDevice', `${name} does not answer; it seems to reboot.`);
        away = true;
        await this.#probe();
        await this.#device.connect(signal ? { signal } : {});
      }
      const patient = away || clock.monotonic() - started < patienceWhileAnswering;
      if (!patient || clock.monotonic() + pollInterval > this.#deadline) {
        throw answered
          ? this.#error(
              'badReply',
              `${name} accepted the password but did not leave Factory Default: give a password other than the one it has, or look at its log. ${this.#stateSentence()}`,
            )
          : this.#error(
              'timeout',
              `${name} accepted the password and has not answered since: look whether it came back at another address, then log in with the new password. Its state is unknown.`,
            );
      }
      await sleep(clock, pollInterval, signal);
    }
  }

  async checkAnonymous(): Promise<void> {
    this.report(
      'checkAnonymous',
      `Checking that ${this.#device.name} refuses to tell its users without a login.`,
    );
    for (;;) {
      const { outcome } = await this.#anonymous('tds:GetUsers', {});
      if (outcome.kind !== 'reply' && outcome.error.code === 'credentialsRequired') return;
      if (outcome.kind === 'reply') {
        throw this.#error(
          'badReply',
          `${this.#device.name} has the new password but still tells its users to anyone: its firmware does not enforce Profile Q clause 10. ${this.#stateSentence()}`,
        );
      }
      await this.#again(outcome.error, 'the check of anonymous access failed');
    }
  }

  /** Logs in once with the new password, and reads everything anew. */
  async checkLogin(username: string): Promise<void> {
    const { signal, password } = this.#options;
    const device = this.#device;
    this.report('checkLogin', `Logging in to ${device.name} as “${username}”.`);
    await device.setCredentials({ username, password });
    let asked = false;
    for (;;) {
      await device.connect(signal ? { signal } : {});
      if (signal?.aborted) throw new OnvifError('cancelled', 'Cancelled.', { cause: signal.reason });
      const { problem } = device;
      if (problem?.code === 'loginRefused') {
        await device.forgetCredentials();
        throw this.#error(
          'loginRefused',
          `${device.name} wants a login now but refuses “${username}” with the new password: it may have changed or cut it; reset the device to try again.`,
          problem,
        );
      }
      if (!problem && device.users) {
        if (device.state === 'operational') return;
        if (!asked)
          this.report('checkState', `The login works; waiting until ${device.name} says Operational.`);
        asked = true;
      }
      await this.#probe();
      await this.#again(problem, `the device does not say Operational`);
    }
  }

  cancelledBefore(): OnvifError {
    return this.#error('cancelled', `Cancelled: nothing was changed on ${this.#device.name}.`);
  }

  cancelledMidway(cause: OnvifError): OnvifError {
    return this.#error(
      'cancelled',
      `Cancelled, but ${this.#device.name} has been sent the password already: look at its state, and log in with the new password if it is Operational.`,
      cause,
    );
  }

  /** The password is written by now: a search that fails ends nothing, for the device may be where it was. */
  async #probe(): Promise<void> {
    const { probe, signal } = this.#options;
    try {
      await probe?.(signal);
    } catch (error) {
      if (!isOnvifError(error) || error.code === 'cancelled') throw error;
      this.report(
        'waitForDevice',
        `${this.#device.name} is looked for at its address only: ${error.message}`,
      );
    }
  }

  /** Waits for the next try, or gives up with what kept it from working. */
  async #again(problem: OnvifError | undefined, what: string): Promise<void> {
    const { clock, signal } = this.#options;
    if (clock.monotonic() + pollInterval > this.#deadline) {
      throw problem
        ? this.#failed(`The password was set but ${what}`, problem)
        : this.#error(
            'badReply',
            `The password was set and the login works, but ${what}. ${this.#stateSentence()}`,
          );
    }
    await sleep(clock, pollInterval, signal);
  }

  async #anonymous(
    operation: string,
    args: JsonObject,
    origin: 'user' | 'background' = 'user',
  ): Promise<Exchange> {
    const { signal } = this.#options;
    const { exchange } = await this.#device.call(operation, args, {
      auth: 'none',
      origin,
      ...(signal ? { signal } : {}),
    });
    if (exchange.outcome.kind === 'failure' && exchange.outcome.error.code === 'cancelled')
      throw exchange.outcome.error;
    return exchange;
  }

  #stateSentence(): string {
    return `Its state is ${profileQStateLabel(this.#device.state)}.`;
  }

  #failed(what: string, cause: OnvifError): OnvifError {
    return this.#error(cause.code, `${what}: ${cause.message} ${this.#stateSentence()}`, cause);
  }

  #error(code: OnvifErrorCode, message: string, cause?: OnvifError): OnvifError {
    return new OnvifError(code, message, {
      cause,
      details: { ...cause?.details, state: this.#device.state },
    });
  }
}

/** What a user or password was refused for (Core, CreateUsers and SetUser), as a sentence with the next step. */
function policySentence(fault: SoapFault): string | undefined {
  const sentences: Readonly<Record<string, string>> = {
    Password: 'the password does not meet its rules; choose a longer one with letters, digits and signs.',
    PasswordTooWeak: 'the password is too weak; choose a longer one with letters, digits and signs.',
    PasswordTooLong: 'the password is too long; see MaxPasswordLength of its capabilities.',
    UsernameTooLong: 'the user name is too long; see MaxUserNameLength of its capabilities.',
    UsernameTooShort: 'the user name is too short.',
    UsernameClash: 'a user of that name exists already.',
    TooManyUsers: 'it holds no more users.',
    AnonymousNotAllowed: 'the level Anonymous cannot be given to a user.',
    FixedUser: 'that user cannot be changed.',
    UsernameMissing: 'it no longer has that user; start over.',
  };
  const names = fault.subcodes.map(subcode => subcode.slice(subcode.indexOf(':') + 1)).reverse();
  return names.flatMap(name => sentences[name] ?? [])[0];
}
