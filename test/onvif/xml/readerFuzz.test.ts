import assert from 'node:assert/strict';
import { SaxesParser } from 'saxes';
import type { TextRange } from '../../../src/onvif/base/textRange';
import { parseXml } from '../../../src/onvif/xml/reader';
import type { ParsedXml, XmlElement } from '../../../src/onvif/xml/xmlNode';
import { mutated, Seeded, seedDocuments } from './generated';

/** What saxes says of a document: its first complaint, or its elements, attributes and text in order. */
function readBySaxes(text: string): { error?: string; content: string[] } {
  const parser = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true });
  let error: string | undefined;
  const content: string[] = [];
  let pending = '';
  let depth = 0;
  const flush = () => {
    if (pending !== '') content.push(`text ${pending}`);
    pending = '';
  };
  parser.on('error', e => (error ??= e.message));
  parser.on('opentag', tag => {
    flush();
    depth++;
    content.push(`<{${tag.uri}}${tag.local}`);
    for (const attribute of Object.values(tag.attributes)) {
      if (attribute.prefix === 'xmlns' || attribute.name === 'xmlns') continue;
      content.push(`@{${attribute.uri}}${attribute.local}=${attribute.value}`);
    }
  });
  parser.on('closetag', () => {
    flush();
    depth--;
    content.push('>');
  });
  parser.on('text', value => (pending += depth > 0 ? value : ''));
  parser.on('cdata', value => (pending += value));
  parser.write(text).close();
  return { ...(error === undefined ? {} : { error }), content };
}

/** Namespace names without the blanks around them, which saxes cuts off and the specification does not. */
function contentOf(element: XmlElement): string[] {
  const content = [`<{${element.namespace.trim()}}${element.local}`];
  for (const each of element.attributes)
    content.push(`@{${each.namespace.trim()}}${each.local}=${each.value}`);
  let pending = '';
  for (const child of element.children) {
    if (child.kind === 'text') {
      pending += child.value;
      continue;
    }
    if (pending !== '') content.push(`text ${pending}`);
    pending = '';
    content.push(...contentOf(child));
  }
  if (pending !== '') content.push(`text ${pending}`);
  content.push('>');
  return content;
}

/**
 * Where saxes accepts what the specifications forbid. Each has its clause; the fuzz may differ in nothing else.
 */
const saxesIsLax: readonly { why: string; applies: (text: string, ours: ParsedXml) => boolean }[] = [
  {
    why: 'Namespaces in XML 1.0, productions 7 to 11: the part behind the colon starts like a name, too',
    applies: (text, ours) =>
      ours.problems.some(
        each => each.code === 'invalid-name' && /^[^:]+:[-.0-9·]/.test(slice(text, each.range)),
      ),
  },
  {
    why: 'XML 1.0, production 16: a blank stands between the target of a processing instruction and the rest',
    applies: (text, ours) =>
      ours.problems.some(
        each => each.code === 'invalid-instruction' && /^<\?[^\s?]+\?+[^>]/.test(slice(text, each.range)),
      ),
  },
];

function slice(text: string, range: TextRange): string {
  return text.slice(range.start, range.end);
}

describe('the XML reader against saxes', () => {
  it('reads the seeds as saxes does', () => {
    for (const text of seedDocuments) {
      const ours = parseXml(text);
      const theirs = readBySaxes(text);
      assert.equal(theirs.error, undefined, text);
      assert.deepEqual(ours.problems, [], text);
      assert.ok(ours.root);
      assert.deepEqual(contentOf(ours.root), theirs.content);
    }
  });

  it('agrees on what is well-formed, and on the content of what is, in 20 000 mutated documents', function () {
    this.timeout(60_000);
    const random = new Seeded(20_260_613);
    let good = 0;
    let bad = 0;
    const explained = new Map<string, number>();
    for (let i = 0; i < 20_000; i++) {
      const text = mutated(random);
      const ours = parseXml(text);
      const theirs = readBySaxes(text);
      assert.equal(ours.wellFormed, ours.problems.length === 0);
      const lax = saxesIsLax.find(
        each => theirs.error === undefined && !ours.wellFormed && each.applies(text, ours),
      );
      if (lax !== undefined) {
        explained.set(lax.why, (explained.get(lax.why) ?? 0) + 1);
        continue;
      }
      const context = () =>
        `${JSON.stringify(text)}\nsaxes: ${theirs.error ?? 'well-formed'}\nours: ${JSON.stringify(ours.problems)}`;
      assert.equal(ours.wellFormed, theirs.error === undefined, context());
      if (ours.wellFormed) {
        good++;
        assert.ok(ours.root);
        assert.deepEqual(contentOf(ours.root), theirs.content, context());
      } else bad++;
    }
    // The run means something only while it sees enough of both kinds.
    assert.ok(good > 2_000 && bad > 8_000, `${good} well-formed, ${bad} not`);
    assert.ok(
      [...explained.values()].every(count => count < 100),
      JSON.stringify([...explained]),
    );
  });
});
