import assert from 'node:assert/strict';
import type { JsonValue } from '../../../src/onvif/base/json';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { decodeElement } from '../../../src/onvif/schema/decode';
import { encodeElement } from '../../../src/onvif/schema/encode';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import { parseXml } from '../../../src/onvif/xml/reader';

const catalog = bundledCatalog();
const tds = `xmlns:tds="${namespaces.tds}"`;
const tt = `xmlns:tt="${namespaces.tt}"`;

function decode(xml: string): JsonValue {
  const { root } = parseXml(xml);
  assert.ok(root);
  return decodeElement(catalog, root);
}

describe('decodeElement', () => {
  it('gives text exactly, numbers and booleans as such', () => {
    assert.deepEqual(
      decode(
        `<tds:GetDeviceInformationResponse ${tds}><tds:Manufacturer>Ä &amp; Co</tds:Manufacturer><tds:Model> M 1 </tds:Model>` +
          '<tds:FirmwareVersion>1.0</tds:FirmwareVersion><tds:SerialNumber>00123</tds:SerialNumber><tds:HardwareId/></tds:GetDeviceInformationResponse>',
      ),
      {
        Manufacturer: 'Ä & Co',
        Model: ' M 1 ',
        FirmwareVersion: '1.0',
        SerialNumber: '00123',
        HardwareId: '',
      },
    );
    assert.deepEqual(
      decode(
        `<tds:GetNetworkProtocolsResponse ${tds} ${tt}><tds:NetworkProtocols><tt:Name>HTTP</tt:Name>` +
          '<tt:Enabled> 1 </tt:Enabled><tt:Port>80</tt:Port></tds:NetworkProtocols></tds:GetNetworkProtocolsResponse>',
      ),
      { NetworkProtocols: [{ Name: 'HTTP', Enabled: true, Port: [80] }] },
    );
  });

  it('keeps what is no number as text', () => {
    const port = (text: string) =>
      decode(
        `<tds:GetNetworkProtocolsResponse ${tds} ${tt}><tds:NetworkProtocols><tt:Port>${text}</tt:Port></tds:NetworkProtocols></tds:GetNetworkProtocolsResponse>`,
      );
    assert.deepEqual(port('eighty'), { NetworkProtocols: [{ Port: ['eighty'] }] });
    assert.deepEqual(port('12345678901234567890'), {
      NetworkProtocols: [{ Port: ['12345678901234567890'] }],
    });
    assert.deepEqual(port('-0'), { NetworkProtocols: [{ Port: [0] }] });
  });

  it('keeps what only a wildcard admits, with its namespaces', () => {
    const value = decode(
      `<tds:GetServicesResponse ${tds} ${tt}><tds:Service><tds:Namespace>urn:x</tds:Namespace><tds:XAddr>http://192.0.2.1/</tds:XAddr>` +
        '<tds:Version><tt:Major>2</tt:Major><tt:Minor>50</tt:Minor></tds:Version>' +
        '<v:New xmlns:v="urn:v" v:a="tt:x"><v:b>1</v:b></v:New></tds:Service></tds:GetServicesResponse>',
    );
    assert.deepEqual(value, {
      Service: [
        {
          Namespace: 'urn:x',
          XAddr: 'http://192.0.2.1/',
          Version: { Major: 2, Minor: 50 },
          $any: [`<v:New xmlns:v="urn:v" ${tt} v:a="tt:x"><v:b>1</v:b></v:New>`],
        },
      ],
    });
  });

  it('keeps attributes that only a wildcard admits', () => {
    const value = decode(
      `<tds:GetHostnameResponse ${tds} ${tt} xmlns:v="urn:v"><tds:HostnameInformation v:since="1" __proto__="x"><tt:FromDHCP>false</tt:FromDHCP></tds:HostnameInformation></tds:GetHostnameResponse>`,
    ) as { HostnameInformation: { $attributes: object } };
    assert.deepEqual(Object.entries(value.HostnameInformation.$attributes), [
      ['{urn:v}since', '1'],
      ['__proto__', 'x'],
    ]);
  });

  it('keeps the namespaces of prefixes in a topic', () => {
    const value = decode(
      `<wsnt:Topic xmlns:wsnt="${namespaces.wsnt}" xmlns:x="${namespaces.tns1}" Dialect="urn:d">x:Device/x:Trigger</wsnt:Topic>`,
    );
    assert.deepEqual(value, {
      Dialect: 'urn:d',
      $text: 'x:Device/x:Trigger',
      $namespaces: { x: namespaces.tns1 },
    });
    assert.deepEqual(
      encodeElement(catalog, { namespace: namespaces.wsnt, local: 'Topic' }, value),
      `<wsnt:Topic xmlns:wsnt="${namespaces.wsnt}" xmlns:x="${namespaces.tns1}" Dialect="urn:d">x:Device/x:Trigger</wsnt:Topic>`,
    );
  });

  it('gives an address as text, and what else stands there when it does', () => {
    const reference = (attributes: string) =>
      decode(
        `<wsa:ReplyTo xmlns:wsa="${namespaces.wsa}"><wsa:Address${attributes}>urn:a</wsa:Address></wsa:ReplyTo>`,
      );
    assert.deepEqual(reference(''), { Address: 'urn:a' });
    assert.deepEqual(reference(' id="1"'), { Address: { $text: 'urn:a', $attributes: { id: '1' } } });
  });

  it('reads xsi:nil as null and keeps xsi:type', () => {
    const xsi = `xmlns:xsi="${namespaces.xsi}"`;
    assert.deepEqual(
      decode(
        `<wsnt:RenewResponse xmlns:wsnt="${namespaces.wsnt}" ${xsi}><wsnt:TerminationTime xsi:nil="true"/></wsnt:RenewResponse>`,
      ),
      { TerminationTime: null },
    );
    assert.deepEqual(
      decode(
        `<tds:GetHostnameResponse ${tds} ${tt} ${xsi} xmlns:q="${namespaces.tt}"><tds:HostnameInformation xsi:type="q:Date"><tt:Year>2026</tt:Year></tds:HostnameInformation></tds:GetHostnameResponse>`,
      ),
      { HostnameInformation: { $type: 'tt:Date', Year: 2026 } },
    );
  });

  it('understands a device that mistakes one ONVIF namespace for another, but no vendor', () => {
    const response = (prefix: string) =>
      decode(
        `<tds:GetHostnameResponse ${tds} ${tt} xmlns:v="urn:v"><${prefix}:HostnameInformation><tt:FromDHCP>true</tt:FromDHCP></${prefix}:HostnameInformation></tds:GetHostnameResponse>`,
      );
    assert.deepEqual(response('tt'), { HostnameInformation: { FromDHCP: true } });
    assert.ok('$any' in (response('v') as object));
  });

  it('takes children in any order and a surplus one as any-content', () => {
    assert.deepEqual(
      decode(
        `<tds:CreateUsers ${tds} ${tt}><tds:User><tt:UserLevel>User</tt:UserLevel><tt:Username>a</tt:Username><tt:Username>b</tt:Username></tds:User></tds:CreateUsers>`,
      ),
      { User: [{ UserLevel: 'User', Username: 'a', $any: [`<tt:Username ${tt}>b</tt:Username>`] }] },
    );
  });

  it('reads an element the catalog does not know as anything', () => {
    assert.deepEqual(decode('<x a="1"><y/>t</x>'), { $attributes: { a: '1' }, $any: ['<y/>'], $text: 't' });
    assert.deepEqual(decode('<x/>'), {});
  });

  it('gives names with the prefix of the catalog, whatever the document says', () => {
    assert.deepEqual(
      decode(
        `<d:ProbeMatches xmlns:d="${namespaces.d}" xmlns:a="${namespaces.wsadis}"><d:ProbeMatch><a:EndpointReference><a:Address>urn:a</a:Address><a:ServiceName xmlns:q="${namespaces.tds}">q:Device</a:ServiceName></a:EndpointReference><d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches>`,
      ),
      {
        ProbeMatch: [
          {
            EndpointReference: { Address: 'urn:a', ServiceName: { $text: 'tds:Device' } },
            MetadataVersion: 1,
          },
        ],
      },
    );
  });
});
