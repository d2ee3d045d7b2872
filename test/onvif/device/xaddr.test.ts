import assert from 'node:assert/strict';
import { deviceServiceCandidates, namesOtherHost, rewriteXaddr } from '../../../src/onvif/device/xaddr';

describe('rewriting the address of a service', () => {
  const here = 'http://192.168.0.10/onvif/device_service';
  const cases: {
    what: string;
    advertised: string;
    used: string;
    reason?: RegExp;
    at?: string;
    inner?: string;
  }[] = [
    {
      what: 'leaves the reached host alone',
      advertised: 'http://192.168.0.10/onvif/events',
      used: 'http://192.168.0.10/onvif/events',
    },
    {
      what: 'leaves another port of the reached host alone',
      advertised: 'http://192.168.0.10:8080/events',
      used: 'http://192.168.0.10:8080/events',
    },
    {
      what: 'leaves https on the reached host alone',
      advertised: 'https://192.168.0.10/events',
      used: 'https://192.168.0.10/events',
    },
    {
      what: 'keeps the query',
      advertised: 'http://10.0.0.5/sub?Idx=0&a=%20',
      used: 'http://192.168.0.10/sub?Idx=0&a=%20',
      reason: /another host/,
    },
    {
      what: 'compares host names without case',
      at: 'http://gate/onvif',
      advertised: 'http://Gate/events',
      used: 'http://Gate/events',
    },
    {
      what: 'fills in a missing host (http:///onvif)',
      advertised: 'http:///onvif/events',
      used: 'http://192.168.0.10/onvif/events',
      reason: /without a host/,
    },
    {
      what: 'fills in everything of a path',
      advertised: '/onvif/events',
      used: 'http://192.168.0.10/onvif/events',
      reason: /without a host/,
    },
    {
      what: 'adds a missing scheme',
      advertised: '192.168.0.10/onvif/events',
      used: 'http://192.168.0.10/onvif/events',
      reason: /without a scheme/,
    },
    {
      what: 'replaces 0.0.0.0',
      advertised: 'http://0.0.0.0/events',
      used: 'http://192.168.0.10/events',
      reason: /names no host/,
    },
    {
      what: 'replaces a loopback address',
      advertised: 'http://127.0.0.1/events',
      used: 'http://192.168.0.10/events',
      reason: /only the device itself/,
    },
    {
      what: 'replaces localhost',
      advertised: 'http://localhost:8080/events',
      used: 'http://192.168.0.10:8080/events',
      reason: /only the device itself/,
    },
    {
      what: 'replaces a link-local address',
      advertised: 'http://169.254.3.4/events',
      used: 'http://192.168.0.10/events',
      reason: /own link/,
    },
    {
      what: 'takes a port that stands there twice once',
      advertised: 'http://192.168.0.10:8080:8080/events',
      used: 'http://192.168.0.10:8080/events',
      reason: /port twice/,
    },
    {
      what: 'replaces another subnet',
      advertised: 'http://10.0.0.5/events',
      used: 'http://192.168.0.10/events',
      reason: /another host than the one that was reached/,
    },
    {
      what: 'keeps a port of its own on another host',
      advertised: 'http://10.0.0.5:8080/events',
      used: 'http://192.168.0.10:8080/events',
      reason: /another host/,
    },
    {
      what: 'follows a port mapping: what lies beside the advertised device service',
      at: 'http://nat.example:8001/onvif/device_service',
      inner: 'http://10.0.0.5/onvif/device_service',
      advertised: 'http://10.0.0.5/onvif/events',
      used: 'http://nat.example:8001/onvif/events',
      reason: /the address of its device service, which was reached at another one/,
    },
    {
      what: 'follows a port mapping on one host',
      at: 'http://127.0.0.1:8001/onvif/device_service',
      inner: 'http://127.0.0.1:80/onvif/device_service',
      advertised: 'http://127.0.0.1/onvif/events',
      used: 'http://127.0.0.1:8001/onvif/events',
      reason: /reached at another one/,
    },
    {
      what: 'goes to https where the device was reached so',
      at: 'https://gate/onvif',
      advertised: 'http://gate/events',
      used: 'https://gate/events',
      reason: /without TLS/,
    },
    {
      what: 'never turns https on another host into http',
      at: 'https://gate/onvif',
      advertised: 'http://10.0.0.5:8080/events',
      used: 'https://gate/events',
      reason: /another host/,
    },
    {
      what: 'adds the zone to a link-local IPv6 address',
      at: 'http://[fe80::5%25eth0]/onvif',
      advertised: 'http://[fe80::5]/events',
      used: 'http://[fe80::5%25eth0]/events',
      reason: /without the zone/,
    },
    {
      what: 'takes IPv6 in any spelling for the same host',
      at: 'http://[fd00::5]/onvif',
      advertised: 'http://[FD00:0:0::5]/events',
      used: 'http://[fd00::5]/events',
    },
    {
      what: 'uses the device service for what is no address',
      advertised: 'rtsp://192.168.0.10/stream',
      used: here,
      reason: /no http address/,
    },
    { what: 'uses the device service for nothing', advertised: '', used: here, reason: /no http address/ },
  ];
  for (const { what, advertised, used, reason, at = here, inner } of cases) {
    it(what, () => {
      const result = rewriteXaddr(advertised, { url: at, ...(inner ? { advertisedUrl: inner } : {}) });
      assert.equal(result.advertised, advertised, 'the original is kept');
      assert.equal(result.used, used);
      if (reason) assert.match(result.reason ?? '', reason);
      else assert.equal(result.reason, undefined);
    });
  }

  it('knows when the device names a host that could be asked instead', () => {
    assert.equal(namesOtherHost('http://10.0.0.5/events', here), true);
    assert.equal(namesOtherHost('http://192.168.0.10:81/events', here), false);
    assert.equal(namesOtherHost('http://127.0.0.1/events', here), false);
    assert.equal(namesOtherHost('http:///events', here), false);
  });
});

