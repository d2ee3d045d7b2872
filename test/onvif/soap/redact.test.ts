import assert from 'node:assert/strict';
import { OnvifError } from '../../../src/onvif/base/onvifError';
import { systemRandom } from '../../../src/onvif/base/random';
import type { HttpReply, HttpResult } from '../../../src/onvif/http/transport';
import { buildEnvelope } from '../../../src/onvif/soap/envelope';
import type { Exchange } from '../../../src/onvif/soap/exchange';
import { redactExchange, redactHeaders, redactUrl, redactXml } from '../../../src/onvif/soap/redact';
import { redacted, redactJson } from '../../../src/onvif/soap/secretNames';
import { SoapClient } from '../../../src/onvif/soap/soapClient';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import { parseXml } from '../../../src/onvif/xml/reader';
import { escapeText } from '../../../src/onvif/xml/writer';
import { FakeClock } from '../../support/fakeClock';
import { Seeded } from '../xml/generated';
import { cannedReply, CannedTransport } from './cannedReplies';

const secret = 'hunter2-S3cret';

describe('redactXml', () => {
  const rows: readonly [what: string, xml: string, redactedXml: string][] = [
    ['a password', `<tt:Password>${secret}</tt:Password>`, `<tt:Password>${redacted}</tt:Password>`],
    ['without prefix', `<Password>${secret}</Password>`, `<Password>${redacted}</Password>`],
    [
      'a digest and its type',
      `<wsse:Password Type="http://x#PasswordDigest">${secret}</wsse:Password>`,
      `<wsse:Password Type="http://x#PasswordDigest">${redacted}</wsse:Password>`,
    ],
    [
      'a nonce',
      `<Nonce EncodingType='http://x'>\n${secret}\n</Nonce>`,
      `<Nonce EncodingType='http://x'>${redacted}</Nonce>`,
    ],
    ['CDATA', `<Password><![CDATA[${secret}]]></Password>`, `<Password>${redacted}</Password>`],
    [
      'a comment and elements inside',
      `<Password><!-- x --><y>${secret}</y></Password>`,
      `<Password>${redacted}</Password>`,
    ],
    [
      'an attribute nobody knows',
      `<Password hint="${secret}">x</Password>`,
      `<Password>${redacted}</Password>`,
    ],
    [
      'a passphrase',
      `<tas:Passphrase>${secret}</tas:Passphrase>`,
      `<tas:Passphrase>${redacted}</tas:Passphrase>`,
    ],
    ['a pre-shared key', `<tt:PSK><tt:Key>${secret}</tt:Key></tt:PSK>`, `<tt:PSK>${redacted}</tt:PSK>`],
    ['an attribute', `<a password="${secret}" b="1"/>`, `<a password="${redacted}" b="1"/>`],
    [
      'an address',
      `<Uri>rtsp://admin:${secret}@192.168.1.20/live</Uri>`,
      `<Uri>rtsp://admin:${redacted}@192.168.1.20/live</Uri>`,
    ],
    [
      'a query',
      `<Uri>http://a/?user=u&amp;password=${secret}&amp;x=1</Uri>`,
      `<Uri>http://a/?user=u&amp;password=${redacted}&amp;x=1</Uri>`,
    ],
    [
      'XML quoted inside XML',
      `&lt;tt:Password&gt;${secret}&lt;/tt:Password&gt;`,
      `&lt;tt:Password&gt;${redacted}&lt;/tt:Password&gt;`,
    ],
    ['no end tag', `<a><Password>${secret}</a>`, `<a><Password>${redacted}</a>`],
    ['no end at all', `<a><Password>${secret}`, `<a><Password>${redacted}`],
    ['CDATA without end', `<Password><![CDATA[${secret}`, `<Password>${redacted}`],
    [
      'a start tag without its end',
      `<a><Password ${secret}</Password></a>`,
      `<a><Password>${redacted}</Password></a>`,
    ],
    ['half a start tag', `<a><Password${'\n'}${secret}`, `<a><Password>${redacted}`],
    [
      'a misspelt end tag',
      `<a><tt:Password>${secret}</tt:Pasword></a>`,
      `<a><tt:Password>${redacted}</tt:Pasword></a>`,
    ],
    [
      'an end tag under another prefix',
      `<a:Password>${secret}</b:Password>`,
      `<a:Password>${redacted}</b:Password>`,
    ],
    [
      'several',
      `<Password>${secret}1</Password><Password>${secret}2</Password>`,
      `<Password>${redacted}</Password><Password>${redacted}</Password>`,
    ],
  ];
  for (const [what, xml, expected] of rows) {
    it(`takes out ${what}`, () => assert.equal(redactXml(xml), expected));
  }

  it('leaves alone what is no secret', () => {
    for (const xml of [
      '<tt:Username>admin</tt:Username><tt:UserLevel>Administrator</tt:UserLevel>',
      '<tds:Capabilities MaxPasswordLength="19"/><PasswordLength>8</PasswordLength>',
      '<Password/><tt:Password></tt:Password>',
      '<Uri>http://192.168.1.20:80/onvif/device_service?Idx=0&amp;token=</Uri>'.replace('&amp;token=', ''),
      'no XML < at > all & none',
      '',
    ]) {
      assert.equal(redactXml(xml), xml);
    }
  });

  it('gives well-formed XML for well-formed XML', () => {
    const xml = `<a xmlns:w="urn:w"><w:Password Type="http://t"><![CDATA[x>y]]></w:Password><PSK><Key/></PSK></a>`;
    assert.deepEqual(parseXml(redactXml(xml)).problems, []);
  });

  it('keeps no secret that somebody cut or broke, in 5 000 mutations', () => {
    const random = new Seeded(5);
    const whole = `<e:Envelope xmlns:e="urn:e"><e:Body><tt:User><tt:Username>u</tt:Username><tt:Password>${secret}</tt:Password></tt:User></e:Body></e:Envelope>`;
    const from = whole.indexOf('<tt:Password>') + '<tt:Password>'.length;
    for (let i = 0; i < 5_000; i++) {
      // Everything around may break; the name in front of the secret and the secret itself stay.
      const before = whole.slice(0, from - 1);
      const after = whole.slice(from + secret.length);
      const cut = random.below(after.length + 1);
      const junk = random.pick(['', '<', '>', '&', '"', ']]>', '<!--', '<x>', '</x>', '/>', '\0']);
      const text = `${before.slice(random.below(40))}>${secret}${junk}${after.slice(0, cut)}${after.slice(cut + random.below(20))}`;
      assert.ok(!redactXml(text).includes(secret), text);
    }
  });

  it('takes linear time', () => {
    const started = performance.now();
    redactXml('<Password>'.repeat(200_000));
    redactXml('<Password><![CDATA[ '.repeat(100_000));
    redactXml('<a:'.repeat(300_000));
    redactXml('&lt;Password '.repeat(100_000));
    redactXml(`http://${'a'.repeat(500_000)}:`.repeat(2));
    assert.ok(performance.now() - started < 3_000);
  });
});

