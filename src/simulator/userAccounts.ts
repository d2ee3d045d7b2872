import { DeviceFault } from './deviceFault';

/** Core specification, user levels that an account can have; Anonymous is the absence of one. */
export const userLevels = ['Administrator', 'Operator', 'User'] as const;
export type UserLevel = (typeof userLevels)[number];

export interface UserAccount {
  readonly username: string;
  readonly password: string;
  readonly level: UserLevel;
  /** Cannot be deleted, nor lose its level. */
  readonly fixed?: boolean;
}

/** A tt:User as a request names it. */
export interface UserRequest {
  readonly username: string;
  readonly password?: string;
  readonly level: string;
}

/** What GetServiceCapabilities signals, and the device keeps to. Lengths in characters. */
export interface AccountLimits {
  readonly maxUsers: number;
  readonly maxUserNameLength: number;
  readonly maxPasswordLength: number;
  /** A shorter password is refused as too weak. */
  readonly minPasswordLength: number;
}

/**
 * The accounts after CreateUsers, DeleteUsers or SetUser. Each function returns the whole new list or throws the
 * DeviceFault of the first user that cannot be processed: a batch works as a whole or not at all.
 */
export function createUsers(
  accounts: readonly UserAccount[],
  requests: readonly UserRequest[],
  limits: AccountLimits,
): UserAccount[] {
  const result = [...accounts];
  for (const { username, password = '', level } of requests) {
    if (username === '') throw prohibited('UsernameTooShort', 'A user name cannot be empty.');
    if (lengthOf(username) > limits.maxUserNameLength) {
      throw prohibited('UsernameTooLong', `A user name has at most ${limits.maxUserNameLength} characters.`);
    }
    const userLevel = toUserLevel(level);
    if (result.some(each => each.username === username)) {
      throw prohibited('UsernameClash', `The user ${username} exists already or is named twice.`);
    }
    checkPasswordLength(password, limits);
    if (lengthOf(password) < limits.minPasswordLength) {
      throw prohibited('Password', `A password has at least ${limits.minPasswordLength} characters.`);
    }
    result.push({ username, password, level: userLevel });
  }
  if (result.length > limits.maxUsers) {
    throw new DeviceFault(
      'Receiver/Action/TooManyUsers',
      `The device holds at most ${limits.maxUsers} users.`,
    );
  }
  return result;
}

/** See `createUsers`. A request without a password keeps the old one. */
export function setUsers(
  accounts: readonly UserAccount[],
  requests: readonly UserRequest[],
  limits: AccountLimits,
): UserAccount[] {
  const result = [...accounts];
  const named = new Set<string>();
  for (const { username, password, level } of requests) {
    const index = indexOf(result, username);
    if (named.has(username))
      throw new DeviceFault('Sender/InvalidArgVal', `The user ${username} is named twice.`);
    named.add(username);
    const account = result[index]!;
    const userLevel = toUserLevel(level);
    if (password !== undefined) {
      checkPasswordLength(password, limits);
      if (lengthOf(password) < Math.max(1, limits.minPasswordLength)) {
        throw prohibited('PasswordTooWeak', 'The password is empty or too short.');
      }
    }
    if (account.fixed && account.level !== userLevel) throw fixedUser(username);
    result[index] = { ...account, password: password ?? account.password, level: userLevel };
  }
  return result;
}

/** See `createUsers`. */
export function deleteUsers(accounts: readonly UserAccount[], usernames: readonly string[]): UserAccount[] {
  const result = [...accounts];
  for (const username of usernames) {
    const index = indexOf(result, username);
    if (result[index]!.fixed) throw fixedUser(username);
    result.splice(index, 1);
  }
  return result;
}

/**
 * "A device may have fixed users to ensure access to the unit" (Core, DeleteUsers): here the last Administrator
 * of a device that wants logins is one, or nobody could ever configure the device again.
 */
export function keepAnAdministrator(before: readonly UserAccount[], after: readonly UserAccount[]): void {
  if (after.some(isAdministrator)) return;
  const last = before.find(isAdministrator);
  if (last) throw fixedUser(last.username);
}

export function isAdministrator(account: UserAccount): boolean {
  return account.level === 'Administrator';
}

function indexOf(accounts: readonly UserAccount[], username: string): number {
  const index = accounts.findIndex(each => each.username === username);
  if (index < 0)
    throw new DeviceFault('Sender/InvalidArgVal/UsernameMissing', `There is no user ${username}.`);
  return index;
}

function toUserLevel(level: string): UserLevel {
  if (level === 'Anonymous') {
    throw prohibited('AnonymousNotAllowed', 'The user level Anonymous cannot be given to a user.');
  }
  const known = userLevels.find(each => each === level);
  if (!known) throw new DeviceFault('Sender/InvalidArgVal', `The device has no user level ${level}.`);
  return known;
}

function checkPasswordLength(password: string, limits: AccountLimits): void {
  if (lengthOf(password) > limits.maxPasswordLength) {
    throw prohibited('PasswordTooLong', `A password has at most ${limits.maxPasswordLength} characters.`);
  }
}

function prohibited(subcode: string, reason: string): DeviceFault {
  return new DeviceFault(`Sender/OperationProhibited/${subcode}`, reason);
}

function fixedUser(username: string): DeviceFault {
  return new DeviceFault(
    'Sender/InvalidArgVal/FixedUser',
    `The user ${username} is needed to reach the device and stays as it is.`,
  );
}

/** Characters, not UTF-16 code units. */
function lengthOf(text: string): number {
  return [...text].length;
}
