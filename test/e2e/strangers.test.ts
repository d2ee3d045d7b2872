import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { makeCertificate, type TestCertificate } from '../support/certificates';
import { DeviceFront } from './support/deviceFront';
import { eventually } from './support/eventually';
import { SimulatorProcess } from './support/simulatorProcess';
import { useWorkbench } from './support/useWorkbench';

const user = { username: 'admin', password: 'Zq4-geheim' };

describe('before a stranger', () => {
  let simulator: SimulatorProcess;
  let other: SimulatorProcess;
  let certificate: TestCertificate;
  let secure: DeviceFront;
  let elsewhere: DeviceFront;
  let misleading: DeviceFront;
  before('starts a device, behind TLS and with an event service elsewhere', async () => {
    simulator = await SimulatorProcess.startOperational(user);
    certificate = await makeCertificate({ addresses: ['127.0.0.1'] });
    secure = await DeviceFront.start(simulator.address, { certificate });
    other = await SimulatorProcess.startOperational(user);
    elsewhere = await DeviceFront.start(other.address);
    misleading = await DeviceFront.start(other.address, {
      rewrite: reply =>
        reply.replaceAll(/(:XAddr>http:\/\/)127\.0\.0\.1:\d+(\/[^<]*event)/gi, `$1${elsewhere.address}$2`),
    });
  });
  after(async () => {
    for (const front of [secure, elsewhere, misleading]) front.close();
    await Promise.all([simulator.stop(), other.stop()]);
  });

  const workbench = useWorkbench();
  const addDevice = async (address: string) => {
    await workbench().runCommand('ONVIF: Add Device by Address…');
    await workbench().quickInput.answer(/Add Device by Address/, address);
  };
  const login = async () => {
    await workbench().quickInput.answer(/Set Credentials of/, user.username);
    await workbench().quickInput.appear(/\(2\/2\)/);
    await workbench().quickInput.type(user.password);
    await workbench().quickInput.accept();
  };

  it('shows the fingerprint of a new certificate, and sends nothing after a no', async () => {
    await workbench().openView('ONVIF');
    await addDevice(`https://${secure.address}`);
    const question = await workbench().dialog.read();
    assert.equal(question.message, `Trust the certificate of ${secure.address}?`);
    const { fingerprint256 } = new X509Certificate(certificate.cert);
    assert.ok(question.detail.includes(fingerprint256), question.detail);
    await workbench().screenshot('certificate');
    await workbench().dialog.answer('Cancel');
    const sentence = await workbench().notifications.text(/certificate/);
    assert.match(sentence, /\.$/);
    assert.equal(secure.requests, 0);
  });

  it('asks again when told to, and goes on after a yes', async () => {
    await workbench().notifications.press(/certificate/, 'Trust Certificate…');
    await workbench().dialog.answer('Trust');
    await workbench().view('Devices').row(secure.address).waitFor();
    await eventually(() => assert.ok(secure.requests > 0));
    // Without a login an Operational device shows no scopes, so nobody knows its state.
    await workbench().view('Devices').row('State unknown').waitFor();
    await workbench().notifications.press(/asks for a login/, 'Set Credentials…');
    await login();
    await workbench().view('Devices').row('Operational').waitFor();
  });

  it('asks before a login goes to an address that the device only names', async () => {
    await addDevice(misleading.address);
    await workbench().notifications.press(/asks for a login/, 'Set Credentials…');
    await login();
    const device = workbench()
      .view('Devices')
      .row(new RegExp(`Operational · ${misleading.address}`));
    await device.waitFor();
    await device.contextMenu('Call Operation…');
    await workbench().quickInput.appear(/Call Operation of/);
    await workbench().quickInput.type('GetEventProperties');
    await workbench().quickInput.pick('GetEventProperties');
    const question = await workbench().dialog.read();
    assert.match(question.message, new RegExp(`^Let .* send you to http://${elsewhere.address}\\?$`));
    await workbench().screenshot('foreign-authority');
    await workbench().dialog.answer('Cancel');
    const sentence = await workbench().notifications.text(elsewhere.address);
    assert.match(sentence, /\.$/);
    assert.equal(elsewhere.requests, 0);
  });

  it('sends it there after a yes', async () => {
    await workbench().notifications.press(elsewhere.address, 'Ask Again…');
    await workbench().dialog.answer('Send to');
    await workbench().editor.tab('tev.GetEventProperties.xml');
    assert.ok(elsewhere.requests > 0);
  });
});