describe('the addresses at which a discovered device is tried', () => {
  const used = (xaddrs: string[], source: string) =>
    deviceServiceCandidates(xaddrs, source).map(each => each.used);

  it('begins with the sender of the datagram, then what is nearest to it', () => {
    assert.deepEqual(
      used(
        ['http://10.0.0.5/onvif', 'http://192.168.0.99/onvif', 'http://192.168.0.10/onvif'],
        '192.168.0.10',
      ),
      ['http://192.168.0.10/onvif', 'http://192.168.0.99/onvif', 'http://10.0.0.5/onvif'],
    );
  });

  it('takes https before http on one host', () => {
    assert.deepEqual(used(['http://192.168.0.10/onvif', 'https://192.168.0.10/onvif'], '192.168.0.10'), [
      'https://192.168.0.10/onvif',
      'http://192.168.0.10/onvif',
    ]);
  });

  it('ends with the sender when no address is its own, and says why', () => {
    const candidates = deviceServiceCandidates(['http://10.0.0.5:8080/onvif'], '192.168.0.10');
    assert.deepEqual(
      candidates.map(each => each.used),
      ['http://10.0.0.5:8080/onvif', 'http://192.168.0.10:8080/onvif'],
    );
    assert.equal(candidates[0]?.reason, undefined);
    assert.match(candidates[1]?.reason ?? '', /answered from 192\.168\.0\.10/);
  });

  for (const [xaddr, expected] of [
    ['http:///onvif/device_service', 'http://192.168.0.10/onvif/device_service'],
    ['http://0.0.0.0/onvif', 'http://192.168.0.10/onvif'],
    ['http://127.0.0.1:8080/onvif', 'http://192.168.0.10:8080/onvif'],
    ['http://192.168.0.10:80:80/onvif', 'http://192.168.0.10/onvif'],
    ['192.168.0.10/onvif', 'http://192.168.0.10/onvif'],
  ] as const) {
    it(`repairs ${xaddr} by the sender`, () => {
      const candidates = deviceServiceCandidates([xaddr], '192.168.0.10');
      assert.deepEqual(
        candidates.map(each => [each.advertised, each.used]),
        [[xaddr, expected]],
      );
      assert.ok(candidates[0]?.reason?.includes(xaddr));
    });
  }

  it('leaves loopback addresses alone when the sender is on loopback', () => {
    const [only, ...others] = deviceServiceCandidates(['http://127.0.0.1:8000/onvif'], '127.0.0.1');
    assert.deepEqual(only, {
      advertised: 'http://127.0.0.1:8000/onvif',
      used: 'http://127.0.0.1:8000/onvif',
    });
    assert.deepEqual(others, []);
  });

  it('gives link-local IPv6 addresses the zone of the sender', () => {
    assert.deepEqual(used(['http://[fe80::5]/onvif'], 'fe80::5%eth0'), ['http://[fe80::5%25eth0]/onvif']);
  });

  it('takes the usual address at the sender when the device gave none', () => {
    const [only] = deviceServiceCandidates([], '192.168.0.10');
    assert.equal(only?.used, 'http://192.168.0.10/onvif/device_service');
    assert.match(only?.reason ?? '', /gave no address/);
  });
});
