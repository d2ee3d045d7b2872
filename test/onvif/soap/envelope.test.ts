import assert from 'node:assert/strict';
import { buildEnvelope, readEnvelope, type EnvelopeReading } from '../../../src/onvif/soap/envelope';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import { childOf, textOf } from '../../../src/onvif/xml/query';
import { mutated, Seeded } from '../xml/generated';

const soap = (body: string, header = '') =>
  `<e:Envelope xmlns:e="${namespaces.env}" xmlns:ter="${namespaces.ter}" xmlns:t="urn:t">${header}<e:Body>${body}</e:Body></e:Envelope>`;

/** The kind, and what goes with it, in one line. */
function inWords(reading: EnvelopeReading): string {
  switch (reading.kind) {
    case 'message':
      return `message ${reading.body.local}`;
    case 'fault':
      return `fault ${[reading.fault.code, ...reading.fault.subcodes].join('/')}: ${reading.fault.reason}`;
    case 'notSoap':
      return `notSoap ${reading.reason}${reading.hint === undefined ? '' : ` ${reading.hint}`}`;
    case 'empty':
      return 'empty';
  }
}

const codes = (reading: EnvelopeReading) => reading.findings.map(each => each.code);

describe('buildEnvelope', () => {
  it('is read back as it was meant', () => {
    const text = buildEnvelope({
      body: '<t:A/>',
      header: '<t:H s:mustUnderstand="1"/>',
      namespaces: { t: 'urn:"t"&' },
    });
    const reading = readEnvelope(text);
    assert.ok(reading.kind === 'message');
    assert.deepEqual(reading.findings, []);
    assert.deepEqual([reading.body.local, reading.body.namespace], ['A', 'urn:"t"&']);
    assert.ok(childOf(reading.header!, 'urn:"t"&', 'H'));
    assert.equal(reading.parsed?.root?.namespace, namespaces.env);
  });

  it('has no header when there is none, and no blanks between tags', () => {
    assert.ok(!buildEnvelope({ body: '<a/>' }).includes('Header'));
    assert.ok(!buildEnvelope({ body: '<a/>', header: '' }).includes('Header'));
    assert.doesNotMatch(buildEnvelope({ body: '<a/>', header: '<b/>' }), />\s+</);
  });
});

