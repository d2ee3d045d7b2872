import assert from 'node:assert/strict';
import { sleep } from '../../src/onvif/base/clock';
import { OnvifError } from '../../src/onvif/base/onvifError';
import { Device } from '../../src/onvif/device/device';
import {
  setAdministratorPassword,
  type AdministratorPasswordOptions,
  type AdministratorProgress,
} from '../../src/onvif/device/setAdministratorPassword';
import { loopbackTransport } from '../../src/simulator/loopbackTransport';
import { SimulatedDevice, type SimulatedDeviceOptions } from '../../src/simulator/simulatedDevice';
import { countingRandom } from '../support/authClient';
import { memoryPorts } from '../onvif/device/deviceFixture';
import type { FakeClock } from '../support/fakeClock';

const password = 'Geheim-2026';

/** A simulated device in Factory Default, and the client's view of it, on one clock. */
function pair(wishes: Partial<SimulatedDeviceOptions> = {}) {
  const kit = memoryPorts({ send: request => transport.send(request), dispose: () => {} });
  const { clock } = kit;
  const simulated = new SimulatedDevice({ clock, random: countingRandom(), ...wishes });
  const transport = simulated.transport();
  const device = new Device(kit.ports, { address: '192.0.2.10' });
  const progress: AdministratorProgress[] = [];
  const run = (options: Partial<AdministratorPasswordOptions> = {}) =>
    passing(
      clock,
      setAdministratorPassword(device, {
        clock,
        password,
        onProgress: each => progress.push(each),
        ...options,
      }),
    );
  return { ...kit, simulated, device, progress, run };
}

/** Lets time pass until the promise settles. */
async function passing<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const watched = promise.finally(() => (settled = true));
  watched.catch(() => {}); // awaited below
  while (!settled) await clock.advance(100);
  return watched;
}

const steps = (progress: readonly AdministratorProgress[]) => [...new Set(progress.map(each => each.step))];

