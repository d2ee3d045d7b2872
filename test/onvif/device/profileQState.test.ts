import assert from 'node:assert/strict';
import {
  profileQState,
  profileQStateFindings,
  profileQStateLabel,
} from '../../../src/onvif/device/profileQState';

const factoryDefault = 'onvif://www.onvif.org/Profile/Q/FactoryDefault';
const operational = 'onvif://www.onvif.org/Profile/Q/Operational';
const other = 'onvif://www.onvif.org/name/gate';

describe('the Profile Q state of scopes', () => {
  it('is what the one state scope says, wherever it stands', () => {
    assert.equal(profileQState([other, factoryDefault]), 'factoryDefault');
    assert.equal(profileQState([operational, other]), 'operational');
    assert.equal(profileQState([other]), 'none');
    assert.equal(profileQState([]), 'none');
  });

  it('is a conflict with both scopes, and the finding says so', () => {
    const scopes = [operational, other, factoryDefault];
    assert.equal(profileQState(scopes), 'conflict');
    assert.deepEqual(
      profileQStateFindings(scopes).map(each => each.code),
      ['profile-q-state-conflict'],
    );
  });

  for (const scope of [
    'onvif://www.onvif.org/profile/q/factorydefault',
    'onvif://www.onvif.org/Profile/Q/factoryDefault',
    'ONVIF://www.onvif.org/Profile/Q/FactoryDefault',
    'onvif://www.onvif.org/Profile/Q/Operational/',
  ]) {
    it(`does not accept ${scope} but tells that it is there`, () => {
      assert.equal(profileQState([scope]), 'none');
      const [finding, ...others] = profileQStateFindings([scope]);
      assert.equal(finding?.code, 'profile-q-scope-spelling');
      assert.ok(finding?.message.includes(scope));
      assert.deepEqual(others, []);
    });
  }

  it('finds nothing odd about exact scopes and about others', () => {
    assert.deepEqual(profileQStateFindings([factoryDefault, other, 'onvif://www.onvif.org/Profile/Q']), []);
  });

  it('has a word for each state', () => {
    assert.equal(profileQStateLabel('factoryDefault'), 'Factory Default');
    assert.equal(profileQStateLabel('operational'), 'Operational');
  });
});
