import assert from 'node:assert/strict';
import { CommandLine } from './commandLine';

const password = 'Geheim-2026';
const env = { ONVIF_USER: 'admin', ONVIF_PASSWORD: password };
const createAdministrator = JSON.stringify({
  User: [{ Username: 'admin', Password: password, UserLevel: 'Administrator' }],
});

interface Found {
  endpoint: string;
  xaddrs: string[];
  types: string[];
  scopes: string[];
  state: string;
}

describe('the command line', function () {
  this.timeout(30_000);
  const onvif = new CommandLine();
  before(() => onvif.build());
  after(() => onvif.dispose());

  const discover = async (): Promise<Found[]> => {
    const { code, out } = await onvif.run([
      'discover',
      '--interface',
      '127.0.0.1',
      '--timeout',
      '1500',
      '--json',
    ]);
    assert.equal(code, 0);
    return JSON.parse(out) as Found[];
  };

  it('discovers two devices of two processes, sets a password, is refused without and answered with it', async () => {
    const [fresh, configured] = await Promise.all([
      onvif.simulate(),
      onvif.simulate(['--state', 'operational'], { env: { ONVIF_USER: 'root', ONVIF_PASSWORD: 'other' } }),
    ]);
    const ours = (found: Found[]) =>
      Object.fromEntries(
        found
          .filter(each => [fresh.endpoint, configured.endpoint].includes(each.endpoint))
          .map(each => [each.endpoint, each.state]),
      );
    const found = await discover();
    assert.deepEqual(ours(found), {
      [fresh.endpoint]: 'factoryDefault',
      [configured.endpoint]: 'operational',
    });
    const [one] = found.filter(each => each.endpoint === fresh.endpoint);
    assert.deepEqual(Object.keys(one!).sort(), ['endpoint', 'scopes', 'state', 'types', 'xaddrs']);
    assert.deepEqual(one!.xaddrs, [fresh.url]);
    assert.ok(one!.types.includes('tds:Device'));
    assert.ok(one!.scopes.includes('onvif://www.onvif.org/Profile/Q/FactoryDefault'));

    const { url } = fresh;
    assert.deepEqual((await onvif.run(['call', url, 'tds:GetUsers', '--json'])).out.trim(), '{}');
    assert.equal((await onvif.run(['call', url, 'tds:CreateUsers', createAdministrator])).code, 0);
    assert.deepEqual(ours(await discover()), {
      [fresh.endpoint]: 'operational',
      [configured.endpoint]: 'operational',
    });

    const refused = await onvif.run(['call', url, 'tds:GetUsers']);
    assert.equal(refused.code, 3);
    assert.equal(refused.out, '');
    assert.match(refused.errors, /^onvif: The device asks for a login/);
    const answered = await onvif.run(['call', url, 'tds:GetUsers', '--json'], { env });
    assert.equal(answered.code, 0);
    assert.deepEqual(JSON.parse(answered.out), { User: [{ Username: 'admin', UserLevel: 'Administrator' }] });
    for (const auth of ['digest', 'wsse']) {
      assert.equal((await onvif.run(['call', url, 'tds:GetUsers', '--auth', auth], { env })).code, 0, auth);
    }
    assert.equal((await onvif.run(['call', url, 'tds:GetUsers', '--auth', 'none'], { env })).code, 3);
    const wrong = await onvif.run(['call', url, 'tds:GetUsers'], {
      env: { ...env, ONVIF_PASSWORD: 'wrong-one' },
    });
    assert.equal(wrong.code, 3);
    assert.match(wrong.errors, /refused the login of “admin”/);

    assert.equal((await fresh.end('SIGTERM')).code, 0);
    assert.equal((await configured.end('SIGINT')).code, 0);
    assert.deepEqual(ours(await discover()), {});
  });

  it('prints a reply as an outline, as JSON and as its envelope, and only that on standard output', async () => {
    const { url, end } = await onvif.simulate(['--no-discovery']);
    const outline = await onvif.run(['call', url, 'GetHostname']);
    assert.match(outline.out, /^HostnameInformation:\n {2}FromDHCP: (true|false)\n/);
    const raw = await onvif.run(['call', url, 'tds:GetHostname', '--raw']);
    assert.match(raw.out, /^<\?xml .*<tds:GetHostnameResponse/s);
    const written = await onvif.run(['call', url, 'SetHostname', '-', '--json'], {
      input: '{"Name":"gate"}',
    });
    assert.deepEqual([written.code, written.out.trim()], [0, '{}']);
    const json = await onvif.run(['call', url, 'GetServiceCapabilities', '--service', 'tds', '--json']);
    assert.equal(
      (JSON.parse(json.out) as { Capabilities: { Security: { HttpDigest: boolean } } }).Capabilities.Security
        .HttpDigest,
      true,
    );
    const fault = await onvif.run(['call', url, 'tds:GetDot11Status', '{"InterfaceToken":"x"}']);
    assert.deepEqual([fault.code, fault.out], [1, '']);
    assert.match(fault.errors, /^onvif: [^\n]+\n$/);
    const { errors } = await end();
    assert.match(errors, /tds:GetHostname 200/);
    assert.match(errors, /tds:SetHostname 200/);
  });

  it('takes secrets out of envelopes that echo them', async () => {
    const state = ['--state', 'operational', '--no-discovery', '--quirk', 'echoed-security-header'];
    const { url, end } = await onvif.simulate(state, { env });
    const { code, out } = await onvif.run(['call', url, 'tds:GetUsers', '--auth', 'wsse', '--raw'], { env });
    assert.equal(code, 0);
    assert.match(out, /Security/);
    assert.match(out, /<(\w+:)?Password[^>]*>\[redacted\]</);
    assert.match(out, /<(\w+:)?Nonce[^>]*>\[redacted\]</);
    await end();
  });

  it('lists the quirks and refuses others', async () => {
    const { code, out } = await onvif.run(['simulate', '--list-quirks']);
    assert.equal(code, 0);
    assert.match(out, /^wrong-xaddr +\S/m);
    const unknown = await onvif.run(['simulate', '--quirk', 'nothing-such']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.errors, /no quirk nothing-such: choose among/);
  });

  it('says when everyone on the network can use the simulated device', async () => {
    const everywhere = await onvif.simulate(['--interface', '0.0.0.0', '--no-discovery']);
    const { code, errors } = await everywhere.end();
    assert.equal(code, 0, 'a signal right behind the first line ends it in order');
    assert.match(errors, /listens on 0\.0\.0\.0: everyone/);
    const here = await onvif.simulate(['--no-discovery']);
    assert.doesNotMatch((await here.end()).errors, /everyone/);
  });

  it('has never printed a password', () => {
    assert.ok(onvif.printed.length > 1000);
    for (const secret of [password, 'wrong-one', 'other"']) assert.ok(!onvif.printed.includes(secret));
  });
});
