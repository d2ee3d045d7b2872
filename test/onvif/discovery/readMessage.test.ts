import assert from 'node:assert/strict';
import { isOnvif } from '../../../src/onvif/discovery/messages';
import { readDiscoveryMessage } from '../../../src/onvif/discovery/readMessage';
import { answerHeader, bytes, discoveryNamespace, envelope, probeMatches, target, urn } from './datagrams';
import type { ProbeMatches, ReceivedMessage } from '../../../src/onvif/discovery/messages';
import type { EnvelopeParts } from './datagrams';

const tds = 'http://www.onvif.org/ver10/device/wsdl';
const dn = 'http://www.onvif.org/ver10/network/wsdl';

function read(parts: EnvelopeParts): ReceivedMessage | undefined {
  return readDiscoveryMessage(bytes(envelope(parts)));
}

function readMatches(parts: EnvelopeParts): ProbeMatches & ReceivedMessage {
  const message = read(parts);
  assert.equal(message?.kind, 'probeMatches');
  return message;
}

const codes = (message: ReceivedMessage) => message.findings.map(each => each.code);

describe('readDiscoveryMessage', () => {
  it('reads a ProbeMatches with all its headers', () => {
    const message = readMatches({
      header: `${answerHeader()}<d:AppSequence InstanceId="1700000000" SequenceId="urn:x" MessageNumber="7"/>`,
      body: probeMatches(
        target({
          types: 'tds:Device dn:NetworkVideoTransmitter',
          scopes: '\n onvif://www.onvif.org/Profile/Q/FactoryDefault\t onvif://www.onvif.org/name/Cam%201 ',
          xaddrs: 'http://192.0.2.10/onvif/device_service https://192.0.2.10/onvif/device_service',
          metadataVersion: '42',
        }),
      ),
    });
    assert.deepEqual(message.header, {
      action: `${discoveryNamespace}/ProbeMatches`,
      messageId: urn.answer,
      relatesTo: urn.probe,
      to: 'http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous',
      appSequence: { instanceId: 1700000000, messageNumber: 7, sequenceId: 'urn:x' },
    });
    assert.deepEqual(message.matches, [
      {
        endpoint: urn.a,
        types: [
          { namespace: tds, local: 'Device' },
          { namespace: dn, local: 'NetworkVideoTransmitter' },
        ],
        scopes: ['onvif://www.onvif.org/Profile/Q/FactoryDefault', 'onvif://www.onvif.org/name/Cam%201'],
        xaddrs: ['http://192.0.2.10/onvif/device_service', 'https://192.0.2.10/onvif/device_service'],
        metadataVersion: 42,
      },
    ]);
    assert.deepEqual(message.findings, []);
  });

  it('reads every match of one datagram', () => {
    const body = probeMatches(target({ endpoint: urn.a }), target({ endpoint: urn.b }));
    assert.deepEqual(
      readMatches({ body }).matches.map(each => each.endpoint),
      [urn.a, urn.b],
    );
  });

  it('reads Hello and Bye, and a Bye that names nothing but its endpoint', () => {
    const hello = read({ body: `<d:Hello>${target({ metadataVersion: '3' })}</d:Hello>` });
    assert.equal(hello?.kind === 'hello' && hello.target.metadataVersion, 3);
    const reference = `<w:EndpointReference><w:Address> ${urn.b} </w:Address></w:EndpointReference>`;
    const bye = read({ body: `<d:Bye>${reference}</d:Bye>` });
    assert.deepEqual(bye?.kind === 'bye' && bye.target, {
      endpoint: urn.b,
      types: [],
      scopes: [],
      xaddrs: [],
      metadataVersion: 0,
    });
  });

  it('reads Probe, Resolve and ResolveMatches', () => {
    const probe = read({
      header: `<w:ReplyTo><w:Address>urn:back</w:Address></w:ReplyTo>`,
      body:
        `<d:Probe><d:Types>tds:Device</d:Types>` +
        `<d:Scopes MatchBy="${discoveryNamespace}/strcmp0">onvif://www.onvif.org/a onvif://www.onvif.org/b</d:Scopes></d:Probe>`,
    });
    assert.deepEqual(probe, {
      kind: 'probe',
      header: { replyTo: 'urn:back' },
      types: [{ namespace: tds, local: 'Device' }],
      scopes: ['onvif://www.onvif.org/a', 'onvif://www.onvif.org/b'],
      matchBy: `${discoveryNamespace}/strcmp0`,
      findings: [],
    });
    const empty = read({ body: `<d:Probe/>` });
    assert.deepEqual(empty, { kind: 'probe', header: {}, types: [], scopes: [], findings: [] });
    const reference = `<w:EndpointReference><w:Address>${urn.a}</w:Address></w:EndpointReference>`;
    const resolve = read({ body: `<d:Resolve>${reference}</d:Resolve>` });
    assert.equal(resolve?.kind === 'resolve' && resolve.endpoint, urn.a);
    const none = read({ body: `<d:ResolveMatches/>` });
    assert.deepEqual(none?.kind === 'resolveMatches' && none.matches, []);
    const one = read({
      body: `<d:ResolveMatches><d:ResolveMatch>${target()}</d:ResolveMatch></d:ResolveMatches>`,
    });
    assert.equal(one?.kind === 'resolveMatches' && one.matches[0]?.endpoint, urn.a);
  });

  it('reads the fault about a matching rule', () => {
    const fault = read({
      header: `<w:Action>${discoveryNamespace}/fault</w:Action><w:RelatesTo>${urn.probe}</w:RelatesTo>`,
      body:
        `<e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>d:MatchingRuleNotSupported</e:Value>` +
        `</e:Subcode></e:Code><e:Reason><e:Text xml:lang="en">no such rule</e:Text></e:Reason>` +
        `<e:Detail><d:SupportedMatchingRules>${discoveryNamespace}/rfc2396 ${discoveryNamespace}/strcmp0` +
        `</d:SupportedMatchingRules></e:Detail></e:Fault>`,
    });
    assert.deepEqual(fault, {
      kind: 'fault',
      header: { action: `${discoveryNamespace}/fault`, relatesTo: urn.probe },
      code: 'Sender',
      subcode: { namespace: discoveryNamespace, local: 'MatchingRuleNotSupported' },
      reason: 'no such rule',
      supportedMatchingRules: [`${discoveryNamespace}/rfc2396`, `${discoveryNamespace}/strcmp0`],
      findings: [],
    });
  });

  it('takes WS-Addressing of 2005/08 as well', () => {
    const message = readMatches({
      addressing: 'http://www.w3.org/2005/08/addressing',
      header: answerHeader(),
      body: probeMatches(target()),
    });
    assert.equal(message.header.relatesTo, urn.probe);
    assert.equal(message.matches[0]?.endpoint, urn.a);
  });

  it('takes the prefixes of DISCOVERY-2-1 however they are bound', () => {
    const message = readDiscoveryMessage(
      bytes(
        `<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Header>` +
          `<MessageID xmlns="http://schemas.xmlsoap.org/ws/2004/08/addressing">${urn.probe}</MessageID></Header>` +
          `<Body><Probe xmlns="${discoveryNamespace}"><Types xmlns:x="urn:nobody"><!-- one prefix, bound twice --></Types>` +
          `<x:Types xmlns:x="${discoveryNamespace}">ignored, the first counts</x:Types>` +
          `<Scopes>onvif://www.onvif.org</Scopes></Probe></Body></Envelope>`,
      ),
    );
    assert.deepEqual(message, {
      kind: 'probe',
      header: { messageId: urn.probe },
      types: [],
      scopes: ['onvif://www.onvif.org'],
      findings: [],
    });
  });

  describe('survives', () => {
    it('prefixes that nobody declared', () => {
      const text = envelope({
        header: answerHeader(),
        body: probeMatches(target({ types: 'dn:NetworkVideoTransmitter tds:Device vendor:Thing' })),
        declarations: '',
      }).replace(/xmlns:[wd]="[^"]*" /g, '');
      const message = readDiscoveryMessage(bytes(text));
      assert.equal(message?.kind, 'probeMatches');
      assert.equal(message.header.relatesTo, urn.probe);
      assert.deepEqual(message.matches[0]?.types, [
        { namespace: dn, local: 'NetworkVideoTransmitter' },
        { namespace: tds, local: 'Device' },
        { namespace: '', local: 'Thing' },
      ]);
      assert.ok(codes(message).includes('undeclared-prefix'));
    });

    it('empty and missing XAddrs, a MetadataVersion that is no number, an AppSequence without numbers', () => {
      const message = readMatches({
        header: `<d:AppSequence InstanceId="-1" MessageNumber="one"/>`,
        body: probeMatches(
          target({ xaddrs: '', metadataVersion: 'two' }),
          `<w:EndpointReference><w:Address>${urn.b}</w:Address></w:EndpointReference>`,
        ),
      });
      assert.equal(message.header.appSequence, undefined);
      assert.deepEqual(
        message.matches.map(each => [each.xaddrs, each.metadataVersion]),
        [
          [[], 0],
          [[], 0],
        ],
      );
    });

    it('addresses without a host, kept as written', () => {
      const message = readMatches({ body: probeMatches(target({ xaddrs: 'http:///onvif/device_service' })) });
      assert.deepEqual(message.matches[0]?.xaddrs, ['http:///onvif/device_service']);
    });

    it('a scope id in an IPv6 address, kept as written', () => {
      const xaddr = 'http://[fe80::1%25eth0]/onvif/device_service';
      const message = readMatches({ body: probeMatches(target({ xaddrs: xaddr })) });
      assert.deepEqual(message.matches[0]?.xaddrs, [xaddr]);
    });

    it('a wrong Action, a missing header, SOAP 1.1', () => {
      const wrong = readMatches({ header: '<w:Action>urn:wrong</w:Action>', body: probeMatches(target()) });
      assert.equal(wrong.header.action, 'urn:wrong');
      const text = envelope({
        soap: 'http://schemas.xmlsoap.org/soap/envelope/',
        body: probeMatches(target()),
      });
      const bare = readDiscoveryMessage(bytes(text.replace('<e:Header></e:Header>', '')));
      assert.deepEqual(bare?.header, {});
    });

    it('a message cut off in the middle of its addresses, without trusting half a word', () => {
      const whole = envelope({
        header: answerHeader(),
        body: probeMatches(
          target({ xaddrs: 'http://192.0.2.1/onvif/device_service http://192.0.2.100/onvif' }),
        ),
      });
      const message = readDiscoveryMessage(bytes(whole.slice(0, whole.indexOf('192.0.2.100') + 9)));
      assert.equal(message?.kind, 'probeMatches');
      assert.deepEqual(message.matches[0]?.xaddrs, ['http://192.0.2.1/onvif/device_service']);
      assert.ok(message.findings.length > 0, 'it says that the message is not whole');
    });

    it('a byte order mark, a NUL behind the end, text in UTF-16', () => {
      const text = envelope({ body: probeMatches(target()) });
      assert.equal(readDiscoveryMessage(bytes(`\ufeff${text}`))?.kind, 'probeMatches');
      assert.equal(readDiscoveryMessage(bytes(`${text}\0`))?.kind, 'probeMatches');
      const utf16 = Buffer.from(`\ufeff${text.replace('utf-8', 'utf-16')}`, 'utf16le');
      assert.equal(readDiscoveryMessage(utf16)?.kind, 'probeMatches');
    });
  });

  describe('gives undefined for', () => {
    const cases: Record<string, Uint8Array> = {
      nothing: new Uint8Array(),
      'random bytes': Uint8Array.from({ length: 600 }, (_, index) => (index * 167 + 13) % 256),
      'an SSDP answer': bytes('HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n\r\n'),
      'another XML document': bytes('<root/>'),
      'an envelope without a body': bytes('<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"/>'),
      'a SOAP message of another service': bytes(envelope({ body: '<tds:GetHostname/>' })),
      'a discovery body that is none of the six': bytes(envelope({ body: '<d:Greeting/>' })),
      'a document type with entities': bytes('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
      'a datagram of more than 32 KiB': bytes(
        envelope({ body: probeMatches(target()) + ' '.repeat(33_000) }),
      ),
    };
    for (const [name, data] of Object.entries(cases)) {
      it(name, () => assert.equal(readDiscoveryMessage(data), undefined));
    }
  });

  it('never throws and stays quick on a message broken at any place', () => {
    const whole = bytes(envelope({ header: answerHeader(), body: probeMatches(target(), target()) }));
    for (let at = 0; at < whole.length; at++) {
      readDiscoveryMessage(whole.subarray(0, at));
      const flipped = whole.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 0x0f;
      readDiscoveryMessage(flipped);
    }
    const deep = bytes(envelope({ body: '<d:x>'.repeat(5000) }));
    assert.ok(deep.length < 32 * 1024);
    const start = performance.now();
    assert.equal(readDiscoveryMessage(deep), undefined);
    assert.ok(performance.now() - start < 3000); // a few milliseconds on an idle machine
  });
});

describe('isOnvif', () => {
  const none = { endpoint: urn.a, types: [], scopes: [], xaddrs: [], metadataVersion: 1 };

  it('is false for a printer that answers the same Probe', () => {
    const message = readMatches({
      declarations: 'xmlns:wsdp="http://schemas.xmlsoap.org/ws/2006/02/devprof" xmlns:p="urn:printing"',
      body: probeMatches(
        `<w:EndpointReference><w:Address>${urn.b}</w:Address></w:EndpointReference>` +
          `<d:Types>wsdp:Device p:PrintDeviceType</d:Types><d:XAddrs>http://192.0.2.9:5357/wsd</d:XAddrs>` +
          `<d:MetadataVersion>1</d:MetadataVersion>`,
      ),
    });
    assert.equal(message.matches.length, 1);
    assert.equal(isOnvif(message.matches[0]!), false);
  });

  it('is true by any of types, scopes and address', () => {
    assert.equal(isOnvif({ ...none, types: [{ namespace: tds, local: 'Device' }] }), true);
    assert.equal(isOnvif({ ...none, types: [{ namespace: dn, local: 'NetworkVideoDisplay' }] }), true);
    assert.equal(isOnvif({ ...none, types: [{ namespace: '', local: 'NetworkVideoTransmitter' }] }), true);
    assert.equal(isOnvif({ ...none, scopes: ['onvif://www.onvif.org/name/x'] }), true);
    assert.equal(isOnvif({ ...none, xaddrs: ['http://192.0.2.7/onvif/device_service'] }), true);
  });

  it('is false for a bare Device, a foreign scope and nothing at all', () => {
    assert.equal(isOnvif(none), false);
    assert.equal(isOnvif({ ...none, types: [{ namespace: '', local: 'Device' }] }), false);
    assert.equal(isOnvif({ ...none, scopes: ['onvif://www.onvif.organic/x', 'ldap:///x'] }), false);
  });
});
