import assert from 'node:assert/strict';
import { isOnvifError } from '../../../src/onvif/base/onvifError';
import type { JsonValue } from '../../../src/onvif/base/json';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { encodeElement } from '../../../src/onvif/schema/encode';
import { namespaces } from '../../../src/onvif/xml/namespaces';

const catalog = bundledCatalog();
const tds = 'xmlns:tds="http://www.onvif.org/ver10/device/wsdl"';
const tt = 'xmlns:tt="http://www.onvif.org/ver10/schema"';

function encode(key: string, value: JsonValue): string {
  const name = catalog.nameOf(key);
  assert.ok(name, key);
  return encodeElement(catalog, name, value);
}

function refusal(key: string, value: unknown): string {
  try {
    encode(key, value as JsonValue);
  } catch (error) {
    assert.ok(isOnvifError(error, 'invalidInput'), String(error));
    return error.message;
  }
  return assert.fail(`${key} ${JSON.stringify(value)} was not refused`);
}

describe('encodeElement', () => {
  it('writes children in schema order with every namespace on the root', () => {
    const xml = encode('tds:CreateUsers', {
      User: [{ UserLevel: 'Administrator', Password: 'a<b', Username: 'admin' }],
    });
    assert.equal(
      xml,
      `<tds:CreateUsers ${tds} ${tt}><tds:User><tt:Username>admin</tt:Username>` +
        '<tt:Password>a&lt;b</tt:Password><tt:UserLevel>Administrator</tt:UserLevel></tds:User></tds:CreateUsers>',
    );
  });

  it('writes attributes, and an empty element for an empty type', () => {
    assert.equal(encode('tds:GetHostname', {}), `<tds:GetHostname ${tds}/>`);
    assert.equal(
      encode('tds:SetNetworkInterfaces', {
        InterfaceToken: 'eth0',
        NetworkInterface: { MTU: 1400, IPv4: { DHCP: true } },
      }),
      `<tds:SetNetworkInterfaces ${tds} ${tt}><tds:InterfaceToken>eth0</tds:InterfaceToken><tds:NetworkInterface>` +
        '<tt:MTU>1400</tt:MTU><tt:IPv4><tt:DHCP>true</tt:DHCP></tt:IPv4></tds:NetworkInterface></tds:SetNetworkInterfaces>',
    );
  });

  it('keeps exact text exact', () => {
    assert.match(encode('tds:SetHostname', { Name: '00123' }), /<tds:Name>00123</);
    const xml = encode('tev:PullMessages', { Timeout: 'PT0060.500S', MessageLimit: 10 });
    assert.match(xml, /<tev:Timeout>PT0060.500S<.*<tev:MessageLimit>10</);
  });

  it('writes nil for null where the schema lets it', () => {
    assert.match(
      encode('tev:CreatePullPointSubscription', { InitialTerminationTime: null }),
      /<tev:InitialTerminationTime xsi:nil="true"\/>/,
    );
    assert.match(
      refusal('tds:SetHostname', { Name: null }),
      /^tds:SetHostname\.Name cannot be null; leave it out instead\.$/,
    );
  });

  it('takes any-content as XML and declares the known prefixes it uses', () => {
    const topic =
      '<wsnt:TopicExpression Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">' +
      'tns1:Monitoring/ProcessorUsage</wsnt:TopicExpression>';
    const xml = encode('tev:CreatePullPointSubscription', { Filter: { $any: [topic] } });
    assert.ok(xml.includes(topic));
    assert.ok(xml.includes(`xmlns:wsnt="${namespaces.wsnt}"`));
    assert.ok(xml.includes(`xmlns:tns1="${namespaces.tns1}"`));
  });

  it('refuses any-content that is not the XML of one element', () => {
    const path = 'tev:CreatePullPointSubscription.Filter.$any[0]';
    const filter = (xml: unknown) => refusal('tev:CreatePullPointSubscription', { Filter: { $any: [xml] } });
    assert.ok(filter('text').startsWith(path));
    assert.ok(filter('<a><b></a>').startsWith(path));
    assert.ok(filter('<a/><b/>').startsWith(path));
    assert.match(filter('<q:a/>'), /uses the prefix q without declaring it/);
    assert.match(filter({ a: 1 }), /must be the XML text of one element/);
  });

  it('writes names with a declared prefix', () => {
    const items = (type: string) =>
      encode('tan:GetSupportedRulesResponse', {
        SupportedRules: {
          RuleDescription: [
            {
              Name: 'tt:CellMotionDetector',
              Parameters: { SimpleItemDescription: [{ Name: 'a', Type: type }] },
            },
          ],
        },
      });
    assert.match(items('xs:integer'), /xmlns:xs="http:\/\/www\.w3\.org\/2001\/XMLSchema".*Type="xs:integer"/);
    assert.match(items('{urn:v}x'), /xmlns:n1="urn:v".*Type="n1:x"/);
    assert.match(items('{http://www.onvif.org/ver10/schema}Rectangle'), /Type="tt:Rectangle"/);
  });

  it('takes lists as arrays or text', () => {
    const capabilities = (value: JsonValue) =>
      encode('tds:GetServiceCapabilitiesResponse', {
        Capabilities: { Network: {}, Security: { HashingAlgorithms: value }, System: {} },
      });
    assert.match(capabilities(['MD5', 'SHA-256']), /HashingAlgorithms="MD5 SHA-256"/);
    assert.match(capabilities('MD5 SHA-256'), /HashingAlgorithms="MD5 SHA-256"/);
  });

  it('names the path of what is wrong', () => {
    const user = (value: unknown) =>
      refusal('tds:CreateUsers', { User: [{ Username: 'a', UserLevel: 'User' }, value] });
    assert.equal(user({ UserLevel: 'User' }), 'tds:CreateUsers.User[1].Username is missing.');
    assert.equal(
      user({ Username: 7, UserLevel: 'User' }),
      'tds:CreateUsers.User[1].Username must be text, not 7.',
    );
    assert.equal(
      user({ UserName: 'a', UserLevel: 'User' }),
      'tds:CreateUsers.User[1].UserName is not a field of it; did you mean Username?',
    );
    assert.equal(user('a'), 'tds:CreateUsers.User[1] must be an object, not "a".');
    assert.equal(refusal('tds:CreateUsers', { User: {} }), 'tds:CreateUsers.User must be a list.');
    assert.equal(refusal('tds:CreateUsers', { User: [] }), 'tds:CreateUsers.User is missing.');
    assert.equal(refusal('tds:CreateUsers', []), 'tds:CreateUsers must be an object, not a list.');
    assert.equal(
      refusal('tds:SetNTP', { FromDHCP: 'yes' }),
      'tds:SetNTP.FromDHCP must be true or false, not "yes".',
    );
    assert.equal(
      refusal('tev:PullMessages', { Timeout: 'PT1S', MessageLimit: 1.5 }),
      'tev:PullMessages.MessageLimit must be a whole number, not 1.5.',
    );
    assert.equal(
      refusal('tds:SetHostname', { Name: 'a\u0000' }),
      'tds:SetHostname.Name holds a character that XML cannot carry.',
    );
    assert.match(refusal('tds:SetHostname', { Name: 'a', constructor: 1 }), /constructor is not a field/);
  });

  it('refuses two branches of one choice, and none', () => {
    const command = (data: JsonValue) => ({ SerialData: data });
    assert.match(encode('tmd:SendReceiveSerialCommand', command({ Binary: 'AAAA' })), /<tmd:Binary>AAAA</);
    assert.equal(
      refusal('tmd:SendReceiveSerialCommand', command({ Binary: 'AAAA', String: 'a' })),
      'tmd:SendReceiveSerialCommand.SerialData.String cannot stand beside what is there: only one of a choice may.',
    );
    assert.equal(
      refusal('tmd:SendReceiveSerialCommand', command({})),
      'tmd:SendReceiveSerialCommand.SerialData needs one of Binary, String.',
    );
  });

  it('leaves values to validation', () => {
    assert.match(encode('tds:SetHostname', { Name: 'not_a_hostname' }), /not_a_hostname/);
    assert.match(
      encode('tds:SetUser', { User: [{ Username: 'a', UserLevel: 'Emperor' }] }),
      /<tt:UserLevel>Emperor</,
    );
  });

  it('refuses an element the catalog does not have', () => {
    assert.throws(
      () => encodeElement(catalog, { namespace: namespaces.tds, local: 'Nothing' }, {}),
      (error: unknown) => isOnvifError(error, 'invalidInput') && error.message.includes('tds:Nothing'),
    );
  });
});
