import assert from 'node:assert/strict';
import { login, operationalScope, sighting } from './deviceFixture';
import { dateReply, fault, servicesReply, unreachable, usersReply, type Script } from './scriptedTransport';
import { discovered, service, sound } from './soundDevice';

describe('a device', () => {
  describe('calls', () => {
    it('with types: arguments in, the decoded reply out', async () => {
      const { device, transport } = discovered(sound('factoryDefault'));
      const { exchange, value } = await device.call('GetHostname');
      assert.equal(exchange.operation, 'tds:GetHostname');
      assert.equal(exchange.origin, 'user');
      assert.deepEqual(value, { HostnameInformation: { FromDHCP: false, Name: 'gate' } });
      await device.call('tds:SetHostname', { Name: 'a<b' });
      assert.match(transport.seen.at(-1)!.text, /<tds:Name>a&lt;b<\/tds:Name>/);
    });

    it('asks for the services first when the operation is not of the device service', async () => {
      const { device, transport } = discovered(sound('factoryDefault'));
      const { exchange } = await device.call('tev:GetEventProperties');
      assert.deepEqual(transport.operations, ['GetServices', 'GetEventProperties']);
      assert.equal(transport.seen[1]?.url, 'http://192.168.0.10/onvif/events');
      assert.equal(exchange.outcome.kind, 'fault', 'a fault is what came of it, nothing is thrown');
    });

    it('sends nothing for what cannot be sent', async () => {
      const { device, transport } = discovered(sound('factoryDefault'));
      await assert.rejects(device.call('tds:SetHostnam'), { code: 'unknownOperation' });
      // @ts-expect-error the compiler refuses it as well
      await assert.rejects(device.call('tds:SetHostname', { Nme: 'x' }), {
        code: 'invalidInput',
        message: /Nme/,
      });
      assert.deepEqual(transport.seen, []);
      await assert.rejects(device.call('trt:GetProfiles'), {
        code: 'unknownOperation',
        message: /it lists tds, tev/,
      });
      assert.deepEqual(transport.operations, ['GetServices']);
    });

    it('goes to the host it was pointed at when a service names another one, and says so', async () => {
      const services = servicesReply(
        ['tds', 'http://10.0.0.5/onvif/device_service'],
        ['tev', 'http://10.0.0.5/e'],
      );
      const { device, transport, asked } = discovered(sound('factoryDefault', { GetServices: services }));
      await device.connect();
      await device.call('tev:GetEventProperties');
      assert.ok(transport.seen.every(each => each.origin === 'http://192.168.0.10'));
      assert.equal(device.services[1]?.advertisedUrl, 'http://10.0.0.5/e');
      assert.equal(device.services[1]?.url, 'http://192.168.0.10/e');
      assert.deepEqual(
        device.findings.map(each => each.code),
        ['service-address-rewritten'],
      );
      assert.deepEqual(asked, []);
    });

    it('sends nothing to another port without a yes, not even a request without login', async () => {
      const services = servicesReply(['tds', service], ['tev', 'http://192.168.0.10:8080/e']);
      const script = sound('operational', { GetServices: services });
      const no = discovered(script, { scopes: [operationalScope] });
      await no.device.setCredentials(login);
      await no.device.connect();
      await assert.rejects(no.device.call('tev:GetEventProperties'), { code: 'foreignAuthority' });
      assert.deepEqual(no.asked, ['http://192.168.0.10:8080']);
      assert.ok(no.transport.seen.every(each => each.origin === 'http://192.168.0.10'));

      const yes = discovered(script, { scopes: [operationalScope] }, () => true);
      await yes.device.connect();
      await yes.device.call('tev:GetEventProperties');
      assert.equal(yes.transport.seen.at(-1)?.origin, 'http://192.168.0.10:8080');
    });

    it('asks whether to go to the named host when the service does not answer at this one', async () => {
      const services = servicesReply(['tds', service], ['tev', 'http://10.0.0.5:81/e']);
      const script: Script = request => {
        if (request.origin === 'http://192.168.0.10:81') return unreachable();
        return sound('factoryDefault', { GetServices: services })(request);
      };
      const yes = discovered(script, {}, () => true);
      const { exchange } = await yes.device.call('tev:GetEventProperties');
      assert.equal(exchange.url, 'http://10.0.0.5:81/e');
      assert.deepEqual(yes.asked, ['http://192.168.0.10:81', 'http://10.0.0.5:81']);

      const no = discovered(script);
      await assert.rejects(no.device.call('tev:GetEventProperties'), { code: 'foreignAuthority' });
      assert.ok(no.transport.seen.every(each => each.origin === 'http://192.168.0.10'));
    });

    it('logs in when a device that was in Factory Default turns out not to be', async () => {
      const { device, transport } = discovered(sound('operational'));
      await device.setCredentials(login);
      const { exchange } = await device.call('tds:GetUsers');
      assert.equal(exchange.outcome.kind, 'reply');
      assert.equal(transport.seen[0]?.authorization, undefined);
      assert.equal(device.state, 'operational');
    });

    it('dates WS-UsernameToken with the device’s clock, read before the first token', async () => {
      const deviceTime = Date.UTC(2020, 0, 1);
      const script: Script = request => {
        if (request.operation === 'GetSystemDateAndTime') return dateReply(deviceTime);
        return request.text.includes('UsernameToken')
          ? usersReply(['admin', 'Administrator'])
          : fault('Sender', 'NotAuthorized');
      };
      const { device, transport } = discovered(script, { scopes: [operationalScope] });
      await device.setCredentials(login);
      const { exchange } = await device.call('tds:GetUsers');
      assert.equal(exchange.outcome.kind, 'reply');
      assert.deepEqual(transport.operations, ['GetUsers', 'GetSystemDateAndTime', 'GetUsers']);
      assert.match(transport.seen.at(-1)!.text, /Created[^>]*>2020-01-01T00:00:0/);
    });

    it('asks no time of a device that takes digest', async () => {
      const { device, transport } = discovered(sound('operational'), { scopes: [operationalScope] });
      await device.setCredentials(login);
      assert.equal((await device.call('tds:GetUsers')).exchange.outcome.kind, 'reply');
      assert.deepEqual(transport.operations, ['GetUsers', 'GetUsers']);
    });

    it('dates WS-UsernameToken anew after a reboot', async () => {
      let time = Date.UTC(2020, 0, 1);
      const script: Script = request => {
        if (request.operation === 'GetSystemDateAndTime') return dateReply(time);
        const accepted = request.text.includes('UsernameToken');
        return accepted ? usersReply(['admin', 'Administrator']) : fault('Sender', 'NotAuthorized');
      };
      const { device, transport } = discovered(script, { scopes: [operationalScope] });
      const created = () => /Created[^>]*>(\d{4})-/.exec(transport.seen.at(-1)!.text)?.[1];
      await device.setCredentials(login);
      await device.call('tds:GetUsers');
      assert.equal(created(), '2020');

      time = Date.UTC(2021, 0, 1);
      device.see(sighting({ via: 'hello', scopes: [operationalScope] }));
      await device.call('tds:GetUsers');
      assert.equal(created(), '2021');
    });

    it('tries a refused WS-UsernameToken again when the clock turns out to be another', async () => {
      let time = Date.UTC(2020, 0, 1);
      const script: Script = request => {
        if (request.operation === 'GetSystemDateAndTime') return dateReply(time);
        const accepted = request.text.includes('>2022-');
        return accepted ? usersReply(['admin', 'Administrator']) : fault('Sender', 'NotAuthorized');
      };
      const { device } = discovered(script, { scopes: [operationalScope] });
      await device.setCredentials(login);
      const first = await device.call('tds:GetUsers');
      assert.equal(
        first.exchange.outcome.kind !== 'reply' && first.exchange.outcome.error.code,
        'loginRefused',
      );
      time = Date.UTC(2022, 0, 1);
      const second = await device.call('tds:GetUsers');
      assert.equal(second.exchange.outcome.kind, 'reply');
    });

    it('reads the clock again after a refused WS-UsernameToken', async () => {
      const script: Script = request =>
        request.operation === 'GetSystemDateAndTime'
          ? dateReply(Date.UTC(2026, 5, 1, 12))
          : fault('Sender', 'NotAuthorized');
      const { device, transport } = discovered(script, { scopes: [operationalScope] });
      await device.setCredentials(login);
      const { exchange } = await device.call('tds:GetUsers');
      assert.equal(exchange.outcome.kind !== 'reply' && exchange.outcome.error.code, 'loginRefused');
      await device.call('tds:GetUsers');
      const tokens = transport.seen.filter(each => each.text.includes('UsernameToken'));
      assert.equal(tokens.length, 1, 'the refused login is not repeated');
      assert.equal(transport.operations.filter(each => each === 'GetSystemDateAndTime').length, 2);
    });

    it('can be cancelled', async () => {
      const { device } = discovered(sound('factoryDefault'));
      const { exchange } = await device.call('tds:GetHostname', {}, { signal: AbortSignal.abort() });
      assert.equal(exchange.outcome.kind === 'failure' && exchange.outcome.error.code, 'cancelled');
    });
  });
});
