import { isIPv4 } from 'node:net';
import { operation, type Behaviour, type OperationCall } from '../behaviour';
import { DeviceFault } from '../deviceFault';
import type { DeviceIdentity } from '../identity';

const interfaceToken = 'eth0';

/** Host name and what can be read of the network (Profile Q 7.2, 9.2, 9.3). */
export const networkBehaviours: readonly Behaviour[] = [
  operation('tds:GetHostname', (_, { settings }) => ({
    HostnameInformation: { FromDHCP: settings.hostname.fromDhcp, Name: settings.hostname.name },
  })),

  operation('tds:SetHostname', ({ arguments: args }, device) => {
    const name = args.text('Name');
    if (!isHostname(name)) {
      throw new DeviceFault(
        'Sender/InvalidArgVal/InvalidHostname',
        `${name} is no host name: letters, digits and hyphens, parted by dots (RFC 952, RFC 1123).`,
      );
    }
    device.change({ hostname: { fromDhcp: false, name } });
    return {};
  }),

  operation('tds:SetHostnameFromDHCP', ({ arguments: args }, device) => {
    device.change({ hostname: { ...device.settings.hostname, fromDhcp: args.boolean('FromDHCP') } });
    return { RebootNeeded: false };
  }),

  operation('tds:GetDNS', () => ({ DNSInformation: { FromDHCP: true } })),

  operation('tds:GetNTP', () => ({ NTPInformation: { FromDHCP: true } })),

  operation('tds:GetNetworkInterfaces', (call, { identity }) => ({
    NetworkInterfaces: [
      {
        token: interfaceToken,
        Enabled: true,
        Info: { Name: interfaceToken, HwAddress: identity.hardwareAddress, MTU: 1500 },
        IPv4: {
          Enabled: true,
          Config: {
            LinkLocal: { Address: linkLocalAddress(identity), PrefixLength: 16 },
            FromDHCP: { Address: ownAddress(call), PrefixLength: 24 },
            DHCP: true,
          },
        },
      },
    ],
  })),

  operation('tds:GetNetworkProtocols', call => ({
    NetworkProtocols: [{ Name: 'HTTP', Enabled: true, Port: [Number(new URL(call.origin).port) || 80] }],
  })),

  operation('tds:GetNetworkDefaultGateway', () => ({ NetworkGateway: {} })),

  operation('tds:GetZeroConfiguration', (_, { identity }) => ({
    ZeroConfiguration: {
      InterfaceToken: interfaceToken,
      Enabled: true,
      Addresses: [linkLocalAddress(identity)],
    },
  })),
];

/** RFC 952 with RFC 1123 2.1: labels of letters, digits and inner hyphens, 63 characters each, 253 in all. */
function isHostname(name: string): boolean {
  return (
    name.length <= 253 && name.split('.').every(each => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(each))
  );
}

/** The IPv4 address under which the client reached the device. */
function ownAddress(call: OperationCall): string {
  const { hostname } = new URL(call.origin);
  return isIPv4(hostname) ? hostname : '127.0.0.1';
}

/** RFC 3927, made from the hardware address as the RFC wants it. */
function linkLocalAddress({ hardwareAddress }: DeviceIdentity): string {
  const [high = 0, low = 0] = hardwareAddress
    .split(':')
    .slice(-2)
    .map(each => parseInt(each, 16));
  return `169.254.${1 + (high % 254)}.${low}`;
}
