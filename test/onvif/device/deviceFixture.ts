import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';
import { MemoryCredentialStore } from '../../../src/onvif/device/credentialStore';
import type { DevicePorts } from '../../../src/onvif/device/devicePorts';
import type { Sighting } from '../../../src/onvif/discovery/sighting';
import type { Transport } from '../../../src/onvif/http/transport';
import { countingRandom } from '../../support/authClient';
import { FakeClock } from '../../support/fakeClock';

export const factoryDefaultScope = 'onvif://www.onvif.org/Profile/Q/FactoryDefault';
export const operationalScope = 'onvif://www.onvif.org/Profile/Q/Operational';
export const login = { username: 'admin', password: 'geheim' };

/** Ports over a transport in memory. Questions to the person are answered by `allow` and kept in `asked`. */
export function memoryPorts(transport: Transport, allow: (authority: string) => boolean = () => false) {
  const asked: string[] = [];
  const clock = new FakeClock();
  const credentials = new MemoryCredentialStore();
  const consent = {
    allowAuthority: (_device: unknown, authority: string) => {
      asked.push(authority);
      return Promise.resolve(allow(authority));
    },
  };
  const ports: DevicePorts = {
    transport,
    clock,
    random: countingRandom(),
    catalog: bundledCatalog,
    credentials,
    consent,
  };
  return { ports, clock, credentials, asked };
}

/** A sighting of a device at `address`, with what differs. */
export function sighting(wishes: Partial<Sighting> & { address?: string } = {}): Sighting {
  const {
    address = '192.168.0.10',
    endpoint = 'urn:uuid:00000000-0000-4000-8000-00000000000a',
    ...rest
  } = wishes;
  return {
    endpoint,
    identity: endpoint,
    sharedEndpoint: false,
    types: [{ namespace: 'http://www.onvif.org/ver10/device/wsdl', local: 'Device' }],
    scopes: ['onvif://www.onvif.org/name/gate', factoryDefaultScope],
    xaddrs: [`http://${address}/onvif/device_service`],
    metadataVersion: 1,
    via: 'probeMatch',
    source: { address: address.replace(/:\d+$/, ''), port: 3702 },
    interface: '192.168.0.1',
    findings: [],
    ...rest,
  };
}
