import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { createHmac } from 'node:crypto';
import type { Credentials } from '../../src/onvif/auth/credentials';
import type { JsonObject } from '../../src/onvif/base/json';
import { headerOf } from '../../src/onvif/http/transport';
import { firmwareImage } from '../../src/simulator/firmware';
import type { HttpAnswer } from '../../src/simulator/httpMessage';
import type { SimulatedDevice } from '../../src/simulator/simulatedDevice';
import { admin, call, digestFor, makeDevice, transfer } from './support/bench';
import { Subscriber, topics } from './support/subscriber';

const rubbish = new TextEncoder().encode('This is no file of any device.');
const operator: Credentials = { username: 'otto', password: 'Secret-2' };

async function start(device: SimulatedDevice, operation: string): Promise<Record<string, string>> {
  const login = device.state === 'operational' ? { digest: admin } : undefined;
  const { reply, text } = await call(device, `tds:${operation}`, {}, login);
  assert.ok(reply, text);
  return reply as Record<string, string>;
}

/** GET or POST with an answer to a challenge. */
async function transferAs(
  device: SimulatedDevice,
  credentials: Credentials,
  url: string,
  body?: Uint8Array,
): Promise<HttpAnswer> {
  const { pathname } = new URL(url);
  const authorization = await digestFor(device, credentials, pathname, body ? 'POST' : 'GET');
  return transfer(device, url, { ...(body ? { body } : {}), headers: [['Authorization', authorization]] });
}

function operationalDevice(): ReturnType<typeof makeDevice> {
  const device = makeDevice({ state: 'operational' });
  device.change({ users: [...device.settings.users, { ...operator, level: 'Operator' }] });
  return device;
}

describe('firmware upgrade over HTTP', () => {
  it('is signalled in both kinds of capabilities, as backup is', async () => {
    const device = makeDevice();
    const { reply } = await call(device, 'tds:GetServiceCapabilities');
    const { System } = reply!.Capabilities as Record<string, JsonObject>;
    assert.deepEqual([System!.HttpFirmwareUpgrade, System!.HttpSystemBackup], [true, true]);
    const legacy = await call(device, 'tds:GetCapabilities', { Category: ['Device'] });
    const { Device } = legacy.reply!.Capabilities as { Device: { System: { Extension: JsonObject } } };
    assert.deepEqual(Device.System.Extension, { HttpFirmwareUpgrade: true, HttpSystemBackup: true });
  });

  it('takes an image after UploadDelay, reboots, keeps users and network, and has the new version', async () => {
    const device = operationalDevice();
    await call(device, 'tds:SetHostname', { Name: 'kept' }, { digest: admin });
    const said: string[] = [];
    device.onAnnounce(what => said.push(what));
    const { UploadUri, UploadDelay, ExpectedDownTime } = await start(device, 'StartFirmwareUpgrade');
    assert.deepEqual([UploadDelay, ExpectedDownTime], ['PT1S', 'PT2S']);
    const image = firmwareImage('1.1.0', new Uint8Array(1000));
    assert.equal((await transferAs(device, admin, UploadUri!, image)).status, 500, 'too early');
    await device.clock.advance(1000);
    const users = device.settings.users;
    assert.equal((await transferAs(device, admin, UploadUri!, image)).status, 200);
    await device.clock.advance(3000);
    assert.deepEqual(said, ['bye', 'hello']);
    const { reply } = await call(device, 'tds:GetDeviceInformation', {}, { digest: admin });
    assert.equal(reply!.FirmwareVersion, '1.1.0');
    assert.deepEqual(device.settings.users, users);
    assert.equal(device.settings.hostname.name, 'kept');
    assert.equal((await transfer(device, UploadUri!, { body: image })).status, 404, 'the address is used up');
    device.reset('Hard');
    await device.clock.advance(3000);
    assert.equal(device.settings.firmwareVersion, '1.1.0', 'a reset is no downgrade');
  });

  it('refuses rubbish with 415, unchanged and up, and may be tried again', async () => {
    const device = makeDevice({ uploadDelay: 0 });
    const { UploadUri } = await start(device, 'StartFirmwareUpgrade');
    const before = device.settings;
    for (const body of [rubbish, new Uint8Array([1]), firmwareImage('no version'), firmwareImage('')]) {
      assert.equal((await transfer(device, UploadUri!, { body })).status, 415);
    }
    await device.clock.advance(10_000);
    assert.ok(device.isUp);
    assert.equal(device.settings, before);
    assert.equal((await transfer(device, UploadUri!, { body: firmwareImage('2.0.0') })).status, 200);
  });

  it('wants application/octet-stream and POST', async () => {
    const device = makeDevice({ uploadDelay: 0 });
    const { UploadUri } = await start(device, 'StartFirmwareUpgrade');
    const get = await transfer(device, UploadUri!);
    assert.deepEqual([get.status, headerOf(get.headers, 'allow')], [405, 'POST']);
    const answer = await device.answer({
      method: 'POST',
      target: new URL(UploadUri!).pathname,
      headers: [['Content-Type', 'multipart/form-data']],
      body: firmwareImage('2.0.0'),
      scheme: 'http',
      authority: '127.0.0.1:8080',
    });
    assert.equal(answer?.status, 415);
  });

  it('forgets an announced upload after ten minutes, at a reboot, and when it is announced anew', async () => {
    const device = makeDevice({ uploadDelay: 0 });
    const uri = async () => (await start(device, 'StartFirmwareUpgrade')).UploadUri!;
    const status = async (url: string) => (await transfer(device, url, { body: rubbish })).status;
    const [first, second] = [await uri(), await uri()];
    assert.deepEqual([await status(first), await status(second)], [404, 415]);
    await device.clock.advance(600_000);
    assert.equal(await status(second), 404);
    const third = await uri();
    device.restart();
    await device.clock.advance(3000);
    assert.equal(await status(third), 404);
  });
});

