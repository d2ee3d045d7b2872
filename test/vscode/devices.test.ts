import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  activateExtension,
  childRow,
  deviceRow,
  eventually,
  removeAllDevices,
  startSimulatedDevice,
  withSettings,
  type Extension,
} from './support/extensionHost';

describe('the device tree', () => {
  withSettings({ 'onvif.simulator.discovery': false, 'onvif.discovery.interfaces': ['127.0.0.1'] });
  let extension: Extension;
  let id: string;

  before(async () => {
    extension = await activateExtension();
    id = await startSimulatedDevice();
  });
  after(() => removeAllDevices(extension));

  it('lists a simulated device without discovery, with name, state as icon and word, and address', () => {
    const [device] = extension.api.devices;
    const row = deviceRow(extension, id);
    assert.equal(row.label, device?.name);
    assert.equal(row.icon, 'unlock');
    assert.equal(row.description, `Factory Default · ${device?.address} · simulated`);
    assert.match(device?.address ?? '', /^127\.0\.0\.1:\d+$/);
    assert.equal(row.accessible, `${row.label}, ${row.description}`);
    assert.equal(row.contextValue, 'device.factoryDefault.present.simulated');
  });

  it('says how many devices there are and where it looks, and counts those in Factory Default', async () => {
    await eventually(() => {
      const { message, badge } = extension.seam.header();
      assert.equal(message, '1 device · 127.0.0.1');
      assert.deepEqual(badge, { value: 1, tooltip: '1 device in Factory Default' });
    });
  });

  it('shows information, services with their operations, users and scopes below', () => {
    const row = deviceRow(extension, id);
    assert.deepEqual(
      row.children().map(each => each.label),
      ['Information', 'Services', 'Users', 'Scopes'],
    );
    const information = childRow(row, 'Information');
    assert.equal(childRow(information, 'Model').description, 'Simulated Device');
    assert.equal(childRow(information, 'Endpoint reference').description, id);
    const service = childRow(childRow(row, 'Services'), 'Device Management');
    assert.match(service.description, /^\d+\.\d+ · http:\/\/127\.0\.0\.1:\d+\//);
    const operation = childRow(service, 'GetHostname');
    assert.equal(operation.contextValue, 'operation');
    assert.equal(childRow(row, 'Users').description, 'none');
    const scopes = childRow(row, 'Scopes').children();
    assert.ok(scopes.some(each => each.label === 'onvif://www.onvif.org/Profile/Q/FactoryDefault'));
  });

  it('gives rows ids that are unique and stay', () => {
    const { tree } = extension.seam;
    const ids = (): string[] => {
      const found: string[] = [];
      const visit = (nodes: ReturnType<typeof tree.getChildren>): void => {
        for (const node of nodes) {
          found.push(tree.getTreeItem(node).id ?? '');
          visit(tree.getChildren(node));
        }
      };
      visit(tree.getChildren());
      return found;
    };
    const first = ids();
    assert.ok(first.length > 100, 'operations are among them');
    assert.equal(new Set(first).size, first.length);
    assert.deepEqual(ids(), first);
  });

  it('copies the address of a device', async () => {
    await vscode.commands.executeCommand('onvif.copyAddress', id);
    assert.equal(await vscode.env.clipboard.readText(), extension.api.devices[0]?.url);
  });

  it('adds a device by its address, and knows it for the one that is listed', async () => {
    const { address } = extension.api.devices[0] ?? assert.fail('a device is listed');
    assert.equal(await vscode.commands.executeCommand('onvif.addDevice', address), id);
    assert.equal(extension.api.devices.length, 1);
  });

  it('keeps an address that nobody answers in the list, with a sentence', async () => {
    const added = await vscode.commands.executeCommand<string>('onvif.addDevice', '127.0.0.1:9');
    const row = deviceRow(extension, added);
    const [problem] = row.children();
    assert.equal(problem?.contextValue, 'problem');
    assert.match(problem?.label ?? '', /^127\.0\.0\.1 refused the connection to port 9: .*\.$/);
    assert.doesNotMatch(problem?.label ?? '', /\bat \w|ECONN|\n/);
    await vscode.commands.executeCommand('onvif.removeDevice', added);
    assert.equal(extension.api.devices.length, 1);
  });

  it('takes a simulated device off the list when it is stopped', async () => {
    const { url } = extension.api.devices[0] ?? assert.fail('a device is listed');
    await vscode.commands.executeCommand('onvif.stopSimulatedDevice', id);
    assert.equal(extension.api.devices.length, 0);
    await eventually(() => assert.equal(extension.seam.header().message, undefined));
    await assert.rejects(fetch(url), 'nothing listens any more');
  });
});
