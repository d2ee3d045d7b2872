import assert from 'node:assert/strict';
import { headerOf } from '../../src/onvif/http/transport';
import { namespaces } from '../../src/onvif/xml/namespaces';
import { admin, call, digestFor, makeDevice, post, soap } from './support/bench';

const administrator = { Username: 'admin', Password: 'Secret-1', UserLevel: 'Administrator' };
const getUsers = `<GetUsers xmlns="${namespaces.tds}"/>`;
const factoryDefault = 'onvif://www.onvif.org/Profile/Q/FactoryDefault';
const operational = 'onvif://www.onvif.org/Profile/Q/Operational';

describe('SimulatedDevice', () => {
  it('is the same device again when made from the same serial number, and another one from another', () => {
    const [one, again, other] = ['A1', 'A1', 'A2'].map(serialNumber =>
      makeDevice({ identity: { serialNumber } }),
    );
    assert.match(
      one!.endpoint,
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.equal(again!.endpoint, one!.endpoint);
    assert.notEqual(other!.endpoint, one!.endpoint);
  });

  it('refuses to start operational without an administrator who has a password', () => {
    const start = (password: string) => () =>
      makeDevice({ state: 'operational', administrator: { username: 'admin', password } });
    assert.throws(start(''), { code: 'invalidInput' });
    assert.equal(start('x')().state, 'operational');
  });

  describe('scopes', () => {
    it('show exactly one state', async () => {
      const device = makeDevice();
      assert.ok(device.scopes.includes(factoryDefault) && !device.scopes.includes(operational));
      await call(device, 'tds:CreateUsers', { User: [administrator] });
      assert.ok(device.scopes.includes(operational) && !device.scopes.includes(factoryDefault));
    });

    it('are announced with a higher metadata version when they change', async () => {
      const device = makeDevice();
      const said: string[] = [];
      device.onAnnounce(what => said.push(`${what} ${device.metadataVersion}`));
      await call(device, 'tds:AddScopes', { ScopeItem: ['onvif://www.onvif.org/location/roof'] });
      await call(device, 'tds:SetHostname', { Name: 'roof' });
      assert.deepEqual(said, ['hello 2']);
    });
  });

  describe('leaves Factory Default', () => {
    const empty = { ...administrator, Password: '' };
    const cases: [name: string, users: object[], operation: string, request: object, ends: boolean][] = [
      ['by the first administrator with a password', [], 'CreateUsers', { User: [administrator] }, true],
      ['not by an administrator without a password', [], 'CreateUsers', { User: [empty] }, false],
      ['not by a user', [], 'CreateUsers', { User: [{ ...administrator, UserLevel: 'User' }] }, false],
      [
        'not by an operator',
        [],
        'CreateUsers',
        { User: [{ ...administrator, UserLevel: 'Operator' }] },
        false,
      ],
      [
        'not by a second administrator',
        [{ username: 'first', password: '', level: 'Administrator' }],
        'CreateUsers',
        { User: [administrator] },
        false,
      ],
      [
        'by a new password of an administrator who has none',
        [{ username: 'admin', password: '', level: 'Administrator' }],
        'SetUser',
        { User: [administrator] },
        true,
      ],
      [
        'by a new password in place of the one from the factory',
        [{ username: 'admin', password: 'admin', level: 'Administrator' }],
        'SetUser',
        { User: [administrator] },
        true,
      ],
      [
        'not by the same password again',
        [{ username: 'admin', password: 'Secret-1', level: 'Administrator' }],
        'SetUser',
        { User: [administrator] },
        false,
      ],
      [
        'not by SetUser without a password',
        [{ username: 'admin', password: '', level: 'Administrator' }],
        'SetUser',
        { User: [{ Username: 'admin', UserLevel: 'Administrator' }] },
        false,
      ],
      [
        'not by a new password of somebody who is no administrator',
        [
          { username: 'first', password: '', level: 'Administrator' },
          { username: 'admin', password: '', level: 'User' },
        ],
        'SetUser',
        { User: [administrator] },
        false,
      ],
      ['not by another write', [], 'SetHostname', { Name: 'cam-1' }, false],
      [
        'not by DeleteUsers',
        [{ username: 'a', password: '', level: 'User' }],
        'DeleteUsers',
        { Username: ['a'] },
        false,
      ],
    ];
    for (const [name, factoryUsers, operation, request, ends] of cases) {
      it(name, async () => {
        const device = makeDevice({ factoryUsers: factoryUsers as never });
        const outcome = await call(device, `tds:${operation}`, request as never);
        assert.equal(outcome.status, 200, outcome.text);
        assert.equal(device.state, ends ? 'operational' : 'factoryDefault');
        const anonymous = await call(device, 'tds:GetUsers');
        assert.equal(anonymous.status, ends ? 401 : 200);
      });
    }

    it('and reboots when it is told to', async () => {
      const device = makeDevice({ rebootsOnTransition: true, rebootTime: 1000 });
      await call(device, 'tds:CreateUsers', { User: [administrator] });
      await device.clock.advance(500);
      assert.equal(device.isUp, false);
      await device.clock.advance(1000);
      assert.equal(device.isUp, true);
      assert.equal(device.state, 'operational');
      assert.equal((await call(device, 'tds:GetUsers', {}, { digest: admin })).status, 200);
    });
  });

  describe('SystemReboot', () => {
    it('says Bye, is silent for its time, and says Hello with a higher instance id', async () => {
      const device = makeDevice({ state: 'operational', rebootTime: 3000, rebootDelay: 100 });
      const said: string[] = [];
      device.onAnnounce(what => said.push(`${what} at ${device.clock.monotonic()}`));
      const { instanceId } = device;
      const { reply } = await call(device, 'tds:SystemReboot', {}, { digest: admin });
      assert.ok(reply?.Message);
      await device.clock.advance(100);
      assert.equal(await device.answer(anyRequest), undefined);
      await device.clock.advance(3000);
      assert.deepEqual(said, ['bye at 100', 'hello at 3100']);
      assert.ok(device.instanceId > instanceId);
      assert.equal(device.state, 'operational');
      assert.equal((await call(device, 'tds:GetUsers')).status, 401);
      assert.equal(device.clock.pending, 0);
    });
  });

  it('knows no nonce of before its reboot, and says that this is all that is wrong', async () => {
    const device = makeDevice({ state: 'operational', rebootTime: 100, rebootDelay: 0 });
    const headers = [['Authorization', await digestFor(device, admin)]] as const;
    device.restart();
    await device.clock.advance(200);
    const { status, headers: answered } = await post(device, soap(getUsers), { headers });
    assert.equal(status, 401);
    assert.match(headerOf(answered, 'www-authenticate') ?? '', /stale=true/);
  });

  describe('SetSystemFactoryDefault', () => {
    const reset = async (kind: string) => {
      const device = makeDevice({ state: 'operational', rebootTime: 1000 });
      const as = { digest: admin };
      await call(device, 'tds:SetHostname', { Name: 'cam-7' }, as);
      await call(device, 'tds:SetDiscoveryMode', { DiscoveryMode: 'NonDiscoverable' }, as);
      await call(device, 'tds:AddScopes', { ScopeItem: ['onvif://www.onvif.org/location/roof'] }, as);
      const { status } = await call(device, 'tds:SetSystemFactoryDefault', { FactoryDefault: kind }, as);
      assert.equal(status, 200);
      const said: string[] = [];
      device.onAnnounce(what => said.push(what));
      await device.clock.advance(2000);
      assert.deepEqual(said, ['hello']);
      return device;
    };

    it('Hard: Factory Default, no users, discoverable, anonymous', async () => {
      const device = await reset('Hard');
      assert.equal(device.state, 'factoryDefault');
      const { reply } = await call(device, 'tds:GetUsers');
      assert.deepEqual(reply, {});
      assert.equal(device.settings.discoveryMode, 'Discoverable');
      assert.equal(device.settings.hostname.fromDhcp, true);
      assert.ok(!device.scopes.includes('onvif://www.onvif.org/location/roof'));
    });

    it('Soft: network settings, users and state stay', async () => {
      const device = await reset('Soft');
      assert.equal(device.state, 'operational');
      assert.equal(device.settings.hostname.name, 'cam-7');
      assert.ok(!device.scopes.includes('onvif://www.onvif.org/location/roof'));
      assert.equal((await call(device, 'tds:GetUsers', {}, { digest: admin })).status, 200);
    });

    it('takes effect though a reboot is already on its way', async () => {
      const device = makeDevice({ rebootsOnTransition: true });
      await call(device, 'tds:CreateUsers', { User: [administrator] });
      await call(device, 'tds:SetSystemFactoryDefault', { FactoryDefault: 'Hard' }, { digest: admin });
      await device.clock.advance(5000);
      assert.equal(device.state, 'factoryDefault');
    });
  });

  describe('behaviours', () => {
    it('of tests override one answer in one line, until disposed', async () => {
      const device = makeDevice();
      const override = device.defineBehaviour({
        name: 'other name',
        handles: operation => operation === 'tds:GetHostname',
        answer: () => ({ reply: { HostnameInformation: { FromDHCP: false, Name: 'overridden' } } }),
      });
      const name = async () => (await call(device, 'tds:GetHostname')).reply!['HostnameInformation'];
      assert.deepEqual(await name(), { FromDHCP: false, Name: 'overridden' });
      override.dispose();
      assert.deepEqual(await name(), { FromDHCP: true, Name: 'onvif-test0001' });
    });
  });

  it('remembers what it heard, without passwords', async () => {
    const device = makeDevice();
    await call(device, 'tds:CreateUsers', { User: [administrator] });
    await call(device, 'tds:GetUsers');
    await call(device, 'tds:GetUsers', {}, { digest: admin });
    const last = device.heard.at(-1)!;
    assert.deepEqual(
      { operation: last.operation, login: last.login, user: last.user, status: last.status },
      { operation: 'tds:GetUsers', login: 'digest', user: 'admin', status: 200 },
    );
    assert.deepEqual(device.heard[0]!.arguments, {
      User: [{ Username: 'admin', UserLevel: 'Administrator' }],
    });
    assert.ok(!JSON.stringify(device.heard).includes(admin.password));
  });

  it('remembers a bounded number of requests', async () => {
    const device = makeDevice();
    for (let i = 0; i < 250; i++) await call(device, 'tds:GetHostname');
    assert.equal(device.heard.length, 200);
  });
});

const anyRequest = {
  method: 'POST',
  target: '/onvif/device_service',
  headers: [],
  body: new Uint8Array(),
  scheme: 'http',
  authority: '127.0.0.1:8080',
} as const;
