import { createHmac, timingSafeEqual } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { DeviceSettings } from './deviceSettings';

/** What a backup holds; firmware and history are the device's own and stay. */
type SavedSettings = Omit<DeviceSettings, 'firmwareVersion' | 'history'>;

const head = Buffer.from('onvif-simulated-backup 1\n');
const sealLength = 32;
/** Bytes that the settings may unpack to. */
const unpackedLimit = 8 * 1024 * 1024;

/**
 * The settings of a device, passwords included, as opaque bytes that only the device with this endpoint takes back.
 * The seal is against damage and mix-ups; it keeps nothing secret.
 */
export function writeBackup(settings: DeviceSettings, endpoint: string): Uint8Array {
  const { firmwareVersion: _, history: __, ...saved } = settings;
  const packed = gzipSync(JSON.stringify(saved));
  return Buffer.concat([head, seal(packed, endpoint), packed]);
}

/** What a backup holds; undefined for bytes that are no backup of this device. `sample`: settings as they should be. */
export function readBackup(
  backup: Uint8Array,
  endpoint: string,
  sample: DeviceSettings,
): SavedSettings | undefined {
  const bytes = Buffer.from(backup.buffer, backup.byteOffset, backup.byteLength);
  const packed = bytes.subarray(head.length + sealLength);
  const sealed = bytes.subarray(head.length, head.length + sealLength);
  if (!bytes.subarray(0, head.length).equals(head) || sealed.length < sealLength) return undefined;
  if (!timingSafeEqual(sealed, seal(packed, endpoint))) return undefined;
  const { firmwareVersion: _, history: __, ...saved } = sample;
  const value = unpack(packed);
  return fits(value, saved) ? (value as SavedSettings) : undefined;
}

/** Undefined for what does not unpack: anybody can make the seal. */
function unpack(packed: Buffer): unknown {
  try {
    return JSON.parse(gunzipSync(packed, { maxOutputLength: unpackedLimit }).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Whether a value has all fields of a sample, each of its kind; what lists hold is not looked at. */
function fits(value: unknown, sample: unknown): boolean {
  if (Array.isArray(sample)) return Array.isArray(value);
  if (typeof sample !== 'object' || sample === null) return typeof value === typeof sample;
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return Object.entries(sample).every(
    ([name, each]) => name === 'nextInterface' || fits(fields.get(name), each),
  );
}

function seal(packed: Buffer, endpoint: string): Buffer {
  return createHmac('sha256', endpoint).update(packed).digest();
}
