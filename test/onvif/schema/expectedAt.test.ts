import assert from 'node:assert/strict';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { declarationAt } from '../../../src/onvif/schema/declarations';
import { encodeElement } from '../../../src/onvif/schema/encode';
import { expectedAt, type Expected } from '../../../src/onvif/schema/expectedAt';
import { validateMessage } from '../../../src/onvif/schema/validateMessage';
import { buildEnvelope } from '../../../src/onvif/soap/envelope';
import { namespaces } from '../../../src/onvif/xml/namespaces';
import { elementsOf } from '../../../src/onvif/xml/query';
import { parseXml } from '../../../src/onvif/xml/reader';
import { ValueGenerator } from './generateValue';

const catalog = bundledCatalog();
const scope = `xmlns:env="${namespaces.env}" xmlns:tds="${namespaces.tds}" xmlns:tt="${namespaces.tt}"`;

/** What is expected at the `|` of a body, and the text that a choice would replace. */
function expected(body: string): Expected & { labels: string[]; replaced: string } {
  const marked = `<env:Envelope ${scope}><env:Body>${body}</env:Body></env:Envelope>`;
  return at(marked);
}

function at(marked: string): Expected & { labels: string[]; replaced: string } {
  const offset = marked.indexOf('|');
  assert.ok(offset >= 0);
  const text = marked.replace('|', '');
  const found = expectedAt(catalog, parseXml(text), offset);
  const replaced = text.slice(found.range.start, found.range.end);
  return { ...found, labels: found.items.map(item => item.label), replaced };
}

