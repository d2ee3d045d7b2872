import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually } from './support/eventually';
import { SimulatorProcess } from './support/simulatorProcess';
import { useWorkbench } from './support/useWorkbench';

const themes = ['dark', 'light', 'hc', 'hc-light'] as const;
const password = 'Zq4-geheim';

describe('the first minute with a device', () => {
  let simulator: SimulatorProcess;
  before('starts a simulated device in a process of its own', async () => {
    simulator = await SimulatorProcess.start();
  });
  after(() => simulator.stop());

  const workbench = useWorkbench({
    settings: { 'onvif.discovery.interfaces': ['127.0.0.1'], 'onvif.discovery.timeout': 1500 },
  });
  const device = () => workbench().view('Devices').row(simulator.address);
  /** Its row as it is shown; other programs on this machine may simulate devices too. */
  const shownDevice = async () => {
    const rows = await workbench().treeRows('Devices');
    return rows.find(each => each.description.includes(simulator.address)) ?? assert.fail('it has a row');
  };
  const chooseOperation = async (name: string) => {
    await device().contextMenu('Call Operation…');
    await workbench().quickInput.appear(/Call Operation of Simulated/);
    await workbench().quickInput.type(name);
    await workbench().quickInput.pick(name);
  };

  it('says how to begin while the view is empty', async () => {
    await workbench().openView('ONVIF');
    await widenSideBar(workbench().page);
    const welcome = await workbench().view('Devices').welcome();
    assert.match(welcome, /No ONVIF device is known yet\.\s+Discover Devices\s+Behind a router/);
    await workbench().screenshot('welcome');
  });

  it('discovers the device and shows it in Factory Default, as icon and word', async () => {
    await workbench().view('Devices').pressWelcome('Discover Devices');
    await device().waitFor();
    const row = await shownDevice();
    assert.equal(row.icon, 'unlock');
    assert.equal(row.description, `Factory Default · ${simulator.address} · simulated`);
    await eventually(async () =>
      assert.match(await workbench().view('Devices').message(), /^\d+ devices? · 127\.0\.0\.1$/),
    );
    // While it searches, VS Code shows progress in the badge's place.
    await eventually(async () => assert.ok(Number(await workbench().badge('ONVIF')) >= 1));
    await workbench().statusBarItem(/Factory Default/);
  });

  it('shows what the device is and can do below it', async () => {
    await device().expand();
    const view = workbench().view('Devices');
    await view.row('Services').waitFor();
    await view.row('Information').expand();
    await view.row('Firmware version').waitFor();
    await view.row('Services').expand();
    await workbench().screenshot('tree-factory-default', themes);
    await view.row('Device Management').expand();
    await view.row('GetDeviceInformation').waitFor();
    await workbench().screenshot('tree-operations');
    await view.row('Services').collapse();
  });

  it('leads it out of Factory Default, asking for the password twice', async () => {
    await device().action('Set Administrator Password…');
    const { quickInput } = workbench();
    await quickInput.appear(/Set Administrator Password of Simulated/);
    assert.equal(await quickInput.value(), 'admin');
    await quickInput.accept();
    await quickInput.appear(/\(2\/3\)/);
    assert.equal(await quickInput.isPassword(), true);
    await quickInput.type(password);
    await quickInput.accept();
    await quickInput.appear(/\(3\/3\)/);
    await quickInput.type('another');
    await eventually(async () => assert.match(await quickInput.message(), /^The two passwords differ\./));
    await workbench().screenshot('administrator-password');
    await quickInput.type(password);
    await quickInput.accept();
    const sentence = await workbench().notifications.text('is Operational');
    assert.match(
      sentence,
      /^Simulated \w+ is Operational: it refuses anonymous access, and admin can log in/,
    );
    await workbench().notifications.dismissAll();
  });

  it('shows it Operational, as icon and word', async () => {
    await eventually(async () => assert.match((await shownDevice()).description, /^Operational/));
    const row = await shownDevice();
    assert.equal(row.icon, 'lock');
    assert.equal(row.description, `Operational · ${simulator.address} · simulated`);
    await workbench().view('Devices').row('Users').expand();
    await workbench().view('Devices').row('Administrator').waitFor();
    await workbench().screenshot('tree-operational', themes);
  });

  it('calls an operation and opens the reply as an XML document', async () => {
    const { quickInput, editor } = workbench();
    await device().contextMenu('Call Operation…');
    await quickInput.appear(/Call Operation of Simulated/);
    await workbench().screenshot('operation-picker');
    await quickInput.type('GetUsers');
    await quickInput.pick('GetUsers');
    await editor.tab('tds.GetUsers.xml');
    await workbench().screenshot('reply', themes);
    assert.equal(await editor.language(), 'XML');
    const text = await editor.text();
    assert.match(text, /tds:GetUsers {2}http:\/\/127\.0\.0\.1:\d+\/onvif\/device_service\s+HTTP 200 OK · /);
    assert.match(text, /<\w+:Username>admin<\/\w+:Username>/);
    assert.ok(!text.includes(password));
  });

  it('asks for arguments field by field', async () => {
    const { quickInput, editor } = workbench();
    await chooseOperation('SetHostname');
    await quickInput.appear(/tds:SetHostname of Simulated/);
    await quickInput.type('gate-7');
    await quickInput.accept();
    await editor.tab('tds.SetHostname.xml');
    assert.match(await editor.text(), /SetHostnameResponse/);
  });

  it('asks before it reboots the device, with a button that says so, and takes no for an answer', async () => {
    const { dialog } = workbench();
    await chooseOperation('SystemReboot');
    const question = await dialog.read();
    assert.match(question.message, /Call tds:SystemReboot on Simulated \w+\?/);
    assert.ok(
      question.buttons.some(each => /^Reboot Simulated \w+$/.test(each)),
      question.buttons.join(),
    );
    await workbench().screenshot('confirmation');
    await dialog.answer('Cancel');
    await workbench().statusBarItem(/Operational/);
  });

  it('says what to do when a login is missing, and goes on when it is given', async () => {
    await device().contextMenu('Forget Credentials');
    const { quickInput, editor, notifications } = workbench();
    await chooseOperation('GetScopes');
    const sentence = await notifications.text(/credentials/i);
    assert.match(sentence, /\.$/);
    assert.equal(await notifications.severity(/credentials/i), 'error');
    await workbench().screenshot('credentials-required');
    await notifications.press(/credentials/i, 'Set Credentials…');
    await quickInput.appear(/Set Credentials of Simulated/);
    await quickInput.type('admin');
    await quickInput.accept();
    await quickInput.appear(/\(2\/2\)/);
    await quickInput.type(password);
    await quickInput.accept();
    await editor.tab('tds.GetScopes.xml');
    assert.match(await editor.text(), /Profile\/Q\/Operational/);
  });

  it('dims the device and says it has left when it goes', async () => {
    await simulator.stop();
    await eventually(async () =>
      assert.match((await shownDevice()).description, /^Operational · left the network/),
    );
    assert.match((await shownDevice()).ariaLabel, /left the network/);
    await workbench().screenshot('tree-left');
  });
});

/** So that pictures show whole rows. */
async function widenSideBar(page: Page): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  assert.ok(box);
  const edge = box.x + box.width + 1;
  await page.mouse.move(edge, 600);
  await page.mouse.down();
  await page.mouse.move(edge + 130, 600, { steps: 5 });
  await page.mouse.up();
}
