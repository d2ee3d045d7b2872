/** What a call does to a device, as ONVIF's default access policy sorts operations (Core specification, 5.9.4). */
export type AccessClass =
  | 'PRE_AUTH'
  | 'READ_SYSTEM'
  | 'READ_SYSTEM_SENSITIVE'
  | 'READ_SYSTEM_SECRET'
  | 'WRITE_SYSTEM'
  | 'UNRECOVERABLE'
  | 'READ_MEDIA'
  | 'ACTUATE';

/** Who calls: a user of one of the three levels, or nobody in particular. */
export type AccessLevel = 'Administrator' | 'Operator' | 'User' | 'Anonymous';

const operations: Readonly<Partial<Record<AccessClass, string>>> = {
  PRE_AUTH: `tds:GetServices tds:GetServiceCapabilities tds:GetCapabilities tds:GetHostname
    tds:GetSystemDateAndTime tds:GetEndpointReference tds:GetWsdlUrl`,
  READ_SYSTEM: `tds:GetDNS tds:GetNetworkInterfaces tds:GetNetworkProtocols tds:GetNetworkDefaultGateway
    tds:GetZeroConfiguration tds:GetDeviceInformation tds:GetNTP tds:GetSystemUris tds:GetScopes
    tds:GetDiscoveryMode tas:CreatePKCS10CSR`,
  READ_SYSTEM_SECRET: `tds:GetUsers tds:GetAccessPolicy tas:GetAllCertificates tas:GetAllCertificationPaths
    tas:GetAllKeys tas:GetAllPassphrases tas:GetAssignedServerCertificates tas:GetCertificate
    tas:GetCertificationPath tas:GetKeyStatus`,
  WRITE_SYSTEM: `tds:SetHostname tds:SetDNS tds:SetNetworkInterfaces tds:SetNetworkProtocols
    tds:SetNetworkDefaultGateway tds:SetZeroConfiguration tds:SetSystemDateAndTime tds:SetNTP
    tds:CreateUsers tds:DeleteUsers tds:SetUser tds:SetDiscoveryMode tds:SetScopes tds:AddScopes
    tds:RemoveScopes tds:SetAccessPolicy tds:SetHashingAlgorithm tas:AddServerCertificateAssignment
    tas:CreateCertificationPath tas:CreateRSAKeyPair tas:CreateSelfSignedCertificate
    tas:RemoveServerCertificateAssignment tas:ReplaceServerCertificateAssignment tas:UploadCertificate
    tas:UploadCertificateWithPrivateKeyInPKCS12 tas:UploadPassphrase`,
  UNRECOVERABLE: `tds:SetSystemFactoryDefault tds:SystemReboot tds:StartFirmwareUpgrade
    tds:StartSystemRestore tds:UpgradeSystemFirmware tds:RestoreSystem tas:DeleteCertificate
    tas:DeleteCertificationPath tas:DeleteKey tas:DeletePassphrase`,
  READ_MEDIA: `tev:SetSynchronizationPoint tev:CreatePullPointSubscription tev:PullMessages
    tev:GetEventProperties tev:Renew tev:Unsubscribe`,
};

const classes = new Map<string, AccessClass>();
for (const [accessClass, ids] of Object.entries(operations)) {
  for (const id of ids.split(/\s+/)) classes.set(id, accessClass as AccessClass);
}

/** Operations whose effect no other call takes back: a person is asked before one is sent. */
export const unrecoverableOperations: ReadonlySet<string> = new Set(operations.UNRECOVERABLE?.split(/\s+/));

/**
 * The access class of an operation, known for those that Profile Q names or needs and for every
 * GetServiceCapabilities; undefined for others.
 * @param operationId `tds:SetHostname`
 */
export function accessClassOf(operationId: string): AccessClass | undefined {
  return (
    classes.get(operationId) ?? (operationId.endsWith(':GetServiceCapabilities') ? 'PRE_AUTH' : undefined)
  );
}

const rights: Readonly<Record<AccessLevel, ReadonlySet<AccessClass>>> = {
  Administrator: new Set<AccessClass>([
    'PRE_AUTH',
    'READ_SYSTEM',
    'READ_SYSTEM_SENSITIVE',
    'READ_SYSTEM_SECRET',
    'WRITE_SYSTEM',
    'UNRECOVERABLE',
    'READ_MEDIA',
    'ACTUATE',
  ]),
  Operator: new Set<AccessClass>([
    'PRE_AUTH',
    'READ_SYSTEM',
    'READ_SYSTEM_SENSITIVE',
    'READ_MEDIA',
    'ACTUATE',
  ]),
  User: new Set<AccessClass>(['PRE_AUTH', 'READ_SYSTEM', 'READ_MEDIA']),
  Anonymous: new Set<AccessClass>(['PRE_AUTH']),
};

/** Whether the default access policy lets a level call an operation of a class. */
export function isAllowed(level: AccessLevel, accessClass: AccessClass): boolean {
  return rights[level].has(accessClass);
}
