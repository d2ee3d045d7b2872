/** A small seeded generator (mulberry32), so that a fuzz run can be repeated. */
export class Seeded {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** An integer in [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}

/** Documents that between them use every construct the reader knows; the fuzz mutates them. */
export const seedDocuments: readonly string[] = [
  '<?xml version="1.0" encoding="UTF-8"?>\n<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl">\n  <env:Body>\n    <tds:GetHostnameResponse><tds:HostnameInformation FromDHCP="false"/></tds:GetHostnameResponse>\n  </env:Body>\n</env:Envelope>\n',
  "<?xml version='1.0' standalone='yes' ?><a b='1' c=\"2\"><!-- a comment --><d>x &amp; y &#65; &#x1F4F7;</d><?pi some data?><![CDATA[ <raw> & ]] ]]></a>",
  '<a xmlns="urn:one" xmlns:p="urn:two"><p:b p:c="1" c="2"/><b xmlns=""><c/></b><d xmlns:p="urn:three" p:e="&lt;&gt;&quot;&apos;"/></a>',
  '<tt:Message xmlns:tt="http://www.onvif.org/ver10/schema" UtcTime="2026-01-02T03:04:05Z" PropertyOperation="Changed"><tt:Source><tt:SimpleItem Name="Token" Value="a&#10;b"/></tt:Source><tt:Data><tt:SimpleItem Name="State" Value="true" /></tt:Data ></tt:Message>',
  '<r\n\tx = "1"\r\n\ty="two\nlines"\n>text\r\nmore<e1/><e2 ></e2\n><ünïcode ä="ö">日本語 😀</ünïcode></r><!-- after --><?end?>\n',
  '<Ref xml:lang="en" xmlns:wsa="http://www.w3.org/2005/08/addressing"><wsa:Address>http://192.168.0.1/sub?Idx=0&amp;x=]]</wsa:Address></Ref>',
];

const fragments = [
  '<', '>', '/', '=', '"', "'", '&', ';', '?', '!', '-', '--', ']', ']]>', '[', ':', ' ', '\n', '\t', '\r', '#', 'x', 'a',
  '1', '.', '<a>', '</a>', '<b/>', '<!--', '-->', '<![CDATA[', '<?', '?>', '<?xml ', '&amp;', '&lt', '&#0;', '&#x;', '&#x110000;',
  '&foo;', 'xmlns:p=""', ' xmlns="u"', ' xmlns:p="u"', ' p:q=""', ' c="3"', 'xmlns', 'xml:', ' xmlns:xml="u"', '<p:a/>', '<:a/>',
  '<a:/>', '\u0001', '\u00b7', 'é', '\ufffe', '😀', ' =', '<!', '</', '<a b>', '<a b=c>', "<a b='>", '/>', '\u00a0', '%', '+', '@',
]; // prettier-ignore

/** A document made from one of the seeds by one to four random edits. */
export function mutated(random: Seeded): string {
  let text = random.pick(seedDocuments);
  for (let edits = 1 + random.below(4); edits > 0; edits--) {
    const at = random.below(text.length + 1);
    const until = Math.min(text.length, at + 1 + random.below(random.below(8) === 0 ? 40 : 3));
    switch (random.below(5)) {
      case 0:
        text = text.slice(0, at) + text.slice(until);
        break;
      case 1:
        text = text.slice(0, at) + random.pick(fragments) + text.slice(at);
        break;
      case 2:
        text = text.slice(0, at) + random.pick(fragments) + text.slice(until);
        break;
      case 3: {
        const from = random.below(text.length);
        text = text.slice(0, at) + text.slice(from, from + 1 + random.below(30)) + text.slice(at);
        break;
      }
      default:
        text = text.slice(0, at) + text.slice(at, until).split('').reverse().join('') + text.slice(until);
    }
  }
  // Half a surrogate pair never comes out of decoded bytes.
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}
