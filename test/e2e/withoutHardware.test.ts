import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { SimulatorProcess } from './support/simulatorProcess';
import { useWorkbench } from './support/useWorkbench';

describe('without hardware', () => {
  const workbench = useWorkbench({ settings: { 'onvif.simulator.discovery': false } });

  it('starts a simulated device and lists it, though nothing is discovered', async () => {
    await workbench().openView('ONVIF');
    await workbench().runCommand('ONVIF: Start Simulated Device');
    await workbench().view('Devices').row('Factory Default').waitFor();
    await workbench().statusBarItem(/Factory Default/);
  });

  it('offers to stop it in its menu, and nothing is left of it then', async () => {
    const row = workbench().view('Devices').row('Factory Default');
    const entries = await row.contextMenuEntries();
    assert.ok(entries.includes('Stop Simulated Device'), entries.join());
    assert.ok(!entries.includes('Forget Credentials'), 'there are none');
    await row.contextMenu('Stop Simulated Device');
    await row.disappear();
    assert.match(await workbench().view('Devices').welcome(), /start a simulated device/);
  });

  it('says what is wrong with an address while it is typed', async () => {
    await workbench().runCommand('ONVIF: Add Device by Address…');
    const { quickInput } = workbench();
    await quickInput.appear(/Add Device by Address/);
    await quickInput.type('http://[oops');
    await eventually(async () => assert.match(await quickInput.message(), /http:\/\/\[oops.* is (no|not) /));
    await quickInput.accept();
    await workbench().screenshot('address-invalid');
    await quickInput.cancel();
  });

  it('says in one sentence that nobody answers at an address', async () => {
    await workbench().runCommand('ONVIF: Add Device by Address…');
    await workbench().quickInput.appear(/Add Device by Address/);
    await workbench().quickInput.type('127.0.0.1:9');
    await workbench().quickInput.accept();
    const sentence = await workbench().notifications.text('port 9');
    assert.match(sentence, /\.$/);
    assert.doesNotMatch(sentence, /ECONN|\bat \w+ \(/);
  });
});

describe('when the window opens', () => {
  let simulator: SimulatorProcess;
  before(async () => {
    simulator = await SimulatorProcess.start();
  });
  after(() => simulator.stop());

  const workbench = useWorkbench({
    settings: { 'onvif.discovery.interfaces': ['127.0.0.1'], 'onvif.discovery.onStartup': true },
  });

  it('looks for devices if the settings say so', async () => {
    await workbench().statusBarItem(/Discovering|Simulated/);
    await workbench().openView('ONVIF');
    await workbench().view('Devices').row(simulator.address).waitFor();
  });
});

describe('in Restricted Mode', () => {
  const workbench = useWorkbench({
    settings: {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'onvif.discovery.onStartup': true,
      'onvif.discovery.interfaces': ['127.0.0.1'],
    },
  });

  it('sends nothing and says why', async () => {
    await workbench().openView('ONVIF');
    const welcome = await workbench().view('Devices').welcome();
    assert.match(welcome, /In Restricted Mode nothing is sent to the network\./);
    await workbench().screenshot('restricted');
  });
});
