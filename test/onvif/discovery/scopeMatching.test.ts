import assert from 'node:assert/strict';
import {
  matchesScopes,
  matchesTypes,
  matchProbe,
  matchingRules,
} from '../../../src/onvif/discovery/scopeMatching';

const onvif = 'onvif://www.onvif.org';
const device = {
  types: [{ namespace: 'urn:a', local: 'Device' }],
  scopes: [`${onvif}/Profile/Q/Operational`, `${onvif}/location/country/china`, `${onvif}/hardware/D1-566`],
};

describe('matchesScopes by rfc3986 (Core 7.3.3)', () => {
  const matches: [asked: string, expected: boolean][] = [
    [onvif, true],
    [`${onvif}/`, true],
    [`ONVIF://WWW.onvif.ORG/Profile`, true],
    [`${onvif}/Profile/Q`, true],
    [`${onvif}/Profile/Q/`, true],
    [`${onvif}/location/country`, true],
    [`${onvif}/location/country?query#fragment`, true],
    [`${onvif}/location/country/%63hina`, true],
    [`${onvif}/hardware/D1`, false],
    [`${onvif}/profile/Q`, false],
    [`${onvif}/location/country/china/north`, false],
    [`${onvif}/location/../Profile`, false],
    [`${onvif}/./Profile`, false],
    ['onvif://other.org/Profile', false],
    ['http://www.onvif.org/Profile', false],
    ['Profile', false],
    ['', false],
  ];
  for (const [asked, expected] of matches) {
    it(`${asked || 'an empty scope'} ${expected ? 'matches' : 'does not match'}`, () => {
      assert.equal(matchesScopes([asked], device.scopes, matchingRules.rfc3986), expected);
      assert.equal(matchesScopes([asked], device.scopes), expected, 'and so by the default, rfc2396');
    });
  }

  it('wants every scope matched, each by any of the device', () => {
    assert.equal(matchesScopes([`${onvif}/Profile`, `${onvif}/location`], device.scopes), true);
    assert.equal(matchesScopes([`${onvif}/Profile`, `${onvif}/name`], device.scopes), false);
    assert.equal(matchesScopes([], []), true);
  });
});

describe('the other rules', () => {
  it('strcmp0 compares the whole string, case and all', () => {
    assert.equal(matchesScopes([`${onvif}/hardware/D1-566`], device.scopes, matchingRules.strcmp0), true);
    assert.equal(matchesScopes([`${onvif}/hardware`], device.scopes, matchingRules.strcmp0), false);
    assert.equal(matchesScopes([`${onvif}/hardware/d1-566`], device.scopes, matchingRules.strcmp0), false);
  });

  it('uuid compares UUIDs without case', () => {
    const scopes = ['urn:uuid:0000000A-0000-4000-8000-00000000000b'];
    assert.equal(
      matchesScopes(['urn:uuid:0000000a-0000-4000-8000-00000000000B'], scopes, matchingRules.uuid),
      true,
    );
    assert.equal(
      matchesScopes(['urn:uuid:0000000a-0000-4000-8000-00000000000c'], scopes, matchingRules.uuid),
      false,
    );
    assert.equal(matchesScopes(['urn:not-one'], ['urn:not-one'], matchingRules.uuid), false);
  });
});

describe('matchesTypes', () => {
  it('wants every type, by namespace and local name', () => {
    assert.equal(matchesTypes([], []), true);
    assert.equal(matchesTypes(device.types, device.types), true);
    assert.equal(matchesTypes([{ namespace: 'urn:b', local: 'Device' }], device.types), false);
    assert.equal(
      matchesTypes([...device.types, { namespace: 'urn:a', local: 'Other' }], device.types),
      false,
    );
  });
});

describe('matchProbe', () => {
  it('matches everything with a Probe that asks for nothing', () => {
    assert.equal(matchProbe({ types: [], scopes: [] }, { types: [], scopes: [] }), 'match');
  });

  it('wants types and scopes both', () => {
    assert.equal(matchProbe({ types: device.types, scopes: [`${onvif}/Profile`] }, device), 'match');
    assert.equal(matchProbe({ types: device.types, scopes: [`${onvif}/name`] }, device), 'noMatch');
    assert.equal(matchProbe({ types: [{ namespace: '', local: 'X' }], scopes: [onvif] }, device), 'noMatch');
  });

  it('tells a rule that it does not know, even when no scope is asked for', () => {
    assert.equal(matchProbe({ types: [], scopes: [onvif], matchBy: 'urn:invented' }, device), 'unknownRule');
    assert.equal(matchProbe({ types: [], scopes: [onvif], matchBy: matchingRules.rfc3986 }, device), 'match');
  });
});
