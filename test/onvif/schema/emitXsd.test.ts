import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import type { CatalogFacts } from '../../../src/onvif/catalog/catalogFacts';
import { compileCatalog } from '../../../src/onvif/catalog/compileCatalog';
import { emitXsd } from '../../../src/onvif/schema/emitXsd';

const catalog = bundledCatalog();
const facts = JSON.parse(
  readFileSync(path.resolve('src/onvif/catalog/onvif-26.06.catalog.json'), 'utf8'),
) as CatalogFacts;

/** What libxml2 says to schemas, by file: an empty list when it takes them. */
async function complaints(files: ReadonlyMap<string, string>): Promise<string[]> {
  const {
    XmlBufferInputProvider,
    XmlDocument,
    XmlLibError,
    XsdValidator,
    xmlCleanupInputProvider,
    xmlRegisterInputProvider,
  } = await import('libxml2-wasm');
  const buffers = Object.fromEntries([...files].map(([name, text]) => [`emit/${name}`, Buffer.from(text)]));
  xmlRegisterInputProvider(new XmlBufferInputProvider(buffers));
  const all = XmlDocument.fromBuffer(buffers['emit/all.xsd'] ?? Buffer.of(), { url: 'emit/all.xsd' });
  try {
    XsdValidator.fromDoc(all).dispose();
    return [];
  } catch (error) {
    assert.ok(error instanceof XmlLibError);
    return error.details.map(detail => detail.message.trim());
  } finally {
    all.dispose();
    xmlCleanupInputProvider();
  }
}

describe('emitXsd', () => {
  it('writes all that the catalog knows of schemas: compiled again, it is the same', () => {
    const files = [...emitXsd(catalog)].filter(([name]) => name !== 'all.xsd');
    assert.equal(files.length, 46, 'a file for each namespace with components');
    const result = compileCatalog(
      files.map(([name, text]) => ({ path: name, text })),
      { name: facts.name },
    );
    assert.deepEqual(
      result.problems.filter(problem => problem.code !== 'cyclic-import'),
      [],
    );
    assert.deepEqual(result.facts?.types, facts.types);
    assert.deepEqual(result.facts.elements, facts.elements);
    assert.deepEqual(result.facts.attributes, facts.attributes);
  });

  it('keeps the 119 types that only XSD 1.1 takes as they are', async () => {
    const found = await complaints(emitXsd(catalog));
    assert.equal(found.filter(each => each.includes('not determinist')).length, 119);
    assert.equal(found.length, 119);
  });

  it('writes schemas that XSD 1.0 takes when it is asked for', async () => {
    assert.deepEqual(await complaints(emitXsd(catalog, { deterministic: true })), []);
  });
});
