import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { Catalog } from '../../../src/onvif/catalog/catalog';
import { compileCatalog, type CompileResult } from '../../../src/onvif/catalog/compileCatalog';
import { readDefinitionFolder } from '../../../src/onvif/catalog/nodeDefinitionFolder';
import { encodeElement } from '../../../src/onvif/schema/encode';

const schema = (body: string, attributes = '') =>
  `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:a="urn:a" xmlns:b="urn:b"
    targetNamespace="urn:a" elementFormDefault="qualified" ${attributes}>${body}</xs:schema>`;

function wsdl(types: string, extra = ''): string {
  return `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:v="urn:vendor" targetNamespace="urn:vendor">
    ${extra}
    <types><xs:schema targetNamespace="urn:vendor" elementFormDefault="qualified"
      xmlns:tt="http://www.onvif.org/ver10/schema">${types}</xs:schema></types>
    <message name="In"><part name="parameters" element="v:Blink"/></message>
    <message name="Out"><part name="parameters" element="v:BlinkResponse"/></message>
    <portType name="Lamp"><operation name="Blink"><documentation>Makes the <b>lamp</b> blink.</documentation>
      <input message="v:In"/><output message="v:Out"/></operation></portType>
    <binding name="LampBinding" type="v:Lamp"><soap:binding style="document" transport="t"/>
      <operation name="Blink"><soap:operation soapAction="urn:vendor/blink"/>
      <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>
  </definitions>`;
}

const lampTypes = `<xs:import namespace="http://www.onvif.org/ver10/schema" schemaLocation="http://nowhere/onvif.xsd"/>
  <xs:element name="Blink"><xs:complexType><xs:sequence>
    <xs:element name="Token" type="tt:ReferenceToken"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="BlinkResponse"><xs:complexType/></xs:element>`;

const compile = (files: Record<string, string>, options = {}) =>
  compileCatalog(
    Object.entries(files).map(([file, text]) => ({ path: file, text })),
    { name: 'test', ...options },
  );

/** Every problem as `severity code file:line`; a result with an error must have no catalog. */
function listed({ facts, problems }: CompileResult): string[] {
  const hasError = problems.some(problem => problem.severity === 'error');
  assert.equal(facts === undefined, hasError, 'a catalog exactly when nothing is wrong');
  for (const problem of problems) assert.match(problem.message, /^[A-Zx].*[.\w]$/);
  return problems.map(
    ({ severity, code, file, line }) => `${severity} ${code} ${file}${line ? `:${line}` : ''}`,
  );
}

