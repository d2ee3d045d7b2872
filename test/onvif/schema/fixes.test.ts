import assert from 'node:assert/strict';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { encodeElement } from '../../../src/onvif/schema/encode';
import type { Fix, SchemaProblem } from '../../../src/onvif/schema/schemaProblem';
import { validateMessage } from '../../../src/onvif/schema/validateMessage';
import { buildEnvelope } from '../../../src/onvif/soap/envelope';
import { parseXml } from '../../../src/onvif/xml/reader';
import { seededRandom, ValueGenerator } from './generateValue';
import { mutate } from './mutations';

const catalog = bundledCatalog();

function problems(xml: string): SchemaProblem[] {
  const document = parseXml(xml);
  assert.deepEqual(document.problems, [], xml);
  return validateMessage(catalog, document).filter(problem => problem.severity === 'error');
}

/** Edits never overlap; the last goes first so that the others keep their places. */
function apply(xml: string, { edits }: Fix): string {
  return [...edits]
    .sort((a, b) => b.range.start - a.range.start)
    .reduce((text, { range, text: put }) => text.slice(0, range.start) + put + text.slice(range.end), xml);
}

describe('fixes', () => {
  const kinds = [
    'remove-element',
    'duplicate-element',
    'swap-siblings',
    'misspell-element',
    'wrong-namespace',
    'unknown-element',
    'stray-text',
    'rename-attribute',
    'remove-attribute',
    'child-in-empty',
    'child-in-simple',
  ];

  it('of a message with one mistake make it valid', () => {
    const generator = new ValueGenerator(5);
    const random = seededRandom(6);
    let single = 0;
    let offered = 0;
    const wrong: string[] = [];
    for (const service of catalog.services) {
      for (const operation of service.operations) {
        const declaration = operation.output && catalog.element(operation.output);
        if (!declaration || !operation.output) continue;
        const body = encodeElement(catalog, operation.output, generator.value(declaration.type));
        const xml = buildEnvelope({ body, namespaces: { tt: 'http://www.onvif.org/ver10/schema' } });
        for (const kind of kinds) {
          const mutant = mutate(kind, xml, random);
          const found = mutant ? problems(mutant.xml) : [];
          const [problem] = found;
          if (!mutant || !problem || found.length > 1) continue;
          single++;
          if (!problem.fix) continue;
          offered++;
          const left = problems(apply(mutant.xml, problem.fix));
          if (left.length > 0) {
            wrong.push(`${kind}: ${problem.message} [${problem.fix.title}] leaves ${left[0]?.message}`);
          }
        }
      }
    }
    assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} of ${offered}`);
    assert.ok(offered > single * 0.8, `${offered} of ${single} have a fix`);
    assert.ok(single > 1000, `${single}`);
  });
});
