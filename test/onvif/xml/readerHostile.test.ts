import assert from 'node:assert/strict';
import { parseXml } from '../../../src/onvif/xml/reader';

/*
 * Documents made to hurt. The bound on the time is wide, for machines that do other things besides; what takes
 * more than linear time takes minutes at these sizes.
 */
const bound = 2_000;

const cases: readonly { name: string; text: string; code?: string }[] = [
  { name: '20 000 attributes', text: `<a ${'b="1" '.repeat(20_000)}/>`, code: 'too-many-attributes' },
  {
    name: '20 000 different attributes',
    text: `<a ${Array.from({ length: 20_000 }, (_, i) => `b${i}="1"`).join(' ')}/>`,
    code: 'too-many-attributes',
  },
  { name: '20 000 unmatched end tags', text: `<a>${'</b>'.repeat(20_000)}</a>`, code: 'unmatched-end-tag' },
  { name: '20 000 unclosed tags', text: `<r>${'<b>'.repeat(20_000)}</r>`, code: 'too-deep' },
  {
    name: '3 000 nested declarations',
    text: Array.from({ length: 3_000 }, (_, i) => `<a xmlns:p${i}="urn:${i}">`).join(''),
    code: 'too-deep',
  },
  {
    name: '3 000 declarations on one element',
    text: `<a ${Array.from({ length: 3_000 }, (_, i) => `xmlns:p${i}="u"`).join(' ')}/>`,
    code: 'too-many-attributes',
  },
  { name: '1 000 000 ampersands', text: `<a>${'&'.repeat(1_000_000)}</a>`, code: 'bare-ampersand' },
  {
    name: '1 000 000 ampersands in a value',
    text: `<a b="${'&'.repeat(1_000_000)}"/>`,
    code: 'bare-ampersand',
  },
  { name: 'depth 100 000', text: '<a>'.repeat(100_000) + '</a>'.repeat(100_000), code: 'too-deep' },
  { name: '16 MB of small elements', text: `<a>${'<b/>'.repeat(4_000_000)}</a>`, code: 'too-many-elements' },
  { name: '1 000 000 less-than signs', text: '<'.repeat(1_000_000), code: 'stray-less-than' },
  {
    name: '1 000 000 less-than signs inside',
    text: `<a>${'< '.repeat(1_000_000)}</a>`,
    code: 'stray-less-than',
  },
  { name: 'comments without end', text: `<a>${'<!--\n'.repeat(200_000)}</a>`, code: 'unclosed-comment' },
  { name: 'CDATA without end', text: `<a>${'<![CDATA[\n'.repeat(200_000)}</a>`, code: 'unclosed-cdata' },
  {
    name: 'instructions without end',
    text: `<a>${'<?b\n'.repeat(200_000)}</a>`,
    code: 'unclosed-instruction',
  },
  { name: 'DOCTYPEs without end', text: `${'<!DOCTYPE [\n'.repeat(200_000)}<a/>`, code: 'doctype' },
  {
    name: 'DOCTYPE full of openings',
    text: `<!DOCTYPE a [${'<!-- <? " \''.repeat(100_000)}`,
    code: 'doctype',
  },
  { name: 'missing quotes', text: `<a>${'<b c="x>\n'.repeat(100_000)}</a>`, code: 'unclosed-value' },
  {
    name: 'missing quotes on one line',
    text: `<a>${`<b c="x d='y `.repeat(100_000)}</a>`,
    code: 'unclosed-value',
  },
  { name: 'an endless name', text: `<${'a'.repeat(1_000_000)}>`, code: 'name-too-long' },
  { name: 'an endless attribute name', text: `<a ${'b'.repeat(1_000_000)}="1">`, code: 'name-too-long' },
  {
    name: 'a blank desert',
    text: `<a b${' '.repeat(1_000_000)}c${' '.repeat(1_000_000)}>`,
    code: 'attribute-without-value',
  },
  { name: 'a blank desert in a value', text: `<a b="${' '.repeat(1_000_000)}<`, code: 'unclosed-value' },
  {
    name: '500 000 control characters',
    text: `<a>${'\x01 '.repeat(500_000)}</a>`,
    code: 'invalid-character',
  },
  {
    name: '1 000 000 control characters in a row before it',
    text: `${'\0'.repeat(1_000_000)}<?xml version="1.0"?><a/>`,
    code: 'junk-before-document',
  },
  {
    name: 'an endless character number',
    text: `<a>&#x${'f'.repeat(1_000_000)};</a>`,
    code: 'invalid-character-reference',
  },
  { name: 'an endless entity', text: `<a>&${'f'.repeat(1_000_000)}</a>`, code: 'bare-ampersand' },
  { name: 'many brackets', text: `<a>${']]>'.repeat(300_000)}</a>`, code: 'bracket-in-text' },
  { name: 'many roots', text: '<a/>'.repeat(300_000), code: 'several-roots' },
  {
    name: 'end tags of nothing behind much text',
    text: `<a><c/>${'t<!-- -->'.repeat(100_000)}${'</q>'.repeat(100_000)}</a>`,
    code: 'unmatched-end-tag',
  },
  {
    name: 'entities that blow up',
    text: `<!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 30 }, (_, i) => `<!ENTITY a${i} "&a${i - 1};&a${i - 1};">`).join('')}]><l>&a29;</l>`,
    code: 'doctype',
  },
  {
    name: 'attributes with prefixes, over and over',
    text: `<r ${Array.from({ length: 250 }, (_, i) => `xmlns:p${i}="urn:${i}"`).join(' ')}>${`<a ${Array.from({ length: 200 }, (_, i) => `p${i}:x="1"`).join(' ')}/>`.repeat(500)}</r>`,
  },
];

