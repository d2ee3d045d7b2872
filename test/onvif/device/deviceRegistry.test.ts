import assert from 'node:assert/strict';
import { DeviceRegistry, type RegistryChange } from '../../../src/onvif/device/deviceRegistry';
import { login, memoryPorts, sighting } from './deviceFixture';
import {
  dateReply,
  fault,
  scopesReply,
  ScriptedTransport,
  servicesReply,
  type Script,
} from './scriptedTransport';

const endpoint = 'urn:uuid:00000000-0000-4000-8000-00000000000a';

/** Answers as the device with `endpoint` at every address. */
const answering: Script = ({ operation }) => {
  switch (operation) {
    case 'GetEndpointReference':
      return {
        body: `<tds:GetEndpointReferenceResponse><tds:GUID>${endpoint.toUpperCase()}</tds:GUID></tds:GetEndpointReferenceResponse>`,
      };
    case 'GetSystemDateAndTime':
      return dateReply(Date.UTC(2026, 5, 1, 12));
    case 'GetScopes':
      return scopesReply('onvif://www.onvif.org/name/gate');
    case 'GetServices':
      return servicesReply();
    default:
      return fault('Receiver', 'ActionNotSupported');
  }
};

function registry(script: Script = answering) {
  const kit = memoryPorts(new ScriptedTransport(script));
  const list = new DeviceRegistry(kit.ports);
  const changes: string[] = [];
  const describe = (change: RegistryChange) => {
    const previous = change.kind === 'changed' && change.previousId ? ` from ${change.previousId}` : '';
    return `${change.kind} ${change.device.id}${previous}`;
  };
  list.onDidChange(change => changes.push(describe(change)));
  return { ...kit, list, changes };
}

describe('the list of devices', () => {
  it('adds a device at its first sighting and updates it at the next, wherever it is then', () => {
    const { list, changes } = registry();
    const first = list.upsert(sighting());
    const second = list.upsert(sighting({ address: '192.168.0.77' }));
    assert.equal(second, first);
    assert.equal(first.address, '192.168.0.77');
    assert.equal(list.get(endpoint), first);
    assert.deepEqual(changes, [`added ${endpoint}`, `changed ${endpoint}`]);
  });

  it('knows an endpoint reference in any spelling of its UUID', () => {
    const { list } = registry();
    const first = list.upsert(sighting({ endpoint: endpoint.toUpperCase().replace('URN:UUID', 'urn:uuid') }));
    assert.equal(list.upsert(sighting()), first);
    assert.equal(first.id, endpoint);
  });

  it('lists devices that share an endpoint reference apart, as discovery tells them', () => {
    const { list } = registry();
    const first = list.upsert(sighting());
    const second = list.upsert(sighting({ address: '192.168.0.11', identity: `${endpoint}|192.168.0.11` }));
    assert.notEqual(second, first);
    assert.equal(list.devices.length, 2);
  });

  it('keeps a device that says Bye, as left', () => {
    const { list, changes } = registry();
    const device = list.upsert(sighting());
    list.depart({ endpoint, identity: endpoint, interface: '' });
    list.depart({ endpoint: 'urn:uuid:unknown', identity: 'urn:uuid:unknown', interface: '' });
    assert.deepEqual(list.devices, [device]);
    assert.equal(device.presence, 'left');
    assert.equal(changes.length, 2);
  });

  it('adds what a person typed once, and refuses what is no address', () => {
    const { list } = registry();
    const device = list.addByAddress('192.168.0.10');
    assert.equal(list.addByAddress('http://192.168.0.10/'), device);
    assert.throws(() => list.addByAddress('ftp://gate'), { code: 'invalidInput' });
    assert.deepEqual(list.devices, [device]);
  });

  it('gives a device added by hand its endpoint reference as id, its place and its credentials kept', async () => {
    const { list, changes, credentials } = registry();
    const device = list.addByAddress('192.168.0.10');
    list.upsert(sighting({ endpoint: 'urn:uuid:other', address: '192.168.0.99' }));
    await device.setCredentials(login);
    await device.connect();
    assert.equal(device.id, endpoint);
    assert.equal(list.get(endpoint), device);
    assert.equal(list.get('http://192.168.0.10'), undefined);
    assert.equal(list.devices[0], device);
    assert.ok(changes.includes(`changed ${endpoint} from http://192.168.0.10`));
    assert.equal(await device.username(), 'admin');
    assert.ok(await credentials.get(endpoint));
  });

  it('makes one of a device added by hand and its sighting, whichever comes first', async () => {
    const handFirst = registry();
    const byHand = handFirst.list.addByAddress('192.168.0.10');
    await byHand.connect();
    assert.equal(handFirst.list.upsert(sighting()), byHand);
    assert.equal(byHand.types.length, 1);

    const seenFirst = registry();
    const seen = seenFirst.list.upsert(sighting());
    const later = seenFirst.list.addByAddress('192.168.0.10:80');
    const removed: (string | undefined)[] = [];
    seenFirst.list.onDidChange(change => {
      if (change.kind === 'removed') removed.push(change.replacedBy === later ? change.device.id : undefined);
    });
    await later.connect();
    assert.deepEqual(seenFirst.list.devices, [later]);
    assert.equal(later.id, seen.id);
    assert.equal(later.sighting, seen.sighting);
    assert.deepEqual(removed, [endpoint]);
  });

  it('follows a device added by hand to the address of its next sighting', async () => {
    const { list } = registry(request =>
      request.origin === 'http://192.168.0.10' && moved
        ? { error: undefined as never, status: 404 }
        : answering(request),
    );
    let moved = false;
    const device = list.addByAddress('192.168.0.10');
    await device.connect();
    moved = true;
    list.upsert(sighting({ address: '192.168.0.77' }));
    assert.equal(list.devices.length, 1);
    assert.deepEqual(
      device.advertised.map(each => each.used),
      ['http://192.168.0.77/onvif/device_service'],
    );
  });

  it('flags a device added by hand that tells the endpoint reference of a device elsewhere', async () => {
    const { list } = registry();
    const seen = list.upsert(sighting({ address: '192.168.0.77' }));
    const byHand = list.addByAddress('192.168.0.10');
    await byHand.connect();
    await byHand.connect();
    assert.equal(list.devices.length, 2);
    for (const [device, other] of [
      [seen, byHand],
      [byHand, seen],
    ] as const) {
      const shared = device.findings.filter(each => each.code === 'shared-endpoint');
      assert.equal(shared.length, 1);
      assert.ok(shared[0]!.message.includes(other.address));
    }
  });

  it('removes a device and hears of it no more', () => {
    const { list, changes } = registry();
    const device = list.upsert(sighting());
    list.remove(device.id);
    device.see(sighting());
    assert.deepEqual(list.devices, []);
    assert.deepEqual(changes, [`added ${endpoint}`, `removed ${endpoint}`]);
    assert.notEqual(list.upsert(sighting()), device);
  });

  it('passes on every exchange with its device', async () => {
    const { list } = registry();
    const heard: string[] = [];
    list.onExchange(({ device, exchange }) => heard.push(`${device.address} ${exchange.operation}`));
    await list.upsert(sighting()).call('tds:GetScopes');
    assert.deepEqual(heard, ['192.168.0.10 tds:GetScopes']);
  });
});
