import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { DefinitionStore } from '../../src/extension/definitions/definitionStore';
import { systemClock as clock } from '../../src/onvif/base/clock';
import { systemRandom as random } from '../../src/onvif/base/random';
import { bundledCatalog } from '../../src/onvif/catalog/bundledCatalog';
import { CatalogLibrary } from '../../src/onvif/catalog/catalogLibrary';
import { compileLoaded } from '../../src/onvif/catalog/compileLoaded';
import { readDefinitionFolder } from '../../src/onvif/catalog/nodeDefinitionFolder';
import type { CallResult } from '../../src/onvif/device/device';
import { operation } from '../../src/simulator/behaviour';
import { startSimulator, type SimulatorHost } from '../../src/simulator/nodeSimulatorHost';
import { SimulatedDevice } from '../../src/simulator/simulatedDevice';
import {
  activateExtension,
  childRow,
  deviceRow,
  eventually,
  removeAllDevices,
  withSettings,
  type Extension,
} from './support/extensionHost';

const lampFolder = fixtureFolder('test/fixtures/wsdl/lamp');

/** The tests run as bundles somewhere inside the checkout. */
function fixtureFolder(name: string): string {
  for (let folder = __dirname; path.dirname(folder) !== folder; folder = path.dirname(folder)) {
    const candidate = path.join(folder, name);
    if (fs.existsSync(candidate)) return candidate;
  }
  throw new Error(`There is no ${name} above ${__dirname}.`);
}

/** A catalog of its own for the vendor's device: what the extension knows is what it is given. */
async function vendorCatalog() {
  const library = new CatalogLibrary({ bundled: bundledCatalog });
  const { files } = await readDefinitionFolder(lampFolder);
  const { definitions } = compileLoaded(library, files, { id: 'l', name: 'l', source: '', loadedAt: '' });
  library.add(definitions ?? assert.fail('the fixture compiles'));
  return library.current;
}

describe('Load WSDLs', () => {
  withSettings({ 'onvif.discovery.interfaces': ['127.0.0.1'] });
  let extension: Extension;
  let device: SimulatedDevice;
  let host: SimulatorHost;
  let id: string;

  before(async () => {
    extension = await activateExtension();
    device = new SimulatedDevice({ clock, random, catalog: await vendorCatalog() });
    device.defineBehaviour(
      operation('tds:GetServices', ({ origin }) => ({
        Service: ['http://www.onvif.org/ver10/device/wsdl', 'urn:example:lamp'].map(namespace => ({
          Namespace: namespace,
          XAddr: `${origin}/onvif/device_service`,
          Version: { Major: 1, Minor: 2 },
        })),
      })),
    );
    device.defineBehaviour(operation('lamp:SetColour', () => ({ Previous: 'Amber' })));
    host = await startSimulator(device, { interface: '127.0.0.1', discovery: false });
    id = (await vscode.commands.executeCommand<string>('onvif.addDevice', host.url)) ?? assert.fail('added');
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await removeAllDevices(extension);
    await host.dispose();
    device.dispose();
  });

  const load = (source: unknown): Thenable<string | undefined> =>
    vscode.commands.executeCommand('onvif.loadWsdls', source);
  const manage = (request: object): Thenable<void> =>
    vscode.commands.executeCommand('onvif.manageLoadedWsdls', request);
  const callLamp = (): Thenable<CallResult | undefined> =>
    vscode.commands.executeCommand('onvif.callOperation', id, {
      operation: 'lamp:SetColour',
      arguments: { Lamp: 'l1', Colour: 'Green' },
      show: false,
    });
  const serviceRow = (label: string) => childRow(childRow(deviceRow(extension, id), 'Services'), label);
  const shownText = () => vscode.window.activeTextEditor?.document.getText() ?? '';
  const kept = () => {
    const folder = vscode.Uri.joinPath(extension.seam.storageFolder, 'definitions').fsPath;
    return new DefinitionStore(folder, { warn: message => assert.fail(message) }).read(bundledCatalog().name);
  };

  it('adds the operations of a folder to the tree, with their texts, makes them callable, and removes them', async () => {
    assert.deepEqual(serviceRow('urn:example:lamp').children(), []);
    assert.equal(await callLamp(), undefined, 'nobody knows the operation yet');

    const loaded = await load(lampFolder);
    assert.ok(loaded);
    const row = childRow(serviceRow('lamp'), 'SetColour');
    assert.equal(row.tooltip, 'lamp:SetColour\nChanges the colour of one lamp and tells the colour it had.');
    assert.deepEqual((await callLamp())?.value, { Previous: 'Amber' });

    const restored = new CatalogLibrary({ bundled: bundledCatalog, restore: kept });
    assert.ok(restored.current.operation('lamp:SetColour'), 'a later session has it again');

    await manage({ show: loaded });
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, 'onvif-definitions');
    assert.match(shownText(), /\n {2}lamp:GetLamps\n {4}Lists the tokens of all lamps\.\n/);

    await manage({ remove: loaded });
    await eventually(() => assert.deepEqual(serviceRow('urn:example:lamp').children(), []));
    assert.equal(await callLamp(), undefined);
    assert.deepEqual(kept(), []);
  });

  it('follows a URL, here of the server that the person named', async () => {
    const server = http.createServer((request, response) => {
      const file = path.join(lampFolder, (request.url ?? '').replace(/\?.*/, ''));
      response.end(fs.readFileSync(file));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const loaded = await load(`http://127.0.0.1:${port}/lamp.wsdl?wsdl`);
      assert.ok(loaded);
      assert.deepEqual((await callLamp())?.value, { Previous: 'Amber' });
      await manage({ remove: loaded });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('adds nothing of a broken folder, and names every problem with its file', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'broken-'));
    try {
      fs.copyFileSync(path.join(lampFolder, 'lamp.wsdl'), path.join(folder, 'lamp.wsdl'));
      fs.writeFileSync(path.join(folder, 'page.xsd'), '<html>');
      assert.equal(await load(vscode.Uri.file(folder)), undefined);
      const text = shownText();
      assert.match(
        text,
        /\nerror: .*urn:example:colour.* \(missing-import\)\n {2}file:\/\/.*\/lamp\.wsdl#L8\n/,
      );
      assert.match(text, /\nerror: .* \(not-xml\)\n {2}file:\/\/.*\/page\.xsd#L\d+\n/);
      assert.equal(await callLamp(), undefined);
      assert.deepEqual(kept(), []);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
