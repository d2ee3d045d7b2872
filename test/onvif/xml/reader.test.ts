import assert from 'node:assert/strict';
import { parseXml } from '../../../src/onvif/xml/reader';
import type { XmlElement } from '../../../src/onvif/xml/xmlNode';

/** A tree in short: `name{attribute=value}(children)`, text in quotes. */
function outline(element: XmlElement | undefined): string {
  if (element === undefined) return '-';
  const { prefix, local, attributes, children } = element;
  const name = prefix === '' ? local : `${prefix}:${local}`;
  const values = attributes.map(each => `${each.local}=${each.value}`).join(',');
  const inside = children
    .map(each => (each.kind === 'text' ? JSON.stringify(each.value) : outline(each)))
    .join(' ');
  return `${name}${values === '' ? '' : `{${values}}`}${inside === '' ? '' : `(${inside})`}`;
}

/** `code@marked text` of every problem. */
function complaints(text: string): string[] {
  return parseXml(text).problems.map(({ code, range }) => `${code}@${text.slice(range.start, range.end)}`);
}

describe('parseXml', () => {
  it('resolves names, references and line ends, and leaves declarations out of the attributes', () => {
    const text =
      '<?xml version="1.0"?>\r\n<e:Envelope xmlns:e="urn:e" xmlns="urn:d" e:a="1" b="x&#10;y\r\nz">' +
      '<Body>l1\r\nl2&lt;&#x41;&#66;<![CDATA[<&amp;>\r\n]]></Body></e:Envelope>';
    const { root, problems, wellFormed } = parseXml(text);
    assert.ok(root);
    assert.deepEqual(problems, []);
    assert.equal(wellFormed, true);
    assert.deepEqual([root.prefix, root.local, root.namespace], ['e', 'Envelope', 'urn:e']);
    assert.deepEqual(
      root.attributes.map(({ prefix, local, namespace, value }) => [prefix, local, namespace, value]),
      [
        ['e', 'a', 'urn:e', '1'],
        ['', 'b', '', 'x\ny z'],
      ],
    );
    assert.deepEqual(root.declarations, [
      { prefix: 'e', namespace: 'urn:e' },
      { prefix: '', namespace: 'urn:d' },
    ]);
    const [body] = root.children;
    assert.ok(body?.kind === 'element');
    assert.equal(body.namespace, 'urn:d');
    assert.deepEqual(
      body.children.map(each => each.kind === 'text' && [each.value, each.cdata]),
      [
        ['l1\nl2<AB', false],
        ['<&amp;>\n', true],
      ],
    );
    assert.equal(body.lookupNamespace('e'), 'urn:e');
    assert.equal(body.lookupNamespace(''), 'urn:d');
    assert.equal(body.lookupNamespace('nobody'), undefined);
    assert.equal(body.lookupNamespace('xml'), 'http://www.w3.org/XML/1998/namespace');
  });

  it('lets an inner declaration hide an outer one, and ends it with its element', () => {
    const { root } = parseXml(
      '<p:a xmlns:p="1"><p:b xmlns:p="2"><p:c/></p:b><p:d/><e xmlns="3"><f xmlns=""/></e></p:a>',
    );
    const found: string[] = [];
    const visit = (element: XmlElement) => {
      found.push(`${element.local}:${element.namespace}`);
      for (const child of element.children) if (child.kind === 'element') visit(child);
    };
    visit(root!);
    assert.deepEqual(found, ['a:1', 'b:2', 'c:2', 'd:1', 'e:3', 'f:']);
  });

  it('knows a name again wherever it stands and whatever scope it is in', () => {
    // The same spelling in turn under two bindings: what was learned of a name must not outlive its scope.
    const { root } = parseXml(`<r>${'<a xmlns="1"><x/></a><a xmlns="2"><x/></a>'.repeat(3)}</r>`);
    const namespaces = root!.children.map(
      a => a.kind === 'element' && a.children.map(x => x.kind === 'element' && x.namespace),
    );
    assert.deepEqual(namespaces, [['1'], ['2'], ['1'], ['2'], ['1'], ['2']]);
  });

  it('tells names of equal beginning and equal length apart', () => {
    const names = [
      'tt:SimpleItem',
      'tt:SimpleItex',
      'tt:ElementItemDescription',
      'tt:ElementItemDescriptiox',
      'tt:ElementIxemDescription',
      'a',
      'ab',
    ];
    const text = `<r xmlns:tt="t">${[...names, ...names].map(name => `<${name} ${name}="1"></${name}>`).join('')}</r>`;
    const { root, problems } = parseXml(text);
    assert.deepEqual(problems, []);
    const read = root!.children.map(
      each => each.kind === 'element' && text.slice(each.nameRange.start, each.nameRange.end),
    );
    assert.deepEqual(read, [...names, ...names]);
  });

  it('gives exact ranges', () => {
    const text = '<a b="1"><c/>text</a >';
    const { root } = parseXml(text);
    assert.ok(root);
    assert.deepEqual(root.range, { start: 0, end: 22 });
    assert.deepEqual(root.startTag, { start: 0, end: 9 });
    assert.deepEqual(root.endTag, { start: 17, end: 22 });
    assert.deepEqual(root.nameRange, { start: 1, end: 2 });
    assert.deepEqual(root.attributes[0]?.nameRange, { start: 3, end: 4 });
    assert.deepEqual(root.attributes[0]?.valueRange, { start: 6, end: 7 });
    const [c, t] = root.children;
    assert.deepEqual(c?.range, { start: 9, end: 13 });
    assert.equal(c?.kind === 'element' ? c.endTag : null, undefined);
    assert.deepEqual(t?.range, { start: 13, end: 17 });
  });

  it('lists what is not in the tree', () => {
    const text = '<?xml version="1.0"?><!-- c --><a><?p i?></a>';
    assert.deepEqual(
      parseXml(text).skipped.map(({ start, end }) => text.slice(start, end)),
      ['<?xml version="1.0"?>', '<!-- c -->', '<?p i?>'],
    );
  });

  describe('gives the useful tree of what is half typed or broken', () => {
    const rows: readonly [text: string, tree: string, complaints: readonly string[]][] = [
      // elements
      ['<a><b></a>', 'a(b)', ['unclosed-element@<b>']],
      ['<a><b>x', 'a(b("x"))', ['unclosed-element@<a>', 'unclosed-element@<b>']],
      ['<a></b></a>', 'a', ['unmatched-end-tag@</b>']],
      ['<a><b>1</Bx><c>2</c></a>', 'a(b("1") c("2"))', ['unmatched-end-tag@</Bx>']],
      ['<a><b>1</b></x><c/></a>', 'a(b("1") c)', ['unmatched-end-tag@</x>']],
      ['<a><Foo><b/></Fo><c/></a>', 'a(Foo(b) c)', ['unmatched-end-tag@</Fo>']],
      ['<a/><b/>', 'a', ['several-roots@b']],
      // tags
      ['<a><b <c/></a>', 'a(b c)', ['unfinished-tag@<b ']],
      ['<a><b</b><c/></a>', 'a(b c)', ['unfinished-tag@<b']],
      ['<a><b x="1"\n<c/></a>', 'a(b{x=1} c)', ['unfinished-tag@<b x="1"\n']],
      ['<a><b', 'a(b)', ['unclosed-element@<a>', 'unfinished-tag@<b']],
      ['<a><b>1</b<c/></a>', 'a(b("1") c)', ['unfinished-tag@</b']],
      ['<a><b>1</<c/></a>', 'a(b("1") c)', ['unfinished-tag@</']],
      ['<a><b>1</></a>', 'a(b("1"))', ['unmatched-end-tag@</>']],
      [
        '<a/b>',
        'a{b=}',
        [
          'unclosed-element@<a/b>',
          'stray-character-in-tag@/',
          'missing-blank@b',
          'attribute-without-value@b',
        ],
      ],
      // less-than signs
      ['<a><', 'a("<")', ['unclosed-element@<a>', 'stray-less-than@<']],
      ['<a>1 < 2</a>', 'a("1 < 2")', ['stray-less-than@<']],
      ['<a><!x></a>', 'a("<!x>")', ['stray-less-than@<']],
      // attributes
      ['<a b/>', 'a{b=}', ['attribute-without-value@b']],
      ['<a b=/>', 'a{b=}', ['attribute-without-value@b=']],
      ['<a b=c/>', 'a{b=c}', ['unquoted-value@c']],
      ['<a b="x c="y"/>', 'a{b=x,c=y}', ['unclosed-value@"x']],
      ['<a b="x><c d="y"/></a>', 'a{b=x}(c{d=y})', ['unclosed-value@"x']],
      ['<a b="x/><c/>', 'a{b=x}', ['unclosed-value@"x', 'several-roots@c']],
      ['<a b="x y>\n<c/></a>', 'a{b=x y}("\\n" c)', ['unclosed-value@"x y']],
      ['<a b="1"c="2"/>', 'a{b=1,c=2}', ['missing-blank@c']],
      ['<a b="1" b="2"/>', 'a{b=1,b=2}', ['duplicate-attribute@b']],
      ['<a b="1<2"/>', 'a{b=1<2}', ['less-than-in-value@<']],
      ['<a b="AA==">x</a>', 'a{b=AA==}("x")', []],
      // references and characters
      [
        '<a>&foo; & &#0; &amp</a>',
        'a("&foo; & &#0; &amp")',
        ['unknown-entity@&foo;', 'bare-ampersand@&', 'invalid-character-reference@&#0;', 'bare-ampersand@&'],
      ],
      ['<a>x\u0001\u0002y</a>', 'a("x\\u0001\\u0002y")', ['invalid-character@\u0001\u0002']],
      ['<a>]]></a>', 'a("]]>")', ['bracket-in-text@]]>']],
      // around the root
      ['', '-', ['empty-document@']],
      ['text', '-', ['text-outside-root@text', 'empty-document@t']],
      ['junk <?xml version="1.0"?><a/>', 'a', ['junk-before-document@junk ']],
      ['\0\0<?xml version="1.0"?><a/>', 'a', ['invalid-character@\0\0', 'junk-before-document@\0\0']],
      [' <?xml version="1.0"?><a/>', 'a', ['junk-before-document@ ']],
      [
        '<<?xml version="1.0"?><a/>',
        'a',
        ['stray-less-than@<', 'text-outside-root@<', 'junk-before-document@<?xml version="1.0"?>'],
      ],
      ['<a/>\n trailing \n', 'a', ['text-outside-root@trailing']],
      ['\ufeff<a/>', 'a', []],
      ['<?xml version="2.0"?><a/>', 'a', ['invalid-declaration@<?xml version="2.0"?>']],
      ['<?xml encoding="utf-8"?><a/>', 'a', ['invalid-declaration@<?xml encoding="utf-8"?>']],
      ['<a/><?xml version="1.0"?>', 'a', ['misplaced-declaration@<?xml version="1.0"?>']],
      // comments, CDATA, instructions
      ['<a><!-- x\n<b/></a>', 'a("\\n" b)', ['unclosed-comment@<!-- x']],
      ['<a><!-- x -- y --><b/></a>', 'a(b)', ['hyphens-in-comment@--']],
      ['<a><![CDATA[x\n<b/></a>', 'a("x" "\\n" b)', ['unclosed-cdata@<![CDATA[x']],
      ['<a><?p x\n<b/></a>', 'a("\\n" b)', ['unclosed-instruction@<?p x']],
      ['<a><?p:q x?></a>', 'a', ['invalid-instruction@<?p:q x?>']],
      // names and namespaces
      ['<a><tds:</a>', 'a(tds:)', ['unfinished-tag@<tds:', 'invalid-name@tds:', 'undeclared-prefix@tds']],
      ['<a b$="1"/>', 'a{b$=1}', ['invalid-name@b$']],
      ['<a xmlns:p=""/>', 'a', ['empty-namespace@xmlns:p']],
      ['<a xmlns:xml="urn:x"/>', 'a', ['reserved-prefix@xmlns:xml']],
      ['<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>', 'a{b=1,b=2}', ['duplicate-attribute@q:b']],
    ];
    for (const [text, tree, expected] of rows) {
      it(JSON.stringify(text), () => {
        assert.equal(outline(parseXml(text).root), tree);
        assert.deepEqual(complaints(text), expected);
        assert.equal(parseXml(text).wellFormed, expected.length === 0);
      });
    }
  });

  it('takes an undeclared prefix for what ONVIF means by it', () => {
    const { root, problems } = parseXml(
      '<tds:GetServicesResponse><tad:X tt:y="1"/><foo:Z/></tds:GetServicesResponse>',
    );
    assert.equal(root?.namespace, 'http://www.onvif.org/ver10/device/wsdl');
    const [x, z] = root.children;
    assert.ok(x?.kind === 'element' && z?.kind === 'element');
    assert.equal(x.namespace, 'http://www.onvif.org/ver10/analyticsdevice/wsdl');
    assert.equal(x.attributes[0]?.namespace, 'http://www.onvif.org/ver10/schema');
    assert.equal(z.namespace, '');
    assert.deepEqual(
      problems.map(each => each.code),
      Array.from({ length: 4 }, () => 'undeclared-prefix'),
    );
    assert.match(problems[1]!.message, /"tad".*xmlns:tad.*analyticsdevice/);
  });

  it('passes over a DOCTYPE with everything in it', () => {
    const text = '<!DOCTYPE a SYSTEM "x>y" [<!ENTITY e "]>"> <!-- ]> --> <?p ]> ?> ] ><a>&e;</a>';
    assert.equal(outline(parseXml(text).root), 'a("&e;")');
    assert.deepEqual(complaints(text), [
      `doctype@${text.slice(0, text.indexOf('<a>'))}`,
      'unknown-entity@&e;',
    ]);
    assert.ok(parseXml(text).problems.every(each => each.severity === 'error'));
  });
});
