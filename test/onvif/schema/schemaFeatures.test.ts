import assert from 'node:assert/strict';
import { Catalog } from '../../../src/onvif/catalog/catalog';
import { compileCatalog } from '../../../src/onvif/catalog/compileCatalog';
import { validateElement } from '../../../src/onvif/schema/validateMessage';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import { parseXml } from '../../../src/onvif/xml/reader';
import { libxml2Oracle, type Oracle } from './oracle';

/** What ONVIF's own schemas do not use and a vendor's may. */
const schema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:a="urn:a" targetNamespace="urn:a" elementFormDefault="qualified">
  <xs:element name="all"><xs:complexType><xs:all><xs:element name="x" type="xs:int"/><xs:element name="y" minOccurs="0" type="xs:int"/></xs:all></xs:complexType></xs:element>
  <xs:element name="many"><xs:complexType><xs:sequence><xs:element name="x" type="xs:int" minOccurs="3" maxOccurs="100"/><xs:element name="y" type="xs:int" minOccurs="0" maxOccurs="4"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="head" type="xs:string" abstract="true"/>
  <xs:element name="member" type="xs:string" substitutionGroup="a:head"/>
  <xs:element name="inner" substitutionGroup="a:member"/>
  <xs:element name="group"><xs:complexType><xs:sequence><xs:element ref="a:head" maxOccurs="2"/></xs:sequence></xs:complexType></xs:element>
  <xs:element name="pairs"><xs:complexType><xs:sequence maxOccurs="3"><xs:element name="x" type="xs:int"/><xs:choice minOccurs="0"><xs:element name="y" type="xs:int"/><xs:sequence><xs:element name="z" type="xs:int"/><xs:element name="x" type="xs:int"/></xs:sequence></xs:choice></xs:sequence></xs:complexType></xs:element>
  <xs:element name="facets"><xs:complexType><xs:sequence>
    <xs:element name="digits" minOccurs="0"><xs:simpleType><xs:restriction base="xs:decimal"><xs:totalDigits value="4"/><xs:fractionDigits value="2"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="range" minOccurs="0"><xs:simpleType><xs:restriction base="xs:double"><xs:minExclusive value="0"/><xs:maxInclusive value="1"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="when" minOccurs="0"><xs:simpleType><xs:restriction base="xs:dateTime"><xs:minInclusive value="2026-01-01T00:00:00Z"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="wait" minOccurs="0"><xs:simpleType><xs:restriction base="xs:duration"><xs:maxInclusive value="P1M"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="list" minOccurs="0"><xs:simpleType><xs:restriction><xs:simpleType><xs:list itemType="xs:int"/></xs:simpleType><xs:minLength value="1"/><xs:maxLength value="2"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="union" minOccurs="0"><xs:simpleType><xs:union memberTypes="xs:int"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="auto"/></xs:restriction></xs:simpleType></xs:union></xs:simpleType></xs:element>
    <xs:element name="hex" minOccurs="0"><xs:simpleType><xs:restriction base="xs:hexBinary"><xs:length value="2"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="fixed" minOccurs="0" type="xs:string" fixed="yes"/>
    <xs:element name="number" minOccurs="0"><xs:simpleType><xs:restriction base="xs:decimal"><xs:enumeration value="1.0"/></xs:restriction></xs:simpleType></xs:element>
  </xs:sequence><xs:attribute name="fixed" fixed="1" type="xs:int"/></xs:complexType></xs:element>
  <xs:element name="book"><xs:complexType><xs:sequence><xs:element name="item" maxOccurs="unbounded"><xs:complexType><xs:attribute name="id"/></xs:complexType></xs:element></xs:sequence></xs:complexType>
    <xs:unique name="u"><xs:selector xpath="a:item"/><xs:field xpath="@id"/></xs:unique></xs:element>
  <xs:element name="keys"><xs:complexType><xs:sequence><xs:element name="item" maxOccurs="unbounded"><xs:complexType><xs:attribute name="id"/></xs:complexType></xs:element></xs:sequence></xs:complexType>
    <xs:key name="k"><xs:selector xpath=".//a:item"/><xs:field xpath="@id"/></xs:key></xs:element>
  <xs:complexType name="base" abstract="true"><xs:sequence><xs:element name="x" type="xs:int"/></xs:sequence></xs:complexType>
  <xs:complexType name="derived"><xs:complexContent><xs:extension base="a:base"><xs:sequence><xs:element name="y" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
  <xs:element name="abstract" type="a:base"/>
  <xs:element name="refs"><xs:complexType><xs:sequence><xs:element name="a" maxOccurs="unbounded"><xs:complexType><xs:attribute name="id" type="xs:ID"/><xs:attribute name="to" type="xs:IDREFS"/></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
