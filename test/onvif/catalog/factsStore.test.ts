import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writeCatalogFacts, type CatalogFacts } from '../../../src/onvif/catalog/catalogFacts';
import { storeOfFacts, storeOfText, type Components } from '../../../src/onvif/catalog/factsStore';

const text = readFileSync(path.resolve('src/onvif/catalog/onvif-26.06.catalog.json'), 'utf8');
const facts = JSON.parse(text) as CatalogFacts;

function all<T>(components: Components<T>): [string, T | undefined][] {
  return [...components.keys()].map(key => [key, components.get(key)]);
}

describe('storeOfText', () => {
  it('gives the same facts line by line as all at once', () => {
    const [lazy, whole] = [storeOfText(text), storeOfFacts(facts)];
    assert.equal(lazy.name, whole.name);
    assert.deepEqual(lazy.namespaces, whole.namespaces);
    assert.deepEqual(lazy.services, whole.services);
    for (const kind of ['elements', 'types', 'attributes'] as const) {
      const found = all<unknown>(lazy[kind]);
      assert.ok(found.length > 5, kind);
      assert.deepEqual(found, all<unknown>(whole[kind]), kind);
      assert.equal(lazy[kind].get('tt:Nothing'), undefined);
      assert.equal(lazy[kind].get('__proto__'), undefined);
      assert.equal(whole[kind].get('__proto__'), undefined);
    }
  });

  it('reads any other layout too', () => {
    const store = storeOfText(JSON.stringify(facts, null, 2));
    assert.deepEqual(store.types.get('tt:Name'), facts.types['tt:Name']);
  });

  it('reads a catalog without components', () => {
    const empty: CatalogFacts = {
      ...{ format: 1, name: 'none', namespaces: {}, services: [] },
      ...{ elements: {}, types: {}, attributes: {} },
    };
    const store = storeOfText(writeCatalogFacts(empty));
    assert.deepEqual([...store.elements.keys(), ...store.types.keys(), ...store.attributes.keys()], []);
  });

  it('throws for what is no JSON', () => {
    assert.throws(() => storeOfText('nothing'), SyntaxError);
  });
});
