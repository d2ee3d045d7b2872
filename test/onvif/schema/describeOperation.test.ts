import assert from 'node:assert/strict';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { Catalog } from '../../../src/onvif/catalog/catalog';
import { compileCatalog } from '../../../src/onvif/catalog/compileCatalog';
import {
  describeOperation,
  type FieldDescription,
  type MemberDescription,
  type OperationDescription,
  type TypeDescription,
} from '../../../src/onvif/schema/describeOperation';

const catalog = bundledCatalog();

function describeOf(id: string, known = catalog): OperationDescription {
  const operation = known.operation(id);
  assert.ok(operation, id);
  return describeOperation(known, operation);
}

function inside(description: OperationDescription, field: FieldDescription): TypeDescription {
  const type = field.content ?? description.types[field.type ?? ''];
  assert.ok(type, `${field.name} has nothing inside`);
  return type;
}

/** The member at a path of names below `field`. */
function at(description: OperationDescription, field: FieldDescription, ...path: string[]): FieldDescription {
  return path.reduce((above, name) => {
    const found = elements(inside(description, above).members).find(each => each.name === name);
    assert.ok(found, `${name} in ${above.name}`);
    return found;
  }, field);
}

function elements(members: readonly MemberDescription[]): FieldDescription[] {
  return members.flatMap(each =>
    each.kind === 'element' ? [each] : each.kind === 'any' ? [] : elements(each.members),
  );
}

