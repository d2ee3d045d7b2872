import assert from 'node:assert/strict';
import format from 'xml-formatter';
import { exchangeText } from '../../../src/extension/calls/exchangeText';
import { formatXml } from '../../../src/extension/calls/xmlFormat';
import { OnvifError } from '../../../src/onvif/base/onvifError';
import type { HttpReply } from '../../../src/onvif/http/transport';
import type { Exchange, ExchangeOutcome } from '../../../src/onvif/soap/exchange';
import { parseXml } from '../../../src/onvif/xml/reader';

const hostname =
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><a>x</a></s:Body></s:Envelope>';

function reply(body: string, over: Partial<HttpReply> = {}): HttpReply {
  return {
    status: 200,
    reason: 'OK',
    headers: [],
    body: new TextEncoder().encode(body),
    truncated: false,
    reused: false,
    findings: [],
    ...over,
  };
}

function exchange(
  http: HttpReply | undefined,
  outcome: ExchangeOutcome,
  over: Partial<Exchange> = {},
): Exchange {
  const error = new OnvifError('timeout', 'The device did not answer within 5 s.');
  return {
    id: '1',
    origin: 'user',
    operation: 'tds:GetHostname',
    url: 'http://10.0.0.5/onvif/device_service',
    startedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    duration: 12.4,
    attempts: [
      {
        method: 'POST',
        url: 'http://10.0.0.5/onvif/device_service',
        requestHeaders: [['Authorization', 'Digest username="admin", response="c0ffee"']],
        requestBody: new Uint8Array(),
        auth: 'digest',
        result: http
          ? { kind: 'reply', reply: http, timing: { end: 12 } }
          : { kind: 'failure', error, timing: { end: 12 } },
      },
    ],
    outcome,
    findings: [],
    ...over,
  };
}

const replied = (): ExchangeOutcome => {
  const { root } = parseXml('<a/>');
  assert.ok(root);
  return { kind: 'reply', body: root };
};
const asIs = (xml: string) => xml;
const formatted = (xml: string) => formatXml(xml, format);

describe('exchangeText', () => {
  it('says operation, address, status, time and authentication before the reply', () => {
    const text = exchangeText(exchange(reply(hostname), replied()), asIs);
    assert.match(
      text,
      /^<!--\n {2}tds:GetHostname {2}http:\/\/10\.0\.0\.5\/onvif\/device_service\n {2}HTTP 200 OK · 12 ms · HTTP digest\n {2}2026-01-02T03:04:05\.000Z\n-->\n<s:Envelope/,
    );
    assert.ok(!text.includes('c0ffee'));
  });

  it('is well-formed XML also when the reply has a declaration or the words have hyphens', () => {
    const findings = [{ code: 'x--y', message: 'It sent -- and ends in -' }];
    const text = exchangeText(
      exchange(reply(`<?xml version="1.0" encoding="UTF-8"?>\r\n${hostname}`), replied(), { findings }),
      formatted,
    );
    const { root, problems } = parseXml(text);
    assert.deepEqual(problems, []);
    assert.equal(root?.local, 'Envelope');
    assert.ok(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<!--'));
    assert.match(text, /It sent - - and ends in -/);
  });

  it('puts a fault first, with its codes and reason', () => {
    const error = new OnvifError('fault', 'The device refused the token; correct it.');
    const fault = {
      code: 'Sender',
      subcodes: ['ter:InvalidArgVal', 'ter:NoConfig'],
      reason: 'no such token',
    };
    const text = exchangeText(
      exchange(reply(hostname, { status: 400, reason: '' }), {
        kind: 'fault',
        fault,
        httpStatus: 400,
        error,
      }),
      asIs,
    );
    assert.match(
      text,
      /^<!--\n {2}Fault: Sender \/ ter:InvalidArgVal \/ ter:NoConfig\n {2}The device refused the token; correct it\.\n\n/,
    );
    assert.match(text, /HTTP 400 · /);
  });

  it('is a comment alone when nothing came back', () => {
    const error = new OnvifError('timeout', 'The device did not answer within 5 s.');
    const text = exchangeText(exchange(undefined, { kind: 'failure', error }), formatted);
    assert.match(text, /^<!--\n {2}The device did not answer within 5 s\.\n[^]*-->\n$/);
    assert.ok(!text.includes('HTTP 200'));
  });

  it('redacts what a device should never have sent', () => {
    const leak = '<u xmlns:tt="urn:x"><tt:Username>a</tt:Username><tt:Password>geheim</tt:Password></u>';
    const text = exchangeText(exchange(reply(leak), replied()), formatted);
    assert.ok(!text.includes('geheim'));
    assert.ok(text.includes('<tt:Username>a</tt:Username>'));
  });

  it('shows what is no XML letter by letter', () => {
    const html = '<html><body>401 <br> no</body>';
    assert.ok(exchangeText(exchange(reply(html), replied()), formatted).endsWith(`\n${html}\n`));
  });
});

describe('formatXml', () => {
  it('indents elements and keeps short text on the line of its element', () => {
    assert.equal(formatted('<a><b>1</b><c><d/></c></a>'), '<a>\n  <b>1</b>\n  <c>\n    <d/>\n  </c>\n</a>');
  });

  it('refuses what is broken, very deep or very large', () => {
    assert.equal(formatted('<a><b></a>'), undefined);
    assert.equal(formatted('<a>'.repeat(5000) + '</a>'.repeat(5000)), undefined);
    assert.equal(formatted(`<a>${'x'.repeat(2_000_001)}</a>`), undefined);
  });
});
