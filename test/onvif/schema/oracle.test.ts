import assert from 'node:assert/strict';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { encodeElement } from '../../../src/onvif/schema/encode';
import { validateElement } from '../../../src/onvif/schema/validateMessage';
import { buildEnvelope } from '../../../src/onvif/soap/envelope';
import { parseXml } from '../../../src/onvif/xml/reader';
import { seededRandom, ValueGenerator } from './generateValue';
import { mutate, mutations, vendorNamespace } from './mutations';
import { libxml2Oracle, type Oracle } from './oracle';

const namespaces = {
  tt: 'http://www.onvif.org/ver10/schema',
  tds: 'http://www.onvif.org/ver10/device/wsdl',
  wsnt: 'http://docs.oasis-open.org/wsn/b-2',
};

describe('validateElement beside libxml2', function () {
  this.timeout(120_000);
  const catalog = bundledCatalog();
  let oracle: Oracle;
  before(async () => (oracle = await libxml2Oracle(catalog, [vendorNamespace])));
  after(() => oracle.dispose());

  /** Why the two may differ; undefined when they must not. */
  function explanation(
    ours: readonly { code: string; severity: string }[],
    theirs: readonly string[],
  ): string | undefined {
    const errors = ours.filter(problem => problem.severity === 'error');
    if (theirs.length === 0) {
      if (errors.every(error => error.code === 'onvif.base64'))
        return 'libxml2 passes over illegal base64 characters';
      return undefined;
    }
    if (errors.length > 0) return undefined;
    if (
      theirs.every(each =>
        /\s' is not a valid value of the atomic type 'xs:(?:duration|dateTime|date|time|g\w+)'/.test(each),
      )
    ) {
      return 'libxml2 does not collapse the blanks around dates and durations';
    }
    if (
      ours.some(problem => problem.code === 'onvif.unknown-element') &&
      theirs.some(each => each.includes('not expected'))
    ) {
      return 'a wildcard of XSD 1.0 cannot admit the namespace of the elements beside it';
    }
    return undefined;
  }

  it(`agrees on messages of every operation and on mutants of ${Object.keys(mutations).length} kinds`, () => {
    // Another set of messages and mutants: ORACLE_SEED=8 node scripts/unit.mjs schema/oracle
    const seed = Number(process.env['ORACLE_SEED'] ?? 7);
    const generator = new ValueGenerator(seed);
    const random = seededRandom(seed + 1);
    const kinds = Object.keys(mutations);
    const counts = new Map<string, { valid: number; invalid: number }>();
    const different: string[] = [];
    const explained = new Map<string, number>();
    const judge = (kind: string, xml: string) => {
      const theirs = oracle.errors(xml);
      const document = parseXml(xml);
      if (theirs === undefined || !document.root) return;
      const ours = validateElement(catalog, document.root, xml);
      const isValid = !ours.some(problem => problem.severity === 'error');
      const count = counts.get(kind) ?? { valid: 0, invalid: 0 };
      counts.set(kind, count);
      if (isValid) count.valid++;
      else count.invalid++;
      if (isValid === (theirs.length === 0)) return;
      const why = explanation(ours, theirs);
      if (why !== undefined) explained.set(why, (explained.get(why) ?? 0) + 1);
      else
        different.push(
          [
            kind,
            xml,
            ...ours.map(each => `  ours: ${each.code} ${each.message}`),
            ...theirs.map(each => `  theirs: ${each}`),
          ].join('\n'),
        );
    };
    for (const service of catalog.services) {
      for (const operation of service.operations) {
        for (const name of [operation.input, operation.output]) {
          const declaration = name && catalog.element(name);
          if (!declaration) continue;
          const body = encodeElement(catalog, name, generator.value(declaration.type));
          const xml = buildEnvelope({ body, namespaces });
          judge('none', xml);
          for (let i = 0; i < 3; i++) {
            const kind = kinds[Math.floor(random() * kinds.length)] ?? '';
            const mutant = mutate(kind, xml, random);
            if (mutant) judge(kind, mutant.xml);
          }
        }
      }
    }
    if (process.env['ORACLE_VERBOSE']) console.log(counts, explained);
    assert.deepEqual(different.slice(0, 5), [], `${different.length} differ`);
    assert.deepEqual(counts.get('none')?.invalid, 0);
    for (const kind of kinds) assert.ok(counts.has(kind), kind);
  });
});