describe('the XML reader on hostile documents', () => {
  for (const { name, text, code } of cases) {
    it(name, () => {
      const started = performance.now();
      const parsed = parseXml(text);
      const took = performance.now() - started;
      assert.ok(took < bound, `${took.toFixed(0)} ms`);
      assert.ok(parsed.problems.length <= 200);
      if (code === undefined) assert.deepEqual(parsed.problems, []);
      else
        assert.ok(
          parsed.problems.some(each => each.code === code),
          parsed.problems.map(each => each.code).join(' '),
        );
    });
  }

  it('keeps no more problems than told, and still says that there were some', () => {
    const parsed = parseXml(`<a>${'&'.repeat(50)}</a>`, { problems: 3 });
    assert.equal(parsed.problems.length, 3);
    assert.equal(parsed.wellFormed, false);
    assert.equal(parseXml('<a>&</a>', { problems: 0 }).wellFormed, false);
  });

  it('says so when it stops, and gives the tree until there', () => {
    const parsed = parseXml('<a><b/><c/><d/></a>', { elements: 3 });
    assert.deepEqual(
      parsed.problems.map(each => each.code),
      ['too-many-elements'],
    );
    assert.match(parsed.problems[0]!.message, /not read/);
    assert.deepEqual(
      parsed.root?.children.map(each => each.kind === 'element' && each.local),
      ['b', 'c'],
    );
  });

  it('takes 64 levels and not 65', () => {
    const nested = (depth: number) => parseXml('<a>'.repeat(depth) + '</a>'.repeat(depth));
    assert.deepEqual(nested(64).problems, []);
    assert.deepEqual(
      nested(65).problems.map(each => each.code),
      ['too-deep'],
    );
  });

  it('takes 256 attributes and not 257, a name of 1024 characters and not of 1025', () => {
    const attributes = (count: number) =>
      parseXml(`<a ${Array.from({ length: count }, (_, i) => `b${i}=""`).join(' ')}/>`);
    assert.deepEqual(attributes(256).problems, []);
    assert.deepEqual(
      attributes(257).problems.map(each => each.code),
      ['too-many-attributes'],
    );
    assert.deepEqual(parseXml(`<${'n'.repeat(1024)}/>`).problems, []);
    assert.deepEqual(
      parseXml(`<${'n'.repeat(1025)}/>`).problems.map(each => each.code),
      ['name-too-long'],
    );
  });
});
