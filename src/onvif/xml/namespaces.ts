/** Namespace names by the prefix that ONVIF's documents use for them. */
export const namespaces = {
  // ONVIF services
  tds: 'http://www.onvif.org/ver10/device/wsdl',
  tev: 'http://www.onvif.org/ver10/events/wsdl',
  tas: 'http://www.onvif.org/ver10/advancedsecurity/wsdl',
  trt: 'http://www.onvif.org/ver10/media/wsdl',
  tr2: 'http://www.onvif.org/ver20/media/wsdl',
  tptz: 'http://www.onvif.org/ver20/ptz/wsdl',
  timg: 'http://www.onvif.org/ver20/imaging/wsdl',
  tan: 'http://www.onvif.org/ver20/analytics/wsdl',
  tad: 'http://www.onvif.org/ver10/analyticsdevice/wsdl',
  tmd: 'http://www.onvif.org/ver10/deviceIO/wsdl',
  tls: 'http://www.onvif.org/ver10/display/wsdl',
  trc: 'http://www.onvif.org/ver10/recording/wsdl',
  tse: 'http://www.onvif.org/ver10/search/wsdl',
  trp: 'http://www.onvif.org/ver10/replay/wsdl',
  trv: 'http://www.onvif.org/ver10/receiver/wsdl',
  tpv: 'http://www.onvif.org/ver10/provisioning/wsdl',
  tth: 'http://www.onvif.org/ver10/thermal/wsdl',
  tac: 'http://www.onvif.org/ver10/accesscontrol/wsdl',
  tdc: 'http://www.onvif.org/ver10/doorcontrol/wsdl',
  tar: 'http://www.onvif.org/ver10/accessrules/wsdl',
  tcr: 'http://www.onvif.org/ver10/credential/wsdl',
  tsc: 'http://www.onvif.org/ver10/schedule/wsdl',
  tab: 'http://www.onvif.org/ver10/authenticationbehavior/wsdl',
  tae: 'http://www.onvif.org/ver10/actionengine/wsdl',
  tfs: 'http://www.onvif.org/ver10/federatedsearch/wsdl',
  tup: 'http://www.onvif.org/ver10/uplink/wsdl',
  ans: 'http://www.onvif.org/ver10/appmgmt/wsdl',
  // ONVIF types, errors, topics
  tt: 'http://www.onvif.org/ver10/schema',
  pt: 'http://www.onvif.org/ver10/pacs',
  axt: 'http://www.onvif.org/ver20/analytics',
  fc: 'http://www.onvif.org/ver20/analytics/humanface',
  bd: 'http://www.onvif.org/ver20/analytics/humanbody',
  ttr: 'http://www.onvif.org/ver20/analytics/radiometry',
  ter: 'http://www.onvif.org/ver10/error',
  tns1: 'http://www.onvif.org/ver10/topics',
  dn: 'http://www.onvif.org/ver10/network/wsdl',
  // SOAP and the WS-* family
  env: 'http://www.w3.org/2003/05/soap-envelope',
  soap11: 'http://schemas.xmlsoap.org/soap/envelope/',
  wsa: 'http://www.w3.org/2005/08/addressing',
  wsadis: 'http://schemas.xmlsoap.org/ws/2004/08/addressing',
  d: 'http://schemas.xmlsoap.org/ws/2005/04/discovery',
  wsnt: 'http://docs.oasis-open.org/wsn/b-2',
  wstop: 'http://docs.oasis-open.org/wsn/t-1',
  wsbf: 'http://docs.oasis-open.org/wsrf/bf-2',
  wsrfr: 'http://docs.oasis-open.org/wsrf/r-2',
  wsse: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
  wsu: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
  // W3C
  xs: 'http://www.w3.org/2001/XMLSchema',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
  xml: 'http://www.w3.org/XML/1998/namespace',
  xmlns: 'http://www.w3.org/2000/xmlns/',
  xmime: 'http://www.w3.org/2005/05/xmlmime',
  xop: 'http://www.w3.org/2004/08/xop/include',
} as const;

/** Other prefixes under which devices write the same namespaces. */
const alsoWritten: Readonly<Record<string, string>> = {
  s: namespaces.env,
  soap: namespaces.env,
  SOAP: namespaces.env,
  'SOAP-ENV': namespaces.env,
  soapenv: namespaces.env,
  wsa5: namespaces.wsa,
  wsdd: namespaces.d,
  tmed: namespaces.trt,
  'wsrf-bf': namespaces.wsbf,
  'wsrf-r': namespaces.wsrfr,
  xsd: namespaces.xs,
  xmlmime: namespaces.xmime,
};

const byPrefix = new Map<string, string>([...Object.entries(alsoWritten), ...Object.entries(namespaces)]);
const byNamespace = new Map<string, string>(
  Object.entries(namespaces).map(([prefix, namespace]) => [namespace, prefix]),
);

/** The namespace that ONVIF's documents (or many devices) mean by a prefix. */
export function wellKnownNamespace(prefix: string): string | undefined {
  return byPrefix.get(prefix);
}

/** The prefix that ONVIF's documents use for a namespace. */
export function usualPrefix(namespace: string): string | undefined {
  return byNamespace.get(namespace);
}