describe('compileCatalog', () => {
  it('adds a vendor service to a catalog, with its texts', () => {
    const base = bundledCatalog();
    const result = compile({ 'lamp.wsdl': wsdl(lampTypes) }, { known: base, documentation: true });
    assert.deepEqual(listed(result), []);
    assert.ok(result.facts);
    const catalog = new Catalog(result.facts, base);
    const operation = catalog.operation('v:Blink');
    assert.equal(operation?.action, 'urn:vendor/blink');
    assert.equal(operation.service.name, 'lamp');
    assert.equal(operation.doc?.replace(/\s+/g, ' '), 'Makes the lamp blink.');
    assert.equal(
      encodeElement(catalog, operation.input, { Token: 'lamp-1' }),
      '<v:Blink xmlns:v="urn:vendor"><v:Token>lamp-1</v:Token></v:Blink>',
    );
    assert.ok(catalog.operation('tds:SetHostname'), 'ONVIF is still there');
    assert.equal(base.operation('v:Blink'), undefined, 'and itself unchanged');
  });

  it('leaves texts out unless they are wanted', () => {
    const result = compile({ 'lamp.wsdl': wsdl(lampTypes) }, { known: bundledCatalog() });
    assert.ok(result.facts);
    assert.doesNotMatch(JSON.stringify(result.facts), /blink\./);
  });

  it('names an import that is not there', () => {
    assert.deepEqual(listed(compile({ 'lamp.wsdl': wsdl(lampTypes) })), ['error missing-import lamp.wsdl:5']);
  });

  it('leaves out the one service whose schema nobody publishes, and keeps the others', () => {
    const unpublished = lampTypes
      .replace('http://www.onvif.org/ver10/schema', 'urn:mpeg:mpqf:schema:2008')
      .replace('tt:ReferenceToken', 'v:X');
    const search = wsdl(unpublished).replaceAll('urn:vendor', 'urn:search');
    const result = compile(
      { 'lamp.wsdl': wsdl(lampTypes), 'search.wsdl': search },
      { known: bundledCatalog() },
    );
    assert.deepEqual(listed(result), ['warning left-out search.wsdl']);
    assert.deepEqual(
      result.facts?.services.map(service => service.file),
      ['lamp'],
    );
  });

  it('names an include that is not there', () => {
    const file = schema('<xs:include schemaLocation="more.xsd"/>');
    assert.deepEqual(listed(compile({ 'a.xsd': file })), ['error missing-import a.xsd:2']);
  });

  it('names what is not XML, not a definition, or nothing at all', () => {
    assert.deepEqual(listed(compile({ 'a.xsd': '<xs:schema' })), ['error not-xml a.xsd:1']);
    assert.deepEqual(listed(compile({ 'a.wsdl': 'GIF89a' })), ['error not-xml a.wsdl:1']);
    assert.deepEqual(listed(compile({ 'a.xsd': '<html/>' })), ['error not-definitions a.xsd:1']);
    assert.deepEqual(listed(compile({})), ['error no-definitions ']);
  });

  it('gives no catalog when one file of several is broken', () => {
    const good = schema('<xs:element name="E" type="xs:string"/>');
    assert.deepEqual(listed(compile({ 'a.xsd': good, 'b.xsd': `${good}<` })), ['error not-xml b.xsd:2']);
  });

  it('names what nothing declares, with its line', () => {
    const file = schema('\n<xs:element name="E" type="a:Missing"/>\n<xs:element name="F" type="c:X"/>');
    assert.deepEqual(listed(compile({ 'a.xsd': file })), [
      'error unknown-name a.xsd:3',
      'error undeclared-prefix a.xsd:4',
    ]);
  });

  it('names types and groups that are defined by themselves', () => {
    const types =
      schema(`<xs:complexType name="A"><xs:complexContent><xs:extension base="a:B"/></xs:complexContent></xs:complexType>
      <xs:complexType name="B"><xs:complexContent><xs:extension base="a:A"/></xs:complexContent></xs:complexType>
      <xs:simpleType name="S"><xs:restriction base="a:S"/></xs:simpleType>`);
    assert.deepEqual(listed(compile({ 'a.xsd': types })), [
      'error cyclic-definition a.xsd:2',
      'error cyclic-definition a.xsd:4',
    ]);
    const group = schema(`<xs:group name="G"><xs:sequence><xs:group ref="a:G"/></xs:sequence></xs:group>
      <xs:complexType name="T"><xs:group ref="a:G"/></xs:complexType>`);
    assert.deepEqual(listed(compile({ 'a.xsd': group })), ['error cyclic-definition a.xsd:2']);
  });

  it('follows files that import each other in a ring, and says so', () => {
    const a = schema('<xs:include schemaLocation="b.xsd"/><xs:element name="E" type="a:T"/>');
    const b = schema('<xs:include schemaLocation="a.xsd"/><xs:complexType name="T"/>');
    const result = compile({ 'a.xsd': a, 'b.xsd': b });
    assert.deepEqual(listed(result), ['warning cyclic-import b.xsd:2']);
    assert.ok(result.facts?.elements['a:E']);
  });

  it('keeps the shorter of two variants and says which', () => {
    const result = compile(
      { 'lamp.wsdl': wsdl(lampTypes), 'vs/lamp-vs.wsdl': wsdl(lampTypes) },
      { known: bundledCatalog() },
    );
    assert.deepEqual(listed(result), ['warning duplicate vs/lamp-vs.wsdl']);
    assert.equal(result.facts?.services.length, 1);
  });

  it('puts an included file without a namespace into the one that includes it', () => {
    const result = compile({
      'a.xsd': schema('<xs:include schemaLocation="sub/plain.xsd"/><xs:element name="E" type="a:T"/>'),
      'sub/plain.xsd': `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
        <xs:complexType name="T"><xs:attribute name="x" type="S"/></xs:complexType>
        <xs:simpleType name="S"><xs:restriction base="xs:string"/></xs:simpleType></xs:schema>`,
    });
    assert.deepEqual(listed(result), []);
    assert.deepEqual(result.facts?.types['a:T'], { attributes: [{ name: 'x', type: 'a:S' }] });
  });

  it('keeps unqualified elements, expands groups, resolves enumerated names', () => {
    const result = compile({
      'a.xsd': schema(`<xs:group name="G"><xs:choice><xs:element name="P" form="unqualified" type="xs:int"/>
          <xs:any namespace="##targetNamespace ##local urn:c"/></xs:choice></xs:group>
        <xs:attributeGroup name="H"><xs:attribute name="h" use="required"/><xs:anyAttribute namespace="##other"/></xs:attributeGroup>
        <xs:complexType name="T"><xs:group ref="a:G" minOccurs="0" maxOccurs="3"/><xs:attributeGroup ref="a:H"/></xs:complexType>
        <xs:simpleType name="N"><xs:restriction base="xs:QName"><xs:enumeration value="a:x"/></xs:restriction></xs:simpleType>`),
    });
    assert.deepEqual(listed(result), []);
    assert.deepEqual(result.facts?.types['a:T'], {
      content: {
        choice: [
          { name: ':P', type: 'xs:int' },
          { any: 'a . ns1', process: 'strict' },
        ],
        min: 0,
        max: 3,
      },
      attributes: [{ name: 'h', use: 'required' }],
      anyAttribute: { any: '!a', process: 'strict' },
    });
    assert.equal(result.facts.namespaces['ns1'], 'urn:c');
    assert.deepEqual(result.facts.types['a:N'], { of: 'xs:QName', enum: ['a:x'] });
  });

  it('refuses xs:redefine rather than compiling half of it', () => {
    const file = schema('<xs:redefine schemaLocation="b.xsd"/>');
    assert.deepEqual(listed(compile({ 'a.xsd': file })), ['error unsupported a.xsd:2']);
  });

  it('is not led astray by prefixes and names of JavaScript', () => {
    const result = compile({
      'a.xsd': schema(
        '<xs:element name="constructor" type="xs:string"/><xs:element name="E" type="toString:x"/>',
      ),
    });
    assert.deepEqual(listed(result), ['error undeclared-prefix a.xsd:2']);
  });
});

