import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { countCatalog } from '../../../src/onvif/catalog/catalogCounts';
import { writeCatalogFacts, type CatalogFacts } from '../../../src/onvif/catalog/catalogFacts';
import { compileCatalog } from '../../../src/onvif/catalog/compileCatalog';
import { readDefinitionFolder } from '../../../src/onvif/catalog/nodeDefinitionFolder';
import { namespaces } from '../../../src/onvif/xml/namespaces';

const committed = path.resolve('src/onvif/catalog/onvif-26.06.catalog.json');
const published = path.resolve('../shared/onvif-schemas');

describe('the catalog of ONVIF 26.06', () => {
  const text = readFileSync(committed, 'utf8');
  const facts = JSON.parse(text) as CatalogFacts;

  it('holds all of it', () => {
    assert.deepEqual(countCatalog(facts), {
      services: 26,
      bindings: 40,
      operations: 644,
      messageElements: 1275,
      namespaces: 46,
      namedTypes: 1153,
      globalElements: 1457,
      elements: 4737,
      attributes: 608,
      enumerationValues: 707,
      wildcards: 665,
    });
  });

  it('carries facts and no prose', () => {
    const prose: string[] = [];
    const visit = (value: unknown, key: string) => {
      if (key === 'doc' || key === 'enumDocs') prose.push(key);
      // Longest sequence of words in any value: facts have names, addresses and patterns.
      if (typeof value === 'string' && value.split(' ').length > 3 && key !== 'pattern') prose.push(value);
      if (typeof value === 'object' && value !== null) {
        for (const [inner, each] of Object.entries(value)) visit(each, inner);
      }
    };
    visit(facts, '');
    assert.deepEqual(prose, []);
    assert.doesNotMatch(text, /copyright/i);
  });

  it('is what the published files compile to', async function () {
    if (!existsSync(published)) return this.skip();
    this.timeout(60_000);
    const { files, problems } = await readDefinitionFolder(published);
    assert.deepEqual(problems, []);
    const result = compileCatalog(files, { name: 'ONVIF 26.06' });
    assert.deepEqual(
      result.problems.map(each => `${each.severity} ${each.code} ${path.basename(each.file)}`).sort(),
      [
        'warning duplicate bw-2-vs-mod.wsdl',
        'warning duplicate display.wsdl',
        'warning duplicate event-vs.wsdl',
        'warning left-out federatedsearch.wsdl',
      ],
    );
    assert.ok(result.facts);
    assert.equal(writeCatalogFacts(result.facts), text);
    const reversed = compileCatalog([...files].reverse(), { name: 'ONVIF 26.06' });
    assert.ok(
      reversed.facts && writeCatalogFacts(reversed.facts) === text,
      'the order of files does not count',
    );
  });

  it('is one for all who ask', () => {
    assert.equal(bundledCatalog(), bundledCatalog());
  });
});

describe('Catalog', () => {
  const catalog = bundledCatalog();

  it('finds services by prefix and by namespace', () => {
    const service = catalog.service('tds');
    assert.equal(service?.namespace, namespaces.tds);
    assert.equal(service.name, 'Device Management');
    assert.equal(catalog.service(namespaces.tds), service);
    assert.equal(service.operations.length, 103);
    assert.equal(catalog.service('nothing'), undefined);
  });

  it('knows an operation with its action and its elements', () => {
    const operation = catalog.operation('tds:SetHostname');
    assert.equal(operation?.action, 'http://www.onvif.org/ver10/device/wsdl/SetHostname');
    assert.deepEqual(operation.input, { namespace: namespaces.tds, local: 'SetHostname' });
    assert.deepEqual(operation.output, { namespace: namespaces.tds, local: 'SetHostnameResponse' });
    assert.equal(operation.service.prefix, 'tds');
  });

  it('takes irregular actions as the WSDL writes them', () => {
    assert.equal(
      catalog.operation('trt:GetProfile')?.action,
      'http://www.onvif.org/ver10/media/wsdlGetProfile/',
    );
    assert.equal(catalog.operation('timg:Stop')?.action, 'http://www.onvif.org/ver20/imaging/wsdl/FocusStop');
  });

  it('finds an operation by name alone where only one service has it', () => {
    assert.equal(catalog.operation('SetHostname')?.id, 'tds:SetHostname');
    assert.equal(catalog.operation('GetServiceCapabilities'), undefined);
    assert.equal(catalog.operation('tds:Nothing'), undefined);
  });

  it('tells the operation of a request and of a reply', () => {
    assert.equal(catalog.operationOfRequest({ namespace: namespaces.tds, local: 'Reboot' }), undefined);
    assert.equal(catalog.operationOfRequest({ namespace: namespaces.wsnt, local: 'Renew' })?.id, 'tev:Renew');
    assert.equal(
      catalog.operationOfReply({ namespace: namespaces.tev, local: 'PullMessagesResponse' })?.id,
      'tev:PullMessages',
    );
    // Device IO has requests of the device service too; the element's own service answers.
    assert.equal(
      catalog.operationOfRequest({ namespace: namespaces.tds, local: 'GetRelayOutputs' })?.id,
      'tds:GetRelayOutputs',
    );
  });

  it('gives every one of 644 operations an id of its own', () => {
    const ids = catalog.services.flatMap(service => service.operations.map(operation => operation.id));
    assert.equal(ids.length, 644);
    assert.equal(new Set(ids).size, 644);
    for (const id of ids) assert.equal(catalog.operation(id)?.id, id);
    assert.ok(ids.includes('tev:SubscriptionManager.Unsubscribe'));
  });

  it('names the action of event replies', () => {
    assert.equal(
      catalog.operation('tev:PullMessages')?.replyAction,
      'http://www.onvif.org/ver10/events/wsdl/PullPointSubscription/PullMessagesResponse',
    );
    assert.equal(
      catalog.operation('tev:Unsubscribe')?.replyAction,
      'http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager/UnsubscribeResponse',
    );
  });

  it('links the parts of tt from both of its files', () => {
    assert.equal(catalog.type({ namespace: namespaces.tt, local: 'Profile' })?.kind, 'complex');
    assert.equal(
      catalog.element({ namespace: namespaces.tt, local: 'MetadataStream' })?.name.local,
      'MetadataStream',
    );
  });

  it('keeps enumerated names resolved', () => {
    const type = catalog.type({ namespace: namespaces.wsa, local: 'FaultCodesType' });
    assert.ok(type?.kind === 'simple');
    assert.ok(type.facets.enum?.includes('wsa:ActionNotSupported'));
  });

  it('inherits attributes and content', () => {
    const type = catalog.type({ namespace: namespaces.tt, local: 'VideoSourceConfiguration' });
    assert.ok(type?.kind === 'complex');
    assert.ok(type.attributes.some(use => use.name.local === 'token' && use.required));
    assert.ok(type.content.kind === 'elements' && type.content.particle.kind === 'sequence');
    assert.equal(type.content.particle.particles.length, 2, 'the content of the base, then its own');
  });

  it('makes one companion of a kind', () => {
    class Companion {}
    assert.equal(catalog.companion(Companion), catalog.companion(Companion));
  });
});
