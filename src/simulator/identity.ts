import { createHash } from 'node:crypto';
import type { Random } from '../onvif/base/random';

/** What never changes in the life of a device. */
export interface DeviceIdentity {
  readonly manufacturer: string;
  readonly model: string;
  /** As it comes from the factory; an upgrade changes the device's settings. */
  readonly firmwareVersion: string;
  readonly serialNumber: string;
  readonly hardwareId: string;
  /** For the name scope, as it comes from the factory. */
  readonly name: string;
  /** For the location scope, path segments parted by slashes. */
  readonly location: string;
  /** `urn:uuid:…`, the same over restarts, interfaces and addresses (WS-Discovery's endpoint reference). */
  readonly endpoint: string;
  /** Locally administered, in colon notation. */
  readonly hardwareAddress: string;
}

/**
 * The identity that `given` describes. Without an endpoint it follows from manufacturer, model and serial number,
 * so that a device started again with the same options is the same device; without a serial number it is a new
 * device each time.
 */
export function createIdentity(given: Partial<DeviceIdentity>, random: Random): DeviceIdentity {
  const manufacturer = given.manufacturer ?? 'ONVIF Workbench';
  const model = given.model ?? 'Simulated Device';
  const serialNumber = given.serialNumber ?? random.uuid().replaceAll('-', '').slice(0, 12).toUpperCase();
  const hash = createHash('sha1').update(`${manufacturer}\n${model}\n${serialNumber}`).digest();
  return {
    manufacturer,
    model,
    serialNumber,
    firmwareVersion: given.firmwareVersion ?? '1.0.0',
    hardwareId: given.hardwareId ?? 'SIM-Q1',
    name: given.name ?? `Simulated ${serialNumber.slice(-4)}`,
    location: given.location ?? 'bench',
    endpoint: given.endpoint ?? `urn:uuid:${nameUuid(hash)}`,
    hardwareAddress: given.hardwareAddress ?? hardwareAddress(hash),
  };
}

/** A name-based (version 5) UUID out of a SHA-1 hash, RFC 9562 5.5. */
function nameUuid(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function hardwareAddress(hash: Buffer): string {
  return ['02', ...[16, 17, 18, 19, 0].map(index => hash[index]!.toString(16).padStart(2, '0'))].join(':');
}
