import assert from 'node:assert/strict';
import { Device } from '../../src/onvif/device/device';
import { SimulatedDevice } from '../../src/simulator/simulatedDevice';
import { listQuirks } from '../../src/simulator/quirks/quirks';
import { countingRandom } from '../support/authClient';
import { FakeClock } from '../support/fakeClock';
import { memoryPorts } from '../onvif/device/deviceFixture';

const administrator = { username: 'admin', password: 'Geheim-2026' };

/** An operational device with this quirk, connected with its login. */
async function connected(quirk: string) {
  const kit = memoryPorts({ send: request => transport.send(request), dispose: () => {} });
  const simulated = new SimulatedDevice({
    clock: kit.clock,
    random: countingRandom(),
    state: 'operational',
    administrator,
    quirks: [quirk],
  });
  const transport = simulated.transport();
  const device = new Device(kit.ports, { address: '192.0.2.10' });
  await device.setCredentials(administrator);
  await passing(kit.clock, device.connect());
  return { device, simulated, ...kit };
}

async function passing(clock: FakeClock, promise: Promise<unknown>): Promise<void> {
  let settled = false;
  const watched = promise.finally(() => (settled = true));
  while (!settled) await clock.advance(100);
  await watched;
}

/** What each quirk makes a client notice; the device is listed whole all the same. */
const noticed: Readonly<Record<string, readonly string[]>> = {
  'wrong-xaddr': ['service-address-rewritten'],
  'hostless-xaddr': ['service-address-rewritten', 'service-address-rewritten'] /* one a service */,
  'skewed-clock': ['clock-offset'],
  'local-time-as-utc': ['local-time-as-utc'],
  'state-scopes-both': ['profile-q-state-conflict'],
};
/** With these nobody can list a device whole. */
const hopeless = ['truncated', 'oversized'];

describe('a peculiar device', () => {
  for (const { name } of listQuirks().filter(each => !hopeless.includes(each.name))) {
    it(`with the quirk ${name} is listed whole`, async () => {
      const { device, simulated } = await connected(name);
      assert.equal(device.problem, undefined, device.problem?.message);
      assert.deepEqual(device.users, [{ username: 'admin', level: 'Administrator' }]);
      assert.equal(device.information?.model, 'Simulated Device');
      assert.ok(device.services.length > 0);
      assert.ok(device.services.every(each => each.url.startsWith('http://192.0.2.10/')));
      assert.deepEqual(
        device.findings.map(each => each.code),
        noticed[name] ?? [],
      );
      assert.ok(
        simulated.heard.filter(each => each.login !== 'none' && each.status >= 400).length === 0,
        'no login was refused',
      );
      const state = { 'state-scopes-both': 'conflict', 'state-scopes-none': 'none' }[name] ?? 'operational';
      assert.equal(device.state, state);
    });
  }

  for (const name of hopeless) {
    it(`with the quirk ${name} is listed with what is wrong`, async () => {
      const { device } = await connected(name);
      assert.ok(device.problem);
      assert.ok(!device.problem.message.includes('\n'));
      assert.equal(device.address, '192.0.2.10');
    });
  }

  for (const name of ['skewed-clock', 'local-time-as-utc', 'refuse-credentials-400']) {
    it(`with the quirk ${name} takes a WS-UsernameToken`, async () => {
      const { device } = await connected(name);
      const { exchange } = await device.call('tds:GetUsers', {}, { auth: 'wsse' });
      assert.equal(exchange.outcome.kind, 'reply');
    });
  }
});
