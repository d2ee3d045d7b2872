import type { JsonObject } from '../../onvif/base/json';
import { encodeElement } from '../../onvif/schema/encode';
import { namespaces } from '../../onvif/xml/namespaces';
import { operation, type Behaviour } from '../behaviour';
import { DeviceFault } from '../deviceFault';
import type { DeviceControls } from '../deviceControls';
import { maxNtpServers } from '../networkSettings';

/** ONVIF 26.06: from major 16 on, the minor is the month. */
const version = { Major: 26, Minor: 6 };

/** Services and capabilities, today's way and the old one (Profile Q 7.1, and 7.2 for GetCapabilities). */
export const capabilityBehaviours: readonly Behaviour[] = [
  operation('tds:GetServices', ({ arguments: args, origin }, device) => {
    const name = { namespace: namespaces.tds, local: 'Capabilities' };
    const service: JsonObject = {
      Namespace: namespaces.tds,
      XAddr: device.serviceUrl(origin),
      Version: version,
    };
    if (!args.boolean('IncludeCapability')) return { Service: [service] };
    const capabilities = encodeElement(device.catalog, name, serviceCapabilities(device));
    return { Service: [{ ...service, Capabilities: { $any: [capabilities] } }] };
  }),

  operation('tds:GetServiceCapabilities', (_, device) => ({ Capabilities: serviceCapabilities(device) })),

  operation('tds:GetCapabilities', ({ arguments: args, origin }, device) => {
    const missing = args.texts('Category').find(each => each !== 'All' && each !== 'Device');
    if (missing !== undefined) {
      throw new DeviceFault(
        'Receiver/ActionNotSupported/NoSuchService',
        `The device has no services of the category ${missing}.`,
      );
    }
    return { Capabilities: { Device: legacyCapabilities(device.serviceUrl(origin)) } };
  }),

  operation('tds:GetWsdlUrl', () => ({ WsdlUrl: 'https://www.onvif.org/ver10/device/wsdl/devicemgmt.wsdl' })),
];

/** A tds:DeviceServiceCapabilities: what is signalled here is kept to elsewhere. */
function serviceCapabilities({ limits }: DeviceControls): JsonObject {
  return {
    Network: { ZeroConfiguration: true, IPVersion6: true, HostnameFromDHCP: true, NTP: maxNtpServers },
    Security: {
      DefaultAccessPolicy: true,
      UsernameToken: true,
      HttpDigest: true,
      MaxUsers: limits.maxUsers,
      MaxUserNameLength: limits.maxUserNameLength,
      MaxPasswordLength: limits.maxPasswordLength,
    },
    System: { DiscoveryResolve: true, DiscoveryBye: true },
  };
}

/** A tt:DeviceCapabilities. */
function legacyCapabilities(url: string): JsonObject {
  return {
    XAddr: url,
    Network: { IPFilter: false, ZeroConfiguration: true, IPVersion6: true, DynDNS: false },
    System: {
      DiscoveryResolve: true,
      DiscoveryBye: true,
      RemoteDiscovery: false,
      SystemBackup: false,
      SystemLogging: false,
      FirmwareUpgrade: false,
      SupportedVersions: [version],
    },
    Security: {
      'TLS1.1': false,
      'TLS1.2': false,
      OnboardKeyGeneration: false,
      AccessPolicyConfig: false,
      'X.509Token': false,
      SAMLToken: false,
      KerberosToken: false,
      RELToken: false,
    },
  };
}
