import assert from 'node:assert/strict';
import type { TextRange } from '../../../src/onvif/base/textRange';
import { parseXml } from '../../../src/onvif/xml/reader';
import { decodeText, decodeValue } from '../../../src/onvif/xml/references';
import type { ParsedXml, XmlElement } from '../../../src/onvif/xml/xmlNode';
import { mutated, Seeded, seedDocuments } from './generated';

function assertInside(inner: TextRange, outer: TextRange, what: string): void {
  const holds = outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end;
  assert.ok(holds, `${what}: ${JSON.stringify(inner)} in ${JSON.stringify(outer)}`);
}

/** Every range of a tree lies where it must, in order, and its slice of the text is what it says. */
function checkRanges({ text, root, problems, skipped }: ParsedXml): number {
  const whole = { start: 0, end: text.length };
  let previous = -1;
  for (const { range, code } of problems) {
    assertInside(range, whole, code);
    assert.ok(range.start >= previous, 'problems stand in order');
    previous = range.start;
  }
  for (const range of skipped) assertInside(range, whole, 'skipped');
  return root === undefined ? 0 : checkElement(text, root, whole);
}

function checkElement(text: string, element: XmlElement, outer: TextRange): number {
  const { range, startTag, nameRange, endTag, prefix, local } = element;
  const slice = (each: TextRange) => text.slice(each.start, each.end);
  assertInside(range, outer, 'element');
  assertInside(startTag, range, 'start tag');
  assertInside(nameRange, startTag, 'name');
  assert.equal(startTag.start, range.start);
  assert.equal(
    slice(nameRange),
    prefix === '' && !slice(nameRange).startsWith(':') ? local : `${prefix}:${local}`,
  );
  assert.equal(text.charAt(range.start), '<');
  const content = { start: startTag.end, end: endTag?.start ?? range.end };
  if (endTag !== undefined) {
    assertInside(endTag, { start: startTag.end, end: range.end }, 'end tag');
    assert.equal(endTag.end, range.end);
    assert.ok(slice(endTag).startsWith('</'));
  }
  let at = nameRange.end;
  for (const attribute of element.attributes) {
    assertInside(attribute.nameRange, { start: at, end: startTag.end }, 'attribute name');
    assertInside(
      attribute.valueRange,
      { start: attribute.nameRange.end, end: startTag.end },
      'attribute value',
    );
    assert.equal(decodeValue(slice(attribute.valueRange)), attribute.value);
    at = attribute.valueRange.end;
  }
  at = content.start;
  let count = 1;
  for (const child of element.children) {
    assert.equal(child.parent, element);
    if (child.kind === 'element') count += checkElement(text, child, { start: at, end: content.end });
    else {
      assertInside(child.range, { start: at, end: content.end }, 'text');
      if (child.cdata) assert.ok(slice(child.range).startsWith('<![CDATA['));
      else assert.equal(decodeText(slice(child.range)), child.value);
      count++;
    }
    at = child.range.end;
  }
  return count;
}

describe('ranges of the XML reader', () => {
  it('are exact in the seeds', () => {
    for (const text of seedDocuments) assert.ok(checkRanges(parseXml(text)) >= 3);
  });

  it('lie inside their parents and slice to the right text in 20 000 mutated documents', function () {
    this.timeout(60_000);
    const random = new Seeded(77);
    let nodes = 0;
    for (let i = 0; i < 20_000; i++) {
      const text = mutated(random);
      try {
        nodes += checkRanges(parseXml(text));
      } catch (error) {
        throw new Error(JSON.stringify(text), { cause: error });
      }
    }
    assert.ok(nodes > 90_000, `${nodes} nodes`);
  });

  it('hold in every prefix of the seeds, as somebody types them', () => {
    for (const seed of seedDocuments) {
      for (let end = 0; end <= seed.length; end++) {
        const parsed = parseXml(seed.slice(0, end));
        checkRanges(parsed);
        assert.equal(parsed.wellFormed, parsed.problems.length === 0);
      }
    }
  });

  it('hold in 3 000 texts of random characters', () => {
    const random = new Seeded(3);
    const alphabet = [
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      '&',
      ';',
      '!',
      '-',
      '[',
      ']',
      '?',
      ':',
      ' ',
      '\n',
      'a',
      'b',
      'x',
      '\0',
      'é',
      '😀',
    ];
    for (let i = 0; i < 3_000; i++) {
      let text = random.below(2) === 0 ? '<a>' : '';
      for (let length = random.below(120); length > 0; length--) text += random.pick(alphabet);
      checkRanges(parseXml(text));
    }
  });
});
