import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/onvif/base/json';
import type { SimulatedDevice } from '../../src/simulator/simulatedDevice';
import { call, makeDevice } from './support/bench';

const ipv4 = (IPv4Address: string) => ({ Type: 'IPv4', IPv4Address });
const ipv6 = (IPv6Address: string) => ({ Type: 'IPv6', IPv6Address });
const dns = (DNSname: string) => ({ Type: 'DNS', DNSname });
const setInterface = (NetworkInterface: JsonObject, InterfaceToken = 'eth0') => ({
  InterfaceToken,
  NetworkInterface,
});
const manualIPv4 = (Address: string, PrefixLength = 24, DHCP = false) => ({
  IPv4: { DHCP, Manual: [{ Address, PrefixLength }] },
});
const link = (Speed: number, Duplex = 'Full') => ({ Link: { AutoNegotiation: false, Speed, Duplex } });
const http = (Port: number[], Enabled = true) => ({ NetworkProtocols: [{ Name: 'HTTP', Enabled, Port }] });
const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));

async function read(device: SimulatedDevice, operation: string): Promise<JsonObject> {
  const { status, reply, text } = await call(device, `tds:${operation}`);
  assert.equal(status, 200, text);
  return reply!;
}

async function write(device: SimulatedDevice, operation: string, args: JsonObject): Promise<JsonObject> {
  const { status, reply, text } = await call(device, `tds:${operation}`, args);
  assert.equal(status, 200, text);
  return reply!;
}

async function readInterface(device: SimulatedDevice): Promise<Record<string, JsonObject>> {
  const { NetworkInterfaces } = await read(device, 'GetNetworkInterfaces');
  return (NetworkInterfaces as Record<string, JsonObject>[])[0]!;
}

