import assert from 'node:assert/strict';
import { DigestVerifier, type DigestVerifierOptions } from '../../../src/onvif/auth/digestVerifier';
import { AuthClient, countingRandom, type SeenAttempt } from '../../support/authClient';
import { FakeClock } from '../../support/fakeClock';

const accounts = [{ username: 'J\u00e4s\u00f8n', password: 'p:a"ss w\u00f6rd' }];
const credentials = accounts[0]!;
const target = '/onvif/device_service';

class Device {
  readonly clock = new FakeClock();
  readonly verifier: DigestVerifier;
  readonly verdicts: string[] = [];
  readonly client: AuthClient;

  constructor(options: Partial<DigestVerifierOptions> = {}) {
    this.verifier = new DigestVerifier({
      clock: this.clock,
      random: countingRandom(),
      realm: 'a "realm"',
      ...options,
    });
    this.client = new AuthClient(attempt => this.answer(attempt));
  }

  answer({ authorization, body, target: uri }: Pick<SeenAttempt, 'authorization' | 'body' | 'target'>) {
    const verdict = this.verifier.verify({ authorization, method: 'POST', uri, body }, accounts);
    this.verdicts.push(
      verdict.kind === 'refused' || verdict.kind === 'stale' ? verdict.reason : verdict.kind,
    );
    if (verdict.kind === 'accepted')
      return { status: 200, headers: [['Authentication-Info', verdict.info] as const] };
    const values = this.verifier.challenges(verdict.kind === 'stale');
    return { status: 401, headers: values.map(value => ['WWW-Authenticate', value] as const) };
  }
}

describe('the digest verifier', () => {
  for (const algorithm of [
    'MD5',
    'MD5-sess',
    'SHA-256',
    'SHA-256-sess',
    'SHA-512-256',
    'SHA-512-256-sess',
  ] as const) {
    for (const qop of [['auth'], ['auth-int'], []] as const) {
      it(`accepts ${algorithm} with qop ${qop.join() || 'missing'}, and proves itself in return`, () => {
        const device = new Device({ algorithms: [algorithm], qop });
        for (let call = 0; call < 3; call++) {
          assert.deepEqual(device.client.call({ credentials }), { kind: 'settled', findings: [] });
        }
        assert.deepEqual(device.verdicts, ['absent', 'accepted', 'accepted', 'accepted']);
      });
    }
  }

  it('accepts the example of RFC 7616 3.9.1 only with its own nonce', () => {
    const verifier = new DigestVerifier({
      clock: new FakeClock(),
      random: countingRandom(),
      realm: 'http-auth@example.org',
    });
    const authorization =
      'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="8ca523f5e9506fed4657c9700eebdbec", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
    const check = (password: string) =>
      verifier.verify({ authorization, method: 'GET', uri: '/dir/index.html' }, [
        { username: 'Mufasa', password },
      ]);
    assert.deepEqual(check('Circle of Life'), {
      kind: 'stale',
      reason: 'the nonce is not one of this device',
    });
    assert.deepEqual(check('Circle of Lies'), { kind: 'refused', reason: 'wrong password' });
  });

  it('says stale when the nonce is older than its lifetime', async () => {
    const device = new Device({ nonceLifetime: 1000 });
    device.client.call({ credentials });
    await device.clock.advance(900);
    device.client.call({ credentials });
    await device.clock.advance(200);
    assert.equal(device.client.call({ credentials }).kind, 'settled');
    assert.deepEqual(device.verdicts, ['absent', 'accepted', 'accepted', 'the nonce is too old', 'accepted']);
  });

  it('says stale to a request that is played back, and takes requests that overtook each other', () => {
    const device = new Device();
    for (let call = 0; call < 3; call++) device.client.call({ credentials });
    const [, first, second, third] = device.client.attempts as [
      SeenAttempt,
      SeenAttempt,
      SeenAttempt,
      SeenAttempt,
    ];
    assert.equal(device.answer(second).status, 401);
    assert.equal(device.verdicts.at(-1), 'the nonce count was used before');
    const other = new Device(); // the same random bytes, so the same nonces
    other.verifier.challenges();
    for (const attempt of [third, first, second]) assert.equal(other.answer(attempt).status, 200);
  });

  it('refuses another body under auth-int, another target, another user, a missing parameter', () => {
    const device = new Device({ qop: ['auth-int'] });
    device.client.call({ credentials });
    const signed = device.client.attempts[1]!;
    const refusal = (change: Partial<SeenAttempt>) => {
      device.answer({ ...signed, ...change });
      return device.verdicts.at(-1);
    };
    assert.equal(refusal({ body: new Uint8Array(1) }), 'wrong password');
    assert.equal(refusal({ target: `${target}?x` }), 'the uri is not the request target');
    const { authorization = '' } = signed;
    assert.equal(
      refusal({ authorization: authorization.replace(/username\*=[^,]*/, 'username="x"') }),
      'no such user',
    );
    assert.equal(
      refusal({ authorization: authorization.replace(/response="[^"]*"/, 'x=y') }),
      'the Authorization header lacks response',
    );
    assert.equal(
      refusal({ authorization: authorization.replace('qop=auth-int', 'qop=auth') }),
      'algorithm or qop were not offered',
    );
    assert.equal(refusal({ authorization: 'Basic YTpi' }), 'absent');
    assert.equal(refusal({ authorization: undefined }), 'absent');
  });
});