</xs:schema>`;

/** Documents by verdict. */
const good = `<all><x>1</x></all> <all><y>2</y><x>1</x></all> <many><x>1</x><x>1</x><x>1</x></many>
  <many>${'<x>1</x>'.repeat(100)}<y>1</y></many> <group><member/></group> <group><inner/><member>a</member></group>
  <pairs><x>1</x></pairs> <pairs><x>1</x><y>1</y><x>1</x></pairs> <pairs><x>1</x><z>1</z><x>1</x><x>1</x><x>1</x></pairs>
  <facets><digits>12.34</digits></facets> <facets><digits>0012.3400</digits></facets> <facets><range>1</range></facets>
  <facets><when>2026-01-01T01:00:00+01:00</when></facets> <facets><wait>P27D</wait></facets> <facets><list>1 2</list></facets>
  <facets><union>auto</union></facets> <facets><union>7</union></facets> <facets><hex>0aFF</hex></facets> <facets><fixed/></facets>
  <facets><fixed>yes</fixed></facets> <facets fixed="01"/> <facets><number>01.00</number></facets>
  <book><item id="1"/><item id="2"/><item/><item/></book> <keys><item id="1"/><item id="2"/></keys>
  <abstract xsi:type="a:derived"><x>1</x><y>1</y></abstract> <refs><a id="p" to="q p"/><a id="q"/></refs>`;
const bad = `<all><y>2</y></all> <all><x>1</x><x>1</x></all> <all/> <many><x>1</x><x>1</x></many>
  <many>${'<x>1</x>'.repeat(101)}</many> <many><x>1</x><x>1</x><x>1</x>${'<y>1</y>'.repeat(5)}</many>
  <group/> <group><head/></group> <group><member/><member/><member/></group>
  <pairs><y>1</y></pairs> <pairs><x>1</x><z>1</z></pairs> <pairs><x>1</x><x>1</x><x>1</x><x>1</x></pairs>
  <facets><digits>12.345</digits></facets> <facets><digits>123.45</digits></facets> <facets><range>0</range></facets>
  <facets><range>1.5</range></facets> <facets><range>NaN</range></facets> <facets><when>2026-01-01T00:30:00+01:00</when></facets>
  <facets><wait>P32D</wait></facets> <facets><list/></facets> <facets><list>1 2 3</list></facets> <facets><list>a</list></facets>
  <facets><union>off</union></facets> <facets><hex>0a</hex></facets> <facets><fixed>no</fixed></facets> <facets fixed="2"/>
  <facets><number>2</number></facets> <book><item id="1"/><item id="1"/></book> <keys><item id="1"/><item id="1"/></keys>
  <keys><item id="1"/><item/></keys> <abstract><x>1</x></abstract> <abstract xsi:type="a:base"><x>1</x></abstract>
  <refs><a to="nobody"/></refs> <refs><a id="p"/><a id="p"/></refs>`;

function documents(list: string): string[] {
  const root = `xmlns="urn:a" xmlns:a="urn:a" xmlns:xsi="${namespaces.xsi}"`;
  return list
    .split(/\s+(?=<(?:all|many|group|pairs|facets|book|keys|abstract|refs)[ />])/)
    .map(each => each.trim().replace(/^<(\w+)/, `<$1 ${root}`));
}

describe('features of XML Schema that ONVIF does not use', () => {
  const { facts, problems } = compileCatalog([{ path: 'a.xsd', text: schema }], { name: 'features' });
  assert.deepEqual(problems, []);
  assert.ok(facts);
  const catalog = new Catalog(facts);
  let oracle: Oracle;
  before(async () => (oracle = await libxml2Oracle(catalog, [])));
  after(() => oracle.dispose());

  const errors = (xml: string) => {
    const { root } = parseXml(xml);
    assert.ok(root, xml);
    return validateElement(catalog, root, xml).map(each => `${each.code} ${each.message}`);
  };

  it('are judged right in good documents', () => {
    assert.equal(documents(good).length, 26);
    for (const xml of documents(good)) {
      assert.deepEqual(errors(xml), [], xml);
      assert.deepEqual(oracle.errors(xml), [], xml);
    }
  });

  it('are judged right in bad documents', () => {
    assert.equal(documents(bad).length, 34);
    for (const xml of documents(bad)) {
      assert.notDeepEqual(errors(xml), [], xml);
      // libxml2 does not look up IDREFs, and takes a duration in days for one in months.
      if (!/nobody|P32D/.test(xml)) assert.notDeepEqual(oracle.errors(xml), [], xml);
    }
  });

  it('are explained', () => {
    const [first] = documents('<many><x>1</x><x>1</x></many>');
    assert.deepEqual(errors(first ?? ''), ['cvc-complex-type.2.4.b a:x must stand here 3 times at least.']);
    const [second] = documents('<facets><digits>12.345</digits></facets>');
    assert.deepEqual(errors(second ?? ''), [
      'cvc-totalDigits-valid The value "12.345" of a:digits has more than 4 digits.',
    ]);
    const [third] = documents('<book><item id="1"/><item id="1"/></book>');
    assert.deepEqual(errors(third ?? ''), [
      'cvc-identity-constraint.4.1 Another a:item here has the same id "1".',
    ]);
  });
});
