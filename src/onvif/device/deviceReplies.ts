import { namespaces, usualPrefix } from '../xml/namespaces';
import { childOf, childrenOf, textOf } from '../xml/query';
import type { XmlElement } from '../xml/xmlNode';
import type { DeviceInformation, DeviceUser } from './deviceFacts';

/**
 * Reads the few replies of the device service that say what a device is. They are read here and not through the
 * catalog because a device must be listed even when its replies fit no schema.
 */

/** Of GetDeviceInformationResponse. */
export function readInformation(reply: XmlElement): DeviceInformation {
  return {
    manufacturer: textIn(reply, namespaces.tds, 'Manufacturer'),
    model: textIn(reply, namespaces.tds, 'Model'),
    firmwareVersion: textIn(reply, namespaces.tds, 'FirmwareVersion'),
    serialNumber: textIn(reply, namespaces.tds, 'SerialNumber'),
    hardwareId: textIn(reply, namespaces.tds, 'HardwareId'),
  };
}

/** The scope URIs of GetScopesResponse. */
export function readScopes(reply: XmlElement): string[] {
  return childrenOf(reply, namespaces.tds, 'Scopes')
    .map(scope => textIn(scope, namespaces.tt, 'ScopeItem'))
    .filter(scope => scope !== '');
}

/** Of GetUsersResponse. */
export function readUsers(reply: XmlElement): DeviceUser[] {
  return childrenOf(reply, namespaces.tds, 'User').map(user => ({
    username: textIn(user, namespaces.tt, 'Username'),
    level: textIn(user, namespaces.tt, 'UserLevel'),
  }));
}

/** The endpoint reference of GetEndpointReferenceResponse; undefined where it is empty, as on devices that send nil. */
export function readEndpointReference(reply: XmlElement): string | undefined {
  const guid = textIn(reply, namespaces.tds, 'GUID');
  return guid === '' ? undefined : canonicalEndpoint(guid);
}

/** A UUID in any of the ways devices write it as `urn:uuid:…` in lower case; anything else as it is. */
export function canonicalEndpoint(endpoint: string): string {
  const uuid = /^(?:urn:)?(?:uuid:)?\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i.exec(
    endpoint.trim(),
  );
  return uuid ? `urn:uuid:${uuid[1]!.toLowerCase()}` : endpoint.trim();
}

/** One service as the device lists it. */
export interface ListedService {
  readonly namespace: string;
  /** `major.minor` with two digits of minor, as ONVIF writes it; empty when not told. */
  readonly version: string;
  readonly xaddr: string;
}

/** Of GetServicesResponse. */
export function readServices(reply: XmlElement): ListedService[] {
  return childrenOf(reply, namespaces.tds, 'Service').flatMap(service => {
    const namespace = textIn(service, namespaces.tds, 'Namespace');
    if (namespace === '') return [];
    const version = childOf(service, namespaces.tds, 'Version');
    const major = version ? textIn(version, namespaces.tt, 'Major') : '';
    const minor = version ? textIn(version, namespaces.tt, 'Minor') : '';
    return [
      {
        namespace,
        version: major === '' ? '' : `${major}.${minor.padStart(2, '0')}`,
        xaddr: textIn(service, namespaces.tds, 'XAddr'),
      },
    ];
  });
}

/** The categories of tt:Capabilities and its extension, and the service each one stands for. */
const categories: Readonly<Record<string, string>> = {
  Device: namespaces.tds,
  Events: namespaces.tev,
  Media: namespaces.trt,
  PTZ: namespaces.tptz,
  Imaging: namespaces.timg,
  Analytics: namespaces.tan,
  DeviceIO: namespaces.tmd,
  Display: namespaces.tls,
  Recording: namespaces.trc,
  Search: namespaces.tse,
  Replay: namespaces.trp,
  Receiver: namespaces.trv,
  AnalyticsDevice: namespaces.tad,
};

/** The services that GetCapabilitiesResponse tells, for devices without GetServices. */
export function readCapabilities(reply: XmlElement): ListedService[] {
  const capabilities = childOf(reply, namespaces.tds, 'Capabilities');
  if (!capabilities) return [];
  const extension = childOf(capabilities, namespaces.tt, 'Extension');
  const places = extension ? [capabilities, extension] : [capabilities];
  return Object.entries(categories).flatMap(([category, namespace]) => {
    const found = places.flatMap(place => childOf(place, namespaces.tt, category) ?? [])[0];
    const xaddr = found ? textIn(found, namespaces.tt, 'XAddr') : '';
    return xaddr === '' ? [] : [{ namespace, version: '', xaddr }];
  });
}

/** The prefix to show for a service. */
export function servicePrefix(namespace: string): string | undefined {
  return usualPrefix(namespace);
}

/** The value of the first scope `onvif://www.onvif.org/<category>/…`, percent-decoded. */
export function scopeValue(scopes: readonly string[], category: string): string | undefined {
  const start = `onvif://www.onvif.org/${category}/`;
  const scope = scopes.find(each => each.toLowerCase().startsWith(start.toLowerCase()));
  if (scope === undefined) return undefined;
  const value = scope.slice(start.length).replace(/\/$/, '');
  try {
    return decodeURIComponent(value) || undefined;
  } catch {
    return value; // a stray % is the device's: shown as it wrote it
  }
}

function textIn(parent: XmlElement, namespace: string, local: string): string {
  return textOf(childOf(parent, namespace, local));
}
