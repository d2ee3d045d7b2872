import { isIPv4 } from 'node:net';
import type { JsonObject } from '../../onvif/base/json';
import { operation, type Behaviour, type OperationCall } from '../behaviour';
import type { DeviceControls } from '../deviceControls';
import { DeviceFault } from '../deviceFault';
import { prefixedAddresses } from '../networkArguments';
import {
  interfaceToken,
  linkLocalIPv4,
  linkLocalIPv6,
  type InterfaceSettings,
  type LinkSettings,
  type PrefixedAddress,
} from '../networkSettings';
import type { RequestArguments } from '../requestArguments';

/** IANA ifType: ethernetCsmacd. */
const ethernet = 6;
/** Bytes: what IPv6 needs (RFC 8200 5), and jumbo frames. */
const mtu = { lowest: 1280, highest: 9000 };
const speeds = [10, 100, 1000];

/** The network interface and zero configuration (Profile Q 7.2, 9.2, 9.3). */
export const interfaceBehaviours: readonly Behaviour[] = [
  operation('tds:GetNetworkInterfaces', (call, device) => ({
    NetworkInterfaces: [networkInterface(call, device)],
  })),

  operation('tds:SetNetworkInterfaces', ({ arguments: args }, device) => {
    checkToken(args);
    const { network } = device.settings;
    const before = network.nextInterface ?? network.interface;
    const after = changedInterface(args.group('NetworkInterface'), before);
    const isInForce = JSON.stringify(after) === JSON.stringify(network.interface);
    const { nextInterface: _, ...rest } = network;
    device.change({ network: isInForce ? rest : { ...rest, nextInterface: after } });
    // Core: with true, the device stays reachable as it was until SystemReboot
    return { RebootNeeded: !isInForce };
  }),

  operation('tds:GetZeroConfiguration', (_, { identity, settings }) => ({
    ZeroConfiguration: {
      InterfaceToken: interfaceToken,
      Enabled: settings.network.zeroConfiguration,
      ...(settings.network.zeroConfiguration ? { Addresses: [linkLocalIPv4(identity)] } : {}),
    },
  })),

  operation('tds:SetZeroConfiguration', ({ arguments: args }, device) => {
    checkToken(args);
    device.change({ network: { ...device.settings.network, zeroConfiguration: args.boolean('Enabled') } });
    return {};
  }),
];

/** A tt:NetworkInterface. */
function networkInterface(call: OperationCall, { identity, settings }: DeviceControls): JsonObject {
  const { interface: own, zeroConfiguration } = settings.network;
  const link = linkJson(own.link);
  return {
    token: interfaceToken,
    Enabled: true,
    Info: { Name: interfaceToken, HwAddress: identity.hardwareAddress, MTU: own.mtu },
    Link: { AdminSettings: link, OperSettings: link, InterfaceType: ethernet },
    IPv4: {
      Enabled: own.ipv4.enabled,
      Config: {
        Manual: own.ipv4.manual.map(prefixedJson),
        ...(zeroConfiguration ? { LinkLocal: prefixed(linkLocalIPv4(identity), 16) } : {}),
        ...(own.ipv4.dhcp ? { FromDHCP: prefixed(ownAddress(call), 24) } : {}),
        DHCP: own.ipv4.dhcp,
      },
    },
    IPv6: {
      Enabled: own.ipv6.enabled,
      Config: {
        AcceptRouterAdvert: own.ipv6.acceptRouterAdvert,
        DHCP: own.ipv6.dhcp,
        Manual: own.ipv6.manual.map(prefixedJson),
        ...(own.ipv6.enabled ? { LinkLocal: [prefixed(linkLocalIPv6(identity), 64)] } : {}),
      },
    },
  };
}

/** `before` with what a tt:NetworkInterfaceSetConfiguration says; what it leaves out stays. */
function changedInterface(args: RequestArguments, before: InterfaceSettings): InterfaceSettings {
  if (args.optionalBoolean('Enabled') === false) {
    throw new DeviceFault('Sender/OperationProhibited', 'The only interface of the device stays enabled.');
  }
  refuseOtherMedia(args.optionalGroup('Extension'));
  const link = args.optionalGroup('Link');
  const ipv4 = args.optionalGroup('IPv4');
  const ipv6 = args.optionalGroup('IPv6');
  const after = {
    mtu: mtuOf(args) ?? before.mtu,
    link: link ? linkOf(link) : before.link,
    ipv4: ipv4 ? ipv4Of(ipv4, before.ipv4) : before.ipv4,
    ipv6: ipv6 ? ipv6Of(ipv6, before.ipv6) : before.ipv6,
  };
  if (after.ipv4.enabled || after.ipv6.enabled) return after;
  throw new DeviceFault('Sender/OperationProhibited', 'The device cannot be without IPv4 and IPv6 at once.');
}

