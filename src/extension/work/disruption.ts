/** Why an operation is asked about before it is sent. */
export type Disruption =
  /** Interrupts or resets the device, or destroys what cannot be brought back (Core, access class UNRECOVERABLE). */
  | 'unrecoverable'
  /** May cut the device off from this machine. */
  | 'network'
  /** Changes who may log in. */
  | 'users';

const operations: Readonly<Record<Disruption, string>> = {
  unrecoverable: `tds:SetSystemFactoryDefault tds:SystemReboot tds:StartFirmwareUpgrade tds:StartSystemRestore
    tds:UpgradeSystemFirmware tds:RestoreSystem tds:DeleteCertificates
    tas:DeleteKey tas:DeleteCertificate tas:DeleteCertificationPath tas:DeletePassphrase tas:DeleteCRL
    tas:DeleteCertPathValidationPolicy tas:DeleteDot1XConfiguration`,
  network: `tds:SetNetworkInterfaces tds:SetNetworkProtocols tds:SetNetworkDefaultGateway tds:SetZeroConfiguration
    tds:SetIPAddressFilter tds:AddIPAddressFilter tds:RemoveIPAddressFilter tds:SetDot1XConfiguration
    tds:SetCertificatesStatus tas:AddServerCertificateAssignment tas:RemoveServerCertificateAssignment
    tas:ReplaceServerCertificateAssignment tas:SetEnabledTLSVersions tas:SetClientAuthenticationRequired
    tas:SetNetworkInterfaceDot1XConfiguration tas:DeleteNetworkInterfaceDot1XConfiguration`,
  users: `tds:CreateUsers tds:SetUser tds:DeleteUsers tds:SetRemoteUser tds:SetAccessPolicy tds:SetUserRole
    tds:DeleteUserRole tds:SetPasswordComplexityConfiguration tds:SetPasswordHistoryConfiguration
    tds:SetAuthFailureWarningConfiguration tds:SetHashingAlgorithm tas:SetCnMapsToUser tas:SetJWTConfiguration`,
};

const byOperation = new Map(
  Object.entries(operations).flatMap(([disruption, ids]) =>
    ids.split(/\s+/).map(id => [id, disruption as Disruption] as const),
  ),
);

/** Whether an operation, by its id `tds:SystemReboot`, is asked about first, and why. */
export function disruptionOf(operation: string): Disruption | undefined {
  return byOperation.get(operation);
}

/** Every operation that is asked about. */
export function disruptiveOperations(): string[] {
  return [...byOperation.keys()];
}
