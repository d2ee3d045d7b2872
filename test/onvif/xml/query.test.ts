import assert from 'node:assert/strict';
import { namespaces, usualPrefix, wellKnownNamespace } from '../../../src/onvif/xml/namespaces';
import {
  attributeOf,
  childNamed,
  childOf,
  childrenOf,
  descend,
  elementsOf,
  isNamed,
  qnameOf,
  rawTextOf,
  textOf,
} from '../../../src/onvif/xml/query';
import { parseXml } from '../../../src/onvif/xml/reader';

const root = parseXml(
  '<a xmlns="urn:d" xmlns:p="urn:p" p:x="1" x="2"><b> one <!-- c --><![CDATA[two]]> </b><p:b>three</p:b><b/><c><b><b>deep</b></b></c></a>',
).root!;

describe('queries', () => {
  it('find children by namespace and local name', () => {
    assert.equal(textOf(childOf(root, 'urn:p', 'b')), 'three');
    assert.equal(childOf(root, '', 'b'), undefined);
    assert.equal(childrenOf(root).length, 4);
    assert.equal(childrenOf(root, 'urn:d', 'b').length, 2);
    assert.equal(childrenOf(root, 'urn:p').length, 1);
    assert.equal(textOf(childNamed(root, 'b')), 'one two');
    assert.equal(textOf(descend(root, 'urn:d', 'c', 'b', 'b')), 'deep');
    assert.equal(descend(root, 'urn:d', 'c', 'x', 'b'), undefined);
  });

  it('give text whole or trimmed, and nothing of no element', () => {
    const b = childOf(root, 'urn:d', 'b');
    assert.equal(rawTextOf(b), ' one two ');
    assert.equal(textOf(b), 'one two');
    assert.equal(rawTextOf(undefined), '');
  });

  it('find attributes, the unprefixed ones in no namespace', () => {
    assert.equal(attributeOf(root, 'x'), '2');
    assert.equal(attributeOf(root, 'x', 'urn:p'), '1');
    assert.equal(attributeOf(root, 'x', 'urn:d'), undefined);
  });

  it('resolve QNames in content', () => {
    assert.deepEqual(qnameOf(root, ' p:Name '), { namespace: 'urn:p', local: 'Name' });
    assert.deepEqual(qnameOf(root, 'Name'), { namespace: 'urn:d', local: 'Name' });
    for (const bad of ['q:Name', ':Name', 'p:', 'p:a:b', ''])
      assert.equal(qnameOf(root, bad), undefined, bad);
  });

  it('walk all elements in document order', () => {
    assert.deepEqual([...elementsOf(root)].map(each => each.local).join(' '), 'a b b b c b b');
    assert.ok(isNamed(root, 'urn:d', 'a') && !isNamed(root, '', 'a'));
  });
});

describe('well-known namespaces', () => {
  it('have one usual prefix each, and it leads back', () => {
    const names = Object.values(namespaces);
    assert.equal(new Set(names).size, names.length);
    for (const [prefix, namespace] of Object.entries(namespaces)) {
      assert.equal(wellKnownNamespace(prefix), namespace);
      assert.equal(usualPrefix(namespace), prefix);
    }
  });

  it('know the prefixes that devices use besides', () => {
    for (const prefix of ['s', 'soap', 'SOAP-ENV', 'soapenv'])
      assert.equal(wellKnownNamespace(prefix), namespaces.env);
    assert.equal(wellKnownNamespace('wsa5'), namespaces.wsa);
    assert.equal(wellKnownNamespace('constructor'), undefined);
  });
});
