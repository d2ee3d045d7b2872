import assert from 'node:assert/strict';
import { disruptionOf, disruptiveOperations } from '../../../src/extension/work/disruption';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';

describe('disruptionOf', () => {
  it('names only operations that ONVIF has', () => {
    const catalog = bundledCatalog();
    assert.deepEqual(
      disruptiveOperations().filter(id => catalog.operation(id)?.id !== id),
      [],
    );
  });

  it('knows every operation of Profile Q in the access class UNRECOVERABLE', () => {
    const unrecoverable = [
      'tds:SetSystemFactoryDefault',
      'tds:SystemReboot',
      'tds:StartFirmwareUpgrade',
      'tds:StartSystemRestore',
      'tas:DeleteCertificate',
      'tas:DeleteCertificationPath',
      'tas:DeleteKey',
      'tas:DeletePassphrase',
    ];
    assert.deepEqual(
      unrecoverable.filter(id => disruptionOf(id) !== 'unrecoverable'),
      [],
    );
  });

  it('asks before users and network change, and never before something is read', () => {
    assert.equal(disruptionOf('tds:CreateUsers'), 'users');
    assert.equal(disruptionOf('tds:SetNetworkInterfaces'), 'network');
    assert.equal(disruptionOf('tds:SetHostname'), undefined);
    assert.deepEqual(
      disruptiveOperations().filter(id => /:(Get|Search|Find)/.test(id)),
      [],
    );
  });
});
