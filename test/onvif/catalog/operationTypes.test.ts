import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import type { Operations, tds, tmd, tt } from '../../../src/onvif/catalog/operations.generated';
import type { OperationId, ReplyOf, RequestOf } from '../../../src/onvif/catalog/operationTypes';
import { bundledOperationTypes } from '../../../src/onvif/schema/bundledOperationTypes';
import type { Device } from '../../../src/onvif/device/device';

/** True when two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(value: T): T => value;

describe('the types of all operations', () => {
  it('are those of the catalog', () => {
    const committed = readFileSync(path.resolve('src/onvif/catalog/operations.generated.ts'), 'utf8');
    assert.ok(committed === bundledOperationTypes(), 'run node scripts/catalogTypes.mjs');
    const ids = [...committed.matchAll(/^ {2}'([^']+)': \{/gm)].map(match => match[1]);
    const operations = bundledCatalog().services.flatMap(service => service.operations.map(each => each.id));
    assert.equal(ids.length, 644);
    assert.deepEqual([...ids].sort(), [...operations].sort());
  });

  // What follows is judged by the compiler; running it only shows that it compiled.
  it('know fields, occurrence, enumerations, attributes, choices and any-content', () => {
    holds<Same<RequestOf<'tds:SetHostname'>, tds.SetHostname>>(true);
    holds<Same<tds.SetHostname['Name'], string>>(true);
    holds<Same<tt.User['UserLevel'], 'Administrator' | 'Operator' | 'User' | 'Anonymous' | 'Extended'>>(true);
    holds<Same<tt.User['Password'], string | undefined>>(true);
    holds<Same<NonNullable<ReplyOf<'tds:GetUsers'>['User']>, readonly tt.User[]>>(true);
    holds<Same<RequestOf<'tev:PullMessages'>['Timeout'], string>>(true);
    holds<Same<RequestOf<'tev:PullMessages'>['$any'], readonly string[] | undefined>>(true);
    holds<Same<Operations['tev:Notify']['reply'], undefined>>(true);
    holds<
      Same<RequestOf<'tev:CreatePullPointSubscription'>['InitialTerminationTime'], string | null | undefined>
    >(true);
    const either: tmd.SerialData[] = [{ Binary: 'AAAA' }, { String: 'a' }];
    assert.equal(either.length, 2);
    // @ts-expect-error only one branch of a choice
    const both: tmd.SerialData = { Binary: 'AAAA', String: 'a' };
    // @ts-expect-error one branch of a choice
    const none: tmd.SerialData = {};
    // @ts-expect-error no value of the enumeration
    const boss: tt.User = { Username: 'a', UserLevel: 'Boss' };
    assert.ok(both && none && boss);
  });

  it('are what device.call takes and gives', () => {
    const calls = async (device: Device, name: string) => {
      await device.call('tds:GetHostname');
      await device.call('tds:SetHostname', { Name: 'cam-1' });
      const { value } = await device.call('tds:GetDeviceInformation');
      holds<Same<typeof value, tds.GetDeviceInformationResponse | undefined>>(true);
      await device.call(name, { Name: 'cam-1' });
      await device.call('v:Blink', { Token: 'lamp' });
      // @ts-expect-error the name is missing
      await device.call('tds:SetHostname');
      // @ts-expect-error a misspelt field
      await device.call('tds:SetHostname', { Nme: 'cam-1' });
      // @ts-expect-error a number where text belongs
      await device.call('tds:SetHostname', { Name: 7 });
      // @ts-expect-error a field of a request without fields
      await device.call('tds:GetHostname', { Name: 'cam-1' });
    };
    assert.equal(typeof calls, 'function');
    const id: OperationId = 'tds:SetHostname';
    assert.ok(bundledCatalog().operation(id));
  });
});
