import assert from 'node:assert/strict';
import { sleep, systemClock as clock } from '../../src/onvif/base/clock';
import { systemRandom as random } from '../../src/onvif/base/random';
import { bundledCatalog } from '../../src/onvif/catalog/bundledCatalog';
import { MemoryCredentialStore } from '../../src/onvif/device/credentialStore';
import { DeviceRegistry } from '../../src/onvif/device/deviceRegistry';
import { refuseEverything } from '../../src/onvif/device/consent';
import { setAdministratorPassword } from '../../src/onvif/device/setAdministratorPassword';
import { Discovery } from '../../src/onvif/discovery/discovery';
import { localInterfaces } from '../../src/onvif/discovery/nodeInterfaces';
import { NodeSockets } from '../../src/onvif/discovery/nodeSocket';
import { NodeTransport } from '../../src/onvif/http/nodeTransport';
import { startSimulator } from '../../src/simulator/nodeSimulatorHost';
import { SimulatedDevice } from '../../src/simulator/simulatedDevice';

const password = 'Geheim-2026';

/** Real sockets on the loopback interface: the first minute of a person with a device in Factory Default. */
describe('a discovered device', function () {
  this.timeout(30_000);

  it('is listed, configured through a reboot, used with its login and reset', async () => {
    const simulated = new SimulatedDevice({ clock, random, rebootsOnTransition: true, rebootTime: 400 });
    const host = await startSimulator(simulated, { interface: '127.0.0.1' });
    const sockets = new NodeSockets();
    const interfaces = localInterfaces(['127.0.0.1']);
    const discovery = new Discovery({ sockets, interfaces: () => interfaces, clock, random });
    const judgeCertificate = () => Promise.reject(new Error('there is no TLS here'));
    const transport = new NodeTransport({ judgeCertificate });
    const credentials = new MemoryCredentialStore();
    const ports = {
      transport,
      clock,
      random,
      catalog: bundledCatalog,
      credentials,
      consent: refuseEverything,
    };
    const registry = new DeviceRegistry(ports);
    discovery.onSighting(sighting => {
      if (sighting.endpoint === simulated.endpoint) registry.upsert(sighting);
    });
    discovery.onDeparture(departure => registry.depart(departure));
    const listening = await discovery.listen();
    const probe = () => discovery.probe({ timeoutMs: 700 });
    const until = async (what: string, holds: () => boolean) => {
      for (let left = 100; !holds(); left--) {
        assert.ok(left > 0, `${what} in time`);
        await sleep(clock, 50);
      }
    };
    try {
      await probe();
      const device = registry.get(simulated.endpoint)!;
      assert.equal(device.state, 'factoryDefault');
      assert.equal(device.url, host.url);
      await device.connect();
      assert.equal(device.problem, undefined);
      assert.deepEqual(device.users, []);

      const byHand = registry.addByAddress(host.url);
      await byHand.connect();
      assert.deepEqual(registry.devices, [byHand], 'the address typed by hand is the same device');

      assert.deepEqual(await setAdministratorPassword(byHand, { clock, password, probe }), {
        username: 'admin',
      });
      assert.equal(byHand.state, 'operational');
      await until('the Hello after the reboot is heard', () =>
        (byHand.sighting?.scopes ?? []).some(each => each.endsWith('/Operational')),
      );
      assert.deepEqual(byHand.findings, []);
      const hostname = await byHand.call('tds:SetHostname', { Name: 'gate' });
      assert.equal(hostname.exchange.outcome.kind, 'reply');
      assert.equal(simulated.heard.filter(each => each.login !== 'none' && each.status === 401).length, 0);

      await byHand.call('tds:SetSystemFactoryDefault', { FactoryDefault: 'Hard' });
      await until('its Bye is heard', () => byHand.presence === 'left');
      await until('its Hello is heard', () => byHand.presence === 'present');
      assert.equal(byHand.state, 'factoryDefault');
      const before = simulated.heard.length;
      await byHand.connect();
      assert.equal(byHand.problem, undefined);
      assert.ok(simulated.heard.slice(before).every(each => each.login === 'none'));
    } finally {
      listening.dispose();
      discovery.dispose();
      sockets.dispose();
      registry.dispose();
      transport.dispose();
      await host.dispose();
      simulated.dispose();
    }
  });
});
