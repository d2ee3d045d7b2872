import type { Clock } from '../base/clock';
import type { Random } from '../base/random';
import type { Catalog } from '../catalog/catalog';
import type { Transport } from '../http/transport';
import type { Consent } from './consent';
import type { CredentialStore } from './credentialStore';

/** What a device needs from the outside; one set serves all devices of a registry. */
export interface DevicePorts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /** Asked on the first typed call, so that listing devices does not load it. */
  readonly catalog: () => Catalog;
  readonly credentials: CredentialStore;
  readonly consent: Consent;
}
