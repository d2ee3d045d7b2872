import { operation, type Behaviour } from '../behaviour';
import { DeviceFault } from '../deviceFault';
import { stateScopes } from '../profileQ';
import type { RequestArguments } from '../requestArguments';

const maxConfigurableScopes = 20;

/** Scopes, discovery mode and endpoint reference (Profile Q 9.1). */
export const discoveryBehaviours: readonly Behaviour[] = [
  operation('tds:GetScopes', (_, device) => {
    const configurable = new Set(device.settings.scopes);
    return {
      Scopes: device.scopes.map(scope => ({
        ScopeDef: configurable.has(scope) ? 'Configurable' : 'Fixed',
        ScopeItem: scope,
      })),
    };
  }),

  operation('tds:SetScopes', ({ arguments: args }, device) => {
    // clients write back what they read: fixed scopes among it are no offence
    device.change({
      scopes: limited(scopesIn(args, 'Scopes').filter(each => !device.fixedScopes.includes(each))),
    });
    return {};
  }),

  operation('tds:AddScopes', ({ arguments: args }, device) => {
    const added = scopesIn(args, 'ScopeItem').filter(each => !device.fixedScopes.includes(each));
    device.change({ scopes: limited([...device.settings.scopes, ...added]) });
    return {};
  }),

  operation('tds:RemoveScopes', ({ arguments: args }, device) => {
    const removed = scopesIn(args, 'ScopeItem');
    for (const scope of removed) {
      if (device.fixedScopes.includes(scope)) {
        throw new DeviceFault('Sender/OperationProhibited/FixedScope', `The scope ${scope} is fixed.`);
      }
      if (!device.settings.scopes.includes(scope)) {
        throw new DeviceFault('Sender/InvalidArgVal/NoScope', `The device has no scope ${scope}.`);
      }
    }
    device.change({ scopes: device.settings.scopes.filter(each => !removed.includes(each)) });
    return { ScopeItem: removed };
  }),

  operation('tds:GetDiscoveryMode', (_, { settings }) => ({ DiscoveryMode: settings.discoveryMode })),

  operation('tds:SetDiscoveryMode', ({ arguments: args }, device) => {
    const discoveryMode = args.oneOf('DiscoveryMode', ['Discoverable', 'NonDiscoverable']);
    device.change({ discoveryMode });
    return {};
  }),

  operation('tds:GetEndpointReference', (_, device) => ({ GUID: device.endpoint })),
];

function scopesIn(args: RequestArguments, name: string): string[] {
  const scopes = args.texts(name);
  if (scopes.length === 0) throw new DeviceFault('Sender/InvalidArgs', `The argument ${name} is missing.`);
  for (const scope of scopes) {
    // a blank would make two scopes of one in discovery messages
    if (!/^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$/.test(scope)) {
      throw new DeviceFault('Sender/InvalidArgVal', `${scope} is no absolute URI.`);
    }
  }
  return [...new Set(scopes)];
}

function limited(scopes: readonly string[]): string[] {
  const stateScope = scopes.find(each => Object.values(stateScopes).includes(each));
  if (stateScope) {
    throw new DeviceFault(
      'Sender/InvalidArgVal',
      `The scope ${stateScope} shows a state and is the device's own.`,
    );
  }
  const distinct = [...new Set(scopes)];
  if (distinct.length > maxConfigurableScopes) {
    throw new DeviceFault(
      'Receiver/Action/TooManyScopes',
      `The device holds at most ${maxConfigurableScopes} configurable scopes.`,
    );
  }
  return distinct;
}
