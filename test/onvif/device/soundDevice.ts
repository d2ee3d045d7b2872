import { Device } from '../../../src/onvif/device/device';
import { factoryDefaultScope, memoryPorts, operationalScope, sighting } from './deviceFixture';
import {
  challenge,
  dateReply,
  fault,
  informationReply,
  scopesReply,
  ScriptedTransport,
  servicesReply,
  usersReply,
  type Script,
  type ScriptedAnswer,
} from './scriptedTransport';

export const service = 'http://192.168.0.10/onvif/device_service';

/** A sound device: anonymous in Factory Default; else digest on all but PRE_AUTH, the login taken as it comes. */
export function sound(
  state: 'factoryDefault' | 'operational',
  odd: Record<string, ScriptedAnswer> = {},
): Script {
  const answers: Record<string, ScriptedAnswer> = {
    GetSystemDateAndTime: dateReply(Date.UTC(2026, 5, 1, 12)),
    GetServices: servicesReply(['tds', service], ['tev', 'http://192.168.0.10/onvif/events']),
    GetEndpointReference: {
      body: '<tds:GetEndpointReferenceResponse><tds:GUID>urn:uuid:00000000-0000-4000-8000-00000000000a</tds:GUID></tds:GetEndpointReferenceResponse>',
    },
    GetScopes: scopesReply(
      'onvif://www.onvif.org/name/gate',
      state === 'operational' ? operationalScope : factoryDefaultScope,
    ),
    GetDeviceInformation: informationReply,
    GetUsers: usersReply(['admin', 'Administrator']),
    GetHostname: {
      body: '<tds:GetHostnameResponse><tds:HostnameInformation><tt:FromDHCP>false</tt:FromDHCP><tt:Name>gate</tt:Name></tds:HostnameInformation></tds:GetHostnameResponse>',
    },
    SetHostname: { body: '<tds:SetHostnameResponse/>' },
    GetEventProperties: fault('Receiver', 'ActionNotSupported'),
  };
  const preAuth = [
    'GetSystemDateAndTime',
    'GetServices',
    'GetEndpointReference',
    'GetHostname',
    'GetCapabilities',
  ];
  return ({ operation, authorization }) => {
    const protectedNow = state === 'operational' && !preAuth.includes(operation) && !authorization;
    return (
      odd[operation] ??
      (protectedNow ? challenge() : (answers[operation] ?? fault('Receiver', 'ActionNotSupported')))
    );
  };
}

/** A device as discovery found it, over a script; `allow` answers the person's questions. */
export function discovered(
  script: Script,
  wishes: Parameters<typeof sighting>[0] = {},
  allow?: () => boolean,
) {
  const transport = new ScriptedTransport(script);
  const kit = memoryPorts(transport, allow);
  return { ...kit, transport, device: new Device(kit.ports, { sighting: sighting(wishes) }) };
}