describe('readDefinitionFolder', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'definitions-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('reads only definitions and passes over what is left out', async () => {
    writeFileSync(path.join(folder, 'a.xsd'), 'a');
    writeFileSync(path.join(folder, 'b.WSDL'), 'b');
    writeFileSync(path.join(folder, 'c.txt'), 'c');
    const { files, problems } = await readDefinitionFolder(folder, ['a.xsd']);
    assert.deepEqual(problems, []);
    assert.deepEqual(files, [{ path: 'b.WSDL', text: 'b' }]);
  });

  it('names a file of 100 MB and does not read it', async () => {
    const file = path.join(folder, 'huge.wsdl');
    writeFileSync(file, '');
    truncateSync(file, 100 << 20);
    const { files, problems } = await readDefinitionFolder(folder);
    assert.deepEqual(files, []);
    assert.deepEqual(
      problems.map(problem => `${problem.severity} ${problem.code} ${problem.file}`),
      ['error too-large huge.wsdl'],
    );
  });

  it('looks into folders, but not through a whole disk, and stops when told', async () => {
    mkdirSync(path.join(folder, 'deep/er'), { recursive: true });
    writeFileSync(path.join(folder, 'deep/er/a.xsd'), 'a');
    writeFileSync(path.join(folder, 'deep/b.txt'), 'b');
    const { files } = await readDefinitionFolder(folder);
    assert.deepEqual(files, [{ path: 'deep/er/a.xsd', text: 'a' }]);
    const { problems } = await readDefinitionFolder(folder, [], { entries: 2 });
    assert.deepEqual(
      problems.map(problem => `${problem.code} ${problem.file}`),
      [`too-large ${folder}`],
    );
    await assert.rejects(readDefinitionFolder(folder, [], {}, AbortSignal.abort()), /cancelled/);
  });

  it('names a folder that is not there', async () => {
    const { problems } = await readDefinitionFolder(path.join(folder, 'nothing'));
    assert.equal(problems[0]?.code, 'unreadable');
  });
});
