import assert from 'node:assert/strict';
import { OnvifError } from '../../../src/onvif/base/onvifError';
import { Device } from '../../../src/onvif/device/device';
import { factoryDefaultScope, login, memoryPorts, operationalScope, sighting } from './deviceFixture';
import {
  challenge,
  dateReply,
  fault,
  scopesReply,
  ScriptedTransport,
  unreachable,
  type Script,
} from './scriptedTransport';
import { discovered, service, sound } from './soundDevice';

describe('a device', () => {
  describe('before anything is asked', () => {
    it('shows what discovery told and sends nothing', () => {
      const { device, transport } = discovered(sound('factoryDefault'));
      assert.equal(device.id, 'urn:uuid:00000000-0000-4000-8000-00000000000a');
      assert.equal(device.name, 'gate');
      assert.equal(device.address, '192.168.0.10');
      assert.equal(device.url, service);
      assert.equal(device.state, 'factoryDefault');
      assert.equal(device.presence, 'present');
      assert.equal(device.serviceUrl('tds'), service);
      assert.equal(device.serviceUrl('tev'), undefined);
      assert.deepEqual(device.findings, []);
      assert.deepEqual(transport.seen, []);
    });

    it('has its address for a name and an id when a person typed it', () => {
      const { ports } = memoryPorts(new ScriptedTransport(unreachable));
      const device = new Device(ports, { address: 'gate:8080' });
      assert.equal(device.id, 'http://gate:8080');
      assert.equal(device.name, 'gate:8080');
      assert.equal(device.presence, 'unknown');
      assert.equal(device.state, 'none');
      assert.throws(() => new Device(ports, { address: '192.168.0.0/24' }), { code: 'invalidInput' });
    });
  });

  describe('connects', () => {
    it('in one trip and without a login in Factory Default, whatever credentials there are (F22)', async () => {
      const { device, transport } = discovered(sound('factoryDefault'));
      await device.setCredentials(login);
      await device.connect();
      assert.equal(device.problem, undefined);
      assert.deepEqual(device.users, [{ username: 'admin', level: 'Administrator' }]);
      assert.equal(device.information?.model, 'M1');
      assert.deepEqual(
        device.services.map(each => [each.prefix, each.version]),
        [
          ['tds', '26.06'],
          ['tev', '26.06'],
        ],
      );
      assert.ok(
        transport.seen.every(each => each.authorization === undefined && !each.text.includes('Security')),
      );
      assert.equal(
        Math.max(...transport.parallel),
        transport.seen.length,
        'all questions were under way at once',
      );
    });

    it('with the login where the device wants one, and only there', async () => {
      const { device, transport } = discovered(sound('operational'), { scopes: [operationalScope] });
      await device.setCredentials(login);
      await device.connect();
      assert.equal(device.problem, undefined);
      assert.equal(device.state, 'operational');
      assert.equal(device.users?.length, 1);
      const signed = transport.seen.filter(each => each.authorization).map(each => each.operation);
      assert.deepEqual(signed.sort(), ['GetDeviceInformation', 'GetScopes', 'GetUsers']);
    });

    it('in two trips once the login is known to be good', async () => {
      const { device, transport } = discovered(sound('operational'), { scopes: [operationalScope] });
      await device.setCredentials(login);
      await device.connect();
      const before = transport.seen.length;
      await device.connect();
      const trips = transport.parallel.slice(before).filter(each => each === 1).length;
      assert.equal(trips, 2);
    });

    it('with one refused login at most: devices lock accounts (F21)', async () => {
      const script: Script = request =>
        request.authorization ? challenge('n2') : sound('operational')(request);
      const { device, transport } = discovered(script, { scopes: [operationalScope] });
      await device.setCredentials({ username: 'admin', password: 'wrong' });
      await device.connect();
      await device.connect();
      assert.equal(device.problem?.code, 'loginRefused');
      assert.equal(transport.seen.filter(each => each.authorization).length, 1);
      assert.equal(device.services.length, 2, 'what needs no login is listed');
    });

    it('without the refused login again when a datagram claims a reboot', async () => {
      const script: Script = request =>
        request.authorization ? challenge('n2') : sound('operational')(request);
      const { device, transport } = discovered(script, { scopes: [operationalScope] });
      await device.setCredentials({ username: 'admin', password: 'wrong' });
      await device.connect();
      device.see(sighting({ via: 'hello', scopes: [operationalScope] }));
      await device.connect();
      assert.equal(device.problem?.code, 'loginRefused');
      assert.equal(transport.seen.filter(each => each.authorization).length, 1);
    });

    it('with one login at a time while none has been answered', async () => {
      let lost = 0;
      const script: Script = request => {
        if (!request.authorization) return sound('operational')(request);
        return lost++ === 0 ? { error: new OnvifError('timeout', 'Too slow.') } : challenge('n2');
      };
      const { device, transport } = discovered(script, { scopes: [operationalScope] });
      await device.setCredentials({ username: 'admin', password: 'wrong' });
      await device.connect();
      assert.equal(device.problem?.code, 'loginRefused');
      assert.equal(transport.seen.filter(each => each.authorization).length, 2, 'a lost one, a refused one');
    });

    it('without credentials as far as it gets', async () => {
      const { device } = discovered(sound('operational'), { scopes: [operationalScope] });
      await device.connect();
      assert.equal(device.problem?.code, 'credentialsRequired');
      assert.equal(device.state, 'operational');
      assert.equal(device.services.length, 2);
      assert.equal(device.users, undefined);
    });

    it('to nothing, and is listed nonetheless (F15)', async () => {
      const { device } = discovered(unreachable);
      let changes = 0;
      device.onDidChange(() => changes++);
      await device.connect();
      assert.equal(device.problem?.code, 'unreachable');
      assert.equal(device.name, 'gate');
      assert.equal(device.presence, 'present');
      assert.equal(device.url, service);
      assert.equal(changes, 1);
    });

    it('to a web server that knows nothing of ONVIF, and says so', async () => {
      const html = {
        status: 200,
        headers: [['Content-Type', 'text/html']] as const,
        text: '<!doctype html><p>Hi',
      };
      const { device } = discovered(() => html);
      await device.connect();
      assert.equal(device.problem?.code, 'badReply');
      assert.ok(!device.problem?.message.includes('\n'));
    });

    it('to the next address when the first one does not answer', async () => {
      const script: Script = request =>
        request.origin === 'http://192.168.0.10' ? unreachable() : sound('factoryDefault')(request);
      const xaddrs = ['http://192.168.0.10/onvif/device_service', 'http://10.0.0.5/onvif/device_service'];
      const { device } = discovered(script, { xaddrs });
      await device.connect();
      assert.equal(device.url, 'http://10.0.0.5/onvif/device_service');
      assert.equal(device.problem, undefined);
    });

    it('to the sender of the datagram when the advertised address is wrong, and says so', async () => {
      const { device } = discovered(sound('factoryDefault'), { xaddrs: ['http:///onvif/device_service'] });
      await device.connect();
      assert.equal(device.url, service);
      assert.deepEqual(
        device.findings.map(each => each.code),
        ['device-address-rewritten'],
      );
    });

    it('over GetCapabilities to devices without GetServices', async () => {
      const capabilities = {
        body: '<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Events><tt:XAddr>http://192.168.0.10/e</tt:XAddr></tt:Events></tds:Capabilities></tds:GetCapabilitiesResponse>',
      };
      for (const lacking of [fault('Receiver', 'ActionNotSupported'), { status: 404, text: 'Not found' }]) {
        const { device } = discovered(
          sound('factoryDefault', { GetServices: lacking, GetCapabilities: capabilities }),
        );
        await device.connect();
        assert.equal(device.serviceUrl('tev'), 'http://192.168.0.10/e');
        assert.equal(device.problem, undefined);
      }
    });

    it('and reads services with a login from devices that want one for them', async () => {
      const script: Script = request =>
        request.operation === 'GetServices' && !request.authorization
          ? challenge()
          : sound('operational')(request);
      const { device } = discovered(script, { scopes: [operationalScope] });
      await device.setCredentials(login);
      await device.connect();
      assert.equal(device.services.length, 2);
    });

    it('and learns that it has left Factory Default since discovery heard of it', async () => {
      const { device } = discovered(sound('operational'));
      await device.setCredentials(login);
      await device.connect();
      assert.equal(device.state, 'operational');
      assert.equal(device.problem, undefined);
      assert.deepEqual(
        device.findings.map(each => each.code),
        ['profile-q-state-disagreement'],
      );
    });

    it('and tells a Factory Default that asks for a login', async () => {
      const { device } = discovered(sound('factoryDefault', { GetUsers: challenge() }));
      await device.connect();
      assert.deepEqual(
        device.findings.map(each => each.code),
        ['factory-default-asks-for-login'],
      );
      assert.equal(device.problem?.code, 'credentialsRequired');
    });

    it('and shows both state scopes as a conflict', async () => {
      const { device } = discovered(
        sound('factoryDefault', { GetScopes: scopesReply(factoryDefaultScope, operationalScope) }),
        { scopes: [factoryDefaultScope, operationalScope] },
      );
      await device.connect();
      assert.equal(device.state, 'conflict');
      assert.deepEqual(
        device.findings.map(each => each.code),
        ['profile-q-state-conflict'],
      );
    });

    it('not at all when it is cancelled, and that is no problem of the device', async () => {
      const { device } = discovered(sound('factoryDefault'));
      await device.connect();
      await device.connect({ signal: AbortSignal.abort() });
      assert.equal(device.problem, undefined);
      assert.equal(device.services.length, 2);
    });

    it('to devices that answer what they lack with anything but a fault (F4)', async () => {
      for (const odd of [
        { status: 500, text: '' },
        { status: 500, body: '' },
        { status: 404, text: '<html>' },
      ]) {
        const { device } = discovered(sound('factoryDefault', { GetUsers: odd, GetSystemDateAndTime: odd }));
        await device.connect();
        assert.equal(device.problem, undefined);
        assert.equal(device.users, undefined);
      }
    });

    it('once for callers that come while it does', async () => {
      const { device, transport } = discovered(sound('factoryDefault'));
      await Promise.all([device.connect(), device.connect()]);
      assert.equal(transport.operations.filter(each => each === 'GetServices').length, 1);
    });

    it('knows the clock and tells when it is off', async () => {
      const { device } = discovered(
        sound('factoryDefault', { GetSystemDateAndTime: dateReply(Date.UTC(2026, 5, 1, 12, 0, 30)) }),
      );
      await device.connect();
      assert.ok(Math.abs(device.clockOffset! - 30_000) < 1000);
      assert.deepEqual(
        device.findings.map(each => each.code),
        ['clock-offset'],
      );
    });
  });

  describe('moves', () => {
    it('to the address of the newest sighting, with its services', async () => {
      const { device } = discovered(sound('factoryDefault'));
      await device.connect();
      device.see(sighting({ address: '192.168.0.77', via: 'hello' }));
      assert.equal(device.url, 'http://192.168.0.77/onvif/device_service');
      assert.equal(device.serviceUrl('tev'), 'http://192.168.0.77/onvif/events');
    });

    it('and its login does not follow without a yes', async () => {
      const { device, transport, asked } = discovered(sound('operational'), { scopes: [operationalScope] });
      await device.setCredentials(login);
      await device.connect();
      device.see(sighting({ address: '192.168.0.77', scopes: [operationalScope] }));
      const before = transport.seen.length;
      await device.connect();
      assert.deepEqual(asked, ['http://192.168.0.77']);
      assert.equal(device.problem?.code, 'foreignAuthority');
      assert.ok(transport.seen.slice(before).every(each => each.authorization === undefined));
    });

    it('away with a Bye and back with a Hello', () => {
      const { device } = discovered(sound('factoryDefault'));
      device.leave();
      assert.equal(device.presence, 'left');
      device.see(sighting({ via: 'hello' }));
      assert.equal(device.presence, 'present');
    });

    it('back to Factory Default, where the login of before is not sent', async () => {
      let state: 'operational' | 'factoryDefault' = 'operational';
      const { device, transport } = discovered(request => sound(state)(request), {
        scopes: [operationalScope],
      });
      await device.setCredentials(login);
      await device.connect();
      state = 'factoryDefault';
      device.see(sighting({ via: 'hello' }));
      const before = transport.seen.length;
      await device.connect();
      await device.call('tds:GetUsers');
      assert.equal(device.state, 'factoryDefault');
      assert.ok(transport.seen.slice(before).every(each => each.authorization === undefined));
    });
  });
});
