import { isAdministrator, type UserAccount } from './userAccounts';

/** Profile Q, clauses 9 and 10: a device is in exactly one of the two. */
export type OwnState = 'factoryDefault' | 'operational';

/** The discovery scope that shows the state. */
export const stateScopes: Readonly<Record<OwnState, string>> = {
  factoryDefault: 'onvif://www.onvif.org/Profile/Q/FactoryDefault',
  operational: 'onvif://www.onvif.org/Profile/Q/Operational',
};

/**
 * Clause 9, first way out of Factory Default: CreateUsers made an Administrator with a password where there was
 * no Administrator. A second Administrator, or one without a password, does not end the state.
 */
export function endsByCreateUsers(before: readonly UserAccount[], after: readonly UserAccount[]): boolean {
  return !before.some(isAdministrator) && after.some(each => isAdministrator(each) && each.password !== '');
}

/**
 * Clause 9, second way out: SetUser changed the password of an Administrator that was there. The same password
 * again, a new password for somebody who only now becomes Administrator, or for one who no longer is, does not
 * end the state.
 */
export function endsBySetUser(before: readonly UserAccount[], after: readonly UserAccount[]): boolean {
  return before.filter(isAdministrator).some(old => {
    const now = after.find(each => each.username === old.username);
    return now !== undefined && isAdministrator(now) && now.password !== old.password;
  });
}
