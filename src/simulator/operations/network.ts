import type { JsonObject } from '../../onvif/base/json';
import { operation, type Behaviour, type OperationCall } from '../behaviour';
import { DeviceFault } from '../deviceFault';
import { hostAddresses, isHostIPv4, isHostIPv6, isHostname, limited } from '../networkArguments';
import { maxNtpServers, type HostAddress } from '../networkSettings';
import type { RequestArguments } from '../requestArguments';

/** Host name, DNS, NTP, protocols and gateway (Profile Q 7.2, 7.3). */
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

  operation('tds:GetDNS', (_, { settings }) => {
    const { fromDhcp, searchDomains, manual } = settings.network.dns;
    return {
      DNSInformation: { FromDHCP: fromDhcp, SearchDomain: searchDomains, DNSManual: manual.map(hostJson) },
    };
  }),

  operation('tds:SetDNS', ({ arguments: args }, device) => {
    const searchDomains = limited(args.texts('SearchDomain'), 'SearchDomain');
    const wrong = searchDomains.find(each => !isHostname(each));
    if (wrong !== undefined) throw new DeviceFault('Sender/InvalidArgVal', `"${wrong}" is no domain name.`);
    const manual = hostAddresses(args, 'DNSManual', ['IPv4', 'IPv6']);
    const dns = { fromDhcp: args.boolean('FromDHCP'), searchDomains, manual };
    device.change({ network: { ...device.settings.network, dns } });
    return {};
  }),

  operation('tds:GetNTP', (_, { settings }) => {
    const { fromDhcp, manual } = settings.network.ntp;
    return { NTPInformation: { FromDHCP: fromDhcp, NTPManual: manual.map(hostJson) } };
  }),

  operation('tds:SetNTP', ({ arguments: args }, device) => {
    const { network, time } = device.settings;
    const manual = hostAddresses(args, 'NTPManual', ['IPv4', 'IPv6', 'DNS'], maxNtpServers);
    const ntp = { fromDhcp: args.boolean('FromDHCP'), manual };
    if (time.source === 'NTP' && !ntp.fromDhcp && manual.length === 0) {
      throw new DeviceFault(
        'Sender/InvalidArgVal/TimeSyncedToNtp',
        'The clock follows NTP and needs a server: set the time manually first.',
      );
    }
    device.change({ network: { ...network, ntp } });
    return {};
  }),

  operation('tds:GetNetworkProtocols', call => ({
    NetworkProtocols: [{ Name: 'HTTP', Enabled: true, Port: [httpPort(call)] }],
  })),

  operation('tds:SetNetworkProtocols', call => {
    const protocols = call.arguments.groups('NetworkProtocols');
    if (protocols.length === 0) {
      throw new DeviceFault('Sender/InvalidArgs', 'The argument NetworkProtocols is missing.');
    }
    for (const protocol of protocols) checkProtocol(protocol, httpPort(call));
    return {};
  }),

  operation('tds:GetNetworkDefaultGateway', (_, { settings }) => {
    const { ipv4, ipv6 } = settings.network.gateway;
    return { NetworkGateway: { IPv4Address: ipv4, IPv6Address: ipv6 } };
  }),

  operation('tds:SetNetworkDefaultGateway', ({ arguments: args }, device) => {
    const gateway = {
      ipv4: gateways(args, 'IPv4Address', isHostIPv4),
      ipv6: gateways(args, 'IPv6Address', isHostIPv6),
    };
    device.change({ network: { ...device.settings.network, gateway } });
    return {};
  }),
];

/** HTTP on the port that carries the request is all there is, and it cannot be taken away from the client. */
function checkProtocol(protocol: RequestArguments, port: number): void {
  const name = protocol.text('Name');
  if (name !== 'HTTP') {
    throw new DeviceFault('Sender/InvalidArgVal/ServiceNotSupported', `The device does not support ${name}.`);
  }
  const ports = protocol.integers('Port');
  if (ports.length === 0) throw new DeviceFault('Sender/InvalidArgs', 'The argument Port is missing.');
  if (new Set(ports).size < ports.length) {
    throw new DeviceFault('Sender/InvalidArgVal/PortAlreadyInUse', 'A port is named twice.');
  }
  if (ports.some(each => each < 1 || each > 65535)) {
    throw new DeviceFault('Sender/InvalidArgVal', 'A port is a number from 1 to 65535.');
  }
  if (protocol.boolean('Enabled') && ports.length === 1 && ports[0] === port) return;
  throw new DeviceFault('Sender/OperationProhibited', `HTTP stays on port ${port}, where it was started.`);
}

function httpPort(call: OperationCall): number {
  return Number(new URL(call.origin).port) || 80;
}

function gateways(
  args: RequestArguments,
  name: string,
  isValid: (text: string) => boolean,
): readonly string[] {
  const addresses = limited(args.texts(name), name);
  const wrong = addresses.find(each => !isValid(each));
  if (wrong === undefined) return addresses;
  throw new DeviceFault(
    'Sender/InvalidArgVal/InvalidGatewayAddress',
    `"${wrong}" is no address a gateway can have.`,
  );
}

/** A tt:IPAddress or tt:NetworkHost. */
function hostJson({ type, address }: HostAddress): JsonObject {
  return { Type: type, [type === 'DNS' ? 'DNSname' : `${type}Address`]: address };
}
