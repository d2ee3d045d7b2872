import { operation, type Behaviour } from '../behaviour';
import { backupPath } from '../httpResources';
import { formatDuration } from '../xsdTime';

/** Firmware upgrade, backup and restore over HTTP (Profile Q 8.1, 8.2). */
export const maintenanceBehaviours: readonly Behaviour[] = [
  operation('tds:StartFirmwareUpgrade', ({ origin }, device) => ({
    UploadUri: device.serviceUrl(origin, device.uploads.open('firmware', device.uploadDelay).path),
    UploadDelay: formatDuration(device.uploadDelay),
    ExpectedDownTime: formatDuration(device.rebootTime),
  })),

  operation('tds:GetSystemUris', ({ origin }, device) => ({
    SystemBackupUri: device.serviceUrl(origin, backupPath),
  })),

  operation('tds:StartSystemRestore', ({ origin }, device) => ({
    UploadUri: device.serviceUrl(origin, device.uploads.open('backup', 0).path),
    ExpectedDownTime: formatDuration(device.rebootTime),
  })),
];