describe('readEnvelope', () => {
  const rows: readonly [text: string, words: string, findings?: readonly string[]][] = [
    [soap('<t:A/>'), 'message A'],
    [soap('<!-- c -->\n<t:A/>\n'), 'message A'],
    [soap(''), 'empty'],
    [soap('', '<e:Header/>'), 'empty'],
    [soap('text'), 'empty'],
    ['', 'notSoap nothing'],
    [' \r\n\0', 'notSoap nothing'],
    ['Internal Server Error', 'notSoap notXml'],
    ['{"a": "<b>"}', 'notSoap otherXml b'],
    ['<html><head><title>Hi &amp; bye</title></head></html>', 'notSoap html Hi &amp; bye'],
    ['<!DOCTYPE html><HTML><br></HTML>', 'notSoap html'],
    ['<a><b/></a>', 'notSoap otherXml a'],
    // prefixes and namespaces of the envelope
    [
      '<SOAP-ENV:Envelope><SOAP-ENV:Body><tds:A/></SOAP-ENV:Body></SOAP-ENV:Envelope>',
      'message A',
      ['undeclared-prefix'],
    ],
    ['<x:Envelope xmlns:x="urn:x"><x:Body><x:A/></x:Body></x:Envelope>', 'message A', ['soap-namespace']],
    ['<Envelope><Body><A/></Body></Envelope>', 'message A', ['soap-namespace']],
    [`<Envelope xmlns="${namespaces.soap11}"><Body><A xmlns=""/></Body></Envelope>`, 'message A', ['soap11']],
    [`<e:Envelope xmlns:e="${namespaces.env}"/>`, 'empty', ['envelope-without-body']],
    // what is missing at the end
    [soap('<t:A/>').slice(0, -4), 'message A', ['unfinished-tag']],
    [
      soap('<t:A><t:B>1</t:B></t:A>').slice(0, soap('<t:A><t:B>1</t:B></t:A>').indexOf('</t:A>')),
      'notSoap brokenOff',
      ['unclosed-element'],
    ],
    [`<e:Envelope xmlns:e="${namespaces.env}"><e:Body>`, 'notSoap brokenOff', ['unclosed-element']],
    [`<e:Envelope xmlns:e="${namespaces.env}"><e:Header>`, 'notSoap brokenOff', ['unclosed-element']],
    // an element left open is a mistake in writing, not a reply broken off, while the envelope has its end
    [soap('<t:A><t:B>1</t:A>'), 'message A', ['unclosed-element']],
    [soap('<t:A>'), 'message A', ['unclosed-element']],
    // faults
    [soap('<e:Fault><e:Code><e:Value>e:Sender</e:Value></e:Code></e:Fault>'), 'fault Sender: '],
    [soap('<e:Fault/>'), 'fault Receiver: ', ['fault-without-code']],
    [
      soap(
        '<e:Fault><e:Code><e:Value>e:MustUnderstand</e:Value></e:Code><e:Reason><e:Text>a</e:Text></e:Reason></e:Fault>',
      ),
      'fault MustUnderstand: a',
    ],
    [
      soap(
        '<e:Fault><e:Code><e:Value>ter:Sender</e:Value><e:Subcode><e:Value> ter:A </e:Value></e:Subcode></e:Code><e:Reason>plain</e:Reason></e:Fault>',
      ),
      'fault Sender/ter:A: plain',
    ],
    [
      soap('<e:Fault><e:Code><e:Value>ter:NotAuthorized</e:Value></e:Code></e:Fault>'),
      'fault Sender/ter:NotAuthorized: ',
    ],
    [
      soap(
        '<e:Fault><e:Code><e:Value>e:Receiver</e:Value><e:Subcode><e:Value>t:Own</e:Value></e:Subcode></e:Code></e:Fault>',
      ),
      'fault Receiver/t:Own: ',
    ],
    [
      soap('<t:A/><e:Fault><e:Code><e:Value>e:Sender</e:Value></e:Code></e:Fault>'),
      'fault Sender: ',
      ['several-body-children'],
    ],
    [
      soap('<Fault><faultcode>Client.Authentication</faultcode><faultstring>x</faultstring></Fault>'),
      'fault Sender/ter:Authentication: x',
      ['soap11-fault'],
    ],
    [
      soap('<Fault><faultcode>e:Server</faultcode><faultstring>x</faultstring></Fault>'),
      'fault Receiver: x',
      ['soap11-fault'],
    ],
  ];
  for (const [text, words, findings = []] of rows) {
    it(`${words} of ${JSON.stringify(text.length > 90 ? `…${text.slice(-80)}` : text)}`, () => {
      const reading = readEnvelope(text);
      assert.equal(inWords(reading), words);
      assert.deepEqual(codes(reading), findings);
    });
  }

  it('says where the XML is wrong and how often', () => {
    const { findings } = readEnvelope(soap('<t:A>\n  1 & 2 & 3</t:A>'));
    assert.equal(findings.length, 1);
    assert.match(findings[0]!.message, /line 2, column 5: .*2 such places\.$/);
  });

  it('judges the Content-Type of bytes', () => {
    const bytes = new TextEncoder().encode(soap('<t:A/>'));
    const found = (contentType?: string) =>
      codes(readEnvelope(bytes, contentType === undefined ? {} : { contentType }));
    assert.deepEqual(found('application/soap+xml; charset=utf-8'), []);
    assert.deepEqual(found('Application/SOAP+XML;charset="UTF-8";action="urn:a"'), []);
    assert.deepEqual(found('application/soap+xml; charset=utf-8;'), ['content-type-semicolon']);
    assert.deepEqual(found('text/xml;'), ['content-type-not-soap', 'content-type-semicolon']);
    assert.deepEqual(found(), ['content-type-missing']);
  });

  it('reads UTF-16 and the charset of the Content-Type', () => {
    const text = soap('<t:A>ü</t:A>');
    const utf16 = readEnvelope(Buffer.from(`\ufeff${text}`, 'utf16le'), {
      contentType: 'application/soap+xml; charset=utf-16',
    });
    assert.ok(utf16.kind === 'message');
    assert.equal(textOf(utf16.body), 'ü');
    const latin1 = readEnvelope(Buffer.from(text, 'latin1'), {
      contentType: 'application/soap+xml; charset=ISO-8859-1',
    });
    assert.ok(latin1.kind === 'message');
    assert.equal(textOf(latin1.body), 'ü');
  });

  it('takes the root part of a multipart without attachments as a plain message', () => {
    const body = `--b\r\nContent-Type: application/xop+xml\r\n\r\n${soap('<t:A/>')}\r\n--b--\r\n`;
    const reading = readEnvelope(Buffer.from(body), { contentType: 'multipart/related; boundary=b' });
    assert.equal(inWords(reading), 'message A');
    assert.deepEqual(reading.findings, []);
  });

  it('refuses what goes past the limits', () => {
    assert.equal(
      inWords(readEnvelope(soap('<t:A><t:B/></t:A>'), { limits: { elements: 3 } })),
      'notSoap tooLarge',
    );
    assert.equal(inWords(readEnvelope(soap('<a>'.repeat(100_000)))), 'notSoap tooLarge');
  });

  it('never throws: 5 000 broken envelopes, as text and as bytes', () => {
    const random = new Seeded(11);
    for (let i = 0; i < 5_000; i++) {
      const inner = mutated(random);
      const text =
        random.below(2) === 0 ? inner : soap(`<e:Fault>${inner}</e:Fault>`).slice(random.below(20));
      const source =
        random.below(2) === 0 ? text : Buffer.from(text, random.below(4) === 0 ? 'latin1' : 'utf8');
      const reading = readEnvelope(source, {
        contentType: random.pick([
          '',
          'application/soap+xml',
          'multipart/related; boundary=a',
          'x; charset=???',
        ]),
      });
      assert.ok(inWords(reading).length > 0);
    }
  });
});
