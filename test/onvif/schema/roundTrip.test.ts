import assert from 'node:assert/strict';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { decodeElement } from '../../../src/onvif/schema/decode';
import { encodeElement } from '../../../src/onvif/schema/encode';
import { skeleton } from '../../../src/onvif/schema/skeleton';
import { parseXml } from '../../../src/onvif/xml/reader';
import { validateElement } from '../../../src/onvif/schema/validateMessage';
import { ValueGenerator } from './generateValue';

/** What is an error by the schemas, as text. */
function errors(xml: string): string[] {
  const { root, text } = parseXml(xml);
  assert.ok(root);
  return validateElement(bundledCatalog(), root, text)
    .filter(problem => problem.severity === 'error')
    .map(problem => `${problem.code} ${problem.message}`);
}

describe('encode, validate and decode', () => {
  const catalog = bundledCatalog();

  it('give back generated values of the request and the reply of every operation', () => {
    let messages = 0;
    for (const seed of [1, 2, 3]) {
      const generator = new ValueGenerator(seed);
      for (const service of catalog.services) {
        for (const operation of service.operations) {
          for (const name of [operation.input, operation.output]) {
            const declaration = name && catalog.element(name);
            if (!declaration) continue;
            const value = generator.value(declaration.type);
            const xml = encodeElement(catalog, name, value);
            const { root, problems } = parseXml(xml);
            assert.deepEqual(problems, [], xml);
            assert.ok(root);
            assert.deepEqual(errors(xml), [], `${operation.id} seed ${seed}\n${xml}`);
            assert.deepEqual(decodeElement(catalog, root), value, `${operation.id} seed ${seed}\n${xml}`);
            messages++;
          }
        }
      }
    }
    assert.ok(messages > 3 * 1250, `${messages} messages`);
  });

  it('every skeleton is valid and encodes back to itself', () => {
    let count = 0;
    for (const service of catalog.services) {
      for (const operation of service.operations) {
        for (const detail of ['required', 'all'] as const) {
          const xml = skeleton(catalog, operation, detail);
          const { root, problems } = parseXml(xml);
          assert.deepEqual(problems, [], xml);
          assert.ok(root);
          assert.deepEqual(errors(xml), [], xml);
          assert.equal(root.local, operation.input.local);
          const value = decodeElement(catalog, root);
          const again = parseXml(encodeElement(catalog, operation.input, value)).root;
          assert.ok(again);
          assert.deepEqual(decodeElement(catalog, again), value, operation.id);
          count++;
        }
      }
    }
    assert.equal(count, 2 * 644);
  });
});
