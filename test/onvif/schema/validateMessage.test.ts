import assert from 'node:assert/strict';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { validateMessage, type MessageExpectation } from '../../../src/onvif/schema/validateMessage';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import { parseXml } from '../../../src/onvif/xml/reader';

const catalog = bundledCatalog();
const scope = (['env', 'tds', 'tt', 'tev', 'wsnt', 'wsa', 'wsse', 'wsu', 'xsi', 'xs', 'tns1'] as const)
  .map(prefix => `xmlns:${prefix}="${namespaces[prefix]}"`)
  .join(' ');

const envelope = (body: string, header = '') =>
  `<env:Envelope ${scope}>${header && `<env:Header>${header}</env:Header>`}<env:Body>${body}</env:Body></env:Envelope>`;

/** Each problem as `code "the text it is about": message`, warnings marked. */
function found(xml: string, expectation?: MessageExpectation): string[] {
  const document = parseXml(xml);
  assert.deepEqual(document.problems, []);
  return validateMessage(catalog, document, expectation).map(({ code, severity, message, range }) => {
    const text = xml.slice(range.start, range.end);
    return `${severity === 'error' ? '' : `${severity} `}${code} "${text}": ${message}`;
  });
}

const inBody = (body: string) => found(envelope(body));

describe('validateMessage', () => {
  it('takes a good request, a good reply and a fault', () => {
    assert.deepEqual(inBody('<tds:SetHostname><tds:Name>cam</tds:Name></tds:SetHostname>'), []);
    assert.deepEqual(inBody('<tds:SetHostnameResponse/>'), []);
    assert.deepEqual(
      inBody(
        '<env:Fault><env:Code><env:Value>env:Sender</env:Value><env:Subcode><env:Value>tds:x</env:Value></env:Subcode></env:Code>' +
          '<env:Reason><env:Text xml:lang="en">no</env:Text></env:Reason></env:Fault>',
      ),
      [],
    );
  });

  it('asks for a SOAP 1.2 envelope with one known element in its body', () => {
    assert.deepEqual(inBody(''), [
      'onvif.body-content "env:Body": The body is empty; the element of a request or reply was expected.',
    ]);
    assert.deepEqual(inBody('<tds:GetHostname/><tds:GetDNS/>'), [
      'onvif.body-content "tds:GetDNS": The body has one element; this is one more.',
    ]);
    assert.deepEqual(inBody('<tds:GetHostnam/>'), [
      'onvif.unknown-operation "tds:GetHostnam": The Device Management service has no operation with tds:GetHostnam; did you mean GetHostname?',
    ]);
    assert.deepEqual(inBody('<v:Blink xmlns:v="urn:v"/>'), [
      'onvif.unknown-operation "v:Blink": No service has an operation with v:Blink.',
    ]);
    assert.deepEqual(inBody('<wsa:To>urn:a</wsa:To>'), [
      'onvif.not-a-message "wsa:To": wsa:To is no request and no reply of any operation.',
    ]);
    assert.deepEqual(found(`<tds:GetHostname ${scope}/>`), [
      'onvif.not-an-envelope "tds:GetHostname": The root element is tds:GetHostname, not a SOAP 1.2 envelope.',
    ]);
    assert.deepEqual(
      found(
        `<s:Envelope xmlns:s="${namespaces.soap11}"><s:Body><GetHostname xmlns="${namespaces.tds}"/></s:Body></s:Envelope>`,
      ),
      ['onvif.soap-version "s:Envelope": This is a SOAP 1.1 envelope; ONVIF speaks SOAP 1.2.'],
    );
    assert.equal(validateMessage(catalog, parseXml(''))[0]?.code, 'onvif.no-message');
    assert.deepEqual(
      found(`<env:Envelope ${scope}><env:Header/></env:Envelope>`).map(each => each.split(' ')[0]),
      ['cvc-complex-type.2.4.b'],
    );
  });

  it('takes the messages of discovery', () => {
    assert.deepEqual(
      inBody(
        `<d:Probe xmlns:d="${namespaces.d}"><d:Types xmlns:dn="${namespaces.dn}">dn:X tds:Device</d:Types></d:Probe>`,
      ),
      [],
    );
  });

  it('holds a message against the operation it must belong to', () => {
    const operation = catalog.operation('tds:GetHostname');
    assert.ok(operation);
    assert.deepEqual(found(envelope('<tds:GetHostname/>'), { operation, direction: 'request' }), []);
    assert.deepEqual(found(envelope('<tds:GetHostname/>'), { operation, direction: 'reply' }), [
      'onvif.other-operation "tds:GetHostname": tds:GetHostname is a request; a reply was expected.',
    ]);
    assert.deepEqual(found(envelope('<tds:SetHostnameResponse/>'), { operation }), [
      'onvif.other-operation "tds:SetHostnameResponse": tds:SetHostnameResponse belongs to tds:SetHostname, not to tds:GetHostname.',
    ]);
  });

  it('judges header blocks', () => {
    const header = '<wsa:Action>urn:a</wsa:Action><wsse:Security><wsse:UsernameToken/></wsse:Security>';
    assert.deepEqual(found(envelope('<tds:GetHostname/>', header)), [
      'cvc-complex-type.2.4.b "wsse:UsernameToken": wsse:Username is missing in wsse:UsernameToken.',
    ]);
  });

  it('names what is missing, surplus, misspelt, misplaced or in the wrong namespace', () => {
    assert.deepEqual(inBody('<tds:SetHostname/>'), [
      'cvc-complex-type.2.4.b "tds:SetHostname": tds:Name is missing in tds:SetHostname.',
    ]);
    assert.deepEqual(inBody('<tds:SetHostname><tds:Name/><tds:Name/></tds:SetHostname>'), [
      'cvc-complex-type.2.4.d "tds:Name": tds:Name may not stand here again: nothing more is expected.',
    ]);
    assert.deepEqual(inBody('<tds:SetHostname><tds:Nmae/></tds:SetHostname>'), [
      'cvc-complex-type.2.4.a "tds:Nmae": tds:Nmae is not an element of tds:SetHostname; did you mean tds:Name?',
    ]);
    assert.deepEqual(
      inBody(
        '<tds:CreateUsers><tds:User><tt:UserLevel>User</tt:UserLevel><tt:Username>a</tt:Username></tds:User></tds:CreateUsers>',
      ),
      ['cvc-complex-type.2.4.a "tt:Username": tt:Username must stand before tt:UserLevel.'],
    );
    assert.deepEqual(inBody('<tds:SetHostname><tt:Name/></tds:SetHostname>'), [
      `cvc-complex-type.2.4.a "tt:Name": tt:Name is in the namespace ${namespaces.tt}; tds:Name was expected here, in the namespace ${namespaces.tds}.`,
    ]);
    assert.deepEqual(
      inBody('<tds:CreateUsers><tds:User><tt:UserLevel>User</tt:UserLevel></tds:User></tds:CreateUsers>'),
      ['cvc-complex-type.2.4.a "tt:UserLevel": tt:Username is missing before tt:UserLevel.'],
    );
  });

  it('judges values, and says what was likely meant', () => {
    assert.deepEqual(inBody('<tds:SetNTP><tds:FromDHCP> yes </tds:FromDHCP></tds:SetNTP>'), [
      'cvc-datatype-valid.1.2.1 "yes": The value "yes" of tds:FromDHCP is not true or false; did you mean true?',
    ]);
    assert.deepEqual(
      inBody(
        '<tds:CreateUsers><tds:User><tt:Username>a</tt:Username><tt:UserLevel>administrator</tt:UserLevel></tds:User></tds:CreateUsers>',
      ),
      [
        'cvc-enumeration-valid "administrator": The value "administrator" of tt:UserLevel is not one of Administrator, Operator, User, Anonymous, Extended; did you mean Administrator?',
      ],
    );
  });

  it('judges attributes', () => {
    const security = (attributes: string) =>
      inBody(
        `<tds:GetServiceCapabilitiesResponse><tds:Capabilities><tds:Network/><tds:Security ${attributes}/><tds:System/></tds:Capabilities></tds:GetServiceCapabilitiesResponse>`,
      );
    assert.deepEqual(security('MaxUsers="8" HttpDigest="true"'), []);
    assert.deepEqual(security('MaxUsers="many"'), [
      'cvc-datatype-valid.1.2.1 "many": The value "many" of the attribute MaxUsers is not a whole number of 32 bits.',
    ]);
    assert.deepEqual(security('MaxUser="8"'), [
      'warning onvif.unknown-attribute "MaxUser": ONVIF 26.06 does not know the attribute MaxUser of tds:Security: misspelt, misplaced or newer; did you mean MaxUsers?',
    ]);
    assert.deepEqual(inBody('<tds:SetHostname a="1"><tds:Name/></tds:SetHostname>'), [
      'cvc-complex-type.3.2.2 "a": tds:SetHostname has no attribute a.',
    ]);
    assert.deepEqual(inBody('<tds:SetHostname><tds:Name a="1"/></tds:SetHostname>'), [
      'cvc-type.3.1.1 "a": tds:Name has no attribute a.',
    ]);
  });

  it('warns of an element in a known namespace that only a wildcard lets through', () => {
    const service = (extra: string) =>
      inBody(
        `<tds:GetServicesResponse><tds:Service><tds:Namespace>urn:a</tds:Namespace><tds:XAddr>urn:a</tds:XAddr><tds:Version><tt:Major>1</tt:Major><tt:Minor>0</tt:Minor></tds:Version>${extra}</tds:Service></tds:GetServicesResponse>`,
      );
    assert.deepEqual(service('<v:New xmlns:v="urn:v"><v:a/></v:New>'), []);
    assert.deepEqual(service('<tds:Newer/>'), [
      'warning onvif.unknown-element "tds:Newer": ONVIF 26.06 does not know tds:Newer here: misspelt, misplaced or newer.',
    ]);
    assert.deepEqual(service('<tds:XAddr>urn:b</tds:XAddr>'), [
      'onvif.misplaced-element "tds:XAddr": tds:XAddr stands here more often than it may.',
    ]);
    assert.deepEqual(service('<tds:GetUsersResponse><tds:User/></tds:GetUsersResponse>'), [
      'cvc-complex-type.2.4.b "tds:User": tt:Username and tt:UserLevel are missing in tds:User.',
    ]);
  });

  it('knows xsi:nil and xsi:type', () => {
    const pull = (time: string) =>
      inBody(`<tev:CreatePullPointSubscription>${time}</tev:CreatePullPointSubscription>`);
    assert.deepEqual(pull('<tev:InitialTerminationTime xsi:nil="true"/>'), []);
    assert.deepEqual(pull('<tev:InitialTerminationTime xsi:nil="true">PT1M</tev:InitialTerminationTime>'), [
      'cvc-elt.3.2.1 "PT1M": An element with xsi:nil="true" must be empty.',
    ]);
    assert.deepEqual(inBody('<tds:SetHostname><tds:Name xsi:nil="true"/></tds:SetHostname>'), [
      'cvc-elt.3.1 "xsi:nil": tds:Name cannot be nil.',
    ]);
    assert.deepEqual(
      inBody('<tds:SetHostname><tds:Name xsi:type="xs:NCName">cam</tds:Name></tds:SetHostname>'),
      [],
    );
    assert.deepEqual(inBody('<tds:SetHostname><tds:Name xsi:type="xs:int">1</tds:Name></tds:SetHostname>'), [
      'cvc-elt.4.3 "xs:int": The type xs:int is not derived from xs:token.',
    ]);
    assert.deepEqual(
      inBody('<tds:SetHostname><tds:Name xsi:type="tt:Nothing">1</tds:Name></tds:SetHostname>'),
      ['cvc-elt.4.2 "tt:Nothing": There is no type tt:Nothing.'],
    );
  });

  it('sees ids given twice', () => {
    const ids = '<wsse:Security wsu:Id="a"/><wsa:To wsu:Id="a">urn:a</wsa:To>';
    assert.deepEqual(found(envelope('<tds:GetHostname/>', ids)), [
      'cvc-id.2 "a": The id a is already given to another element.',
    ]);
  });

  it('finds each of several mistakes where it is', () => {
    const codes = inBody(
      '<tds:CreateUsers><tds:User><tt:Usernam>a</tt:Usernam><tt:UserLevel>Boss</tt:UserLevel></tds:User>stray<tds:Usr/></tds:CreateUsers>',
    ).map(each => each.split(':')[0]);
    assert.deepEqual(codes, [
      'cvc-complex-type.2.4.a "tt',
      'cvc-enumeration-valid "Boss"',
      'cvc-complex-type.2.3 "stray"',
      'cvc-complex-type.2.4.a "tds',
      'cvc-complex-type.2.4.b "tds',
    ]);
  });

  it('stops listing after 200 problems and says so', () => {
    const problems = inBody(`<tds:SetScopes>${'<tds:Scop>%</tds:Scop>'.repeat(500)}</tds:SetScopes>`);
    assert.equal(problems.length, 201);
    assert.ok(problems.some(each => each.startsWith('onvif.too-many-problems')));
  });
});