describe('leaving Factory Default', () => {
  it('creates an Administrator where there is none, logs in and keeps the login', async () => {
    const { simulated, device, progress, run, credentials } = pair();
    assert.deepEqual(await run(), { username: 'admin' });
    assert.equal(simulated.state, 'operational');
    assert.deepEqual(simulated.settings.users, [{ username: 'admin', password, level: 'Administrator' }]);
    assert.equal(device.state, 'operational');
    assert.deepEqual(device.users, [{ username: 'admin', level: 'Administrator' }]);
    assert.equal((await credentials.get(device.id))?.credentials.password, password);
    assert.deepEqual(steps(progress), [
      'readUsers',
      'writeUser',
      'waitForDevice',
      'checkAnonymous',
      'checkLogin',
      'done',
    ]);
  });

  it('sends the write without a login (Profile Q clause 9, QC-9-Transition)', async () => {
    const { simulated, device, run } = pair();
    await device.setCredentials({ username: 'admin', password: 'an old one' });
    await run({ username: 'boss' });
    const before = simulated.heard.slice(
      0,
      simulated.heard.findIndex(each => each.operation === 'tds:CreateUsers') + 1,
    );
    assert.ok(before.length > 1);
    assert.ok(before.every(each => each.login === 'none'));
    assert.equal(simulated.settings.users[0]?.username, 'boss');
  });

  it('never tries a login of before on the way', async () => {
    const { simulated, device, run, clock } = pair({ rebootsOnTransition: true, rebootTime: 5000 });
    await device.setCredentials({ username: 'admin', password: 'an old one' });
    // the device is back when the search for it ends
    await run({ probe: () => sleep(clock, 6000) });
    const refused = simulated.heard.filter(each => each.login !== 'none' && each.status >= 400);
    assert.deepEqual(refused, []);
  });

  it('changes nothing with a login that it happens to have', async () => {
    const administrator = { username: 'admin', password: 'Other-2026' };
    const { simulated, device, run } = pair({ state: 'operational', administrator });
    await device.setCredentials(administrator);
    await assert.rejects(run(), { code: 'credentialsRequired' });
    assert.ok(simulated.heard.every(each => each.login === 'none'));
    assert.equal(simulated.settings.users[0]?.password, 'Other-2026');
  });

  it('sets the password of the Administrator that is there', async () => {
    const factoryUsers = [{ username: 'root', password: '', level: 'Administrator' as const }];
    const { simulated, run } = pair({ factoryUsers });
    assert.deepEqual(await run(), { username: 'root' });
    assert.ok(simulated.heard.some(each => each.operation === 'tds:SetUser'));
    assert.ok(!simulated.heard.some(each => each.operation === 'tds:CreateUsers'));
  });

  it('waits for a device that reboots on its way', async () => {
    const { simulated, device, progress, run } = pair({ rebootsOnTransition: true, rebootTime: 45_000 });
    let probes = 0;
    await run({ probe: () => (probes++, Promise.resolve()) });
    assert.equal(simulated.state, 'operational');
    assert.equal(device.state, 'operational');
    assert.equal(device.problem, undefined);
    assert.ok(probes > 0);
    assert.ok(progress.some(each => /it seems to reboot/.test(each.message)));
  });

  it('follows a device that comes back at another address', async () => {
    const { simulated, clock, ports } = pair({ rebootsOnTransition: true, rebootTime: 5000 });
    let host = '192.0.2.10';
    simulated.onAnnounce(what => what === 'bye' && (host = '192.0.2.77'));
    const transport = loopbackTransport(each => (each === `${host}:80` ? simulated : undefined), clock);
    const at = (address: string) => ({
      endpoint: simulated.endpoint,
      identity: simulated.endpoint,
      sharedEndpoint: false,
      types: [],
      scopes: simulated.scopes,
      xaddrs: [`http://${address}/onvif/device_service`],
      metadataVersion: simulated.metadataVersion,
      via: 'probeMatch' as const,
      source: { address, port: 3702 },
      interface: '',
      findings: [],
    });
    const device = new Device({ ...ports, transport }, { sighting: at(host) });
    const probe = () => {
      if (simulated.isUp) device.see(at(host));
      return Promise.resolve();
    };
    await device.setCredentials({ username: 'admin', password: 'an old one' });
    await passing(clock, setAdministratorPassword(device, { clock, password, probe }));
    assert.deepEqual(
      simulated.heard.filter(each => each.login !== 'none' && each.status >= 400),
      [],
    );
    assert.equal(device.address, '192.0.2.77');
    assert.equal(device.state, 'operational');
  });

  describe('fails with one sentence and the state of the device', () => {
    const failing = async (
      wishes: Partial<SimulatedDeviceOptions>,
      options: Partial<AdministratorPasswordOptions>,
      expected: { code: string; message: RegExp; state: string },
      prepare: (simulated: SimulatedDevice) => void = () => {},
    ) => {
      const { simulated, device, run, credentials } = pair(wishes);
      prepare(simulated);
      await device.connect();
      await assert.rejects(
        run(options),
        (error: Error & { code?: string; details?: Record<string, unknown> }) => {
          assert.equal(error.code, expected.code);
          assert.match(error.message, expected.message);
          assert.equal(error.details?.['state'], expected.state);
          assert.ok(!error.message.includes(password) && !error.message.includes('\n'));
          return true;
        },
      );
      return { simulated, stored: await credentials.get(device.id) };
    };

    it('without a password', async () => {
      const { simulated } = await failing(
        {},
        { password: '' },
        { code: 'invalidInput', message: /not empty/, state: 'factoryDefault' },
      );
      assert.equal(simulated.state, 'factoryDefault');
    });

    it('on a device that is Operational already', async () => {
      await failing(
        { state: 'operational', administrator: { username: 'admin', password: 'x' } },
        {},
        { code: 'credentialsRequired', message: /asks for a login/, state: 'none' },
      );
    });

    it('when another Administrator is there than the one named', async () => {
      const factoryUsers = [{ username: 'root', password: '', level: 'Administrator' as const }];
      await failing(
        { factoryUsers },
        { username: 'admin' },
        { code: 'invalidInput', message: /“root”/, state: 'factoryDefault' },
      );
    });

    it('when the password is too weak, too long, or the name too long', async () => {
      const weak = { limits: { minPasswordLength: 20 } };
      const state = 'factoryDefault';
      await failing(
        weak,
        {},
        { code: 'fault', message: /does not meet its rules.*Its state is Factory Default/, state },
      );
      const factoryUsers = [{ username: 'root', password: '', level: 'Administrator' as const }];
      await failing({ ...weak, factoryUsers }, {}, { code: 'fault', message: /too weak/, state });
      await failing(
        { limits: { maxPasswordLength: 4 } },
        {},
        { code: 'fault', message: /password is too long/, state },
      );
      await failing(
        { limits: { maxUserNameLength: 4 } },
        {},
        { code: 'fault', message: /user name is too long/, state },
      );
    });

    it('when the device takes the password but stays in Factory Default', async () => {
      await failing(
        { quirks: ['set-without-effect'] },
        {},
        {
          code: 'badReply',
          message: /accepted the password but did not leave Factory Default.*Its state is Factory Default/,
          state: 'factoryDefault',
        },
      );
    });

    it('when the device does not come back', async () => {
      await failing(
        { rebootsOnTransition: true, rebootTime: 10_000_000 },
        { patience: 30_000 },
        { code: 'timeout', message: /has not answered since.*state is unknown/, state: 'factoryDefault' },
      );
    });

    it('when the device refuses the new login, which is forgotten then', async () => {
      const { stored } = await failing(
        {},
        {},
        { code: 'loginRefused', message: /refuses “admin” with the new password/, state: 'factoryDefault' },
        simulated =>
          simulated.onDidChange(() => {
            const [user] = simulated.settings.users;
            if (user && user.password === password)
              simulated.change({ users: [{ ...user, password: 'cut' }] });
          }),
      );
      assert.equal(stored, undefined);
    });
  });

  it('can be cancelled while it waits', async () => {
    const { run, clock, simulated } = pair({ rebootsOnTransition: true, rebootTime: 10_000_000 });
    const controller = new AbortController();
    clock.after(5000, () => controller.abort());
    await assert.rejects(run({ signal: controller.signal }), {
      code: 'cancelled',
      message: /has been sent the password already/,
    });
    assert.equal(simulated.state, 'operational');
  });

  it('says that the password may have been sent when it is cancelled with the write under way', async () => {
    const { run, simulated } = pair();
    const controller = new AbortController();
    simulated.onDidChange(() => controller.abort());
    await assert.rejects(run({ signal: controller.signal }), {
      code: 'cancelled',
      message: /has been sent the password already/,
    });
  });

  it('changes nothing when it is cancelled before the write', async () => {
    const { run, simulated } = pair();
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    await assert.rejects(run({ signal: controller.signal, onProgress }), { code: 'cancelled' });
    assert.deepEqual(simulated.settings.users, []);
  });

  it('goes on where the search for the rebooting device fails', async () => {
    const { run, progress, device } = pair({ rebootsOnTransition: true });
    const probe = () => Promise.reject(new OnvifError('invalidInput', 'There is no interface “eth9”.'));
    assert.deepEqual(await run({ probe }), { username: 'admin' });
    assert.equal(device.state, 'operational');
    assert.ok(progress.some(each => each.message.includes('There is no interface “eth9”.')));
  });
});