function refuseOtherMedia(extension: RequestArguments | undefined): void {
  if (!extension) return;
  if (extension.groups('Dot11').length > 0) {
    throw new DeviceFault('Receiver/ActionNotSupported/InvalidDot11', `${interfaceToken} has no radio.`);
  }
  if (extension.groups('Dot3').length > 0) {
    throw new DeviceFault(
      'Sender/InvalidArgVal/InvalidInterfaceType',
      `${interfaceToken} takes no configuration of IEEE 802.3.`,
    );
  }
}

function mtuOf(args: RequestArguments): number | undefined {
  if (args.json.MTU === undefined) return undefined;
  const value = args.integer('MTU');
  if (value >= mtu.lowest && value <= mtu.highest) return value;
  throw new DeviceFault(
    'Sender/InvalidArgVal/InvalidMtuValue',
    `The MTU is ${mtu.lowest} to ${mtu.highest} bytes, not ${value}.`,
  );
}

function linkOf(args: RequestArguments): LinkSettings {
  const autoNegotiation = args.boolean('AutoNegotiation');
  const speed = args.integer('Speed');
  const duplex = args.oneOf('Duplex', ['Full', 'Half']);
  // IEEE 802.3 has no half duplex at a gigabit that anybody built
  if (speeds.includes(speed) && !(speed === 1000 && duplex === 'Half'))
    return { autoNegotiation, speed, duplex };
  throw new DeviceFault(
    'Sender/InvalidArgVal/InvalidInterfaceSpeed',
    `${interfaceToken} runs at ${speeds.join(', ')} Mbit/s, half duplex up to 100, not at ${speed} ${duplex}.`,
  );
}

function ipv4Of(args: RequestArguments, before: InterfaceSettings['ipv4']): InterfaceSettings['ipv4'] {
  const dhcp = args.optionalBoolean('DHCP');
  return {
    enabled: args.optionalBoolean('Enabled') ?? before.enabled,
    dhcp: dhcp ?? before.dhcp,
    manual: manualOf(args, 'IPv4', dhcp !== undefined, before.manual),
  };
}

function ipv6Of(args: RequestArguments, before: InterfaceSettings['ipv6']): InterfaceSettings['ipv6'] {
  const dhcp = args.json.DHCP === undefined ? undefined : dhcpv6Of(args);
  return {
    enabled: args.optionalBoolean('Enabled') ?? before.enabled,
    acceptRouterAdvert: args.optionalBoolean('AcceptRouterAdvert') ?? before.acceptRouterAdvert,
    dhcp: dhcp ?? before.dhcp,
    manual: manualOf(args, 'IPv6', dhcp !== undefined, before.manual),
  };
}

function dhcpv6Of(args: RequestArguments): InterfaceSettings['ipv6']['dhcp'] {
  const mode = args.oneOf('DHCP', ['Auto', 'Stateful', 'Stateless', 'Off']);
  if (mode !== 'Stateful') return mode;
  throw new DeviceFault('Receiver/ActionNotSupported/InvalidDHCPv6', 'The device has no stateful DHCPv6.');
}

/** A list cannot say that it is empty: with DHCP stated and no address, there is none any more. */
function manualOf(
  args: RequestArguments,
  family: 'IPv4' | 'IPv6',
  isDhcpStated: boolean,
  before: readonly PrefixedAddress[],
): readonly PrefixedAddress[] {
  const manual = prefixedAddresses(args, family);
  return manual.length > 0 || isDhcpStated ? manual : before;
}

function checkToken(args: RequestArguments): void {
  const token = args.text('InterfaceToken');
  if (token === interfaceToken) return;
  throw new DeviceFault(
    'Sender/InvalidArgVal/InvalidNetworkInterface',
    `The device has no interface ${token}; it has ${interfaceToken}.`,
  );
}

function linkJson({ autoNegotiation, speed, duplex }: LinkSettings): JsonObject {
  return { AutoNegotiation: autoNegotiation, Speed: speed, Duplex: duplex };
}

function prefixedJson({ address, prefixLength }: PrefixedAddress): JsonObject {
  return prefixed(address, prefixLength);
}

function prefixed(address: string, prefixLength: number): JsonObject {
  return { Address: address, PrefixLength: prefixLength };
}

/** The IPv4 address under which the client reached the device. */
function ownAddress(call: OperationCall): string {
  const { hostname } = new URL(call.origin);
  return isIPv4(hostname) ? hostname : '127.0.0.1';
}
