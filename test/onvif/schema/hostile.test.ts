import assert from 'node:assert/strict';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { decodeElement } from '../../../src/onvif/schema/decode';
import { encodeElement } from '../../../src/onvif/schema/encode';
import { validateMessage } from '../../../src/onvif/schema/validateMessage';
import { buildEnvelope } from '../../../src/onvif/soap/envelope';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import { parseXml } from '../../../src/onvif/xml/reader';
import { seededRandom, ValueGenerator } from './generateValue';

const catalog = bundledCatalog();
const tds = `xmlns:tds="${namespaces.tds}" xmlns:tt="${namespaces.tt}"`;

/** Validates and decodes, checks every range, and tells the milliseconds and what was found. */
function run(xml: string): { ms: number; codes: Set<string>; count: number } {
  const started = performance.now();
  const document = parseXml(xml);
  const found = [...document.problems, ...validateMessage(catalog, document)];
  if (document.root) decodeElement(catalog, document.root);
  const ms = performance.now() - started;
  for (const { range, code } of found) {
    assert.ok(
      0 <= range.start && range.start <= range.end && range.end <= xml.length,
      `${code} ${JSON.stringify(range)} of ${xml.length}`,
    );
  }
  return { ms, codes: new Set(found.map(each => each.code)), count: found.length };
}

const inBody = (body: string) => buildEnvelope({ body });

describe('hostile documents', function () {
  this.timeout(60_000);

  const hostile: Record<string, string> = {
    '20 000 attributes': inBody(
      `<tds:GetHostname ${tds} ${Array.from({ length: 20_000 }, (_, i) => `a${i}="1"`).join(' ')}/>`,
    ),
    '20 000 unmatched tags': inBody(`<tds:GetHostname ${tds}>${'</x>'.repeat(20_000)}`),
    '20 000 opened tags': inBody(`<tds:GetHostname ${tds}>${'<tt:a>'.repeat(20_000)}`),
    '3 000 nested declarations': inBody(
      Array.from({ length: 3_000 }, (_, i) => `<a xmlns:p${i}="urn:${i}">`).join(''),
    ),
    '1 M ampersands': inBody(
      `<tds:SetHostname ${tds}><tds:Name>${'&'.repeat(1_000_000)}</tds:Name></tds:SetHostname>`,
    ),
    '100 000 elements that do not belong': inBody(
      `<tds:SetHostname ${tds}>${'<tds:Nme/>'.repeat(100_000)}</tds:SetHostname>`,
    ),
    '100 000 elements in the wrong order': inBody(
      `<tds:CreateUsers ${tds}><tds:User>${'<tt:UserLevel/><tt:Username/>'.repeat(50_000)}</tds:User></tds:CreateUsers>`,
    ),
    '100 000 vendor elements': inBody(
      `<tds:GetServicesResponse ${tds}><tds:Service>${'<v:a xmlns:v="urn:v"/>'.repeat(100_000)}</tds:Service></tds:GetServicesResponse>`,
    ),
    'a URI of 5 MB': inBody(
      `<tds:GetSystemUrisResponse ${tds}><tds:SupportInfoUri>${'a%41/'.repeat(1_000_000)}</tds:SupportInfoUri></tds:GetSystemUrisResponse>`,
    ),
    'base64 of 8 MB': inBody(
      `<tas:UploadCertificate xmlns:tas="${namespaces.tas}"><tas:Certificate>${'AAAA'.repeat(2_000_000)}!</tas:Certificate></tas:UploadCertificate>`,
    ),
    'text of 8 MB where elements belong': inBody(
      `<tds:RestoreSystem ${tds}><tds:BackupFiles><tt:Name>a</tt:Name><tt:Data>${'AAAA'.repeat(2_000_000)}</tt:Data></tds:BackupFiles></tds:RestoreSystem>`,
    ),
    'a number of 1 M digits': inBody(
      `<tds:SetSystemDateAndTime ${tds}><tds:DateTimeType>Manual</tds:DateTimeType><tds:DaylightSavings>true</tds:DaylightSavings><tds:UTCDateTime><tt:Time><tt:Hour>${'1'.repeat(1_000_000)}</tt:Hour></tt:Time></tds:UTCDateTime></tds:SetSystemDateAndTime>`,
    ),
    'entities that multiply': `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${inBody(`<tds:SetHostname ${tds}><tds:Name>&b;</tds:Name></tds:SetHostname>`)}`,
  };

  for (const [what, xml] of Object.entries(hostile)) {
    it(`${what}: refused in bounded time`, () => {
      run(xml);
      const { ms, count } = run(xml);
      assert.ok(count > 0 || what.includes('vendor') || what.includes('URI'));
      assert.ok(ms < 5000, `${ms} ms`);
    });
  }

  it('takes time in proportion to the length', () => {
    const document = (count: number) =>
      inBody(
        `<tds:CreateUsers ${tds}><tds:User>${'<tt:UserLevel/><tt:Username/>'.repeat(count)}</tds:User></tds:CreateUsers>`,
      );
    const time = (count: number) => Math.min(...Array.from({ length: 3 }, () => run(document(count)).ms));
    time(2_000);
    const [small, large] = [time(10_000), time(80_000)];
    assert.ok(large < small * 8 * 4 + 50, `${small} ms for 10 000, ${large} ms for 80 000`);
  });

  it('10 000 documents with random damage neither throw nor give a range outside', () => {
    const random = seededRandom(99);
    const generator = new ValueGenerator(98);
    const operations = catalog.services.flatMap(service => [...service.operations]);
    const messages = Array.from({ length: 100 }, () => {
      const operation = operations[Math.floor(random() * operations.length)];
      assert.ok(operation);
      const name = operation.output ?? operation.input;
      const declaration = catalog.element(name);
      assert.ok(declaration);
      return inBody(encodeElement(catalog, name, generator.value(declaration.type))).slice(0, 4000);
    });
    const pieces = [
      '<',
      '>',
      '/',
      '"',
      '&',
      '</',
      '<a',
      ' x=',
      '<![CDATA[',
      ']]>',
      '<!--',
      '&#0;',
      '\u0000',
      '😀',
      'xmlns=""',
      ' xsi:type="tt:x"',
      '<?a',
      ':',
    ];
    for (let i = 0; i < 10_000; i++) {
      let xml = messages[i % messages.length] ?? '';
      for (let damage = 0; damage < 1 + (i % 4); damage++) {
        const at = Math.floor(random() * xml.length);
        const piece = pieces[Math.floor(random() * pieces.length)] ?? '';
        const cut = random() < 0.5 ? 0 : Math.floor(random() * 30);
        xml = random() < 0.05 ? xml.slice(0, at) : xml.slice(0, at) + piece + xml.slice(at + cut);
      }
      run(xml);
    }
  });
});
