import assert from 'node:assert/strict';
import { bundledCatalog } from '../../src/onvif/catalog/bundledCatalog';
import type { SimulatedDevice } from '../../src/simulator/simulatedDevice';
import { digestFor, makeDevice, pathOf, post, soap, tokenFor, type Outcome } from './support/bench';

/** Core specification, default access policy: who may call each class, and the class of each Profile Q operation. */
const policy: Record<string, { levels: string; operations: string }> = {
  PRE_AUTH: {
    levels: 'Administrator Operator User Anonymous',
    operations: `tds:GetServices tds:GetServiceCapabilities tev:GetServiceCapabilities tas:GetServiceCapabilities
      tds:GetHostname tds:GetCapabilities tds:GetSystemDateAndTime tds:GetEndpointReference tds:GetWsdlUrl`,
  },
  READ_SYSTEM: {
    levels: 'Administrator Operator User',
    operations: `tds:GetDNS tds:GetNetworkInterfaces tds:GetNetworkProtocols tds:GetNetworkDefaultGateway
      tds:GetZeroConfiguration tds:GetDeviceInformation tds:GetNTP tds:GetSystemUris tas:CreatePKCS10CSR
      tds:GetScopes tds:GetDiscoveryMode`,
  },
  READ_SYSTEM_SECRET: {
    levels: 'Administrator',
    operations: `tds:GetUsers tds:GetAccessPolicy tds:GetSystemBackup tas:GetAllCertificates tas:GetAllCertificationPaths
      tas:GetAllKeys tas:GetAllPassphrases tas:GetAssignedServerCertificates tas:GetCertificate
      tas:GetCertificationPath tas:GetKeyStatus`,
  },
  WRITE_SYSTEM: {
    levels: 'Administrator',
    operations: `tds:SetHostname tds:SetDNS tds:SetNetworkInterfaces tds:SetNetworkProtocols
      tds:SetNetworkDefaultGateway tds:SetZeroConfiguration tds:SetSystemDateAndTime tds:SetNTP tds:CreateUsers
      tds:DeleteUsers tds:SetUser tas:AddServerCertificateAssignment tas:CreateCertificationPath
      tas:CreateRSAKeyPair tas:CreateSelfSignedCertificate tas:RemoveServerCertificateAssignment
      tas:ReplaceServerCertificateAssignment tas:UploadCertificate tas:UploadCertificateWithPrivateKeyInPKCS12
      tas:UploadPassphrase tds:SetDiscoveryMode tds:SetScopes tds:AddScopes tds:RemoveScopes
      tds:SetHashingAlgorithm tds:SetAccessPolicy tds:SetHostnameFromDHCP`,
  },
  UNRECOVERABLE: {
    levels: 'Administrator',
    operations: `tds:SetSystemFactoryDefault tds:SystemReboot tds:StartFirmwareUpgrade tds:StartSystemRestore
      tas:DeleteCertificate tas:DeleteCertificationPath tas:DeleteKey tas:DeletePassphrase`,
  },
  READ_MEDIA: {
    levels: 'Administrator Operator User',
    operations: `tev:SetSynchronizationPoint tev:CreatePullPointSubscription tev:PullMessages
      tev:GetEventProperties tev:Renew tev:Unsubscribe`,
  },
};

const users = {
  Administrator: { username: 'admin', password: 'Secret-1' },
  Operator: { username: 'otto', password: 'Secret-2' },
  User: { username: 'ulla', password: 'Secret-3' },
} as const;
type Level = keyof typeof users;

function operationalDevice(): SimulatedDevice {
  const device = makeDevice({ state: 'operational' });
  const others = (['Operator', 'User'] as const).map(level => ({ ...users[level], level }));
  device.change({ users: [...device.settings.users, ...others] });
  return device;
}

/** An empty request: let in, it gets a reply or a fault about its arguments; the policy is asked first. */
async function callAs(
  operation: string,
  level: Level | 'Anonymous',
  login: 'digest' | 'wsse',
): Promise<Outcome> {
  const device = operationalDevice();
  const credentials = level === 'Anonymous' ? undefined : users[level];
  const token = credentials && login === 'wsse' ? tokenFor(device, credentials) : '';
  const headers =
    credentials && login === 'digest'
      ? [['Authorization', await digestFor(device, credentials, pathOf(operation))] as const]
      : [];
  return post(device, emptyRequest(operation, token), { headers, path: pathOf(operation) });
}

function emptyRequest(operation: string, header = ''): string {
  const { input } = bundledCatalog().operation(operation)!;
  return soap(`<o:${input.local} xmlns:o="${input.namespace}"/>`, header);
}

const rows = Object.entries(policy).flatMap(([accessClass, { levels, operations }]) =>
  operations.split(/\s+/).map(operation => ({ accessClass, operation, levels: levels.split(' ') })),
);

describe('default access policy', () => {
  it('is held for every operation of Profile Q, every level and both logins', async () => {
    const wrong: string[] = [];
    let cells = 0;
    for (const { operation, levels, accessClass } of rows) {
      for (const level of ['Administrator', 'Operator', 'User', 'Anonymous'] as const) {
        for (const login of level === 'Anonymous' ? (['digest'] as const) : (['digest', 'wsse'] as const)) {
          cells++;
          const { status, fault } = await callAs(operation, level, login);
          const refused = status === 401 || fault === 'Sender/NotAuthorized';
          const expectedForm = login === 'digest' ? status === 401 : status === 400;
          const right = levels.includes(level) ? !refused : refused && expectedForm;
          if (!right)
            wrong.push(`${accessClass} ${operation} as ${level} by ${login}: ${status} ${fault ?? ''}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
    assert.equal(rows.length, 72);
    assert.equal(cells, rows.length * 7);
  }).timeout(30_000);

  it('does not exist in Factory Default: every operation is open to everybody', async () => {
    const wrong: string[] = [];
    for (const { operation } of rows) {
      const { status, fault } = await post(makeDevice(), emptyRequest(operation), {
        path: pathOf(operation),
      });
      if (status === 401 || fault === 'Sender/NotAuthorized') wrong.push(operation);
    }
    assert.deepEqual(wrong, []);
  });

  it('hides from strangers which operations there are', async () => {
    assert.equal((await callAs('tds:GetDot11Status', 'Anonymous', 'digest')).status, 401);
    const user = await callAs('tds:GetDot11Status', 'User', 'digest');
    assert.deepEqual([user.status, user.fault], [500, 'Receiver/ActionNotSupported']);
  });
});
