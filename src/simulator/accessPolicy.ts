import type { UserLevel } from './userAccounts';

/** Core specification, default access policy: what an operation can do to a device. */
export type AccessClass =
  | 'PRE_AUTH'
  | 'READ_SYSTEM'
  | 'READ_SYSTEM_SENSITIVE'
  | 'READ_SYSTEM_SECRET'
  | 'WRITE_SYSTEM'
  | 'UNRECOVERABLE'
  | 'READ_MEDIA'
  | 'ACTUATE';

/** `Anonymous`: no login at all. */
export type CallerLevel = UserLevel | 'Anonymous';

const allowed: Readonly<Record<AccessClass, readonly CallerLevel[]>> = {
  PRE_AUTH: ['Administrator', 'Operator', 'User', 'Anonymous'],
  READ_SYSTEM: ['Administrator', 'Operator', 'User'],
  READ_SYSTEM_SENSITIVE: ['Administrator', 'Operator'],
  READ_SYSTEM_SECRET: ['Administrator'],
  WRITE_SYSTEM: ['Administrator'],
  UNRECOVERABLE: ['Administrator'],
  READ_MEDIA: ['Administrator', 'Operator', 'User'],
  ACTUATE: ['Administrator', 'Operator'],
};

const operations: Readonly<Partial<Record<AccessClass, string>>> = {
  PRE_AUTH: `tds:GetServices tds:GetServiceCapabilities tds:GetCapabilities tds:GetHostname tds:GetSystemDateAndTime
    tds:GetEndpointReference tds:GetWsdlUrl tev:GetServiceCapabilities tas:GetServiceCapabilities`,
  READ_SYSTEM: `tds:GetDNS tds:GetNetworkInterfaces tds:GetNetworkProtocols tds:GetNetworkDefaultGateway
    tds:GetZeroConfiguration tds:GetDeviceInformation tds:GetNTP tds:GetSystemUris tds:GetScopes
    tds:GetDiscoveryMode tas:CreatePKCS10CSR`,
  READ_SYSTEM_SECRET: `tds:GetUsers tds:GetAccessPolicy tds:GetSystemBackup
    tas:GetAllCertificates tas:GetAllCertificationPaths
    tas:GetAllKeys tas:GetAllPassphrases tas:GetAssignedServerCertificates tas:GetCertificate
    tas:GetCertificationPath tas:GetKeyStatus`,
  WRITE_SYSTEM: `tds:SetHostname tds:SetHostnameFromDHCP tds:SetDNS tds:SetNetworkInterfaces
    tds:SetNetworkProtocols tds:SetNetworkDefaultGateway tds:SetZeroConfiguration tds:SetSystemDateAndTime
    tds:SetNTP tds:CreateUsers tds:DeleteUsers tds:SetUser tds:SetDiscoveryMode tds:SetScopes tds:AddScopes
    tds:RemoveScopes tds:SetHashingAlgorithm tds:SetAccessPolicy tas:AddServerCertificateAssignment
    tas:CreateCertificationPath tas:CreateRSAKeyPair tas:CreateSelfSignedCertificate
    tas:RemoveServerCertificateAssignment tas:ReplaceServerCertificateAssignment tas:UploadCertificate
    tas:UploadCertificateWithPrivateKeyInPKCS12 tas:UploadPassphrase`,
  UNRECOVERABLE: `tds:SetSystemFactoryDefault tds:SystemReboot tds:StartFirmwareUpgrade tds:StartSystemRestore
    tas:DeleteCertificate tas:DeleteCertificationPath tas:DeleteKey tas:DeletePassphrase`,
  READ_MEDIA: `tev:SetSynchronizationPoint tev:CreatePullPointSubscription tev:PullMessages
    tev:GetEventProperties tev:Renew tev:Unsubscribe`,
};

const classOf: ReadonlyMap<string, AccessClass> = new Map(
  (Object.entries(operations) as [AccessClass, string][]).flatMap(([accessClass, names]) =>
    names.split(/\s+/).map(name => [name, accessClass] as const),
  ),
);

/** The access class of an operation (`tds:GetUsers`); undefined for one that no simulated device has. */
export function accessClassOf(operation: string): AccessClass | undefined {
  return classOf.get(operation);
}

/**
 * Whether the default access policy lets a caller of this level call the operation. An operation without a
 * class is open to every user, who then hears that it is not supported, but not to strangers.
 */
export function mayCall(level: CallerLevel, operation: string): boolean {
  const accessClass = accessClassOf(operation);
  return accessClass ? allowed[accessClass].includes(level) : level !== 'Anonymous';
}
