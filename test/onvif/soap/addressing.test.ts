import assert from 'node:assert/strict';
import { addressingHeader, readAddressing, readEndpointReference } from '../../../src/onvif/soap/addressing';
import { buildEnvelope, readEnvelope } from '../../../src/onvif/soap/envelope';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import { attributeOf, childNamed, childOf, childrenOf, textOf } from '../../../src/onvif/xml/query';
import { parseXml } from '../../../src/onvif/xml/reader';
import type { XmlElement } from '../../../src/onvif/xml/xmlNode';

const action = 'http://www.onvif.org/ver10/events/wsdl/PullPointSubscription/PullMessagesRequest';

function headerOf(xml: string): XmlElement {
  const reading = readEnvelope(buildEnvelope({ body: '<a/>', header: xml }));
  assert.deepEqual(reading.findings, []);
  assert.ok(reading.kind === 'message' && reading.header);
  return reading.header;
}

describe('WS-Addressing', () => {
  it('puts Action and To into the header, both to be understood', () => {
    const header = headerOf(addressingHeader({ action, to: 'http://192.168.1.20/sub?Idx=0&x=<1>' }));
    assert.deepEqual(
      childrenOf(header).map(each => each.local),
      ['Action', 'To'],
    );
    for (const block of childrenOf(header)) {
      assert.equal(block.namespace, 'http://www.w3.org/2005/08/addressing');
      assert.equal(attributeOf(block, 'mustUnderstand', namespaces.env), '1');
    }
    assert.equal(textOf(childOf(header, namespaces.wsa, 'To')), 'http://192.168.1.20/sub?Idx=0&x=<1>');
    assert.deepEqual(readAddressing(header), { action });
  });

  it('names the message and where the answer goes', () => {
    const header = headerOf(addressingHeader({ action, to: 'http://a/', messageId: 'urn:uuid:1' }));
    assert.equal(textOf(childOf(header, namespaces.wsa, 'MessageID')), 'urn:uuid:1');
    const replyTo = childOf(header, namespaces.wsa, 'ReplyTo')!;
    assert.equal(
      textOf(childOf(replyTo, namespaces.wsa, 'Address')),
      'http://www.w3.org/2005/08/addressing/anonymous',
    );
  });

  it('sends reference parameters back as they came, marked as such, whatever their prefixes', () => {
    const { root } = parseXml(
      '<r xmlns:wsa="urn:not-addressing" xmlns:w="http://www.w3.org/2005/08/addressing" xmlns:v="urn:vendor" xmlns="urn:default">' +
        '<w:Address> http://a/ </w:Address><w:ReferenceParameters>' +
        '<v:Id v:kind="x&amp;y">1<v:Sub>&lt;2</v:Sub></v:Id><Other type="v:T"/></w:ReferenceParameters></r>',
    );
    const { address, referenceParameters } = readEndpointReference(root!);
    assert.equal(address, 'http://a/');
    assert.equal(referenceParameters.length, 2);
    const header = headerOf(addressingHeader({ action, to: address, referenceParameters }));
    const id = childOf(header, 'urn:vendor', 'Id')!;
    assert.equal(textOf(id), '1');
    assert.equal(attributeOf(id, 'kind', 'urn:vendor'), 'x&y');
    assert.equal(textOf(childOf(id, 'urn:vendor', 'Sub')), '<2');
    const other = childOf(header, 'urn:default', 'Other')!;
    assert.equal(other.lookupNamespace('v'), 'urn:vendor');
    for (const parameter of [id, other])
      assert.equal(attributeOf(parameter, 'IsReferenceParameter', namespaces.wsa), 'true');
  });

  it('reads nothing where there is nothing', () => {
    assert.deepEqual(readEndpointReference(parseXml('<r/>').root!), { address: '', referenceParameters: [] });
    assert.deepEqual(readAddressing(undefined), {});
    const header = parseXml(
      `<h xmlns:w="${namespaces.wsa}"><w:Action> a </w:Action><w:RelatesTo>b</w:RelatesTo></h>`,
    ).root!;
    assert.deepEqual(readAddressing(header), { action: 'a', relatesTo: 'b' });
    assert.equal(childNamed(header, 'To'), undefined);
  });
});