describe('backup and restore over HTTP', () => {
  it('bring users, state and network back to what they were, on the same device', async () => {
    const device = operationalDevice();
    const { SystemBackupUri } = await start(device, 'GetSystemUris');
    const saved = device.settings;
    const { status, body, headers } = await transferAs(device, admin, SystemBackupUri!);
    assert.equal(status, 200);
    assert.equal(headerOf(headers, 'content-type'), 'application/octet-stream');
    assert.ok(!Buffer.from(body).includes('Secret'), 'no password can be read in it');
    await call(device, 'tds:SetHostname', { Name: 'other' }, { digest: admin });
    await call(device, 'tds:DeleteUsers', { Username: ['otto'] }, { digest: admin });
    const { UploadUri, ExpectedDownTime } = await start(device, 'StartSystemRestore');
    assert.equal(ExpectedDownTime, 'PT2S');
    assert.equal((await transferAs(device, admin, UploadUri!, body)).status, 200);
    assert.equal(device.settings.hostname.name, 'other', 'until the reboot');
    await device.clock.advance(3000);
    assert.deepEqual({ ...device.settings, history: {} }, { ...saved, history: {} });
  });

  it('change Monitoring/Backup/Last when the backup is fetched', async () => {
    const device = makeDevice();
    const subscriber = await Subscriber.subscribe(device, [topics('tns1:Monitoring/Backup/Last')]);
    assert.equal((await subscriber.pull())[0]!.data.Status, '1970-01-01T00:00:00.000Z');
    await device.clock.advance(5000);
    await transfer(device, (await start(device, 'GetSystemUris')).SystemBackupUri!);
    const [changed] = await subscriber.pull();
    assert.deepEqual([changed!.operation, changed!.data.Status], ['Changed', '2026-06-01T12:00:05.000Z']);
  });

  it('refuse with 415 what is no backup, is damaged, or comes from another device', async () => {
    const device = makeDevice();
    const fetched = async (from: SimulatedDevice) =>
      (await transfer(from, (await start(from, 'GetSystemUris')).SystemBackupUri!)).body;
    const own = await fetched(device);
    const damaged = Uint8Array.from(own, (byte, i) => (i === own.length - 1 ? byte ^ 1 : byte));
    const foreign = await fetched(makeDevice({ identity: { serialNumber: 'TEST0002' } }));
    const sealed = (packed: Buffer) =>
      Buffer.concat([
        own.subarray(0, 25),
        createHmac('sha256', device.endpoint).update(packed).digest(),
        packed,
      ]);
    const bomb = sealed(gzipSync(Buffer.alloc(20 * 1024 * 1024)));
    const wrong = sealed(gzipSync('{"users":5}'));
    const { UploadUri } = await start(device, 'StartSystemRestore');
    const before = device.settings;
    for (const body of [
      rubbish,
      own.subarray(0, 30),
      damaged,
      foreign,
      bomb,
      wrong,
      sealed(Buffer.from('x')),
    ]) {
      assert.equal((await transfer(device, UploadUri!, { body })).status, 415);
    }
    await device.clock.advance(10_000);
    assert.equal(device.settings, before);
    assert.equal((await transfer(device, UploadUri!, { body: own })).status, 200);
  });
});

describe('files of the simulated device', () => {
  it('are guarded by digest: strangers and operators hear 401, in Factory Default everybody is let in', async () => {
    const device = operationalDevice();
    const { SystemBackupUri } = await start(device, 'GetSystemUris');
    const { UploadUri: firmware } = await start(device, 'StartFirmwareUpgrade');
    const { UploadUri: restore } = await start(device, 'StartSystemRestore');
    for (const [url, body] of [
      [SystemBackupUri, undefined],
      [firmware, rubbish],
      [restore, rubbish],
    ] as const) {
      // prettier-ignore
      const stranger = await transfer(device, url!, body ? { body } : {});
      assert.equal(stranger.status, 401);
      assert.match(headerOf(stranger.headers, 'www-authenticate') ?? '', /^Digest realm=.*nonce=/);
      assert.equal((await transferAs(device, operator, url!, body)).status, 401);
      const wrong = { ...admin, password: 'wrong' };
      assert.equal((await transferAs(device, wrong, url!, body)).status, 401);
    }
    assert.equal((await transferAs(device, admin, SystemBackupUri!)).status, 200);
    assert.equal((await transfer(makeDevice(), SystemBackupUri!)).status, 200);
  });
});
