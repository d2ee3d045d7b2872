import { operation, type Behaviour } from '../behaviour';
import { DeviceFault } from '../deviceFault';
import { endsByCreateUsers, endsBySetUser } from '../profileQ';
import type { RequestArguments } from '../requestArguments';
import type { DeviceControls } from '../deviceControls';
import {
  createUsers,
  deleteUsers,
  keepAnAdministrator,
  setUsers,
  type AccountLimits,
  type UserAccount,
  type UserRequest,
} from '../userAccounts';

/** Users (Profile Q 7.4), and with them the ways out of Factory Default (clause 9). */
export const userBehaviours: readonly Behaviour[] = [
  operation('tds:GetUsers', (_, { settings }) => ({
    User: settings.users.map(({ username, level }) => ({ Username: username, UserLevel: level })),
  })),

  operation('tds:CreateUsers', ({ arguments: args }, device) => {
    const { users } = device.settings;
    const after = createUsers(users, userRequests(args), limitsOf(device));
    apply(device, after, endsByCreateUsers(users, after));
    return {};
  }),

  operation('tds:SetUser', ({ arguments: args }, device) => {
    const { users } = device.settings;
    const after = setUsers(users, userRequests(args), limitsOf(device));
    apply(device, after, endsBySetUser(users, after));
    return {};
  }),

  operation('tds:DeleteUsers', ({ arguments: args }, device) => {
    const usernames = args.texts('Username');
    if (usernames.length === 0)
      throw new DeviceFault('Sender/InvalidArgs', 'The argument Username is missing.');
    apply(device, deleteUsers(device.settings.users, usernames), false);
    return {};
  }),
];

function apply(device: DeviceControls, users: readonly UserAccount[], endsFactoryDefault: boolean): void {
  if (device.state === 'operational') keepAnAdministrator(device.settings.users, users);
  if (device.state === 'factoryDefault' && endsFactoryDefault) device.leaveFactoryDefault(users);
  else device.change({ users });
}

/** Once the device wants logins, an account without a password would be none. */
function limitsOf({ limits, state }: DeviceControls): AccountLimits {
  return state === 'operational'
    ? { ...limits, minPasswordLength: Math.max(1, limits.minPasswordLength) }
    : limits;
}

function userRequests(args: RequestArguments): UserRequest[] {
  const users = args.groups('User');
  if (users.length === 0) throw new DeviceFault('Sender/InvalidArgs', 'The argument User is missing.');
  return users.map(user => {
    const password = user.optionalText('Password');
    const request = { username: user.text('Username'), level: user.text('UserLevel') };
    return password === undefined ? request : { ...request, password };
  });
}