describe('redactHeaders', () => {
  it('keeps names, order and what helps, and no nonce, digest, token or password', () => {
    const shown = redactHeaders([
      ['Host', '192.168.1.20'],
      [
        'Authorization',
        `Digest username="admin", realm="a, b", nonce="${secret}", uri="/onvif", qop=auth, nc=00000001, cnonce="${secret}", response="${secret}", opaque="${secret}", algorithm=MD5`,
      ],
      ['WWW-Authenticate', `Digest realm="x", nonce=${secret}, stale=true, Basic realm="y"`],
      ['authentication-info', `rspauth="${secret}", nextnonce="${secret}"`],
      ['Proxy-Authorization', `Basic ${secret}`],
      ['authorization', `Bearer ${secret}`],
      ['Set-Cookie', `session=${secret}; Path=/`],
      ['Location', `http://u:${secret}@a/`],
    ]);
    assert.ok(!JSON.stringify(shown).includes(secret));
    const text = shown.map(each => each.join(': ')).join('\n');
    assert.match(
      text,
      /^Host: 192\.168\.1\.20\nAuthorization: Digest username="admin", realm="a, b", nonce="\[redacted\]", uri="\/onvif"/,
    );
    assert.match(text, /nc=00000001/);
    assert.match(text, /stale=true, Basic realm="y"/);
    assert.match(text, /Proxy-Authorization: Basic \[redacted\]\nauthorization: Bearer \[redacted\]/);
  });
});

describe('redactUrl', () => {
  it('takes out passwords and leaves addresses', () => {
    assert.equal(redactUrl('http://u:p@h:80/x?y=1'), `http://u:${redacted}@h:80/x?y=1`);
    for (const same of [
      'http://[fe80::1%25eth0]:80/a@b',
      'http://h:80/x',
      'urn:uuid:1-2',
      'me@example.org',
    ]) {
      assert.equal(redactUrl(same), same);
    }
  });
});

