import assert from 'node:assert/strict';
import { attributeOf, childOf, rawTextOf } from '../../../src/onvif/xml/query';
import { parseXml } from '../../../src/onvif/xml/reader';
import { escapeAttribute, escapeText, writeElement, XmlWriter } from '../../../src/onvif/xml/writer';
import type { XmlElement } from '../../../src/onvif/xml/xmlNode';
import { Seeded } from './generated';

function rootOf(xml: string): XmlElement {
  const { root, problems } = parseXml(xml);
  assert.deepEqual(problems, [], xml);
  assert.ok(root);
  return root;
}

describe('the XML writer', () => {
  it('carries every text through the reader unchanged', () => {
    const random = new Seeded(9);
    const pieces = [
      'a',
      '&',
      '<',
      '>',
      '"',
      "'",
      ']]>',
      '&amp;',
      '\n',
      '\r',
      '\r\n',
      '\t',
      ' ',
      'é',
      '😀',
      '\u00a0',
      '\u2028',
    ];
    for (let i = 0; i < 500; i++) {
      const text = Array.from({ length: random.below(8) }, () => random.pick(pieces)).join('');
      const root = rootOf(`<a b="${escapeAttribute(text)}">${escapeText(text)}</a>`);
      assert.equal(rawTextOf(root), text);
      assert.equal(attributeOf(root, 'b'), text);
    }
  });

  it('replaces what no XML can carry', () => {
    assert.equal(escapeText('a\0b\ud83dc\uffff'), 'a\ufffdb\ufffdc\ufffd');
    assert.equal(escapeAttribute('\u0001'), '\ufffd');
  });

  it('writes compact elements and closes what is open', () => {
    const xml = new XmlWriter()
      .open('t:a', { 'xmlns:t': 'urn:t', x: '1 & "2"', y: undefined })
      .leaf('t:b', 'x < y')
      .leaf('t:c')
      .leaf('t:d', '', { z: '' })
      .open('t:e')
      .text('&')
      .raw('<f/>')
      .toString();
    const expected =
      '<t:a xmlns:t="urn:t" x="1 &amp; &quot;2&quot;"><t:b>x &lt; y</t:b><t:c/><t:d z=""></t:d><t:e>&amp;<f/></t:e></t:a>';
    assert.equal(xml, expected);
    assert.equal(new XmlWriter().open('a').open('b').close().close().close().toString(), '<a><b></b></a>');
  });
});

describe('writeElement', () => {
  it('declares what an element uses from around it, and nothing else', () => {
    const root = rootOf(
      '<r xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q" xmlns:z="urn:z"><p:a q:b="1"><c/></p:a></r>',
    );
    const [a] = root.children;
    assert.ok(a?.kind === 'element');
    assert.equal(writeElement(a), '<p:a xmlns:p="urn:p" xmlns:q="urn:q" xmlns="urn:d" q:b="1"><c/></p:a>');
  });

  it('keeps prefixes that values and text use as QNames', () => {
    const root = rootOf(
      '<r xmlns:t="urn:t" xmlns:x="urn:x" xmlns:no="urn:no"><a type="x:y">t:One|t:Two http://no</a></r>',
    );
    const [a] = root.children;
    assert.ok(a?.kind === 'element');
    assert.equal(writeElement(a), '<a xmlns:x="urn:x" xmlns:t="urn:t" type="x:y">t:One|t:Two http://no</a>');
  });

  it('means the same as the element did, in 300 generated trees', () => {
    const random = new Seeded(31);
    for (let i = 0; i < 300; i++) {
      const inner = generate(random, 4, ['', 'p', 'q']);
      const root = rootOf(`<r xmlns="urn:0" xmlns:p="urn:1" xmlns:q="urn:2">${inner}</r>`);
      const [element] = root.children;
      assert.ok(element?.kind === 'element');
      assert.deepEqual(meaning(rootOf(writeElement(element))), meaning(element), inner);
    }
  });

  it('binds a prefix that nobody declared to what it was read as', () => {
    const { root } = parseXml('<tt:A><tt:B/></tt:A>');
    assert.ok(root);
    assert.equal(rootOf(writeElement(root)).namespace, 'http://www.onvif.org/ver10/schema');
  });

  it('puts in attributes besides', () => {
    const root = rootOf('<a xmlns:w="urn:w" w:x="1"/>');
    const written = rootOf(writeElement(root, { 'xmlns:w': 'urn:w', 'w:y': '<2>' }));
    assert.equal(attributeOf(written, 'y', 'urn:w'), '<2>');
    assert.equal(attributeOf(written, 'x', 'urn:w'), '1');
    assert.equal(childOf(written, '', 'a'), undefined);
  });
});

function generate(random: Seeded, depth: number, prefixes: readonly string[]): string {
  const prefix = random.pick(prefixes);
  const name = prefix === '' ? 'e' : `${prefix}:e`;
  let attributes = '';
  if (random.below(2) === 0) attributes += ` a="${random.below(9)}"`;
  if (random.below(3) === 0) attributes += ' p:a="x&lt;"';
  if (random.below(4) === 0) attributes += ` xmlns:p="urn:${random.below(4) + 3}"`;
  if (random.below(5) === 0) attributes += ` xmlns="${random.pick(['', 'urn:9'])}"`;
  let content = '';
  if (depth > 0) {
    for (let count = random.below(4); count > 0; count--) {
      content += random.below(3) === 0 ? 'text &amp; ' : generate(random, depth - 1, prefixes);
    }
  }
  return `<${name}${attributes}>${content}</${name}>`;
}

/** What an element says, whatever its prefixes. */
function meaning(element: XmlElement): unknown {
  return {
    name: `{${element.namespace}}${element.local}`,
    attributes: element.attributes.map(each => `{${each.namespace}}${each.local}=${each.value}`).sort(),
    children: element.children.map(each => (each.kind === 'text' ? each.value : meaning(each))),
  };
}
