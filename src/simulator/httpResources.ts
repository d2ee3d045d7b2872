import { headerOf } from '../onvif/http/transport';
import { readBackup, writeBackup } from './backup';
import type { DeviceControls } from './deviceControls';
import type { DeviceSettings } from './deviceSettings';
import { firmwareVersionOf } from './firmware';
import type { HeardHttp, HttpAnswer } from './httpMessage';
import { httpAnswer } from './soapAnswer';
import type { Upload } from './uploads';

/** Something that is fetched or sent by plain HTTP. */
export interface HttpResource {
  readonly method: 'GET' | 'POST';
  /** The operation whose access class guards it. */
  readonly guard: string;
  answer(request: HeardHttp): HttpAnswer;
}

export const backupPath = '/onvif/backup';

/** What is at a path of the device besides its services and its page. */
export function findHttpResource(path: string, device: DeviceControls): HttpResource | undefined {
  // Core lets every user learn the address; with passwords in it, the backup is for administrators only
  if (path === backupPath) {
    return { method: 'GET', guard: 'tds:GetSystemBackup', answer: () => backup(device) };
  }
  const upload = device.uploads.find(path);
  if (!upload) return undefined;
  const guard = upload.kind === 'firmware' ? 'tds:StartFirmwareUpgrade' : 'tds:StartSystemRestore';
  return { method: 'POST', guard, answer: request => receive(upload, request, device) };
}

function backup(device: DeviceControls): HttpAnswer {
  const body = writeBackup(device.settings, device.endpoint);
  device.change({ history: { ...device.settings.history, lastBackup: device.clock.now() } });
  const headers = [
    ['Content-Type', 'application/octet-stream'],
    ['Content-Disposition', 'attachment; filename="backup.bin"'],
    ['Cache-Control', 'no-store'],
  ] as const;
  return { status: 200, headers, body };
}

/** Core: 200 for a good file, 415 for a wrong one, 500 when the device cannot. */
function receive(upload: Upload, { headers, body }: HeardHttp, device: DeviceControls): HttpAnswer {
  const type = headerOf(headers, 'content-type')?.split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/octet-stream') {
    return httpAnswer(415, [], 'Files are sent as application/octet-stream.\n');
  }
  if (!device.uploads.isReady(upload)) {
    return httpAnswer(500, [], 'The device is not ready yet: wait for UploadDelay.\n');
  }
  const settings = newSettings(upload, body, device);
  if (!settings) return httpAnswer(415, [], `This is no ${upload.kind} of the device.\n`);
  device.uploads.close(upload);
  device.restart(settings);
  return httpAnswer(200);
}

/** What the device is to come up with; undefined for a file that it cannot take. */
function newSettings(
  upload: Upload,
  body: Uint8Array,
  device: DeviceControls,
): (() => DeviceSettings) | undefined {
  if (upload.kind === 'firmware') {
    const firmwareVersion = firmwareVersionOf(body);
    return firmwareVersion === undefined ? undefined : () => ({ ...device.settings, firmwareVersion });
  }
  const saved = readBackup(body, device.endpoint, device.settings);
  return saved && (() => ({ ...device.settings, ...saved }));
}