describe('redactExchange', () => {
  const password = 'grüße & <Löwe> "7"';

  async function createUsers(answer: () => HttpReply | HttpResult): Promise<Exchange> {
    const client = new SoapClient({
      transport: new CannedTransport((_, count) =>
        count === 0 ? cannedReply('login-wanted-with-401-and-fault').reply : answer(),
      ),
      clock: new FakeClock(),
      random: systemRandom,
      credentials: () => ({ username: 'admin', password: 'old' }),
    });
    return client.call({
      url: 'http://192.168.1.20/onvif/device_service',
      action: 'urn:a',
      operation: 'tds:CreateUsers',
      body: `<tds:CreateUsers xmlns:tds="${namespaces.tds}" xmlns:tt="${namespaces.tt}"><tds:User><tt:Username>new</tt:Username><tt:Password>${escapeText(password)}</tt:Password><tt:UserLevel>Administrator</tt:UserLevel></tds:User></tds:CreateUsers>`,
    });
  }

  it('shows all but the secrets of request, reply and logins', async () => {
    const exchange = await createUsers(() => cannedReply('security-header-echoed').reply);
    const shown = JSON.stringify(redactExchange(exchange));
    assert.equal(exchange.attempts.length, 2);
    const authorization = exchange.attempts[1]!.requestHeaders.find(([name]) => name === 'Authorization')![1];
    const [, response = '?'] = /response="?([0-9a-f]{32})/.exec(authorization) ?? [];
    for (const text of [response, '5f1a0c9be2', 'SecretDigest', 'c2VjcmV0', 'Löwe', 'L\\u00f6we']) {
      assert.ok(!shown.includes(text), text);
    }
    for (const text of [
      'tds:CreateUsers',
      'new',
      'Administrator',
      'cam-1',
      'realm',
      '401',
      '2026-06-01T12:00:00.000Z',
    ]) {
      assert.ok(shown.includes(text), text);
    }
  });

  it('finds the password where the device repeats it: in a reason, in its findings, in broken XML', async () => {
    const canned = cannedReply('fault-detail-text').reply;
    const text = new TextDecoder().decode(canned.body);
    const repeated = (insertion: string, at: string) => ({
      ...canned,
      body: new TextEncoder().encode(text.replace(at, insertion)),
    });
    for (const reply of [
      repeated(`Password ${escapeText(password)} is weak`, 'Password too weak'),
      repeated(`<${password}`, '<env:Reason>'),
      { ...canned, reason: password },
      { ...canned, headers: [['X-Debug', password]] as const },
    ]) {
      const exchange = await createUsers(() => reply);
      const shown = JSON.stringify(redactExchange(exchange));
      assert.ok(!shown.includes('Löwe'), shown);
    }
  });

  it('finds what is left of a password that a quotation cut off', async () => {
    const canned = cannedReply('fault-detail-text').reply;
    const text = new TextDecoder().decode(canned.body);
    for (let padding = 175; padding <= 200; padding++) {
      const reason = `${'x'.repeat(padding)} ${escapeText(password)} is weak`;
      const reply = { ...canned, body: new TextEncoder().encode(text.replace('Password too weak', reason)) };
      const { outcome } = redactExchange(await createUsers(() => reply));
      assert.ok(!outcome.message?.includes('grüß') && !outcome.message?.includes('Löwe'), outcome.message);
    }
  });

  it('shows what came before a failure', async () => {
    const partial = cannedReply('security-header-echoed').reply;
    const error = new OnvifError('timeout', `Nothing more came for ${password}.`);
    const exchange = await createUsers(() => ({ kind: 'failure', error, partial, timing: { end: 1 } }));
    const shown = redactExchange(exchange);
    assert.equal(shown.outcome.message, `Nothing more came for ${redacted}.`);
    const [, second] = shown.attempts;
    assert.equal(second?.failure, `Nothing more came for ${redacted}.`);
    assert.ok(second.reply && !second.reply.body.includes('SecretDigest'));
    assert.match(second.reply.body, /cam-1/);
  });

  it('leaves the exchange itself as it was', async () => {
    const exchange = await createUsers(() => cannedReply('security-header-echoed').reply);
    const before = exchange.attempts.map(each => new TextDecoder().decode(each.requestBody));
    redactExchange(exchange);
    assert.deepEqual(
      exchange.attempts.map(each => new TextDecoder().decode(each.requestBody)),
      before,
    );
    assert.ok(before.every(each => each.startsWith(buildEnvelope({ body: '' }).slice(0, 60))));
  });
});

describe('redactJson', () => {
  it('hides whatever stands under the name of a secret, and nothing that only sounds like one', () => {
    const value = {
      User: [{ Username: 'a', Password: secret }],
      PSK: { Key: secret, Passphrase: secret },
      ClientSecret: { $text: secret, id: 'x' },
      VendorPassword: secret,
      KeyPair: secret,
      MaxPasswordLength: 64,
      UseDerivedPassword: false,
      PassphraseID: 'pass-1',
    };
    assert.deepEqual(redactJson(value, redactXml), {
      User: [{ Username: 'a', Password: redacted }],
      PSK: redacted,
      ClientSecret: redacted,
      VendorPassword: redacted,
      KeyPair: redacted,
      MaxPasswordLength: 64,
      UseDerivedPassword: false,
      PassphraseID: 'pass-1',
    });
  });

  it('looks into the XML of wildcards and into addresses', () => {
    const value = {
      $any: [`<v:Login><v:Password>${secret}</v:Password></v:Login>`],
      Uri: `rtsp://a:${secret}@h/1`,
    };
    assert.ok(!JSON.stringify(redactJson(value, redactXml)).includes(secret));
  });
});
