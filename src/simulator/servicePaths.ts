/** Paths of the services that the device has, by the prefix of their namespace. */
export const servicePaths = {
  tds: '/onvif/device_service',
  tev: '/onvif/event_service',
} as const;

const subscriptions = '/onvif/subscriptions/';

/** The path of one pull point. */
export function subscriptionPath(id: string): string {
  return subscriptions + id;
}

/** The pull point that a path leads to; undefined for another path. */
export function subscriptionIdOf(path: string): string | undefined {
  const id = path.startsWith(subscriptions) ? path.slice(subscriptions.length) : '';
  return /^[\w-]+$/.test(id) ? id : undefined;
}

/** Whether SOAP is spoken there. */
export function isServicePath(path: string): boolean {
  return Object.values<string>(servicePaths).includes(path) || subscriptionIdOf(path) !== undefined;
}

/** Whether requests of a service are answered there; those of a service that the device lacks are refused later. */
export function belongsTo(path: string, servicePrefix: string): boolean {
  if (!Object.hasOwn(servicePaths, servicePrefix)) return true;
  if (path === servicePaths[servicePrefix as keyof typeof servicePaths]) return true;
  return servicePrefix === 'tev' && subscriptionIdOf(path) !== undefined;
}
