import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { accessClassOf, isAllowed, unrecoverableOperations } from '../../../src/onvif/catalog/accessClasses';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { profileQOperations, profileQSummary } from '../../../src/onvif/catalog/profileQSummaries';

const requirements = path.resolve('../shared/reference/profile-q-requirements.json');

interface Requirement {
  readonly id: string;
  readonly namespace: string | null;
  readonly operation: string | null;
  readonly accessClass: string | null;
}

describe('Profile Q operations', () => {
  const catalog = bundledCatalog();

  it('are operations of the catalog, each with one line of summary', () => {
    for (const id of profileQOperations) {
      assert.ok(catalog.operation(id), id);
      assert.match(profileQSummary(id) ?? '', /^[A-Z][^\n]{10,120}\.$/, id);
    }
    assert.equal(profileQSummary('trt:GetProfiles'), undefined);
  });

  it('have the access class of the default access policy', () => {
    assert.equal(accessClassOf('tds:GetHostname'), 'PRE_AUTH');
    assert.equal(accessClassOf('tds:GetUsers'), 'READ_SYSTEM_SECRET');
    assert.equal(accessClassOf('tas:CreatePKCS10CSR'), 'READ_SYSTEM');
    assert.equal(accessClassOf('trt:GetServiceCapabilities'), 'PRE_AUTH');
    assert.equal(accessClassOf('trt:GetProfiles'), undefined);
    for (const id of unrecoverableOperations) {
      assert.ok(catalog.operation(id), id);
      assert.equal(accessClassOf(id), 'UNRECOVERABLE');
    }
    assert.ok(unrecoverableOperations.has('tds:SystemReboot'));
  });

  it('are allowed by level as Core says', () => {
    assert.equal(isAllowed('Anonymous', 'PRE_AUTH'), true);
    assert.equal(isAllowed('Anonymous', 'READ_SYSTEM'), false);
    assert.equal(isAllowed('User', 'READ_MEDIA'), true);
    assert.equal(isAllowed('User', 'ACTUATE'), false);
    assert.equal(isAllowed('Operator', 'READ_SYSTEM_SENSITIVE'), true);
    assert.equal(isAllowed('Operator', 'READ_SYSTEM_SECRET'), false);
    assert.equal(isAllowed('Administrator', 'UNRECOVERABLE'), true);
  });

  it('agree with the checklist, where it is at hand', function () {
    if (!existsSync(requirements)) return this.skip();
    const list = JSON.parse(readFileSync(requirements, 'utf8')) as
      { requirements?: Requirement[] } | Requirement[];
    let checked = 0;
    for (const each of Array.isArray(list) ? list : (list.requirements ?? [])) {
      const service = each.namespace && catalog.service(each.namespace);
      if (!service || !each.operation || !each.accessClass) continue;
      const id = `${service.prefix}:${each.operation}`;
      assert.equal(accessClassOf(id), each.accessClass, each.id);
      assert.ok(profileQSummary(id), id);
      checked++;
    }
    assert.ok(checked > 60, `${checked} checked`);
  });
});
