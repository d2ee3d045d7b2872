import assert from 'node:assert/strict';
import { isOnvifError } from '../../../src/onvif/base/onvifError';
import { parseDeviceAddress } from '../../../src/onvif/device/deviceAddress';

describe('the address that a person types', () => {
  const path = '/onvif/device_service';
  const devices: [typed: string, url: string, host: string][] = [
    ['192.168.0.10', `http://192.168.0.10${path}`, '192.168.0.10'],
    ['  192.168.0.10 ', `http://192.168.0.10${path}`, '192.168.0.10'],
    ['192.168.0.10:8080', `http://192.168.0.10:8080${path}`, '192.168.0.10'],
    ['192.168.0.10/32', `http://192.168.0.10${path}`, '192.168.0.10'],
    ['gate', `http://gate${path}`, 'gate'],
    ['Gate.Local:81', `http://gate.local:81${path}`, 'gate.local'],
    ['cam-1.example.org.', `http://cam-1.example.org.${path}`, 'cam-1.example.org.'],
    ['müller.example', `http://müller.example${path}`, 'müller.example'],
    ['gate/other/service', 'http://gate/other/service', 'gate'],
    ['::1', `http://[::1]${path}`, '::1'],
    ['[::1]:8000', `http://[::1]:8000${path}`, '::1'],
    ['fe80::1%eth0', `http://[fe80::1%25eth0]${path}`, 'fe80::1%eth0'],
    ['[fe80::1%eth0]:81', `http://[fe80::1%25eth0]:81${path}`, 'fe80::1%eth0'],
    ['http://[fe80::1%25eth0]/x', 'http://[fe80::1%25eth0]/x', 'fe80::1%eth0'],
    ['http://gate', `http://gate${path}`, 'gate'],
    ['http://gate/', `http://gate${path}`, 'gate'],
    ['HTTPS://Gate:8443/onvif/Device?a=b%20c', 'https://gate:8443/onvif/Device?a=b%20c', 'gate'],
    ['http://gate:80/onvif/device_service', 'http://gate:80/onvif/device_service', 'gate'],
  ];
  for (const [typed, url, host] of devices) {
    it(`reads "${typed}" as one device`, () => {
      assert.deepEqual(parseDeviceAddress(typed), { kind: 'device', url, host });
    });
  }

  it('reads a range with its first address', () => {
    assert.deepEqual(parseDeviceAddress('192.168.0.77/24'), { kind: 'range', cidr: '192.168.0.0/24' });
    assert.deepEqual(parseDeviceAddress('10.1.2.3/20'), { kind: 'range', cidr: '10.1.0.0/20' });
  });

  const bad: [typed: string, sentence: RegExp][] = [
    ['', /No address was given: type /],
    ['gate one', /holds a blank/],
    ['ftp://gate/', /ftp:\/\/, which no device service speaks/],
    ['rtsp://gate/stream', /use http:\/\/ or https:\/\//],
    ['300.1.1.1', /no IPv4 address: it takes four numbers from 0 to 255/],
    ['192.168.0', /no IPv4 address/],
    ['192.168.0.1:0', /not an address of a device/],
    ['192.168.0.1:70000', /not an address of a device/],
    ['gate:http', /not an address of a device/],
    ['http://', /not an address of a device/],
    ['http:///onvif/device_service', /not an address of a device/],
    ['[::1', /not an address of a device/],
    ['[gate]:80', /not an address of a device/],
    ['::12345', /not an address of a device/],
    ['192.168.0.0/33', /a number up to 32/],
    ['fd00::/129', /a number up to 128/],
    ['10.0.0.0/8', /more than 4096 addresses: narrow it down/],
    ['fd00::/120', /is an IPv6 range/],
    ['-gate', /not an address of a device/],
    ['ga<te', /not an address of a device/],
  ];
  for (const [typed, sentence] of bad) {
    it(`refuses "${typed}" with one sentence`, () => {
      assert.throws(
        () => parseDeviceAddress(typed),
        error =>
          isOnvifError(error, 'invalidInput') &&
          sentence.test(error.message) &&
          !error.message.includes('\n'),
      );
    });
  }

  it('does not repeat a password that was typed into the address', () => {
    assert.throws(
      () => parseDeviceAddress('http://admin:geheim@gate/'),
      error =>
        isOnvifError(error, 'invalidInput') &&
        /leave them out/.test(error.message) &&
        !JSON.stringify([error.message, error.details]).includes('geheim'),
    );
  });
});