describe('network of the simulated device', () => {
  describe('from the factory', () => {
    it('has DHCPv4, link-local addresses and IPv6 router advertisements on (Profile Q 9.2, 9.3)', async () => {
      const device = makeDevice({ identity: { hardwareAddress: '02:11:22:33:44:55' } });
      const { IPv4, IPv6 } = await readInterface(device);
      assert.deepEqual(IPv4, {
        Enabled: true,
        Config: {
          LinkLocal: { Address: '169.254.69.85', PrefixLength: 16 },
          FromDHCP: { Address: '127.0.0.1', PrefixLength: 24 },
          DHCP: true,
        },
      });
      // RFC 4291 appendix A: the universal bit inverted, ff:fe in the middle
      assert.deepEqual(IPv6, {
        Enabled: true,
        Config: {
          AcceptRouterAdvert: true,
          DHCP: 'Stateless',
          LinkLocal: [{ Address: 'fe80::11:22ff:fe33:4455', PrefixLength: 64 }],
        },
      });
      assert.deepEqual(await read(device, 'GetZeroConfiguration'), {
        ZeroConfiguration: { InterfaceToken: 'eth0', Enabled: true, Addresses: ['169.254.69.85'] },
      });
    });

    it('signals ZeroConfiguration, IPv6 and NTP in both kinds of capabilities', async () => {
      const device = makeDevice();
      const { Capabilities } = await read(device, 'GetServiceCapabilities');
      const { Network } = Capabilities as JsonObject;
      assert.deepEqual(Network, {
        ZeroConfiguration: true,
        IPVersion6: true,
        HostnameFromDHCP: true,
        NTP: 4,
      });
      const legacy = (await read(device, 'GetCapabilities')).Capabilities as {
        Device: { Network: JsonObject };
      };
      assert.equal(legacy.Device.Network.ZeroConfiguration, true);
      assert.equal(legacy.Device.Network.IPVersion6, true);
    });
  });

  describe('is read back as written', () => {
    const writes: [set: string, args: JsonObject, get: string, reply: JsonObject][] = [
      [
        'SetDNS',
        {
          FromDHCP: false,
          SearchDomain: ['example.org'],
          DNSManual: [ipv4('192.0.2.53'), ipv6('2001:db8::53')],
        },
        'GetDNS',
        {
          DNSInformation: {
            FromDHCP: false,
            SearchDomain: ['example.org'],
            DNSManual: [ipv4('192.0.2.53'), ipv6('2001:db8::53')],
          },
        },
      ],
      ['SetDNS', { FromDHCP: true }, 'GetDNS', { DNSInformation: { FromDHCP: true } }],
      [
        'SetNTP',
        { FromDHCP: false, NTPManual: [ipv4('192.0.2.123'), ipv6('2001:db8::7b'), dns('time.example.org')] },
        'GetNTP',
        {
          NTPInformation: {
            FromDHCP: false,
            NTPManual: [ipv4('192.0.2.123'), ipv6('2001:db8::7b'), dns('time.example.org')],
          },
        },
      ],
      ['SetNTP', { FromDHCP: true }, 'GetNTP', { NTPInformation: { FromDHCP: true } }],
      [
        'SetNetworkDefaultGateway',
        { IPv4Address: ['192.0.2.1'], IPv6Address: ['2001:db8::1'] },
        'GetNetworkDefaultGateway',
        { NetworkGateway: { IPv4Address: ['192.0.2.1'], IPv6Address: ['2001:db8::1'] } },
      ],
      ['SetNetworkDefaultGateway', {}, 'GetNetworkDefaultGateway', { NetworkGateway: {} }],
      [
        'SetZeroConfiguration',
        { InterfaceToken: 'eth0', Enabled: false },
        'GetZeroConfiguration',
        { ZeroConfiguration: { InterfaceToken: 'eth0', Enabled: false } },
      ],
      ['SetNetworkProtocols', http([8080]), 'GetNetworkProtocols', http([8080])],
    ];
    for (const [set, args, get, reply] of writes) {
      it(`${set} ${JSON.stringify(args).slice(0, 80)}, also after a reboot and a soft reset`, async () => {
        const device = makeDevice();
        assert.deepEqual(await write(device, set, args), {});
        assert.deepEqual(await read(device, get), reply);
        device.restart();
        await device.clock.advance(5000);
        device.reset('Soft');
        await device.clock.advance(5000);
        assert.deepEqual(await read(device, get), reply);
      });
    }

    it('and gone after a hard reset', async () => {
      const device = makeDevice();
      const before = await read(device, 'GetDNS');
      await write(device, 'SetDNS', { FromDHCP: false, DNSManual: [ipv4('192.0.2.53')] });
      device.reset('Hard');
      await device.clock.advance(5000);
      assert.deepEqual(await read(device, 'GetDNS'), before);
    });

    it('SetZeroConfiguration takes the link-local address from the interface at once', async () => {
      const device = makeDevice();
      await write(device, 'SetZeroConfiguration', { InterfaceToken: 'eth0', Enabled: false });
      const { IPv4 } = await readInterface(device);
      assert.equal((IPv4!.Config as JsonObject).LinkLocal, undefined);
    });
  });

  describe('SetNetworkInterfaces', () => {
    it('needs a reboot; until then, everything is as it was', async () => {
      const device = makeDevice();
      const before = await readInterface(device);
      const changed = setInterface({ ...manualIPv4('192.0.2.9', 25), MTU: 1400, ...link(100, 'Half') });
      assert.deepEqual(await write(device, 'SetNetworkInterfaces', changed), { RebootNeeded: true });
      assert.deepEqual(await readInterface(device), before);
      await write(device, 'SystemReboot', {});
      await device.clock.advance(5000);
      const { IPv4, Info, Link } = await readInterface(device);
      assert.deepEqual(IPv4, {
        Enabled: true,
        Config: {
          Manual: [{ Address: '192.0.2.9', PrefixLength: 25 }],
          LinkLocal: (before.IPv4!.Config as JsonObject).LinkLocal,
          DHCP: false,
        },
      });
      assert.equal(Info!.MTU, 1400);
      assert.deepEqual(Link!.AdminSettings, { AutoNegotiation: false, Speed: 100, Duplex: 'Half' });
    });

    it('adds up over several calls before the reboot, and takes back what waits', async () => {
      const device = makeDevice();
      await write(device, 'SetNetworkInterfaces', setInterface({ MTU: 1400 }));
      const second = setInterface({ IPv6: { AcceptRouterAdvert: false, DHCP: 'Off' } });
      assert.deepEqual(await write(device, 'SetNetworkInterfaces', second), { RebootNeeded: true });
      const back = setInterface({ MTU: 1500, IPv6: { AcceptRouterAdvert: true, DHCP: 'Stateless' } });
      assert.deepEqual(await write(device, 'SetNetworkInterfaces', back), { RebootNeeded: false });
      assert.equal(device.settings.network.nextInterface, undefined);
    });

    it('needs no reboot to write what is there', async () => {
      const device = makeDevice();
      const same = setInterface({ Enabled: true, MTU: 1500, IPv4: { Enabled: true, DHCP: true } });
      assert.deepEqual(await write(device, 'SetNetworkInterfaces', same), { RebootNeeded: false });
    });
  });

  describe('faults', () => {
    const address = 'Sender/InvalidArgVal/InvalidIPv';
    const faults: [fault: string, operation: string, args: JsonObject][] = [
      [`${address}4Address`, 'SetDNS', { FromDHCP: false, DNSManual: [ipv4('192.0.2.1'), ipv4('10.1.1')] }],
      [`${address}4Address`, 'SetDNS', { FromDHCP: false, DNSManual: [{ Type: 'IPv4' }] }],
      [`${address}6Address`, 'SetDNS', { FromDHCP: false, DNSManual: [ipv6('FF02:1')] }],
      [`${address}6Address`, 'SetDNS', { FromDHCP: false, DNSManual: [ipv6('ff02::1')] }],
      ['Sender/InvalidArgVal', 'SetDNS', { FromDHCP: false, SearchDomain: ['a b'] }],
      ['Sender/InvalidArgVal', 'SetDNS', { FromDHCP: false, DNSManual: many(9, i => ipv4(`192.0.2.${i}`)) }],
      ['Sender/InvalidArgVal', 'SetDNS', { FromDHCP: false, DNSManual: [{ Type: 'DNS' }] }],
      [`${address}4Address`, 'SetNTP', { FromDHCP: false, NTPManual: [ipv4('10.1.1')] }],
      [`${address}6Address`, 'SetNTP', { FromDHCP: false, NTPManual: [ipv6('FF02:1')] }],
      ['Sender/InvalidArgVal/InvalidDnsName', 'SetNTP', { FromDHCP: false, NTPManual: [dns('a_b.example')] }],
      [
        'Sender/InvalidArgVal',
        'SetNTP',
        { FromDHCP: false, NTPManual: many(5, i => ipv4(`192.0.2.${i + 1}`)) },
      ],
      [`${address}4Address`, 'SetNetworkInterfaces', setInterface(manualIPv4('10.1.1'))],
      [`${address}4Address`, 'SetNetworkInterfaces', setInterface(manualIPv4('224.0.0.1'))],
      [`${address}4Address`, 'SetNetworkInterfaces', setInterface(manualIPv4('192.0.2.1', 33))],
      [
        `${address}6Address`,
        'SetNetworkInterfaces',
        setInterface({ IPv6: { Manual: [{ Address: 'FF02:1', PrefixLength: 64 }] } }),
      ],
      ['Sender/InvalidArgVal/InvalidNetworkInterface', 'SetNetworkInterfaces', setInterface({}, 'eth1')],
      ['Sender/InvalidArgVal/InvalidMtuValue', 'SetNetworkInterfaces', setInterface({ MTU: 500 })],
      ['Sender/InvalidArgVal/InvalidInterfaceSpeed', 'SetNetworkInterfaces', setInterface(link(123))],
      [
        'Sender/InvalidArgVal/InvalidInterfaceSpeed',
        'SetNetworkInterfaces',
        setInterface(link(1000, 'Half')),
      ],
      [
        'Sender/InvalidArgVal/InvalidInterfaceType',
        'SetNetworkInterfaces',
        setInterface({ Extension: { Dot3: [{}] } }),
      ],
      [
        'Receiver/ActionNotSupported/InvalidDot11',
        'SetNetworkInterfaces',
        setInterface({
          Extension: {
            Dot11: [{ SSID: '414243', Mode: 'Ad-hoc', Alias: 'a', Priority: 1, Security: { Mode: 'None' } }],
          },
        }),
      ],
      [
        'Receiver/ActionNotSupported/InvalidDHCPv6',
        'SetNetworkInterfaces',
        setInterface({ IPv6: { DHCP: 'Stateful' } }),
      ],
      ['Sender/OperationProhibited', 'SetNetworkInterfaces', setInterface({ Enabled: false })],
      [
        'Sender/OperationProhibited',
        'SetNetworkInterfaces',
        setInterface({ IPv4: { Enabled: false }, IPv6: { Enabled: false } }),
      ],
      [
        'Sender/InvalidArgVal/ServiceNotSupported',
        'SetNetworkProtocols',
        { NetworkProtocols: [{ Name: 'RTSP', Enabled: true, Port: [554] }] },
      ],
      ['Sender/InvalidArgVal/PortAlreadyInUse', 'SetNetworkProtocols', http([8080, 8080])],
      ['Sender/InvalidArgVal', 'SetNetworkProtocols', http([70000])],
      ['Sender/OperationProhibited', 'SetNetworkProtocols', http([8080], false)],
      ['Sender/OperationProhibited', 'SetNetworkProtocols', http([8081])],
      ['Sender/InvalidArgVal/InvalidGatewayAddress', 'SetNetworkDefaultGateway', { IPv4Address: ['10.1.1'] }],
      ['Sender/InvalidArgVal/InvalidGatewayAddress', 'SetNetworkDefaultGateway', { IPv6Address: ['FF02:1'] }],
      [
        'Sender/InvalidArgVal/InvalidNetworkInterface',
        'SetZeroConfiguration',
        { InterfaceToken: 'eth1', Enabled: true },
      ],
    ];
    for (const [fault, operation, args] of faults) {
      it(`${fault} for ${operation} ${JSON.stringify(args).slice(0, 90)}, and nothing changes`, async () => {
        const device = makeDevice();
        const before = device.settings;
        const outcome = await call(device, `tds:${operation}`, args);
        assert.equal(outcome.fault, fault, outcome.text);
        assert.equal(outcome.status, fault.startsWith('Sender/') ? 400 : 500);
        assert.deepEqual(device.settings, before);
      });
    }
  });

  describe('time by NTP', () => {
    const manualTime = {
      DateTimeType: 'Manual',
      DaylightSavings: false,
      UTCDateTime: { Time: { Hour: 1, Minute: 2, Second: 3 }, Date: { Year: 2030, Month: 2, Day: 28 } },
    };
    const ntpTime = { DateTimeType: 'NTP', DaylightSavings: false };

    it('SetSystemDateAndTime NTP takes the time of the servers; SetNTP leaves the kind of time alone', async () => {
      const device = makeDevice();
      await write(device, 'SetSystemDateAndTime', manualTime);
      await write(device, 'SetNTP', { FromDHCP: false, NTPManual: [ipv4('192.0.2.123')] });
      assert.equal(device.settings.time.source, 'Manual');
      assert.notEqual(device.now(), device.clock.now());
      await write(device, 'SetSystemDateAndTime', ntpTime);
      assert.equal(device.settings.time.source, 'NTP');
      assert.equal(device.now(), device.clock.now());
    });

    it('NtpServerUndefined without a server, and the clock stays', async () => {
      const device = makeDevice();
      await write(device, 'SetSystemDateAndTime', manualTime);
      await write(device, 'SetNTP', { FromDHCP: false });
      const before = device.settings;
      const { fault } = await call(device, 'tds:SetSystemDateAndTime', ntpTime);
      assert.equal(fault, 'Sender/InvalidArgVal/NtpServerUndefined');
      assert.deepEqual(device.settings, before);
    });

    it('TimeSyncedToNtp when the last server is taken from a clock that follows it', async () => {
      const device = makeDevice();
      await write(device, 'SetSystemDateAndTime', ntpTime);
      const { fault } = await call(device, 'tds:SetNTP', { FromDHCP: false });
      assert.equal(fault, 'Sender/InvalidArgVal/TimeSyncedToNtp');
      await write(device, 'SetNTP', { FromDHCP: false, NTPManual: [dns('time.example.org')] });
    });
  });
});
