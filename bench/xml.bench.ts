import { XMLParser } from 'fast-xml-parser';
import { SaxesParser } from 'saxes';
import { parseXml } from '../src/onvif/xml/reader';
import { isNamed, elementsOf, attributeOf } from '../src/onvif/xml/query';
import { namespaces } from '../src/onvif/xml/namespaces';

/*
 * The reader on PullMessages replies of 1, 100 and 1000 notifications, beside saxes (namespaces and positions on,
 * as the reader has them) and fast-xml-parser (as the catalog compiler sets it up). Goals, in one run: at least
 * 150 MB/s on the reply of about 75 KB, 3 times saxes and 10 times fast-xml-parser there.
 */

/** A PullMessages reply as a device of today writes it. */
function pullMessagesReply(count: number): string {
  let messages = '';
  for (let i = 0; i < count; i++) {
    messages +=
      '<wsnt:NotificationMessage><wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">' +
      'tns1:RuleEngine/CellMotionDetector/Motion</wsnt:Topic><wsnt:ProducerReference><wsa5:Address>' +
      'uri://5581a9e2-9c3b-4f3c-a3a2-0b0f1f7c9a10/ProducerReference</wsa5:Address></wsnt:ProducerReference>' +
      `<wsnt:Message><tt:Message UtcTime="2026-06-13T10:${String(10 + (i % 50))}:07Z" PropertyOperation="Changed">` +
      '<tt:Source><tt:SimpleItem Name="VideoSourceConfigurationToken" Value="VideoSourceToken"/>' +
      '<tt:SimpleItem Name="Rule" Value="MyMotionDetectorRule"/></tt:Source><tt:Data>' +
      `<tt:SimpleItem Name="IsMotion" Value="${i % 2 === 0}"/></tt:Data></tt:Message></wsnt:Message></wsnt:NotificationMessage>\n`;
  }
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" ' +
    'xmlns:wsa5="http://www.w3.org/2005/08/addressing" xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2" ' +
    'xmlns:tev="http://www.onvif.org/ver10/events/wsdl" xmlns:tns1="http://www.onvif.org/ver10/topics" ' +
    'xmlns:tt="http://www.onvif.org/ver10/schema"><SOAP-ENV:Header/><SOAP-ENV:Body><tev:PullMessagesResponse>' +
    '<tev:CurrentTime>2026-06-13T10:10:07Z</tev:CurrentTime><tev:TerminationTime>2026-06-13T10:20:07Z</tev:TerminationTime>\n' +
    `${messages}</tev:PullMessagesResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>\n`
  );
}

interface Contestant {
  readonly name: string;
  /** Reads the text and returns how many notifications it saw, so that nobody can be lazy about the whole. */
  read(text: string): number;
}

const fxp = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
});

const contestants: readonly Contestant[] = [
  { name: 'reader', read: text => parseXml(text).root?.children.length ?? 0 },
  {
    name: 'reader + every name, attribute and text',
    read(text) {
      const { root } = parseXml(text);
      let seen = 0;
      for (const element of root === undefined ? [] : elementsOf(root)) {
        if (isNamed(element, namespaces.tt, 'SimpleItem')) seen += attributeOf(element, 'Value')?.length ?? 0;
        for (const child of element.children) if (child.kind === 'text') seen += child.value.length;
      }
      return seen;
    },
  },
  {
    name: 'saxes',
    read(text) {
      const parser = new SaxesParser({ xmlns: true });
      let seen = 0;
      parser.on('opentag', () => seen++);
      parser.on('text', () => seen++);
      parser.write(text).close();
      return seen;
    },
  },
  { name: 'fast-xml-parser', read: text => (fxp.parse(text) as unknown[]).length },
];

/** Median microseconds of one reading, for every contestant, taken in turns. */
function measure(text: string, rounds: number, perRound: number): Map<string, number> {
  const bytes = Buffer.from(text);
  const times = new Map<string, number[]>(contestants.map(each => [each.name, []]));
  for (let round = 0; round < rounds + 3; round++) {
    for (const contestant of contestants) {
      const started = performance.now();
      for (let i = 0; i < perRound; i++) {
        // A fresh string each time: replies are, and an engine may remember things about a string it knows.
        if (contestant.read(bytes.toString('latin1')) === 0) throw new Error(contestant.name);
      }
      if (round >= 3) times.get(contestant.name)?.push(((performance.now() - started) * 1000) / perRound);
    }
  }
  return new Map([...times].map(([name, all]) => [name, all.sort((a, b) => a - b)[all.length >> 1]!]));
}

const hostile: readonly [name: string, text: () => string][] = [
  ['20 000 attributes', () => `<a ${'b="1" '.repeat(20_000)}/>`],
  ['20 000 unmatched end tags', () => `<a>${'</b>'.repeat(20_000)}</a>`],
  [
    '3 000 nested declarations',
    () => Array.from({ length: 3_000 }, (_, i) => `<a xmlns:p${i}="u">`).join(''),
  ],
  ['1 000 000 ampersands', () => `<a>${'&'.repeat(1_000_000)}</a>`],
  ['depth 100 000', () => '<a>'.repeat(100_000)],
  ['16 MB of small elements', () => `<a>${'<b/>'.repeat(4_000_000)}</a>`],
];

export function run(): void {
  for (const [count, rounds, perRound] of [
    [1, 60, 200],
    [100, 60, 8],
    [1000, 21, 2],
  ] as const) {
    const text = pullMessagesReply(count);
    const medians = measure(text, rounds, perRound);
    const own = medians.get('reader')!;
    console.log(`\n${count} notifications, ${(text.length / 1000).toFixed(1)} KB`);
    for (const [name, micros] of medians) {
      const speed = (text.length / micros).toFixed(0).padStart(6);
      const ratio = `${(micros / own).toFixed(2)} x reader`;
      console.log(`  ${name.padEnd(44)} ${micros.toFixed(1).padStart(10)} µs ${speed} MB/s  ${ratio}`);
    }
    if (count !== 100) continue;
    goal('at least 150 MB/s', text.length / own >= 150);
    goal('at least 3 times saxes', medians.get('saxes')! / own >= 3);
    goal('at least 10 times fast-xml-parser', medians.get('fast-xml-parser')! / own >= 10);
  }
  console.log('\nhostile documents');
  for (const [name, make] of hostile) {
    const text = make();
    const times = Array.from({ length: 5 }, () => {
      const started = performance.now();
      if (parseXml(text).wellFormed) throw new Error(name);
      return performance.now() - started;
    });
    const median = times.sort((a, b) => a - b)[2]!;
    goal(`${name} within 100 ms: ${median.toFixed(1)} ms`, median <= 100);
  }
}

function goal(what: string, reached: boolean): void {
  if (!reached) process.exitCode = 1;
  console.log(`  ${reached ? 'reached' : 'MISSED '}  ${what}`);
}
