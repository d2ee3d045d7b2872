import assert from 'node:assert/strict';
import path from 'node:path';
import { promisify } from 'node:util';
import onvif from 'onvif';
import * as soap from 'soap';
import { serve, type Served } from '../simulator/support/served';
import { admin } from '../simulator/support/bench';

/** Clients that share no code with this project, against a served device. */
describe('independent clients', () => {
  let served: Served;
  afterEach(() => served.close());

  describe('npm onvif', () => {
    const connect = async (login: object = {}): Promise<InstanceType<typeof onvif.Cam>> => {
      const cam = new onvif.Cam({
        hostname: '127.0.0.1',
        port: served.port,
        autoconnect: false,
        ...login,
      });
      await new Promise<void>((resolve, reject) => {
        cam.connect((error: Error | null) => (error ? reject(error) : resolve()));
      });
      return cam;
    };
    const ask = (cam: object, method: string): Promise<unknown> => {
      const function_ = (
        cam as Record<string, (callback: (error: Error | null, value: unknown) => void) => void>
      )[method]!;
      return promisify(function_).call(cam);
    };

    it('connects to a device in Factory Default without a login and reads it', async () => {
      served = await serve({ identity: { serialNumber: 'NPM1' } });
      const cam = await connect();
      const information = (await ask(cam, 'getDeviceInformation')) as { serialNumber: string; model: string };
      assert.equal(information.serialNumber, 'NPM1');
      assert.equal(information.model, 'Simulated Device');
      const time = (await ask(cam, 'getSystemDateAndTime')) as Date;
      assert.ok(Math.abs(time.getTime() - Date.now()) < 5000, String(time));
      const hostname = (await ask(cam, 'getHostname')) as { name: string };
      assert.equal(hostname.name, 'onvif-npm1');
    });

    for (const [login, options] of [
      ['UsernameToken', {}],
      ['digest', { useWSSecurity: false }],
    ] as const) {
      it(`logs in by ${login} and reads the users`, async () => {
        served = await serve({ state: 'operational' });
        const cam = await connect({ ...admin, ...options });
        const users = await ask(cam, 'getUsers');
        assert.match(JSON.stringify(users), /"username":"admin"/i);
        const heard = served.device.heard.filter(
          each => each.operation === 'tds:GetUsers' && each.status === 200,
        );
        assert.deepEqual(
          heard.map(each => each.login),
          [login === 'digest' ? 'digest' : 'wsse'],
        );
      });
    }

    it('hears that a wrong password is wrong', async () => {
      served = await serve({ state: 'operational' });
      const cam = await connect({ ...admin, password: 'wrong', useWSSecurity: false });
      await assert.rejects(ask(cam, 'getUsers'), /401|[Aa]uth/);
    });
  });

  describe('node-soap', () => {
    const connect = () => {
      const wsdl = path.resolve('test/fixtures/simulator/hostname.wsdl');
      return soap.createClientAsync(wsdl, { forceSoap12Headers: true, endpoint: served.url });
    };
    const ask = async (
      client: soap.Client,
      operation: string,
      args = {},
    ): Promise<Record<string, unknown>> => {
      const method = client[`${operation}Async`] as (args: object) => Promise<[Record<string, unknown>]>;
      const [reply] = await method.call(client, args);
      return reply;
    };

    it('reads and writes a device in Factory Default', async () => {
      served = await serve();
      const client = await connect();
      await ask(client, 'SetHostname', { Name: 'by-node-soap' });
      const reply = await ask(client, 'GetHostname');
      assert.deepEqual(reply.HostnameInformation, { FromDHCP: 'false', Name: 'by-node-soap' });
    });

    it('logs in by UsernameToken', async () => {
      served = await serve({ state: 'operational', identity: { serialNumber: 'SOAP1' } });
      const client = await connect();
      await assert.rejects(ask(client, 'GetDeviceInformation'));
      assert.equal(served.device.heard.at(-1)?.status, 401);
      const options = { hasNonce: true, passwordType: 'PasswordDigest', hasTimeStamp: false };
      client.setSecurity(new soap.WSSecurity(admin.username, admin.password, options));
      const reply = await ask(client, 'GetDeviceInformation');
      assert.equal(reply.SerialNumber, 'SOAP1');
    });

    it('reads the fault of a name that is none', async () => {
      served = await serve();
      const client = await connect();
      await assert.rejects(
        ask(client, 'SetHostname', { Name: 'not_a_name' }),
        /env:Sender: ter:InvalidArgVal: not_a_name/,
      );
    });
  });
});
