import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { firmwareImage } from '../../src/simulator/firmware';
import { admin, soap } from '../simulator/support/bench';
import { serve, type Served } from '../simulator/support/served';

const run = promisify(execFile);

async function hasCurl(): Promise<boolean> {
  return run('curl', ['--version']).then(
    () => true,
    () => false,
  );
}

/** curl logs in by digest: a client that shares no code with this project. */
describe('files of a served device, by curl', () => {
  let served: Served;
  let folder: string;
  before(async function () {
    if (!(await hasCurl())) this.skip();
  });
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'simulator-'));
    served = await serve({ state: 'operational', rebootTime: 200, rebootDelay: 10, uploadDelay: 0 });
  });
  afterEach(async () => {
    await served.close();
    fs.rmSync(folder, { recursive: true });
  });

  const curl = async (...args: string[]): Promise<string> => {
    const login = ['--digest', '--user', `${admin.username}:${admin.password}`];
    const { stdout } = await run('curl', ['--silent', '--noproxy', '*', ...login, ...args]);
    return stdout;
  };
  /** The text of one child of a reply. */
  const ask = async (operation: string, child: string): Promise<string> => {
    const request = soap(`<${operation} xmlns="http://www.onvif.org/ver10/device/wsdl"/>`);
    const type = 'Content-Type: application/soap+xml; charset=utf-8';
    const reply = await curl('--header', type, '--data-binary', request, served.url);
    return new RegExp(`${child}>([^<]*)<`).exec(reply)?.[1] ?? assert.fail(reply);
  };
  const send = (url: string, file: string): Promise<string> => {
    const type = 'Content-Type: application/octet-stream';
    const output = ['--output', path.join(folder, 'answer'), '--write-out', '%{http_code}'];
    return curl('--header', type, '--data-binary', `@${file}`, ...output, url);
  };
  const write = (name: string, bytes: Uint8Array): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, bytes);
    return file;
  };
  const backUp = async () => {
    await new Promise(resolve => setTimeout(resolve, 50));
    while (!served.device.isUp) await new Promise(resolve => setTimeout(resolve, 20));
  };

  it('a megabyte image is taken and raises the firmware version; as much rubbish is not', async () => {
    const uri = await ask('StartFirmwareUpgrade', 'UploadUri');
    const size = 3 * 1024 * 1024;
    assert.equal(await send(uri, write('rubbish.bin', new Uint8Array(size).fill(7))), '415');
    assert.equal(await ask('GetDeviceInformation', 'FirmwareVersion'), '1.0.0');
    assert.equal(await send(uri, write('image.bin', firmwareImage('1.2.3', new Uint8Array(size)))), '200');
    await backUp();
    assert.equal(await ask('GetDeviceInformation', 'FirmwareVersion'), '1.2.3');
  });

  it('a backup is fetched and brings the host name back', async () => {
    const file = path.join(folder, 'backup.bin');
    const before = await ask('GetHostname', 'Name');
    await curl('--output', file, await ask('GetSystemUris', 'SystemBackupUri'));
    assert.ok(fs.statSync(file).size > 100);
    served.device.change({ hostname: { fromDhcp: false, name: 'other' } });
    const uri = await ask('StartSystemRestore', 'UploadUri');
    assert.equal(await send(uri, write('rubbish.bin', Buffer.from('rubbish'))), '415');
    assert.equal(await ask('GetHostname', 'Name'), 'other');
    assert.equal(await send(uri, file), '200');
    await backUp();
    assert.equal(await ask('GetHostname', 'Name'), before);
  });
});