describe('describeOperation', () => {
  it('tells what calls an operation and what it does to the device', () => {
    const set = describeOf('tds:SetHostname');
    assert.equal(set.action, 'http://www.onvif.org/ver10/device/wsdl/SetHostname');
    assert.equal(set.service.name, 'Device Management');
    assert.equal(set.accessClass, 'WRITE_SYSTEM');
    assert.equal(set.unrecoverable, false);
    assert.match(set.summary ?? '', /host name/);
    const reset = describeOf('tds:SetSystemFactoryDefault');
    assert.deepEqual([reset.accessClass, reset.unrecoverable], ['UNRECOVERABLE', true]);
    const profiles = describeOf('trt:GetProfiles');
    assert.deepEqual(
      [profiles.accessClass, profiles.summary, profiles.documentation],
      [undefined, undefined, undefined],
    );
  });

  it('gives members in order with type and occurrence', () => {
    const { request, reply } = describeOf('tds:SetNetworkInterfaces');
    const members = (request.content?.members ?? []).map(each =>
      each.kind === 'element' ? [each.name, each.type, each.min, each.max] : each.kind,
    );
    assert.deepEqual(members, [
      ['tds:InterfaceToken', 'tt:ReferenceToken', 1, 1],
      ['tds:NetworkInterface', 'tt:NetworkInterfaceSetConfiguration', 1, 1],
    ]);
    assert.ok(reply);
    assert.deepEqual(
      elements(reply.content?.members ?? []).map(each => each.value?.builtin),
      ['xs:boolean'],
    );
    const users = describeOf('tds:CreateUsers');
    const user = at(users, users.request, 'tds:User');
    assert.deepEqual([user.min, user.max], [1, 'unbounded']);
  });

  it('gives enumerations and facets of all steps of derivation', () => {
    const users = describeOf('tds:CreateUsers');
    const level = at(users, users.request, 'tds:User', 'tt:UserLevel');
    assert.deepEqual(level.value?.enumeration, [
      'Administrator',
      'Operator',
      'User',
      'Anonymous',
      'Extended',
    ]);
    const interfaces = describeOf('tds:SetNetworkInterfaces');
    const token = at(interfaces, interfaces.request, 'tds:InterfaceToken');
    assert.deepEqual([token.value?.builtin, token.value?.maxLength], ['xs:string', 64]);
  });

  it('gives attributes and wildcards', () => {
    const profiles = describeOf('trt:GetProfiles');
    const { reply } = profiles;
    assert.ok(reply);
    const { attributes } = inside(profiles, at(profiles, reply, 'trt:Profiles'));
    assert.deepEqual(
      attributes.map(each => [each.name, each.required, each.value.type]),
      [
        ['token', true, 'tt:ReferenceToken'],
        ['fixed', false, 'xs:boolean'],
      ],
    );
    const pull = describeOf('tev:PullMessages');
    const wildcards = (pull.request.content?.members ?? []).filter(each => each.kind === 'any');
    assert.deepEqual(wildcards, [{ kind: 'any', min: 0, max: 'unbounded', namespaces: 'other than tev' }]);
  });

  it('names what the detail of a fault may hold, and knows one-way operations', () => {
    assert.ok(describeOf('tev:CreatePullPointSubscription').faults.includes('wsnt:InvalidFilterFault'));
    const oneWay = [...catalog.operations].filter(each => each.output === undefined);
    for (const { id } of oneWay) assert.equal(describeOf(id).reply, undefined, id);
    assert.ok(describeOf('tds:GetHostname').reply);
  });

  it('keeps the branches of a choice apart, nested groups and documentation', () => {
    const vendor = vendorCatalog(`
      <xs:element name="Blink"><xs:complexType><xs:sequence>
        <xs:choice minOccurs="0" maxOccurs="3">
          <xs:element name="Once" type="xs:boolean" default="true"/>
          <xs:sequence><xs:element name="From" type="v:Hour"/><xs:element name="To" type="v:Hour" nillable="true"/></xs:sequence>
          <xs:element name="Days"><xs:simpleType><xs:list itemType="v:Day"/></xs:simpleType></xs:element>
        </xs:choice></xs:sequence>
        <xs:attribute name="mode" type="xs:string" fixed="lamp" use="required"/></xs:complexType></xs:element>
      <xs:element name="BlinkResponse" type="v:Ring"/>
      <xs:complexType name="Ring"><xs:sequence><xs:element name="Inner" type="v:Ring" minOccurs="0"/></xs:sequence></xs:complexType>
      <xs:simpleType name="Hour"><xs:restriction base="v:Count"><xs:maxInclusive value="23"/></xs:restriction></xs:simpleType>
      <xs:simpleType name="Count"><xs:restriction base="xs:int"><xs:minInclusive value="0"/></xs:restriction></xs:simpleType>
      <xs:simpleType name="Day"><xs:restriction base="xs:token"><xs:pattern value="[a-z]+"/><xs:pattern value="[0-6]"/></xs:restriction></xs:simpleType>`);
    const blink = describeOf('v:Blink', vendor);
    assert.equal(blink.documentation, 'Makes it blink.');
    const { members, attributes } = inside(blink, blink.request);
    assert.deepEqual(
      attributes.map(({ name, required, fixed }) => ({ name, required, fixed })),
      [{ name: 'mode', required: true, fixed: 'lamp' }],
    );
    const [choice] = members;
    assert.ok(choice?.kind === 'choice');
    assert.deepEqual([choice.min, choice.max], [0, 3]);
    assert.deepEqual(
      choice.members.map(each => each.kind),
      ['element', 'sequence', 'element'],
    );
    const [once, from, to, days] = elements(choice.members);
    assert.equal(once?.default, 'true');
    assert.deepEqual([from?.value?.minInclusive, from?.value?.maxInclusive], ['0', '23']);
    assert.equal(to?.nillable, true);
    assert.equal(days?.value?.variety, 'list');
    assert.deepEqual(days?.value?.item?.patterns, [['[a-z]+', '[0-6]']]);
    // a type that contains itself is there once
    assert.deepEqual(Object.keys(blink.types), ['v:Ring']);
    assert.deepEqual(
      elements(blink.types['v:Ring']?.members ?? []).map(each => each.type),
      ['v:Ring'],
    );
  });

  it('describes all operations as plain data that names no type it does not hold', () => {
    let count = 0;
    for (const operation of catalog.operations) {
      const description = describeOperation(catalog, operation);
      assert.deepEqual(JSON.parse(JSON.stringify(description)), description, operation.id);
      const held = new Set(Object.keys(description.types));
      const check = (field: FieldDescription): void => {
        if (field.value || field.type === 'xs:anyType') return;
        if (field.type !== undefined) assert.ok(held.has(field.type), `${operation.id}: ${field.type}`);
        else assert.ok(field.content, `${operation.id}: ${field.name}`);
        for (const each of elements(field.content?.members ?? [])) check(each);
      };
      check(description.request);
      if (description.reply) check(description.reply);
      for (const type of Object.values(description.types))
        for (const each of elements(type.members)) check(each);
      count++;
    }
    assert.equal(count, 644);
  });
});

function vendorCatalog(types: string): Catalog {
  const text = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:v="urn:vendor" targetNamespace="urn:vendor">
    <types><xs:schema targetNamespace="urn:vendor" elementFormDefault="qualified">${types}</xs:schema></types>
    <message name="In"><part name="parameters" element="v:Blink"/></message>
    <message name="Out"><part name="parameters" element="v:BlinkResponse"/></message>
    <portType name="Lamp"><operation name="Blink"><documentation>Makes it blink.</documentation>
      <input message="v:In"/><output message="v:Out"/></operation></portType>
    <binding name="LampBinding" type="v:Lamp"><soap:binding style="document" transport="t"/>
      <operation name="Blink"><soap:operation soapAction="urn:vendor/blink"/>
      <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>
  </definitions>`;
  const { facts, problems } = compileCatalog([{ path: 'lamp.wsdl', text }], {
    name: 'lamp',
    documentation: true,
  });
  assert.ok(facts, JSON.stringify(problems));
  return new Catalog(facts);
}
