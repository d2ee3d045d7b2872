import assert from 'node:assert/strict';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { findOperation } from '../../../src/onvif/device/operationName';

describe('the operation that a name means', () => {
  const catalog = bundledCatalog();

  it('is found with its prefix, without it where it is unique, and with the service apart', () => {
    assert.equal(findOperation(catalog, 'tds:SetHostname').id, 'tds:SetHostname');
    assert.equal(findOperation(catalog, 'SetHostname').id, 'tds:SetHostname');
    assert.equal(findOperation(catalog, 'GetServiceCapabilities', 'tev').id, 'tev:GetServiceCapabilities');
    assert.equal(findOperation(catalog, 'tds:GetUsers', 'tev').id, 'tds:GetUsers', 'a written prefix wins');
  });

  it('has to be told apart when several services have it', () => {
    assert.throws(() => findOperation(catalog, 'GetServiceCapabilities'), {
      code: 'unknownOperation',
      message: /services have GetServiceCapabilities: write .*tds:GetServiceCapabilities/,
    });
  });

  it('is guessed from a misspelling', () => {
    assert.throws(() => findOperation(catalog, 'tds:GetHostnam'), {
      code: 'unknownOperation',
      message: /no operation tds:GetHostnam; did you mean tds:GetHostname/,
    });
    assert.throws(() => findOperation(catalog, 'getusers'), { message: /did you mean tds:GetUsers/ });
  });

  it('is not guessed from nonsense, and a wrong prefix is named', () => {
    assert.throws(() => findOperation(catalog, 'Qwertzuiop'), {
      message: 'There is no operation Qwertzuiop: name it like tds:GetDeviceInformation.',
    });
    assert.throws(() => findOperation(catalog, 'xyz:GetUsers'), {
      message: /no service "xyz": use one of .*tds/,
    });
  });
});
