/**
 * Every name this extension shares with its manifest, once. A test holds package.json against this file,
 * both ways.
 */
export const commands = {
  discoverDevices: 'onvif.discoverDevices',
  addDevice: 'onvif.addDevice',
  removeDevice: 'onvif.removeDevice',
  refreshDevice: 'onvif.refreshDevice',
  selectActiveDevice: 'onvif.selectActiveDevice',
  setCredentials: 'onvif.setCredentials',
  forgetCredentials: 'onvif.forgetCredentials',
  setAdministratorPassword: 'onvif.setAdministratorPassword',
  callOperation: 'onvif.callOperation',
  startSimulatedDevice: 'onvif.startSimulatedDevice',
  stopSimulatedDevice: 'onvif.stopSimulatedDevice',
  copyAddress: 'onvif.copyAddress',
  openWebPage: 'onvif.openWebPage',
  loadWsdls: 'onvif.loadWsdls',
  manageLoadedWsdls: 'onvif.manageLoadedWsdls',
  showLog: 'onvif.showLog',
  cancel: 'onvif.cancel',
} as const;

export const viewContainer = 'onvif';

export const views = {
  devices: 'onvif.devices',
} as const;

/** Settings by their full name; `settings.ts` reads them with their types. */
export const settings = {
  discoveryInterfaces: 'onvif.discovery.interfaces',
  discoveryTimeout: 'onvif.discovery.timeout',
  discoveryOnStartup: 'onvif.discovery.onStartup',
  requestsTimeout: 'onvif.requests.timeout',
  requestsAuth: 'onvif.requests.auth',
  simulatorInterface: 'onvif.simulator.interface',
  simulatorPort: 'onvif.simulator.port',
  simulatorState: 'onvif.simulator.state',
  simulatorDiscovery: 'onvif.simulator.discovery',
  safetyConfirmDisruptive: 'onvif.safety.confirmDisruptive',
} as const;

/** Context keys for `when` clauses. */
export const contextKeys = {
  noInterface: 'onvif.noInterface',
  searched: 'onvif.searched',
  busy: 'onvif.busy',
  simulating: 'onvif.simulating',
  hasDevices: 'onvif.hasDevices',
} as const;

export const uriSchemes = {
  /** Read-only documents of calls: `onvif-exchange:/<device>/<operation>/<number>.xml`. */
  exchange: 'onvif-exchange',
  /** Read-only texts about loaded WSDLs: `onvif-definitions:/<name>/<title>.txt`. */
  definitions: 'onvif-definitions',
  /** Only decorates device labels in the tree. */
  device: 'onvif-device',
} as const;

export const statusBarItem = 'onvif.activeDevice';

export type CommandId = (typeof commands)[keyof typeof commands];
export type SettingId = (typeof settings)[keyof typeof settings];
export type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];
