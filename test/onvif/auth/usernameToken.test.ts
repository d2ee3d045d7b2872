import assert from 'node:assert/strict';
import { SaxesParser } from 'saxes';
import { isLoginFault } from '../../../src/onvif/auth/loginFault';
import { passwordDigest, usernameToken } from '../../../src/onvif/auth/usernameToken';

const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const wsu = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const soap = 'http://www.w3.org/2003/05/soap-envelope';

describe('UsernameToken', () => {
  it('digests the password as in the example of ONVIF’s application programmer’s guide', () => {
    const nonce = Buffer.from('LKqI6G/AikKCQrN0zqZFlg==', 'base64');
    assert.equal(
      passwordDigest(nonce, '2010-09-16T07:50:45Z', 'userpassword'),
      'tuOSpGlFlIXsozq4HFNeeGeFLEI=',
    );
  });

  it('is well-formed and in the namespaces of WSS, whatever the user name holds', () => {
    const nonce = Buffer.from('LKqI6G/AikKCQrN0zqZFlg==', 'base64');
    const created = Date.UTC(2010, 8, 16, 7, 50, 45, 120);
    const username = 'a<b>&"\u00fc\r\'';
    const xml = usernameToken({ credentials: { username, password: 'p\u00e4ss' }, created, nonce });
    const texts = new Map<string, string>();
    const attributes: string[] = [];
    let open = '';
    const parser = new SaxesParser({ xmlns: true, additionalNamespaces: { s: soap } });
    parser.on('opentag', tag => {
      open = `{${tag.uri}}${tag.local}`;
      texts.set(open, '');
      attributes.push(
        ...Object.values(tag.attributes)
          .filter(each => each.prefix !== 'xmlns' && each.name !== 'xmlns')
          .map(each => `${tag.local} {${each.uri}}${each.local}=${each.value.replace(/^.*#/, '#')}`),
      );
    });
    parser.on('text', text => texts.set(open, (texts.get(open) ?? '') + text));
    parser.on('error', error => assert.fail(error.message));
    parser.write(xml).close();
    assert.deepEqual(Object.fromEntries(texts), {
      [`{${wsse}}Security`]: '',
      [`{${wsse}}UsernameToken`]: '',
      [`{${wsse}}Username`]: username,
      [`{${wsse}}Password`]: passwordDigest(nonce, '2010-09-16T07:50:45.120Z', 'p\u00e4ss'),
      [`{${wsse}}Nonce`]: 'LKqI6G/AikKCQrN0zqZFlg==',
      [`{${wsu}}Created`]: '2010-09-16T07:50:45.120Z',
    });
    assert.deepEqual(attributes, [
      `Security {${soap}}mustUnderstand=1`,
      'Password {}Type=#PasswordDigest',
      'Nonce {}EncodingType=#Base64Binary',
    ]);
  });
});

describe('a login fault', () => {
  const fault = (subcodes: string[], reason = '', code = 'Sender') => ({ code, subcodes, reason });

  it('is told by its subcode, whatever the prefix', () => {
    assert.ok(isLoginFault(fault(['ter:NotAuthorized'])));
    assert.ok(isLoginFault(fault(['ter:InvalidArgVal', 'ter:NotAuthorized'])));
    assert.ok(isLoginFault(fault(['wsse:FailedAuthentication'])));
    assert.ok(isLoginFault(fault([], '', 'wsse:FailedAuthentication')));
  });

  it('is told by its reason where there is no subcode', () => {
    assert.ok(isLoginFault(fault([], 'Sender not Authorized')));
    assert.ok(isLoginFault(fault([], 'Wsse authorized time check failed.')));
    assert.ok(isLoginFault(fault([], 'Authority failure')));
  });

  it('is not every fault', () => {
    assert.ok(!isLoginFault(fault(['ter:InvalidArgVal', 'ter:NoProfile'])));
    assert.ok(!isLoginFault(fault(['ter:ActionNotSupported'], 'not authorized')));
    assert.ok(!isLoginFault(fault([], "Method 'tds:X' not implemented")));
  });
});