describe('expectedAt', () => {
  it('tells what may begin a document, an envelope and a body', () => {
    assert.deepEqual(at('|').labels, ['env:Envelope']);
    assert.deepEqual(at(`<env:Envelope ${scope}>|</env:Envelope>`).labels, ['env:Header', 'env:Body']);
    assert.deepEqual(at(`<env:Envelope ${scope}><env:Header/>|</env:Envelope>`).labels, ['env:Body']);
    const { labels } = expected('|');
    assert.equal(
      labels.length,
      new Set(
        catalog.services.flatMap(each =>
          each.operations.map(({ input }) => `${input.namespace} ${input.local}`),
        ),
      ).size,
    );
    assert.ok(labels.includes('tds:GetHostname'));
    assert.ok(!labels.includes('tds:GetHostnameResponse'));
    assert.deepEqual(expected('<tds:GetHostname/>|').labels, []);
  });

  it('tells what elements may follow, and which must', () => {
    const user = expected('<tds:CreateUsers><tds:User>|</tds:User></tds:CreateUsers>');
    assert.deepEqual(user.labels, ['tt:Username']);
    assert.equal(user.items[0]?.required, true);
    assert.equal(user.items[0].insert, '<tt:Username></tt:Username>');
    const next = expected(
      '<tds:CreateUsers><tds:User><tt:Username>a</tt:Username>|</tds:User></tds:CreateUsers>',
    );
    assert.deepEqual(next.labels, ['tt:Password', 'tt:UserLevel']);
    assert.deepEqual(
      next.items.map(item => item.required),
      [false, true],
    );
    assert.equal(next.items[1]?.values, 'one of Administrator, Operator, User, Anonymous, Extended');
    assert.equal(next.items[1].insert, '<tt:UserLevel>Administrator</tt:UserLevel>');
  });

  it('completes a name that is being typed', () => {
    for (const typed of ['<|', '<tds:|', '<tds:Na|', '<tds:Na|/>', '<tds:N|x></tds:Nx>']) {
      const found = expected(`<tds:SetHostname>${typed}</tds:SetHostname>`);
      assert.deepEqual(found.labels, ['tds:Name'], typed);
      assert.equal(found.replaced, typed.replace('|', '').replace(/\/>$|><.*$/, ''), typed);
    }
    assert.equal(
      expected('<tds:SetHostname><tds:Na|</tds:SetHostname>').items[0]?.insert,
      '<tds:Name></tds:Name>',
    );
    assert.equal(
      expected('<tds:SetHostname><tds:Na|></tds:Na></tds:SetHostname>').items[0]?.insert,
      '<tds:Name',
    );
  });

  it('closes what is open', () => {
    const found = at(`<env:Envelope ${scope}><env:Body><tds:SetHostname><tds:Name>a</tds:Name>|`);
    assert.deepEqual(found.items, [
      { kind: 'endTag', label: '/tds:SetHostname', insert: '</tds:SetHostname>', required: true },
    ]);
    assert.deepEqual(expected('<tds:SetHostname></tds:Set|').labels, ['tds:SetHostname']);
  });

  it('tells attributes that are not there yet, and their values', () => {
    const network = (tag: string) =>
      expected(
        `<tds:GetServiceCapabilitiesResponse><tds:Capabilities>${tag}</tds:Capabilities></tds:GetServiceCapabilitiesResponse>`,
      );
    const found = network('<tds:Network IPFilter="true" |/>');
    assert.ok(found.labels.includes('ZeroConfiguration'));
    assert.ok(!found.labels.includes('IPFilter'));
    assert.equal(found.items.find(item => item.label === 'NTP')?.insert, 'NTP="0"');
    assert.deepEqual(network('<tds:Network IPFilter="|"/>').labels, ['true', 'false']);
    assert.deepEqual(network('<tds:Network IPFilter="tr|ue"/>').replaced, 'true');
  });

  it('tells the values of an element', () => {
    const level = expected(
      '<tds:CreateUsers><tds:User><tt:Username/><tt:UserLevel>Us|</tt:UserLevel></tds:User></tds:CreateUsers>',
    );
    assert.deepEqual(level.labels, ['Administrator', 'Operator', 'User', 'Anonymous', 'Extended']);
    assert.equal(level.replaced, 'Us');
    assert.deepEqual(expected('<tds:SetNTP><tds:FromDHCP>|</tds:FromDHCP></tds:SetNTP>').labels, [
      'true',
      'false',
    ]);
  });

  it('says where elements of others may stand', () => {
    assert.equal(expected('<tds:SetHostname>|</tds:SetHostname>').others, false);
    assert.equal(
      expected('<tds:GetServicesResponse><tds:Service>|</tds:Service></tds:GetServicesResponse>').others,
      false,
    );
    assert.equal(
      expected(
        '<tds:GetServicesResponse><tds:Service><tds:Namespace/><tds:XAddr/><tds:Version><tt:Major>1</tt:Major><tt:Minor>1</tt:Minor></tds:Version>|</tds:Service></tds:GetServicesResponse>',
      ).others,
      true,
    );
  });

  it('has every element and attribute of generated messages among what it expects at their place', () => {
    const generator = new ValueGenerator(31);
    let places = 0;
    for (const service of catalog.services) {
      for (const operation of service.operations) {
        const name = operation.output ?? operation.input;
        const declaration = catalog.element(name);
        assert.ok(declaration);
        const text = buildEnvelope({ body: encodeElement(catalog, name, generator.value(declaration.type)) });
        const document = parseXml(text);
        const body = document.root && [...elementsOf(document.root)].slice(2);
        for (const element of body ?? []) {
          const here = declarationAt(catalog, document, element.nameRange.start + 1);
          if (!here || !('label' in here) || element.parent?.local === 'Body') continue;
          const found = expectedAt(catalog, document, element.range.start);
          if (!found.items.some(item => item.label === here.label))
            assert.ok(found.others, `${here.label} in ${text}`);
          for (const { local, namespace, nameRange } of element.attributes) {
            if (namespace !== '') continue;
            const there = expectedAt(catalog, document, nameRange.start + 1);
            assert.ok(
              there.items.some(item => item.label === local),
              `${local} of ${here.label}`,
            );
          }
          places++;
        }
      }
    }
    assert.ok(places > 3000, `${places}`);
  });

  it('leads from an empty request to a valid one, for every operation', () => {
    for (const service of catalog.services) {
      for (const operation of service.operations) {
        const label = catalog.keyOf(operation.input);
        const open = `<${label} xmlns:${label.split(':')[0]}="${operation.input.namespace}">`;
        let text = buildEnvelope({ body: `${open}</${label}>` });
        for (let step = 0; step < 40; step++) {
          const offset = text.indexOf(`</${label}>`);
          const next = expectedAt(catalog, parseXml(text), offset).items.find(item => item.required);
          if (!next) break;
          text = text.slice(0, offset) + next.insert + text.slice(offset);
        }
        const problems = validateMessage(catalog, parseXml(text)).filter(each => each.severity === 'error');
        // A choice has no element that must stand there; everything else is filled in.
        const isChoice = problems.length === 1 && / or /.test(problems[0]?.message ?? '');
        if (!isChoice) assert.deepEqual(problems, [], text);
      }
    }
  });

  it('finds the declaration that a name stands for', () => {
    const text = `<env:Envelope ${scope}><env:Body><tds:CreateUsers><tds:User><tt:UserLevel>User</tt:UserLevel></tds:User></tds:CreateUsers></env:Body></env:Envelope>`;
    const document = parseXml(text);
    const name = (piece: string) => {
      const found = declarationAt(catalog, document, text.indexOf(piece) + 3);
      return found && 'label' in found ? found.label : found?.name.local;
    };
    assert.equal(name('<tds:User>'), 'tds:User');
    assert.equal(name('<tt:UserLevel'), 'tt:UserLevel');
    assert.equal(name('</tt:UserLevel'), 'tt:UserLevel');
  });

  it('answers at every offset of every cut of a document', () => {
    const text = `<env:Envelope ${scope}><env:Body><tds:SetDNS><tds:FromDHCP>true</tds:FromDHCP><tds:DNSManual><tt:Type>IPv4</tt:Type></tds:DNSManual></tds:SetDNS></env:Body></env:Envelope>`;
    for (let length = 0; length <= text.length; length += 3) {
      const document = parseXml(text.slice(0, length));
      for (let offset = 0; offset <= length; offset += 2) {
        const { range } = expectedAt(catalog, document, offset);
        assert.ok(0 <= range.start && range.start <= range.end && range.end <= length, `${length} ${offset}`);
      }
    }
  });
});
