/** The parts of a SOAP fault that tell a refused login from any other fault. */
export interface FaultWords {
  readonly code: string;
  readonly subcodes: readonly string[];
  readonly reason: string;
}

const loginCodes = new Set([
  'NotAuthorized',
  'SenderNotAuthorized',
  'FailedAuthentication',
  'FailedCheck',
  'InvalidSecurity',
  'InvalidSecurityToken',
  'UnsupportedSecurityToken',
]);
const loginReason =
  /not\s*authori[sz]ed|unauthori[sz]ed|authori[sz]ation (failed|required)|authority failure|authentication (failed|failure|required)|authori[sz]ed time check|security token/i;

/**
 * True for a fault by which a device asks for a login or refuses one. The code decides where it says
 * something; devices that send a bare Sender or Receiver are judged by their reason.
 */
export function isLoginFault(fault: FaultWords): boolean {
  const locals = [fault.code, ...fault.subcodes].map(name => name.slice(name.lastIndexOf(':') + 1));
  if (locals.some(local => loginCodes.has(local))) return true;
  return fault.subcodes.length === 0 && loginReason.test(fault.reason);
}
