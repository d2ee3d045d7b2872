import assert from 'node:assert/strict';
import { isOnvifError } from '../../../src/onvif/base/onvifError';
import { everyInterface, localInterfaces } from '../../../src/onvif/discovery/nodeInterfaces';
import { interfaceOnLink, isOnLink, plainAddress } from '../../../src/onvif/discovery/subnet';
import type { InterfaceTable } from '../../../src/onvif/discovery/nodeInterfaces';

const v4 = (address: string, cidr: string, internal = false) => ({
  address,
  cidr,
  internal,
  family: 'IPv4' as const,
});
const v6 = (address: string, cidr: string, scopeid: number, internal = false) => ({
  address,
  cidr,
  internal,
  scopeid,
  family: 'IPv6' as const,
});

const table: InterfaceTable = {
  lo: [v4('127.0.0.1', '127.0.0.1/8', true), v6('::1', '::1/128', 0, true)],
  eth0: [
    v4('192.0.2.5', '192.0.2.5/24'),
    v4('198.51.100.5', '198.51.100.5/24'),
    v6('2001:db8::5', '2001:db8::5/64', 0),
    v6('fe80::5', 'fe80::5/64', 2),
    v6('fe80::6', 'fe80::6/64', 2),
  ],
  wlan0: [v6('fe80::7', 'fe80::7/64', 3)],
  gone: undefined,
};
const ids = (wanted: string[], platform: NodeJS.Platform = 'linux') =>
  localInterfaces(wanted, table, platform).map(each => each.id);

describe('localInterfaces', () => {
  it('takes every IPv4 address and one IPv6 link-local address an interface, and not the loopback', () => {
    assert.deepEqual(ids([]), ['192.0.2.5', '198.51.100.5', 'fe80::5%eth0', 'fe80::7%wlan0']);
  });

  it('has scope ids as Windows writes them there', () => {
    assert.deepEqual(ids(['wlan0'], 'win32'), ['fe80::7%3']);
  });

  it('tells everything that a socket needs', () => {
    assert.deepEqual(localInterfaces(['fe80::5%eth0'], table, 'linux'), [
      {
        id: 'fe80::5%eth0',
        name: 'eth0',
        address: 'fe80::5',
        family: 'IPv6',
        internal: false,
        prefixLength: 64,
        scope: 'eth0',
      },
    ]);
  });

  it('chooses by name, address and id, each once', () => {
    assert.deepEqual(ids(['eth0']), ['192.0.2.5', '198.51.100.5', 'fe80::5%eth0']);
    assert.deepEqual(ids(['198.51.100.5', 'eth0', '198.51.100.5']), [
      '198.51.100.5',
      '192.0.2.5',
      'fe80::5%eth0',
    ]);
    assert.deepEqual(ids(['fe80::6%eth0']), ['fe80::6%eth0']);
    assert.deepEqual(ids(['FE80:0::7']), ['fe80::7%wlan0']);
  });

  it('takes the loopback interface when it is asked for, and any of its addresses', () => {
    assert.deepEqual(ids(['lo']), ['127.0.0.1']);
    assert.deepEqual(ids(['127.0.0.1']), ['127.0.0.1']);
    assert.deepEqual(ids(['::1']), ['::1']);
    const [second] = localInterfaces(['127.0.0.2'], table, 'linux');
    assert.deepEqual([second?.id, second?.name, second?.internal], ['127.0.0.2', 'lo', true]);
  });

  it('says what there is when a name is none of this machine', () => {
    for (const wrong of ['eth1', '192.0.2.6', '127.1', 'fe80::5%wlan0', '']) {
      assert.throws(
        () => ids([wrong]),
        error =>
          isOnvifError(error, 'invalidInput') &&
          error.message.startsWith(
            `This machine has no network interface or address "${wrong}"; it has lo (127.0.0.1`,
          ) &&
          error.message.includes('eth0 (192.0.2.5, 198.51.100.5,'),
      );
    }
  });

  it('knows this machine', () => {
    assert.ok(everyInterface().some(each => each.id === '127.0.0.1'));
    assert.equal(
      localInterfaces().some(each => each.internal),
      false,
    );
  });
});

describe('the link of an address', () => {
  const [eth4, , eth6, wlan6] = localInterfaces([], table, 'linux');

  it('is told by the subnet, and by the scope where there is one', () => {
    assert.ok(eth4 && eth6 && wlan6);
    assert.equal(isOnLink(eth4, '192.0.2.200'), true);
    assert.equal(isOnLink(eth4, '192.0.3.1'), false);
    assert.equal(isOnLink(eth4, 'fe80::9%eth0'), false);
    assert.equal(isOnLink(eth6, 'fe80::9%eth0'), true);
    assert.equal(isOnLink(eth6, 'fe80::9%wlan0'), false);
    assert.equal(interfaceOnLink([eth6, wlan6], 'fe80::9%wlan0'), wlan6);
    assert.equal(interfaceOnLink([eth4, eth6], 'not an address'), undefined);
  });

  it('goes first to the interface that has the very address', () => {
    const loopbacks = localInterfaces(['127.0.0.1', '127.0.0.2'], table, 'linux');
    assert.equal(interfaceOnLink(loopbacks, '127.0.0.2')?.id, '127.0.0.2');
    assert.equal(interfaceOnLink(loopbacks, '127.0.0.3')?.id, '127.0.0.1');
  });
});

describe('plainAddress', () => {
  it('shortens, drops the scope, and refuses what people do not mean by an address', () => {
    assert.equal(plainAddress('FE80:0:0::01%eth0'), 'fe80::1');
    assert.equal(plainAddress('::ffff:192.0.2.1'), '192.0.2.1');
    for (const wrong of ['10.1', '0x7f000001', '1.2.3', '1.2.3.256', 'host', '', '%eth0']) {
      assert.equal(plainAddress(wrong), undefined, wrong);
    }
  });
});
