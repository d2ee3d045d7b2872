import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DefinitionStore } from '../../../src/extension/definitions/definitionStore';
import { definitionsText, problemsText } from '../../../src/extension/definitions/definitionText';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { CatalogLibrary, type LoadedDefinitions } from '../../../src/onvif/catalog/catalogLibrary';
import { compileLoaded } from '../../../src/onvif/catalog/compileLoaded';
import { readDefinitionFolder } from '../../../src/onvif/catalog/nodeDefinitionFolder';

const lampFolder = path.join(process.cwd(), 'test/fixtures/wsdl/lamp');

async function lamp(id = 'lamp'): Promise<LoadedDefinitions> {
  const library = new CatalogLibrary({ bundled: bundledCatalog });
  const { files } = await readDefinitionFolder(lampFolder);
  const as = { id, name: id, source: lampFolder, loadedAt: '2026-11-22T00:00:00.000Z' };
  const { definitions } = compileLoaded(library, files, as);
  return definitions ?? assert.fail('the fixture compiles');
}

describe('DefinitionStore', () => {
  const catalog = bundledCatalog().name;
  let folder = '';
  let warnings: string[] = [];
  const open = () => new DefinitionStore(folder, { warn: message => warnings.push(message) });
  const files = () => fs.readdirSync(folder).sort();

  beforeEach(() => {
    // The folder itself is made by the first write.
    folder = path.join(fs.mkdtempSync(path.join(tmpdir(), 'store-')), 'definitions');
    warnings = [];
  });
  afterEach(() => fs.rmSync(path.dirname(folder), { recursive: true }));

  it('has nothing where nothing was kept, and makes no folder by asking', () => {
    assert.deepEqual(open().read(catalog), []);
    assert.equal(fs.existsSync(folder), false);
  });

  it('has in the next session what was kept, in the order of loading', async () => {
    const [b, a, c] = [await lamp('b'), await lamp('a'), await lamp('c')];
    const first = open();
    first.read(catalog);
    for (const each of [b, a, c]) first.write(catalog, each);
    // Loaded again, it keeps its place: others may stand on it.
    first.write(catalog, { ...b, loadedAt: '2027-01-01T00:00:00.000Z' });
    first.remove('c');
    const [again, ...others] = open().read(catalog);
    assert.deepEqual(again, { ...b, loadedAt: '2027-01-01T00:00:00.000Z' });
    assert.deepEqual(others, [a]);
    assert.deepEqual(files(), ['a.json', 'b.json'], 'no temporary file stays');
    assert.deepEqual(warnings, []);
    const second = open();
    second.read(catalog);
    second.write(catalog, c);
    assert.deepEqual(
      open()
        .read(catalog)
        .map(each => each.id),
      ['b', 'a', 'c'],
    );
  });

  it('drops what is broken or another version wrote, with a line each, and keeps the rest', async () => {
    const store = open();
    store.write(catalog, await lamp('good'));
    store.write('ONVIF 20.12', await lamp('older'));
    const text = fs.readFileSync(path.join(folder, 'good.json'), 'utf8');
    const write = (name: string, content: string) => fs.writeFileSync(path.join(folder, name), content);
    write('cut.json', text.slice(0, 500));
    write('empty.json', '');
    write('null.json', 'null');
    write('future.json', text.replace('"version":1', '"version":2').replace('"id":"good"', '"id":"future"'));
    write('other.json', text);
    write(
      'services.json',
      text.replace('"id":"good"', '"id":"services"').replace('"services":[', '"services":[7,'),
    );
    assert.deepEqual(
      open()
        .read(catalog)
        .map(each => each.id),
      ['good'],
    );
    assert.deepEqual(files(), ['good.json']);
    const dropped = ['cut', 'empty', 'future', 'null', 'older', 'other', 'services'];
    assert.deepEqual(
      warnings.map(each => /in (\w+)\.json were dropped: .+\. Load them again\.$/.exec(each)?.[1]).sort(),
      dropped,
    );
    assert.match(warnings.find(each => each.includes('older')) ?? '', /another version wrote it/);
  });
});

describe('texts about definitions', () => {
  it('list services and operations with their documentation', async () => {
    const library = new CatalogLibrary({ bundled: bundledCatalog });
    const definitions = await lamp();
    library.add(definitions);
    assert.equal(
      definitionsText(definitions, library.current).replace(lampFolder, '/lamp'),
      `lamp
/lamp
2026-11-22T00:00:00.000Z

lamp (urn:example:lamp)

  lamp:SetColour
    Changes the colour of one lamp and tells the colour it had.

  lamp:GetLamps
    Lists the tokens of all lamps.
`,
    );
  });

  it('list problems, errors first, with addresses that can be followed', () => {
    const text = problemsText(
      'Problems of /x',
      [
        { severity: 'warning', code: 'duplicate', message: 'Twice.', file: 'b.xsd' },
        { severity: 'error', code: 'not-xml', message: 'No XML.', file: 'a.xsd', line: 3 },
      ],
      file => `file:///x/${file}`,
    );
    assert.equal(
      text,
      `Problems of /x

error: No XML. (not-xml)
  file:///x/a.xsd#L3

warning: Twice. (duplicate)
  file:///x/b.xsd
`,
    );
  });
});
