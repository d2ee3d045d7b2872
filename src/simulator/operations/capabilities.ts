import type { JsonObject } from '../../onvif/base/json';
import { encodeElement } from '../../onvif/schema/encode';
import { namespaces } from '../../onvif/xml/namespaces';
import { operation, type Behaviour } from '../behaviour';
import { DeviceFault } from '../deviceFault';
import type { DeviceControls } from '../deviceControls';
import { maxNtpServers } from '../networkSettings';
import { servicePaths } from '../servicePaths';
import { eventCapabilities } from './events';

/** ONVIF 26.06: from major 16 on, the minor is the month. */
const version = { Major: 26, Minor: 6 };

/** Services and capabilities, today's way and the old one (Profile Q 7.1, and 7.2 for GetCapabilities). */
export const capabilityBehaviours: readonly Behaviour[] = [
  operation('tds:GetServices', ({ arguments: args, origin }, device) => {
    const include = args.boolean('IncludeCapability');
    return {
      Service: [
        service('tds', origin, device, include ? serviceCapabilities(device) : undefined),
        service('tev', origin, device, include ? eventCapabilities(device) : undefined),
      ],
    };
  }),

  operation('tds:GetServiceCapabilities', (_, device) => ({ Capabilities: serviceCapabilities(device) })),

  operation('tds:GetCapabilities', ({ arguments: args, origin }, device) => {
    const categories = args.texts('Category');
    const missing = categories.find(each => !['All', 'Device', 'Events'].includes(each));
    if (missing !== undefined) {
      throw new DeviceFault(
        'Receiver/ActionNotSupported/NoSuchService',
        `The device has no services of the category ${missing}.`,
      );
    }
    const wants = (name: string) =>
      categories.length === 0 || categories.includes('All') || categories.includes(name);
    const url = (prefix: 'tds' | 'tev') => device.serviceUrl(origin, servicePaths[prefix]);
    return {
      Capabilities: {
        ...(wants('Device') ? { Device: legacyCapabilities(url('tds')) } : {}),
        ...(wants('Events') ? { Events: legacyEventCapabilities(url('tev')) } : {}),
      },
    };
  }),

  operation('tds:GetWsdlUrl', () => ({ WsdlUrl: 'https://www.onvif.org/ver10/device/wsdl/devicemgmt.wsdl' })),
];

/** A tds:Service; `capabilities` as the service's own GetServiceCapabilities has them, if they are to be in it. */
function service(
  prefix: keyof typeof servicePaths,
  origin: string,
  device: DeviceControls,
  capabilities: JsonObject | undefined,
): JsonObject {
  const name = { namespace: namespaces[prefix], local: 'Capabilities' };
  return {
    Namespace: name.namespace,
    XAddr: device.serviceUrl(origin, servicePaths[prefix]),
    ...(capabilities ? { Capabilities: { $any: [encodeElement(device.catalog, name, capabilities)] } } : {}),
    Version: version,
  };
}

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
    System: { DiscoveryResolve: true, DiscoveryBye: true, HttpFirmwareUpgrade: true, HttpSystemBackup: true },
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
      Extension: { HttpFirmwareUpgrade: true, HttpSystemBackup: true },
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

/** A tt:EventCapabilities. */
function legacyEventCapabilities(url: string): JsonObject {
  return {
    XAddr: url,
    WSSubscriptionPolicySupport: true,
    WSPullPointSupport: true,
    WSPausableSubscriptionManagerInterfaceSupport: false,
  };
}
