import assert from 'node:assert/strict';
import { redacted, redactText, redactXml } from '../../../src/extension/reporting/redaction';

describe('redaction', () => {
  it('replaces the text of secret elements, with or without prefix, attributes or CDATA', () => {
    for (const [xml, expected] of [
      ['<tt:Password>geheim</tt:Password>', `<tt:Password>${redacted}</tt:Password>`],
      ['<Password>geheim</Password>', `<Password>${redacted}</Password>`],
      [
        '<wsse:Password Type="a#PasswordDigest">geheim</wsse:Password>',
        `<wsse:Password Type="a#PasswordDigest">${redacted}</wsse:Password>`,
      ],
      [
        '<wsse:Nonce\n EncodingType="b">geheim==</wsse:Nonce >',
        `<wsse:Nonce\n EncodingType="b">${redacted}</wsse:Nonce >`,
      ],
      ['<a:Passphrase><![CDATA[ge<heim]]></a:Passphrase>', `<a:Passphrase>${redacted}</a:Passphrase>`],
    ]) {
      assert.equal(redactXml(xml!), expected);
    }
  });

  it('replaces a secret whose end was cut off', () => {
    assert.ok(!redactXml('<tt:Password>geheim').includes('geheim'));
  });

  it('leaves names alone that only contain a secret name', () => {
    const xml = '<tt:PasswordExpiry>7</tt:PasswordExpiry><tds:MaxPasswordLength>16</tds:MaxPasswordLength>';
    assert.equal(redactXml(xml), xml);
  });

  it('replaces credentials in header lines and in the user part of a URL', () => {
    assert.equal(
      redactText('Authorization: Digest username="a", response="b"'),
      `Authorization: ${redacted}`,
    );
    assert.equal(
      redactText('call http://admin:geheim@10.0.0.5/onvif failed'),
      `call http://${redacted}@10.0.0.5/onvif failed`,
    );
    assert.equal(redactText('call http://10.0.0.5/a@b'), 'call http://10.0.0.5/a@b');
  });
});
