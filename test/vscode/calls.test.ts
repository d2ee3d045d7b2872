import assert from 'node:assert/strict';
import net from 'node:net';
import * as vscode from 'vscode';
import type { CallResult } from '../../src/onvif/device/device';
import { CountingProxy } from './support/countingProxy';
import {
  activateExtension,
  eventually,
  removeAllDevices,
  startSimulatedDevice,
  withSettings,
  type Extension,
} from './support/extensionHost';

describe('Call Operation', () => {
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
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await removeAllDevices(extension);
  });

  const call = (operation: string, args = {}, show = true): Thenable<CallResult | undefined> =>
    vscode.commands.executeCommand('onvif.callOperation', id, { operation, arguments: args, show });

  it('opens the reply as a read-only XML document with a name that says what it is', async () => {
    const result = await call('tds:GetHostname');
    assert.ok(result?.value);
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, 'onvif-exchange');
    assert.match(document?.uri.path ?? '', /^\/Simulated [^/]+\/[^/]+\/tds\.GetHostname\.xml$/);
    assert.equal(document?.languageId, 'xml');
    const text = document?.getText() ?? '';
    assert.match(text, /HTTP 200 OK · [\d.]+ ms/);
    assert.match(text, /\n {4}<\w+:GetHostnameResponse/, 'indented');
    assert.equal(
      vscode.workspace.fs.isWritableFileSystem('onvif-exchange'),
      undefined,
      'no file system to write to',
    );
  });

  it('sends arguments, and shows what they changed', async () => {
    await call('tds:SetHostname', { Name: 'gate-7' }, false);
    const result = await call('tds:GetHostname', {}, false);
    assert.deepEqual(result?.value, { HostnameInformation: { FromDHCP: false, Name: 'gate-7' } });
  });

  it('shows a fault first', async () => {
    const result = await call('tds:DeleteUsers', { Username: ['nobody'] });
    assert.equal(result?.exchange.outcome.kind, 'fault');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^(<\?xml[^>]*>\s*)?<!--\s+Fault: Sender \/ ter:InvalidArgVal \/ ter:UsernameMissing/);
  });

  it('opens no document for arguments that cannot be sent', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.equal(await call('tds:SetHostname', { Nmae: 'x' }), undefined);
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  it('tells other extensions of the call, without bytes', async () => {
    const heard: unknown[] = [];
    const listening = extension.api.onDidCall(summary => heard.push(summary));
    await call('tds:GetHostname', {}, false);
    listening.dispose();
    assert.equal(heard.length, 1);
    assert.deepEqual(Object.keys(heard[0] as object).sort(), [
      'deviceId',
      'duration',
      'error',
      'operation',
      'outcome',
      'startedAt',
      'url',
    ]);
  });

  it('ends what hangs when it is told to cancel', async () => {
    const silent = net.createServer();
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as net.AddressInfo;
    const adding = vscode.commands.executeCommand<string>('onvif.addDevice', `127.0.0.1:${port}`);
    await new Promise(resolve => setTimeout(resolve, 300));
    const cancelled = performance.now();
    await vscode.commands.executeCommand('onvif.cancel');
    await vscode.commands.executeCommand('onvif.removeDevice', await adding);
    assert.ok(performance.now() - cancelled < 1000);
    silent.close();
  });

  it('makes 200 calls of one device over one TCP connection', async () => {
    const { address } =
      extension.api.devices.find(each => each.id === id) ?? assert.fail('the device is listed');
    const proxy = await CountingProxy.start(address);
    try {
      await removeAllDevicesBut(id, extension);
      const { exchange } = (await callAt(proxy.address)) ?? assert.fail('the first call is answered');
      assert.equal(exchange.outcome.kind, 'reply');
      proxy.forget();
      for (let i = 0; i < 200; i++) {
        const result = await callAt(proxy.address);
        assert.equal(result?.exchange.outcome.kind, 'reply');
      }
      assert.equal(proxy.connectionsUsed, 1);
      assert.equal(proxy.connectionsOpened, 0);
    } finally {
      await proxy.close();
    }

    async function callAt(at: string): Promise<CallResult | undefined> {
      const device = extension.api.devices.find(each => each.address === at);
      const target = device?.id ?? (await vscode.commands.executeCommand<string>('onvif.addDevice', at));
      return vscode.commands.executeCommand('onvif.callOperation', target, {
        operation: 'tds:GetHostname',
        show: false,
      });
    }
  });
});

async function removeAllDevicesBut(id: string, { api }: Extension): Promise<void> {
  for (const device of api.devices) {
    if (device.id !== id) await vscode.commands.executeCommand('onvif.removeDevice', device.id);
  }
  await eventually(() => assert.equal(api.devices.length, 1));
}
