import type { Finding } from '../base/finding';

/** Profile Q clause 9: out of the box, everything is anonymous. */
export const factoryDefaultScope = 'onvif://www.onvif.org/Profile/Q/FactoryDefault';
/** Profile Q clause 10: an administrator has a password, everything but PRE_AUTH wants it. */
export const operationalScope = 'onvif://www.onvif.org/Profile/Q/Operational';

/** `none`: neither scope, so no Profile Q device; `conflict`: both scopes, which clause 10 forbids. */
export type ProfileQState = 'factoryDefault' | 'operational' | 'none' | 'conflict';

/** The state that a device's scopes claim. Scopes are compared exactly, case included (Profile Q clauses 9, 10). */
export function profileQState(scopes: readonly string[]): ProfileQState {
  const factoryDefault = scopes.includes(factoryDefaultScope);
  const operational = scopes.includes(operationalScope);
  if (factoryDefault && operational) return 'conflict';
  if (factoryDefault) return 'factoryDefault';
  return operational ? 'operational' : 'none';
}

/** The word people read, everywhere the same. */
export function profileQStateLabel(state: ProfileQState): string {
  switch (state) {
    case 'factoryDefault':
      return 'Factory Default';
    case 'operational':
      return 'Operational';
    case 'conflict':
      return 'Conflicting state';
    case 'none':
      return 'Not Profile Q';
  }
}

/** What is wrong with how the scopes claim a state: both at once, or a spelling that is not accepted. */
export function profileQStateFindings(scopes: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  if (profileQState(scopes) === 'conflict') {
    findings.push({
      code: 'profile-q-state-conflict',
      message:
        'The device claims to be in Factory Default and Operational at once; Profile Q allows exactly one of the two scopes.',
    });
  }
  for (const scope of scopes) {
    for (const expected of [factoryDefaultScope, operationalScope]) {
      if (scope !== expected && scope.trim().replace(/\/$/, '').toLowerCase() === expected.toLowerCase()) {
        findings.push({
          code: 'profile-q-scope-spelling',
          message: `The scope "${scope}" is not accepted as a Profile Q state because scopes are compared exactly: it should read ${expected}.`,
        });
      }
    }
  }
  return findings;
}

/** What is said when discovery and GetScopes claim different states. */
export function stateDisagreement(
  discovered: ProfileQState,
  asked: ProfileQState,
  shown: ProfileQState,
): Finding[] {
  if (discovered === asked) return [];
  return [
    {
      code: 'profile-q-state-disagreement',
      message: `Discovery says "${profileQStateLabel(discovered)}" but GetScopes says "${profileQStateLabel(asked)}"; the newer answer, "${profileQStateLabel(shown)}", is shown.`,
    },
  ];
}
