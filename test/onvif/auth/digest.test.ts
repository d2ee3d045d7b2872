import assert from 'node:assert/strict';
import { parseChallenges } from '../../../src/onvif/auth/challenge';
import { answerDigest, chooseDigest, digestKey, readDigest, userHash } from '../../../src/onvif/auth/digest';
import type { Credentials } from '../../../src/onvif/auth/credentials';

function answer(
  fields: string[],
  credentials: Credentials,
  cnonce: string,
  uri: string,
  method = 'GET',
): string {
  const challenge = chooseDigest(parseChallenges(fields));
  assert.ok(challenge);
  const key = digestKey(challenge, credentials, cnonce);
  return answerDigest({ challenge, credentials, key, method, uri, count: 1, cnonce });
}

function param(authorization: string, name: string): string | undefined {
  return parseChallenges([authorization])[0]?.params.get(name);
}

describe('digest', () => {
  it('gives the response of RFC 2617 3.5', () => {
    const value = answer(
      [
        'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
      ],
      { username: 'Mufasa', password: 'Circle Of Life' },
      '0a4f113b',
      '/dir/index.html',
    );
    assert.equal(param(value, 'response'), '6629fae49393a05397450978507c4ef1');
    assert.equal(param(value, 'opaque'), '5ccc069c403ebaf9f0171e9517f40e41');
    assert.equal(param(value, 'algorithm'), undefined);
  });

  it('gives the response of RFC 2069 2.4, as its erratum 749 corrects it', () => {
    const value = answer(
      ['Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'],
      { username: 'Mufasa', password: 'CircleOfLife' },
      'unused',
      '/dir/index.html',
    );
    assert.equal(param(value, 'response'), '1949323746fe6a43ef61f9606e7febea');
    assert.equal(param(value, 'cnonce'), undefined);
    assert.equal(param(value, 'nc'), undefined);
  });

  describe('RFC 7616 3.9.1', () => {
    const common =
      'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
    const md5 = `Digest ${common}, algorithm=MD5`;
    const sha256 = `Digest ${common}, algorithm=SHA-256`;
    const credentials = { username: 'Mufasa', password: 'Circle of Life' };
    const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
    const sha256Response = '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1';

    it('with MD5', () => {
      const value = answer([md5], credentials, cnonce, '/dir/index.html');
      assert.equal(param(value, 'response'), '8ca523f5e9506fed4657c9700eebdbec');
    });

    for (const [how, fields] of [
      ['SHA-256 alone', [sha256]],
      ['both in two fields, MD5 first', [md5, sha256]],
      ['both in two fields, SHA-256 first', [sha256, md5]],
      ['both in one field', [`${md5}, ${sha256}`]],
    ] as const) {
      it(`with ${how}`, () => {
        const value = answer([...fields], credentials, cnonce, '/dir/index.html');
        assert.equal(param(value, 'response'), sha256Response);
        assert.equal(param(value, 'algorithm'), 'SHA-256');
      });
    }
  });

  it('gives the response and user hash of RFC 7616 3.9.2, as its erratum 4897 corrects them', () => {
    const value = answer(
      [
        'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true',
      ],
      { username: 'J\u00e4s\u00f8n Doe', password: 'Secret, or not?' },
      'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
      '/doe.json',
    );
    assert.match(param(value, 'response') ?? '', /^3798d413/);
    assert.match(param(value, 'username') ?? '', /^793263ca/);
    assert.equal(param(value, 'userhash'), 'true');
    assert.equal(
      userHash({ hash: 'sha512-256', realm: 'api@example.org' }, 'J\u00e4s\u00f8n Doe'),
      param(value, 'username'),
    );
  });

  it('takes the first of equally strong challenges and the stronger of unequal ones', () => {
    const pick = (...fields: string[]) => chooseDigest(parseChallenges(fields))?.nonce;
    assert.equal(pick('Digest nonce="1", algorithm=MD5', 'Digest nonce="2"'), '1');
    assert.equal(pick('Digest nonce="1", algorithm=SHA-256', 'Digest nonce="2", algorithm=SHA-512-256'), '2');
    assert.equal(pick('Digest nonce="1", algorithm=SHA-1', 'Digest nonce="2", algorithm=MD5'), '2');
  });

  it('answers no challenge without a nonce, of an unknown algorithm or qop, or of another scheme', () => {
    for (const field of [
      'Digest realm="a"',
      'Digest nonce="a", algorithm=SHA-1',
      'Digest nonce="a", qop="auth-conf"',
      'Basic realm="a", nonce="b"',
    ]) {
      const [challenge] = parseChallenges([field]);
      assert.equal(readDigest(challenge!), undefined, field);
    }
  });

  it('sends a user name that is not ASCII as raw UTF-8 where the device did not say charset', () => {
    const name = 'J\u00e4s\u00f8n';
    const value = answer(['Digest realm="a", nonce="b"'], { username: name, password: 'x' }, 'c', '/');
    assert.equal(Buffer.from(param(value, 'username')!, 'latin1').toString('utf8'), name);
    assert.doesNotMatch(value, /username\*/);
  });
});

describe('challenges', () => {
  const shapes = (...fields: string[]) =>
    parseChallenges(fields).map(({ scheme, token68, params }) => ({
      scheme,
      ...(token68 === undefined ? {} : { token68 }),
      ...Object.fromEntries(params),
    }));

  it('are parted in one field by the same commas as their parameters', () => {
    assert.deepEqual(
      shapes('Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"'),
      [
        { scheme: 'newauth', realm: 'apps', type: '1', title: 'Login to "apps"' },
        { scheme: 'basic', realm: 'simple' },
      ],
    );
  });

  it('may carry a token68 or nothing', () => {
    assert.deepEqual(shapes('Negotiate, NTLM TlRMTVNTUAAC==, Digest nonce=x'), [
      { scheme: 'negotiate' },
      { scheme: 'ntlm', token68: 'TlRMTVNTUAAC==' },
      { scheme: 'digest', nonce: 'x' },
    ]);
  });

  it('are read with empty list elements, blanks round the equals sign and missing commas', () => {
    assert.deepEqual(shapes(', ,Digest realm = "a" nonce= b ,, qop ="auth",'), [
      { scheme: 'digest', realm: 'a', nonce: 'b', qop: 'auth' },
    ]);
  });

  it('keep base64 in unquoted values and the first of repeated names', () => {
    assert.deepEqual(shapes('Digest nonce=YWJj/+==, NONCE="other"'), [
      { scheme: 'digest', nonce: 'YWJj/+==' },
    ]);
  });

  it('that cannot be read throw nothing and lose nothing before them', () => {
    assert.deepEqual(shapes('Digest nonce="never ends'), [{ scheme: 'digest', nonce: 'never ends' }]);
    assert.deepEqual(shapes('Digest nonce="a\\'), [{ scheme: 'digest', nonce: 'a' }]);
    assert.deepEqual(shapes('"', '=', '@@', ''), []);
    assert.deepEqual(shapes('Digest nonce=a, @@, qop=auth'), [{ scheme: 'digest', nonce: 'a', qop: 'auth' }]);
  });
});
