import assert from 'node:assert/strict';
import {
  canonicalEndpoint,
  readCapabilities,
  readEndpointReference,
  readInformation,
  readScopes,
  readServices,
  readUsers,
  scopeValue,
} from '../../../src/onvif/device/deviceReplies';
import { parseXml } from '../../../src/onvif/xml/reader';

const namespaces =
  'xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

function reply(name: string, content: string) {
  const { root } = parseXml(`<tds:${name} ${namespaces}>${content}</tds:${name}>`);
  assert.ok(root);
  return root;
}

describe('what a device tells of itself', () => {
  it('is its information, empty where a member is missing', () => {
    const content = '<tds:Manufacturer>ACME &amp; Co</tds:Manufacturer><tds:Model> M1 </tds:Model>';
    assert.deepEqual(readInformation(reply('GetDeviceInformationResponse', content)), {
      manufacturer: 'ACME & Co',
      model: 'M1',
      firmwareVersion: '',
      serialNumber: '',
      hardwareId: '',
    });
  });

  it('is its scopes, in order', () => {
    const scope = (item: string) =>
      `<tds:Scopes><tt:ScopeDef>Fixed</tt:ScopeDef><tt:ScopeItem>${item}</tt:ScopeItem></tds:Scopes>`;
    const content = scope('onvif://www.onvif.org/name/a') + '<tds:Scopes/>' + scope('\n onvif://b ');
    assert.deepEqual(readScopes(reply('GetScopesResponse', content)), [
      'onvif://www.onvif.org/name/a',
      'onvif://b',
    ]);
  });

  it('is its users', () => {
    const content =
      '<tds:User><tt:Username>admin</tt:Username><tt:UserLevel>Administrator</tt:UserLevel></tds:User>';
    assert.deepEqual(readUsers(reply('GetUsersResponse', content)), [
      { username: 'admin', level: 'Administrator' },
    ]);
    assert.deepEqual(readUsers(reply('GetUsersResponse', '')), []);
  });

  it('is its services, with the version as ONVIF writes it', () => {
    const service = (minor: string) =>
      `<tds:Service><tds:Namespace>http://www.onvif.org/ver10/events/wsdl</tds:Namespace><tds:XAddr>http://gate/e</tds:XAddr>
        <tds:Version><tt:Major>26</tt:Major><tt:Minor>${minor}</tt:Minor></tds:Version></tds:Service>`;
    const [first, second] = readServices(
      reply('GetServicesResponse', service('6') + service('12') + '<tds:Service/>'),
    );
    assert.deepEqual(first, {
      namespace: 'http://www.onvif.org/ver10/events/wsdl',
      version: '26.06',
      xaddr: 'http://gate/e',
    });
    assert.equal(second?.version, '26.12');
  });

  it('is the services of GetCapabilities where there is no GetServices', () => {
    const content = `<tds:Capabilities>
      <tt:Device><tt:XAddr>http://gate/device</tt:XAddr></tt:Device>
      <tt:Events><tt:XAddr>http://gate/events</tt:XAddr></tt:Events>
      <tt:Extension><tt:DeviceIO><tt:XAddr>http://gate/io</tt:XAddr></tt:DeviceIO></tt:Extension>
    </tds:Capabilities>`;
    assert.deepEqual(
      readCapabilities(reply('GetCapabilitiesResponse', content)).map(each => [each.namespace, each.xaddr]),
      [
        ['http://www.onvif.org/ver10/device/wsdl', 'http://gate/device'],
        ['http://www.onvif.org/ver10/events/wsdl', 'http://gate/events'],
        ['http://www.onvif.org/ver10/deviceIO/wsdl', 'http://gate/io'],
      ],
    );
  });

  it('is its endpoint reference in any spelling, or none where it is nil', () => {
    const uuid = '1419D68A-1DD2-11B2-A105-000000000000';
    const expected = 'urn:uuid:1419d68a-1dd2-11b2-a105-000000000000';
    for (const written of [uuid, `urn:uuid:${uuid}`, `uuid:${uuid}`, `{${uuid}}`]) {
      const content = `<tds:GUID>${written}</tds:GUID>`;
      assert.equal(readEndpointReference(reply('GetEndpointReferenceResponse', content)), expected);
    }
    assert.equal(readEndpointReference(reply('X', '<tds:GUID xsi:nil="true"/>')), undefined);
    assert.equal(canonicalEndpoint(' http://gate/epr '), 'http://gate/epr');
  });

  it('has names in its scopes, percent-encoded', () => {
    const scopes = ['onvif://www.onvif.org/name/Front%20gate', 'onvif://www.onvif.org/name/other'];
    assert.equal(scopeValue(scopes, 'name'), 'Front gate');
    assert.equal(scopeValue(scopes, 'hardware'), undefined);
    assert.equal(scopeValue(['onvif://www.onvif.org/name/100%'], 'name'), '100%');
  });
});
