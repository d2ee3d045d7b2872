import assert from 'node:assert/strict';
import { requestAddress } from '../../../src/onvif/http/requestAddress';

describe('a request address', () => {
  it('keeps the target as written and knows the default ports', () => {
    assert.deepEqual(requestAddress('http://Cam.Local/onvif/%7eX?a=b&c#d'), {
      secure: false,
      host: 'cam.local',
      port: 80,
      authority: 'cam.local:80',
      origin: 'http://cam.local:80',
      hostHeader: 'cam.local',
      target: '/onvif/%7eX?a=b&c',
    });
    const secure = requestAddress('HTTPS://192.0.2.1:8443');
    assert.deepEqual(
      [secure.secure, secure.port, secure.hostHeader, secure.target],
      [true, 8443, '192.0.2.1:8443', '/'],
    );
    assert.equal(requestAddress('https://h:443/').hostHeader, 'h');
    assert.equal(requestAddress('http://h:443/').hostHeader, 'h:443');
    assert.equal(requestAddress('http://h?x').target, '/?x');
    assert.equal(requestAddress('http://h:/x').port, 80);
  });

  it('takes IPv6 with a zone, which the Host header must not name', () => {
    for (const url of ['http://[FE80::1%25eth0]:8080/x', 'http://[fe80::1%eth0]:8080/x']) {
      const address = requestAddress(url);
      assert.equal(address.host, 'fe80::1%eth0');
      assert.equal(address.authority, '[fe80::1%eth0]:8080');
      assert.equal(address.hostHeader, '[fe80::1]:8080');
    }
  });

  it('encodes what cannot stand in a request line and nothing else', () => {
    assert.equal(
      requestAddress('http://h/a b\u00fc\u{1f600}\u0001"%20').target,
      '/a%20b%C3%BC%F0%9F%98%80%01"%20',
    );
  });

  it('says what is wrong with anything else', () => {
    for (const [url, message] of [
      ['', /is not an address/],
      ['camera.local', /is not an address/],
      ['ftp://h/', /is not an address/],
      ['http://', /is not an address/],
      ['http:///onvif/device_service', /is not an address/],
      ['http://h:80:80/', /is not an address/],
      ['http://h:0/', /no usable host and port/],
      ['http://h:65536/', /no usable host and port/],
      ['http://a b/', /no usable host and port/],
      ['http://a\r\nb/', /no usable host and port/],
      ['http://user:pass@h/', /carries a user name or password/],
    ] as const) {
      assert.throws(() => requestAddress(url), { code: 'invalidInput', message }, url);
    }
  });
});
