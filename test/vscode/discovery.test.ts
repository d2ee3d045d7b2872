import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import * as vscode from 'vscode';
import {
  activateExtension,
  deviceRow,
  eventually,
  removeAllDevices,
  withSettings,
  type Extension,
} from './support/extensionHost';

describe('Discover Devices', () => {
  withSettings({ 'onvif.discovery.interfaces': ['127.0.0.1'], 'onvif.discovery.timeout': 1500 });
  let extension: Extension;
  let simulator: ChildProcess | undefined;
  let endpoint: string;

  before('starts a simulated device in a process of its own', async () => {
    extension = await activateExtension();
    await removeAllDevices(extension);
    const file = path.join(extension.folder, 'dist/cli.js');
    const started = spawn(process.execPath, [file, 'simulate', '--interface', '127.0.0.1'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    simulator = started;
    const line = await new Promise<string>((resolve, reject) => {
      started.stdout.once('data', (data: Buffer) => resolve(String(data)));
      started.once('error', reject);
      started.once('exit', code => reject(new Error(`the simulator ended with ${code}`)));
    });
    ({ endpoint } = JSON.parse(line) as { endpoint: string });
  });
  after(async () => {
    simulator?.kill('SIGKILL');
    await removeAllDevices(extension);
  });

  it('lists what answers, with its state, and sends nothing else to it', async () => {
    const calls: unknown[] = [];
    const listening = extension.api.onDidCall(call => calls.push(call));
    await vscode.commands.executeCommand('onvif.discoverDevices');
    const row = deviceRow(extension, endpoint);
    assert.match(row.description, /^Factory Default · 127\.0\.0\.1:\d+ · simulated$/);
    assert.deepEqual(calls, []);
    listening.dispose();
  });

  it('reads it when its row is opened', async () => {
    deviceRow(extension, endpoint).children();
    await eventually(() => {
      const labels = deviceRow(extension, endpoint)
        .children()
        .map(each => each.label);
      assert.ok(labels.includes('Services'), labels.join());
    });
  });

  it('hears its Bye while the view shows, and keeps it, as left', async () => {
    await vscode.commands.executeCommand('onvif.devices.focus');
    await new Promise(resolve => setTimeout(resolve, 500));
    simulator?.kill('SIGINT');
    await eventually(() => {
      const row = deviceRow(extension, endpoint);
      assert.match(row.description, /left the network/);
      assert.equal(row.icon, 'debug-disconnect');
    });
  });

  it('searches nothing, and says which setting is wrong, when no such interface exists', async () => {
    const configuration = vscode.workspace.getConfiguration();
    const target = vscode.ConfigurationTarget.Global;
    await configuration.update('onvif.discovery.interfaces', ['no-such-interface'], target);
    try {
      await eventually(() => assert.match(extension.seam.header().message ?? '', /no network interface/));
      await vscode.commands.executeCommand('onvif.discoverDevices');
    } finally {
      await configuration.update('onvif.discovery.interfaces', ['127.0.0.1'], target);
    }
  });
});
