import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/onvif/base/json';
import { bundledCatalog } from '../../src/onvif/catalog/bundledCatalog';
import { encodeElement } from '../../src/onvif/schema/encode';
import type { UserAccount } from '../../src/simulator/userAccounts';
import { admin, call, makeDevice } from './support/bench';

const user = (Username: string, Password = 'Secret-2', UserLevel = 'User') => ({
  Username,
  Password,
  UserLevel,
});

describe('operations of the simulated device', () => {
  describe('reads', () => {
    const reads: [operation: string, args: JsonObject][] = [
      ['GetServices', { IncludeCapability: false }],
      ['GetServices', { IncludeCapability: true }],
      ['GetServiceCapabilities', {}],
      ['GetCapabilities', {}],
      ['GetCapabilities', { Category: ['Device'] }],
      ['GetWsdlUrl', {}],
      ['GetDeviceInformation', {}],
      ['GetSystemDateAndTime', {}],
      ['GetHostname', {}],
      ['GetDNS', {}],
      ['GetNTP', {}],
      ['GetNetworkInterfaces', {}],
      ['GetNetworkProtocols', {}],
      ['GetNetworkDefaultGateway', {}],
      ['GetZeroConfiguration', {}],
      ['GetSystemUris', {}],
      ['StartFirmwareUpgrade', {}],
      ['StartSystemRestore', {}],
      ['GetUsers', {}],
      ['GetScopes', {}],
      ['GetDiscoveryMode', {}],
      ['GetEndpointReference', {}],
    ];
    for (const [operation, args] of reads) {
      it(`${operation} ${JSON.stringify(args)} answers in both states with what the schema knows`, async () => {
        for (const device of [makeDevice(), makeDevice({ state: 'operational' })]) {
          const login =
            device.state === 'operational' && needsLogin(operation) ? { digest: admin } : undefined;
          const { status, reply, text } = await call(device, `tds:${operation}`, args, login);
          assert.equal(status, 200, text);
          // the encoder refuses what the schema does not know, and what it lacks
          const again = encodeElement(
            bundledCatalog(),
            bundledCatalog().operation(`tds:${operation}`)!.output!,
            reply!,
          );
          assert.ok(text.includes(again), text);
        }
      });
    }

    it('GetServices gives addresses with the scheme, host and port of the request', async () => {
      const { reply } = await call(makeDevice(), 'tds:GetServices', { IncludeCapability: false });
      assert.deepEqual(reply, {
        Service: [
          {
            Namespace: 'http://www.onvif.org/ver10/device/wsdl',
            XAddr: 'http://127.0.0.1:8080/onvif/device_service',
            Version: { Major: 26, Minor: 6 },
          },
          {
            Namespace: 'http://www.onvif.org/ver10/events/wsdl',
            XAddr: 'http://127.0.0.1:8080/onvif/event_service',
            Version: { Major: 26, Minor: 6 },
          },
        ],
      });
    });

    it('GetServiceCapabilities signals the limits that are kept, and equals the block in GetServices', async () => {
      const device = makeDevice({ limits: { maxUsers: 3, maxUserNameLength: 5, maxPasswordLength: 7 } });
      const { reply } = await call(device, 'tds:GetServiceCapabilities');
      const capabilities = reply!.Capabilities as JsonObject;
      const security = capabilities.Security as JsonObject;
      assert.deepEqual(
        [security.MaxUsers, security.MaxUserNameLength, security.MaxPasswordLength, security.HttpDigest],
        [3, 5, 7, true],
      );
      assert.equal(security.DefaultAccessPolicy, true);
      const name = { namespace: 'http://www.onvif.org/ver10/device/wsdl', local: 'Capabilities' };
      const { text } = await call(device, 'tds:GetServices', { IncludeCapability: true });
      assert.ok(text.includes(encodeElement(bundledCatalog(), name, capabilities)), text);
    });

    it('GetUsers never tells a password', async () => {
      const { text, reply } = await call(
        makeDevice({ state: 'operational' }),
        'tds:GetUsers',
        {},
        { digest: admin },
      );
      assert.deepEqual(reply, { User: [{ Username: 'admin', UserLevel: 'Administrator' }] });
      assert.ok(!/password/i.test(text));
    });

    it('GetScopes marks what is fixed, and has all categories that tests ask for', async () => {
      const { reply } = await call(makeDevice(), 'tds:GetScopes');
      const scopes = (reply!.Scopes as { ScopeDef: string; ScopeItem: string }[]).map(
        each => `${each.ScopeDef} ${each.ScopeItem.split('/')[3]}`,
      );
      assert.deepEqual(scopes, [
        'Fixed Profile',
        'Fixed hardware',
        'Fixed type',
        'Configurable name',
        'Configurable location',
      ]);
    });
  });

  describe('faults', () => {
    const accounts: UserAccount[] = [
      { username: 'admin', password: 'Secret-1', level: 'Administrator', fixed: true },
      { username: 'ulla', password: 'Secret-3', level: 'User' },
    ];
    const long = 'x'.repeat(33);
    const manual = (over: JsonObject, timeZone = 'UTC0') => ({
      DateTimeType: 'Manual',
      DaylightSavings: false,
      TimeZone: { TZ: timeZone },
      UTCDateTime: {
        Time: { Hour: 1, Minute: 2, Second: 3 },
        Date: { Year: 2026, Month: 2, Day: 28, ...over },
      },
    });
    const faults: [fault: string, operation: string, args: JsonObject][] = [
      ['Sender/OperationProhibited/UsernameClash', 'CreateUsers', { User: [user('new'), user('ulla')] }],
      ['Sender/OperationProhibited/UsernameClash', 'CreateUsers', { User: [user('new'), user('new')] }],
      ['Sender/OperationProhibited/UsernameTooShort', 'CreateUsers', { User: [user('')] }],
      ['Sender/OperationProhibited/UsernameTooLong', 'CreateUsers', { User: [user('new'), user(long)] }],
      ['Sender/OperationProhibited/PasswordTooLong', 'CreateUsers', { User: [user('new', 'x'.repeat(65))] }],
      ['Sender/OperationProhibited/Password', 'CreateUsers', { User: [user('a'), user('new', 'x')] }],
      [
        'Sender/OperationProhibited/AnonymousNotAllowed',
        'CreateUsers',
        { User: [user('n', 'Secret', 'Anonymous')] },
      ],
      ['Sender/InvalidArgVal', 'CreateUsers', { User: [user('n', 'Secret', 'Extended')] }],
      ['Receiver/Action/TooManyUsers', 'CreateUsers', { User: ['a', 'b', 'c'].map(each => user(each)) }],
      [
        'Sender/InvalidArgVal/UsernameMissing',
        'SetUser',
        { User: [user('ulla', 'changed'), user('nobody')] },
      ],
      ['Sender/OperationProhibited/PasswordTooLong', 'SetUser', { User: [user('ulla', 'x'.repeat(65))] }],
      ['Sender/OperationProhibited/PasswordTooWeak', 'SetUser', { User: [user('ulla', 'x')] }],
      [
        'Sender/OperationProhibited/AnonymousNotAllowed',
        'SetUser',
        { User: [user('ulla', 'Secret', 'Anonymous')] },
      ],
      ['Sender/InvalidArgVal/FixedUser', 'SetUser', { User: [user('admin', 'Secret', 'User')] }],
      ['Sender/InvalidArgVal', 'SetUser', { User: [user('ulla', 'Secret'), user('ulla', 'Secret')] }],
      ['Sender/InvalidArgVal/UsernameMissing', 'DeleteUsers', { Username: ['ulla', 'nobody'] }],
      ['Sender/InvalidArgVal/FixedUser', 'DeleteUsers', { Username: ['ulla', 'admin'] }],
      ['Sender/InvalidArgVal/InvalidHostname', 'SetHostname', { Name: 'cam_1' }],
      ['Sender/InvalidArgVal/InvalidHostname', 'SetHostname', { Name: '-cam' }],
      ['Sender/InvalidArgVal/InvalidHostname', 'SetHostname', { Name: 'cam..1' }],
      ['Sender/InvalidArgVal/InvalidHostname', 'SetHostname', { Name: 'x'.repeat(64) }],
      ['Sender/InvalidArgVal/InvalidTimeZone', 'SetSystemDateAndTime', manual({}, 'INVALIDTIMEZONE')],
      ['Sender/InvalidArgVal/InvalidDateTime', 'SetSystemDateAndTime', manual({ Day: 30 })],
      ['Sender/InvalidArgVal/InvalidDateTime', 'SetSystemDateAndTime', manual({ Month: 13 })],
      [
        'Sender/OperationProhibited/FixedScope',
        'RemoveScopes',
        { ScopeItem: ['onvif://www.onvif.org/hardware/SIM-Q1'] },
      ],
      [
        'Sender/InvalidArgVal/NoScope',
        'RemoveScopes',
        { ScopeItem: ['onvif://www.onvif.org/location/nowhere'] },
      ],
      ['Sender/InvalidArgVal', 'AddScopes', { ScopeItem: ['no uri'] }],
      [
        'Sender/InvalidArgVal',
        'AddScopes',
        { ScopeItem: ['onvif://www.onvif.org/Profile/Q/FactoryDefault'] },
      ],
      [
        'Receiver/Action/TooManyScopes',
        'AddScopes',
        { ScopeItem: Array.from({ length: 20 }, (_, i) => `x:scope/${i}`) },
      ],
      ['Receiver/ActionNotSupported/NoSuchService', 'GetCapabilities', { Category: ['Media'] }],
      ['Receiver/ActionNotSupported', 'GetDot11Capabilities', {}],
    ];
    for (const [fault, operation, args] of faults) {
      it(`${fault} for ${operation} ${JSON.stringify(args).slice(0, 90)}, and nothing changes`, async () => {
        const limits = { maxUsers: 4, minPasswordLength: 5 };
        const device = makeDevice({ state: 'operational', factoryUsers: accounts, limits });
        device.change({ users: accounts });
        const before = device.settings;
        const outcome = await call(device, `tds:${operation}`, args, { digest: admin });
        assert.equal(outcome.fault, fault);
        assert.equal(outcome.status, fault.startsWith('Sender/') ? 400 : 500);
        assert.deepEqual(device.settings, before);
      });
    }

    it('FixedUser keeps the last administrator of an operational device', async () => {
      const device = makeDevice({ state: 'operational' });
      const as = { digest: admin };
      const removed = await call(device, 'tds:DeleteUsers', { Username: ['admin'] }, as);
      assert.equal(removed.fault, 'Sender/InvalidArgVal/FixedUser');
      const demoted = await call(device, 'tds:SetUser', { User: [user('admin', 'Secret-1', 'User')] }, as);
      assert.equal(demoted.fault, 'Sender/InvalidArgVal/FixedUser');
      await call(device, 'tds:CreateUsers', { User: [user('second', 'Secret-2', 'Administrator')] }, as);
      assert.equal((await call(device, 'tds:DeleteUsers', { Username: ['admin'] }, as)).status, 200);
    });

    it('Password for an empty one, once the device is operational', async () => {
      const args = { User: [user('new', '')] };
      const operational = await call(makeDevice({ state: 'operational' }), 'tds:CreateUsers', args, {
        digest: admin,
      });
      assert.equal(operational.fault, 'Sender/OperationProhibited/Password');
      assert.equal((await call(makeDevice(), 'tds:CreateUsers', args)).status, 200);
    });

    it('lengths count characters: a name of emoji as long as allowed is accepted', async () => {
      const args = { User: [user('😀'.repeat(32), '🔑'.repeat(64))] };
      assert.equal((await call(makeDevice(), 'tds:CreateUsers', args)).status, 200);
    });
  });

  describe('writes', () => {
    it('SetHostname takes a name of RFC 1123 and stops DHCP from naming', async () => {
      const device = makeDevice();
      for (const Name of ['a', '3com.example.org', 'x'.repeat(63), 'Camera-Number-000000023']) {
        assert.equal((await call(device, 'tds:SetHostname', { Name })).status, 200);
        const { reply } = await call(device, 'tds:GetHostname');
        assert.deepEqual(reply, { HostnameInformation: { FromDHCP: false, Name } });
      }
      assert.deepEqual((await call(device, 'tds:SetHostnameFromDHCP', { FromDHCP: true })).reply, {
        RebootNeeded: false,
      });
      assert.equal(device.settings.hostname.fromDhcp, true);
    });

    it('SetSystemDateAndTime sets a clock that goes on, in UTC and in local time', async () => {
      const device = makeDevice();
      await call(device, 'tds:SetSystemDateAndTime', {
        DateTimeType: 'Manual',
        DaylightSavings: false,
        TimeZone: { TZ: 'CET-1CEST,M3.5.0,M10.5.0/3' },
        UTCDateTime: { Time: { Hour: 23, Minute: 59, Second: 58 }, Date: { Year: 2030, Month: 12, Day: 31 } },
      });
      await device.clock.advance(3000);
      const { reply } = await call(device, 'tds:GetSystemDateAndTime');
      assert.deepEqual(reply, {
        SystemDateAndTime: {
          DateTimeType: 'Manual',
          DaylightSavings: false,
          TimeZone: { TZ: 'CET-1CEST,M3.5.0,M10.5.0/3' },
          UTCDateTime: { Time: { Hour: 0, Minute: 0, Second: 1 }, Date: { Year: 2031, Month: 1, Day: 1 } },
          LocalDateTime: { Time: { Hour: 1, Minute: 0, Second: 1 }, Date: { Year: 2031, Month: 1, Day: 1 } },
        },
      });
    });

    it('SetScopes replaces what is configurable and leaves what is fixed', async () => {
      const device = makeDevice();
      const fixed = [...device.fixedScopes];
      await call(device, 'tds:SetScopes', { Scopes: [...fixed, 'onvif://www.onvif.org/name/New'] });
      assert.deepEqual(device.scopes, [...fixed, 'onvif://www.onvif.org/name/New']);
      const removed = await call(device, 'tds:RemoveScopes', {
        ScopeItem: ['onvif://www.onvif.org/name/New'],
      });
      assert.deepEqual(removed.reply, { ScopeItem: ['onvif://www.onvif.org/name/New'] });
      assert.deepEqual(device.scopes, fixed);
    });

    it('SetUser changes a password: the old one is refused, the new one accepted', async () => {
      const device = makeDevice({ state: 'operational' });
      const changed = { User: [user('admin', 'Secret-9', 'Administrator')] };
      assert.equal((await call(device, 'tds:SetUser', changed, { digest: admin })).status, 200);
      assert.equal((await call(device, 'tds:GetUsers', {}, { digest: admin })).status, 401);
      const fresh = { username: 'admin', password: 'Secret-9' };
      assert.equal((await call(device, 'tds:GetUsers', {}, { digest: fresh })).status, 200);
    });

    it('CreateUsers fills up to MaxUsers and refuses one more', async () => {
      const device = makeDevice({ limits: { maxUsers: 3 } });
      for (const name of ['a', 'b', 'c']) {
        assert.equal((await call(device, 'tds:CreateUsers', { User: [user(name)] })).status, 200);
      }
      const { fault } = await call(device, 'tds:CreateUsers', { User: [user('d')] });
      assert.equal(fault, 'Receiver/Action/TooManyUsers');
    });
  });
});

function needsLogin(operation: string): boolean {
  const open = [
    'Services',
    'ServiceCapabilities',
    'Capabilities',
    'WsdlUrl',
    'SystemDateAndTime',
    'Hostname',
  ];
  return ![...open, 'EndpointReference'].includes(operation.slice('Get'.length));
}
