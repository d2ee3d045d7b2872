import { OnvifError } from '../base/onvifError';
import type { Credentials } from './credentials';

/** What a login came to, as one sentence each with the next step. No password is in them. */

export function noCredentials(): OnvifError {
  return new OnvifError(
    'credentialsRequired',
    'The device asks for a login: set the user name and password for it, then call again.',
  );
}

export function noDigest(schemes: readonly string[]): OnvifError {
  const offered = schemes.length > 0 ? `offers ${schemes.join(', ')} but` : 'asks for a login but offers';
  return new OnvifError(
    'credentialsRequired',
    `The device ${offered} no HTTP digest that can be answered: try the authentication “auto” or “wsse”.`,
    { details: { schemes } },
  );
}

export function loginRefused(credentials: Credentials): OnvifError {
  return new OnvifError(
    'loginRefused',
    `The device refused the login of “${credentials.username}”: check user name and password before the next try, because devices lock accounts.`,
    { details: { username: credentials.username } },
  );
}

export function refusedBefore(credentials: Credentials): OnvifError {
  return new OnvifError(
    'loginRefused',
    `The device refused this login of “${credentials.username}” before, so it was not sent again: set the credentials anew to try once more.`,
    { details: { username: credentials.username, notSent: true } },
  );
}

/** Says nothing of user name and password. `details.staleNonce` is true. */
export function staleAgain(): OnvifError {
  return new OnvifError(
    'badReply',
    'The device called the nonce of the login too old, though it had just issued it: call again, and if it stays so, look at how long its nonces last.',
    { details: { staleNonce: true } },
  );
}

export function wantsDigest(): OnvifError {
  return new OnvifError(
    'loginRefused',
    'The device refused the WS-UsernameToken and asks for HTTP digest: call again to log in that way.',
  );
}

export function onlyBasic(): OnvifError {
  return new OnvifError(
    'loginRefused',
    'The device refused the WS-UsernameToken and offers only Basic, which would hand it the password itself: enable HTTP digest on the device.',
  );
}
