import { namespaces } from '../xml/namespaces';

const names: Readonly<Record<string, string>> = {
  [namespaces.tds]: 'Device Management',
  [namespaces.tev]: 'Events',
  [namespaces.tas]: 'Advanced Security',
  [namespaces.trt]: 'Media',
  [namespaces.tr2]: 'Media 2',
  [namespaces.tptz]: 'PTZ',
  [namespaces.timg]: 'Imaging',
  [namespaces.tan]: 'Analytics',
  [namespaces.tad]: 'Analytics Device',
  [namespaces.tmd]: 'Device IO',
  [namespaces.tls]: 'Display',
  [namespaces.trc]: 'Recording Control',
  [namespaces.tse]: 'Recording Search',
  [namespaces.trp]: 'Replay Control',
  [namespaces.trv]: 'Receiver',
  [namespaces.tpv]: 'Provisioning',
  [namespaces.tth]: 'Thermal',
  [namespaces.tac]: 'Access Control',
  [namespaces.tdc]: 'Door Control',
  [namespaces.tar]: 'Access Rules',
  [namespaces.tcr]: 'Credential',
  [namespaces.tsc]: 'Schedule',
  [namespaces.tab]: 'Authentication Behavior',
  [namespaces.tae]: 'Action Engine',
  [namespaces.tup]: 'Uplink',
  [namespaces.ans]: 'Application Management',
};

/** What ONVIF calls a service of this namespace. */
export function serviceName(namespace: string): string | undefined {
  return names[namespace];
}
