/** What each operation of Profile Q does, in one line of our own words, by operation id. */
const summaries: Readonly<Record<string, string>> = {
  'tds:GetServices':
    'Lists the services of the device with address and version, on request with their capabilities.',
  'tds:GetServiceCapabilities':
    'Tells what the device service can do: network, security and system features.',
  'tds:GetCapabilities': 'Tells capabilities and service addresses in the older form, by category.',
  'tds:GetEndpointReference': 'Tells the unique identifier that discovery knows the device by.',
  'tds:GetHostname': 'Reads the host name and whether it comes from DHCP.',
  'tds:SetHostname': 'Sets the host name by hand; an empty name is allowed.',
  'tds:GetDNS': 'Reads the name servers and search domains and whether they come from DHCP.',
  'tds:SetDNS': 'Sets name servers and search domains, or takes them from DHCP.',
  'tds:GetNetworkInterfaces': 'Lists the network interfaces with link, addresses and DHCP state.',
  'tds:SetNetworkInterfaces':
    'Changes one network interface; the device may move to another address or need a reboot.',
  'tds:GetNetworkProtocols': 'Lists HTTP, HTTPS and RTSP with their ports and whether they are on.',
  'tds:SetNetworkProtocols': 'Switches protocols on or off and sets their ports.',
  'tds:GetNetworkDefaultGateway': 'Reads the default gateways for IPv4 and IPv6.',
  'tds:SetNetworkDefaultGateway': 'Sets the default gateways for IPv4 and IPv6.',
  'tds:GetZeroConfiguration': 'Reads the link-local address configuration of the interfaces.',
  'tds:SetZeroConfiguration': 'Switches link-local addresses of an interface on or off.',
  'tds:GetDeviceInformation': 'Reads manufacturer, model, firmware version, serial number and hardware id.',
  'tds:GetSystemDateAndTime': 'Reads the clock, its time zone and whether NTP sets it; needs no login.',
  'tds:SetSystemDateAndTime': 'Sets clock, time zone and daylight saving, or leaves the time to NTP.',
  'tds:GetNTP': 'Reads the time servers and whether they come from DHCP.',
  'tds:SetNTP': 'Sets the time servers, or takes them from DHCP.',
  'tds:SetSystemFactoryDefault':
    'Resets the device: Soft keeps the network settings, Hard clears everything and ends in the Factory Default State.',
  'tds:SystemReboot': 'Restarts the device.',
  'tds:GetUsers': 'Lists users with their levels, never their passwords.',
  'tds:CreateUsers': 'Creates users, all or none; the first administrator ends the Factory Default State.',
  'tds:DeleteUsers': 'Deletes users, all or none.',
  'tds:SetUser': 'Changes passwords and levels of users, all or none.',
  'tds:GetScopes': 'Lists the scopes that discovery announces, fixed and configurable.',
  'tds:SetScopes': 'Replaces all configurable scopes.',
  'tds:AddScopes': 'Adds configurable scopes.',
  'tds:RemoveScopes': 'Removes configurable scopes.',
  'tds:GetDiscoveryMode': 'Tells whether the device answers and announces itself in discovery.',
  'tds:SetDiscoveryMode': 'Makes the device discoverable or silent.',
  'tds:GetAccessPolicy': 'Reads the access policy file.',
  'tds:SetAccessPolicy': 'Replaces the access policy file.',
  'tds:SetHashingAlgorithm': 'Sets the hash algorithms that HTTP digest and RTSP digest offer.',
  'tds:GetSystemUris': 'Tells the addresses for downloading logs, support information and a backup.',
  'tds:StartFirmwareUpgrade':
    'Asks for an upload address for new firmware; the device restarts after the upload.',
  'tds:StartSystemRestore':
    'Asks for an upload address for a backup; uploading it replaces the configuration.',
  'tev:GetServiceCapabilities': 'Tells what the event service can do.',
  'tev:GetEventProperties':
    'Lists the topics the device has, their message contents and the filter dialects.',
  'tev:CreatePullPointSubscription':
    'Subscribes to events, filtered on request, to be fetched with PullMessages.',
  'tev:PullMessages': 'Waits for events of a pull point and fetches them.',
  'tev:SetSynchronizationPoint': 'Makes the device send the current state of all properties again.',
  'tev:Renew': 'Moves the end of a subscription.',
  'tev:Unsubscribe': 'Ends a subscription.',
  'tas:GetServiceCapabilities': 'Tells what the security service can do: keys, certificates, TLS.',
  'tas:CreateRSAKeyPair': 'Starts making an RSA key pair on the device and tells its id.',
  'tas:GetKeyStatus': 'Tells whether a key is still being made, ready or broken.',
  'tas:GetAllKeys': 'Lists the keys in the keystore, without private parts.',
  'tas:DeleteKey': 'Deletes a key that no certificate uses.',
  'tas:CreatePKCS10CSR': 'Makes a signing request for a key, to be sent to a certification authority.',
  'tas:CreateSelfSignedCertificate': 'Makes a certificate that the key itself signs.',
  'tas:UploadCertificate': 'Puts a certificate into the keystore, for a key that is there or comes along.',
  'tas:UploadCertificateWithPrivateKeyInPKCS12':
    'Puts a certificate and its private key from a PKCS#12 file into the keystore.',
  'tas:GetCertificate': 'Reads one certificate.',
  'tas:GetAllCertificates': 'Lists the certificates in the keystore.',
  'tas:DeleteCertificate': 'Deletes a certificate that no certification path uses.',
  'tas:CreateCertificationPath': 'Makes a chain of certificates, the server certificate first.',
  'tas:GetCertificationPath': 'Reads one certification path.',
  'tas:GetAllCertificationPaths': 'Lists the certification paths.',
  'tas:DeleteCertificationPath': 'Deletes a certification path that nothing is assigned to.',
  'tas:UploadPassphrase': 'Stores a passphrase for protected key files.',
  'tas:GetAllPassphrases': 'Lists the ids and aliases of the passphrases, never the passphrases.',
  'tas:DeletePassphrase': 'Deletes a passphrase.',
  'tas:AddServerCertificateAssignment':
    'Gives the TLS server a certification path; the first one makes HTTPS possible.',
  'tas:RemoveServerCertificateAssignment': 'Takes a certification path from the TLS server.',
  'tas:ReplaceServerCertificateAssignment': 'Swaps the certification path of the TLS server in one step.',
  'tas:GetAssignedServerCertificates': 'Lists the certification paths that the TLS server uses.',
};

/** @param operationId `tds:SetHostname` */
export function profileQSummary(operationId: string): string | undefined {
  return Object.hasOwn(summaries, operationId) ? summaries[operationId] : undefined;
}

/** The operations that Profile Q requires or that its requirements need, in the order of the profile's clauses. */
export const profileQOperations: readonly string[] = Object.keys(summaries);
