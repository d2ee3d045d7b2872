import assert from 'node:assert/strict';
import { anonymousAddress, deviceType, multicastTo } from '../../../src/onvif/discovery/messages';
import { readDiscoveryMessage } from '../../../src/onvif/discovery/readMessage';
import { writeDiscoveryMessage } from '../../../src/onvif/discovery/writeMessage';
import { discoveryNamespace as d, urn } from './datagrams';
import type { DiscoveryMessage, Target } from '../../../src/onvif/discovery/messages';

const header = { messageId: urn.answer, relatesTo: urn.probe, to: anonymousAddress };
const target: Target = {
  endpoint: urn.a,
  types: [deviceType, { namespace: 'urn:vendor', local: 'Thing' }],
  scopes: ['onvif://www.onvif.org/name/a&b', 'onvif://www.onvif.org/Profile/Q/Operational'],
  xaddrs: ['http://192.0.2.1/onvif/device_service?a=1&b=2', 'http://[fe80::1%25eth0]/onvif/device_service'],
  metadataVersion: 9,
};
const appSequence = { instanceId: 1_700_000_000, messageNumber: 3, sequenceId: 'urn:uuid:s' };

describe('writeDiscoveryMessage', () => {
  it('writes the Probe of the specification', () => {
    const probe = writeDiscoveryMessage({
      kind: 'probe',
      header: { messageId: urn.probe, to: multicastTo, replyTo: anonymousAddress },
      types: [deviceType],
      scopes: ['onvif://www.onvif.org/Profile/Q'],
      matchBy: `${d}/rfc3986`,
    });
    assert.equal(
      new TextDecoder().decode(probe),
      `<?xml version="1.0" encoding="UTF-8"?>` +
        `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" ` +
        `xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="${d}" ` +
        `xmlns:tds="http://www.onvif.org/ver10/device/wsdl"><s:Header><a:Action>${d}/Probe</a:Action>` +
        `<a:MessageID>${urn.probe}</a:MessageID><a:ReplyTo>` +
        `<a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>` +
        `<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header><s:Body><d:Probe>` +
        `<d:Types>tds:Device</d:Types><d:Scopes MatchBy="${d}/rfc3986">onvif://www.onvif.org/Profile/Q</d:Scopes>` +
        `</d:Probe></s:Body></s:Envelope>`,
    );
  });

  const messages: [action: string, message: DiscoveryMessage][] = [
    ['Hello', { kind: 'hello', header: { messageId: urn.answer, to: multicastTo, appSequence }, target }],
    ['Bye', { kind: 'bye', header: { messageId: urn.answer, to: multicastTo, appSequence }, target }],
    ['Probe', { kind: 'probe', header: { messageId: urn.probe }, types: [], scopes: [] }],
    [
      'ProbeMatches',
      {
        kind: 'probeMatches',
        header: { ...header, appSequence },
        matches: [target, { ...target, endpoint: urn.b, types: [], scopes: [], xaddrs: [] }],
      },
    ],
    ['Resolve', { kind: 'resolve', header: { messageId: urn.probe }, endpoint: urn.a }],
    ['ResolveMatches', { kind: 'resolveMatches', header, matches: [target] }],
    ['ResolveMatches', { kind: 'resolveMatches', header, matches: [] }],
    [
      'fault',
      {
        kind: 'fault',
        header,
        code: 'Sender',
        subcode: { namespace: d, local: 'MatchingRuleNotSupported' },
        reason: 'The matching rule is not supported',
        supportedMatchingRules: [`${d}/rfc3986`, `${d}/strcmp0`],
      },
    ],
  ];
  for (const [action, message] of messages) {
    it(`writes a ${action} that reads as the same message`, () => {
      const expected = { ...message, header: { action: `${d}/${action}`, ...message.header }, findings: [] };
      assert.deepEqual(readDiscoveryMessage(writeDiscoveryMessage(message)), expected);
    });
  }
});
