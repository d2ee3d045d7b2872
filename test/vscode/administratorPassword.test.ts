import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CallResult } from '../../src/onvif/device/device';
import {
  activateExtension,
  childRow,
  deviceRow,
  eventually,
  readLog,
  removeAllDevices,
  startSimulatedDevice,
  withSettings,
  type Extension,
} from './support/extensionHost';

const password = 'geheim-Zq4!<&>';

describe('Set Administrator Password', () => {
  withSettings({
    'onvif.simulator.discovery': false,
    'onvif.discovery.interfaces': ['127.0.0.1'],
    'onvif.safety.confirmDisruptive': false,
  });
  let extension: Extension;
  let id: string;

  before(async () => {
    extension = await activateExtension();
    id = await startSimulatedDevice();
  });
  after(() => removeAllDevices(extension));

  const getUsers = (): Thenable<CallResult | undefined> =>
    vscode.commands.executeCommand('onvif.callOperation', id, { operation: 'tds:GetUsers', show: false });

  it('leads the device out of Factory Default', async () => {
    await vscode.commands.executeCommand('onvif.setAdministratorPassword', id, {
      username: 'admin',
      password,
    });
    await eventually(() => {
      const row = deviceRow(extension, id);
      assert.match(row.description, /^Operational · /);
      assert.equal(row.icon, 'lock');
      assert.equal(row.contextValue, 'device.operational.present.simulated.credentials');
      assert.equal(extension.seam.header().badge, undefined);
    });
  });

  it('keeps the credentials, with which everything can be read', async () => {
    const users = childRow(deviceRow(extension, id), 'Users');
    assert.equal(childRow(users, 'admin').description, 'Administrator · used here');
    const result = await getUsers();
    assert.equal(result?.exchange.outcome.kind, 'reply');
    assert.deepEqual(result?.value, { User: [{ Username: 'admin', UserLevel: 'Administrator' }] });
  });

  it('is refused without them, and says so', async () => {
    await vscode.commands.executeCommand('onvif.forgetCredentials', id);
    assert.equal(deviceRow(extension, id).contextValue, 'device.operational.present.simulated');
    const result = await getUsers();
    const outcome = result?.exchange.outcome;
    assert.ok(outcome && outcome.kind !== 'reply');
    assert.equal(outcome.error.code, 'credentialsRequired');
    await vscode.commands.executeCommand('onvif.refreshDevice', id);
    const [problem] = deviceRow(extension, id).children();
    assert.equal(problem?.contextValue, 'problem.credentials');
  });

  it('is read again after Set Credentials', async () => {
    const given = await vscode.commands.executeCommand('onvif.setCredentials', id, {
      username: 'admin',
      password,
    });
    assert.equal(given, true);
    assert.equal((await getUsers())?.exchange.outcome.kind, 'reply');
    assert.equal(deviceRow(extension, id).children()[0]?.label, 'Information');
  });

  it('writes neither the password nor a login into the log', async () => {
    const log = await readLog(extension);
    assert.match(log, /tds:GetUsers/);
    assert.ok(!log.includes('geheim'), 'no password');
    assert.doesNotMatch(log, /Digest username|response="|PasswordDigest/);
  });
});
