import type { Behaviour } from '../behaviour';
import { capabilityBehaviours } from './capabilities';
import { discoveryBehaviours } from './discovery';
import { eventBehaviours } from './events';
import { maintenanceBehaviours } from './maintenance';
import { networkBehaviours } from './network';
import { interfaceBehaviours } from './networkInterfaces';
import { systemBehaviours } from './system';
import { userBehaviours } from './users';

/** What every simulated device can do. */
export const standardBehaviours: readonly Behaviour[] = [
  ...capabilityBehaviours,
  ...systemBehaviours,
  ...networkBehaviours,
  ...interfaceBehaviours,
  ...userBehaviours,
  ...discoveryBehaviours,
  ...eventBehaviours,
  ...maintenanceBehaviours,
];
