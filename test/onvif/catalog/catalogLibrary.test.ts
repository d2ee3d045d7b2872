import assert from 'node:assert/strict';
import path from 'node:path';
import { isOnvifError } from '../../../src/onvif/base/onvifError';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { CatalogLibrary, type LoadedDefinitions } from '../../../src/onvif/catalog/catalogLibrary';
import { compileLoaded, type CompiledDefinitions } from '../../../src/onvif/catalog/compileLoaded';
import type { DefinitionFile } from '../../../src/onvif/catalog/definitionXml';
import { readDefinitionFolder } from '../../../src/onvif/catalog/nodeDefinitionFolder';
import { encodeElement } from '../../../src/onvif/schema/encode';
import { namespaces } from '../../../src/onvif/xml/namespaces';

const lampFolder = path.join(process.cwd(), 'test/fixtures/wsdl/lamp');

/** A service with one operation `name` whose request holds one `Value` of `type`. */
function service(namespace: string, name: string, type = 'xs:string', schemas = ''): DefinitionFile {
  const element = (local: string, of: string) =>
    `<xs:element name="${local}"><xs:complexType><xs:sequence><xs:element name="Value" type="${of}"/>
    </xs:sequence></xs:complexType></xs:element>`;
  const text = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:v="${namespace}" xmlns:a="urn:a"
    xmlns:tt="${namespaces.tt}" targetNamespace="${namespace}"><types>${schemas}
    <xs:schema targetNamespace="${namespace}" elementFormDefault="qualified">
      ${element(name, type)}${element(`${name}Response`, 'xs:string')}
      <xs:simpleType name="Word"><xs:restriction base="xs:string"/></xs:simpleType></xs:schema></types>
    <message name="I"><part name="p" element="v:${name}"/></message>
    <message name="O"><part name="p" element="v:${name}Response"/></message>
    <portType name="P"><operation name="${name}"><input message="v:I"/><output message="v:O"/></operation></portType>
    <binding name="B" type="v:P"><soap:binding style="document"/><operation name="${name}">
      <soap:operation soapAction="${namespace}/${name}"/></operation></binding></definitions>`;
  return { path: `${name}.wsdl`, text };
}

function compile(library: CatalogLibrary, id: string, ...files: DefinitionFile[]): CompiledDefinitions {
  return compileLoaded(library, files, { id, name: id, source: `/${id}`, loadedAt: '2026-11-22T00:00:00Z' });
}

function load(library: CatalogLibrary, id: string, ...files: DefinitionFile[]): LoadedDefinitions {
  const { definitions, problems } = compile(library, id, ...files);
  assert.deepEqual(
    problems.filter(each => each.severity === 'error'),
    [],
  );
  assert.ok(definitions);
  library.add(definitions);
  return definitions;
}

describe('CatalogLibrary', () => {
  const fresh = (restore?: () => LoadedDefinitions[]) => {
    const dropped: string[] = [];
    const library = new CatalogLibrary({
      bundled: bundledCatalog,
      ...(restore && { restore }),
      onDropped: (_, why) => dropped.push(why),
    });
    return { library, dropped };
  };

  it('is the bundled catalog until something is loaded, and reads nothing before it is asked', () => {
    const asked: string[] = [];
    const library = new CatalogLibrary({
      bundled: () => (asked.push('bundled'), bundledCatalog()),
      restore: () => (asked.push('restore'), []),
    });
    assert.deepEqual(asked, []);
    assert.equal(library.current, bundledCatalog());
    assert.equal(library.current, library.current);
    assert.equal(asked.filter(each => each === 'restore').length, 1);
  });

  it('adds a vendor folder with its texts, tells so, and takes it away again', async () => {
    const { library } = fresh();
    let changes = 0;
    library.onDidChange(() => changes++);
    const { files, problems } = await readDefinitionFolder(lampFolder);
    assert.deepEqual(problems, []);
    const definitions = load(library, 'lamp', ...files);
    assert.equal(changes, 1);
    assert.deepEqual(definitions.uses, []);
    const operation = library.current.operation('lamp:SetColour');
    assert.equal(operation?.doc, 'Changes the colour of one lamp and tells the colour it had.');
    assert.equal(operation.service.name, 'lamp');
    assert.equal(
      encodeElement(library.current, operation.input, { Lamp: 'l1', Colour: 'Green' }),
      '<lamp:SetColour xmlns:lamp="urn:example:lamp"><lamp:Lamp>l1</lamp:Lamp><lamp:Colour>Green</lamp:Colour></lamp:SetColour>',
    );
    assert.ok(library.current.operation('tds:SetHostname'));
    library.remove('lamp');
    assert.equal(changes, 2);
    assert.equal(library.current.operation('lamp:SetColour'), undefined);
    assert.deepEqual(library.loaded, []);
  });

  it('puts a loaded service in the place of the bundled one of its namespace, with its own types', () => {
    const { library } = fresh();
    const types = `<xs:schema targetNamespace="${namespaces.tt}">
      <xs:simpleType name="ReferenceToken"><xs:restriction base="xs:string"><xs:maxLength value="3"/>
      </xs:restriction></xs:simpleType></xs:schema>`;
    const release = service(namespaces.tds, 'SetHostname', 'tt:ReferenceToken', types);
    const compiled = compile(library, 'release', release);
    assert.deepEqual(compiled.replaced, ['Device Management']);
    assert.ok(compiled.definitions);
    library.add(compiled.definitions);
    const { current } = library;
    assert.deepEqual(
      current.service('tds')?.operations.map(each => each.id),
      ['tds:SetHostname'],
    );
    assert.equal(current.operation('tds:GetHostname'), undefined);
    assert.equal(current.services.filter(each => each.namespace === namespaces.tds).length, 1);
    const { input } = current.operation('tds:SetHostname') ?? assert.fail();
    assert.match(encodeElement(current, input, { Value: 'abc' }), />abc</);
    assert.equal(current.typeFacts('tt:ReferenceToken')?.doc, undefined);
    assert.match(JSON.stringify(current.typeFacts('tt:ReferenceToken')), /"maxLength":3/);
    assert.ok(current.operation('tev:PullMessages'), 'services that were not loaded stay');
    library.remove('release');
    assert.ok(library.current.operation('tds:GetHostname'));
  });

  it('keeps the bundled types when only a vendor service brings a copy of them', () => {
    const { library } = fresh();
    const copy = `<xs:schema targetNamespace="${namespaces.tt}"><xs:simpleType name="ReferenceToken">
      <xs:restriction base="xs:int"/></xs:simpleType></xs:schema>`;
    const { definitions, problems } = compile(
      library,
      'a',
      service('urn:a', 'Blink', 'tt:ReferenceToken', copy),
    );
    assert.deepEqual(
      problems.map(each => `${each.severity} ${each.code}`),
      ['warning duplicate'],
    );
    assert.ok(definitions);
    library.add(definitions);
    assert.deepEqual(
      library.current.typeFacts('tt:ReferenceToken'),
      bundledCatalog().typeFacts('tt:ReferenceToken'),
    );
  });

  it('gives two vendors who chose the same prefix different ones', () => {
    const { library } = fresh();
    load(library, 'a', service('urn:a', 'Blink'));
    load(library, 'b', service('urn:b', 'Blink'));
    const ids = [...library.current.operations].filter(each => each.name === 'Blink').map(each => each.id);
    assert.equal(new Set(ids).size, 2);
    for (const id of ids) {
      const { input, service: of } = library.current.operation(id) ?? assert.fail(id);
      assert.equal(input.namespace, of.namespace);
    }
  });

  it('replaces what the same source gave before', () => {
    const { library } = fresh();
    load(library, 'a', service('urn:a', 'Blink'));
    load(library, 'a', service('urn:a', 'Flash'));
    assert.equal(library.loaded.length, 1);
    assert.equal(library.current.operation('Blink'), undefined);
    assert.ok(library.current.operation('Flash'));
  });

  it('does not take away, nor replace, what other loaded definitions refer to', () => {
    const { library } = fresh();
    load(library, 'a', service('urn:a', 'Blink'));
    const b = load(library, 'b', service('urn:b', 'Flash', 'a:Word'));
    assert.deepEqual(
      b.uses.map(use => use.replace(/ .*:/, ' ')),
      ['type Word'],
    );
    const { current } = library;
    assert.throws(
      () => library.remove('a'),
      error =>
        isOnvifError(error, 'invalidInput') && /^b needs the type .+ Remove b first\.$/.test(error.message),
    );
    assert.equal(library.current, current, 'nothing changed');
    library.remove('b');
    library.remove('a');
    assert.equal(library.loaded.length, 0);
    assert.throws(
      () => library.remove('a'),
      error => isOnvifError(error, 'invalidInput'),
    );
  });

  it('gives no half of broken files: the catalog stays as it is', () => {
    const { library } = fresh();
    const { current } = library;
    const good = service('urn:a', 'Blink');
    const lost = '<import namespace="urn:nowhere" location="nowhere.wsdl"/>';
    for (const [file, problem] of [
      [{ path: 'a.wsdl', text: '<definitions' }, 'not-xml a.wsdl'],
      [service('urn:a', 'Blink', 'v:Missing'), 'unknown-name Blink.wsdl'],
      [{ ...good, text: good.text.replace('<types>', `${lost}<types>`) }, 'missing-import Blink.wsdl'],
    ] as const) {
      const { definitions, problems } = compile(library, 'a', file, service('urn:b', 'Flash'));
      assert.deepEqual(
        problems.map(each => `${each.code} ${each.file}`),
        [problem],
      );
      assert.equal(definitions, undefined);
    }
    assert.equal(library.current, current);
  });

  it('has again what an earlier session had, from its JSON, and drops what lost its ground', () => {
    const first = fresh().library;
    const a = load(first, 'a', service('urn:a', 'Blink'));
    const b = load(first, 'b', service('urn:b', 'Flash', 'a:Word'));
    const written = (...of: LoadedDefinitions[]) => JSON.parse(JSON.stringify(of)) as LoadedDefinitions[];
    const again = fresh(() => written(a, b));
    const { input } = again.library.current.operation('Flash') ?? assert.fail();
    assert.match(encodeElement(again.library.current, input, { Value: 'x' }), />x</);
    assert.deepEqual(again.dropped, []);

    const without = fresh(() => written(b));
    assert.equal(without.library.current.operation('Flash'), undefined);
    assert.deepEqual(without.library.loaded, []);
    assert.equal(without.dropped.length, 1);
    assert.match(without.dropped[0] ?? '', /^b needs the type \w+:Word, which nothing else declares\.$/);
  });

  it('drops what another window loaded under a prefix that is taken', () => {
    const a = load(fresh().library, 'a', service('urn:c', 'Blink'));
    const b = load(fresh().library, 'b', service('urn:b', 'Flash'));
    const both = fresh(() => [a, b]);
    assert.deepEqual(
      both.library.loaded.map(each => each.id),
      ['a'],
    );
    assert.match(both.dropped[0] ?? '', /^b means another namespace by the prefix \w+: load it again\.$/);
  });
});
