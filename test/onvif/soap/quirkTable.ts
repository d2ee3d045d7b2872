import type { OutcomeClass } from '../../../src/onvif/soap/describe';

/** A quirk of real devices that a reply can show: what must be understood, and which findings be recorded. */
export interface Quirk {
  /** In test/fixtures/replies, without `.http`. */
  readonly file: string;
  /** A reply's element and a text in it, `fault:` and its codes, or `failure:` and its code. */
  readonly understood: string;
  readonly findings?: readonly string[];
  /** Where the class is not the one that goes without saying: `reply` for replies, `other` for the rest. */
  readonly class?: OutcomeClass;
}

/** What most of the files hold around their quirk. */
const hostname = 'GetHostnameResponse cam-1';

/** The F numbers are those of the collected facts about real devices. */
export const quirks: readonly Quirk[] = [
  // logins (F5, F17, F18, F20)
  {
    file: 'login-wanted-with-400',
    understood: 'fault:Sender/ter:NotAuthorized credentialsRequired',
    class: 'notAuthorized',
  },
  {
    file: 'login-wanted-with-200',
    understood: 'fault:Sender/ter:NotAuthorized credentialsRequired',
    findings: ['fault-with-good-status'],
    class: 'notAuthorized',
  },
  {
    file: 'login-wanted-in-the-reason',
    understood: 'fault:Sender credentialsRequired',
    class: 'notAuthorized',
  },
  {
    file: 'login-wanted-with-401-and-fault',
    understood: 'fault:Sender/ter:NotAuthorized credentialsRequired',
    class: 'notAuthorized',
  },
  {
    file: 'login-wanted-with-401-and-page',
    understood: 'failure:credentialsRequired',
    class: 'notAuthorized',
  },
  { file: '401-for-too-many-connections', understood: 'failure:credentialsRequired', class: 'notAuthorized' },
  {
    file: 'token-time-check-failed',
    understood: 'fault:Sender/ter:NotAuthorized credentialsRequired',
    class: 'notAuthorized',
  },
  { file: 'clock-wants-login', understood: 'failure:credentialsRequired', class: 'notAuthorized' },
  { file: 'account-locked-403', understood: 'failure:badReply', class: 'notAuthorized' },
  { file: 'security-header-echoed', understood: hostname },
  // operations that are not there (F4)
  {
    file: 'not-implemented-action-not-supported',
    understood: 'fault:Receiver/ter:ActionNotSupported fault',
    class: 'notSupported',
  },
  { file: 'not-implemented-no-reason', understood: 'fault:Sender fault', class: 'notSupported' },
  {
    file: 'not-implemented-receiver-action',
    understood: 'fault:Receiver/ter:Action fault',
    class: 'notSupported',
  },
  { file: 'not-implemented-empty-body', understood: 'failure:badReply', class: 'notSupported' },
  { file: 'not-implemented-in-the-reason', understood: 'fault:Sender fault', class: 'notSupported' },
  { file: 'empty-500', understood: 'failure:badReply', class: 'notSupported' },
  { file: 'no-such-service', understood: 'failure:badReply', class: 'notSupported' },
  // XML (F3, F24, F26)
  {
    file: 'undeclared-service-prefix',
    understood: 'GetServicesResponse http://192.168.1.20/onvif/analytics',
    findings: ['undeclared-prefix'],
  },
  {
    file: 'undeclared-ter-prefix',
    understood: 'fault:Sender/ter:InvalidArgVal/ter:InvalidHostname fault',
    findings: ['undeclared-fault-prefix'],
  },
  {
    file: 'junk-before-declaration',
    understood: hostname,
    findings: ['invalid-character', 'junk-before-document'],
  },
  { file: 'line-before-declaration', understood: hostname, findings: ['junk-before-document'] },
  { file: 'nil-guid', understood: 'GetEndpointReferenceResponse' },
  {
    file: 'gsoap-namespace-table',
    understood: 'GetWsdlUrlResponse {"SOAP-ENV","http://www.w3.org/2003/05/soap-envelope"}',
  },
  { file: 'empty-device-io-capabilities', understood: 'GetServiceCapabilitiesResponse' },
  { file: 'latin1-in-utf8', understood: 'GetHostnameResponse Eing\ufffdng', findings: ['invalid-utf8'] },
  { file: 'gb2312', understood: 'GetHostnameResponse 摄像机' },
  {
    file: 'ampersand-in-address',
    understood: 'GetServicesResponse http://192.168.1.20/onvif?service=device&v=2',
    findings: ['bare-ampersand'],
  },
  {
    file: 'control-character',
    understood: 'GetDeviceInformationResponse 00\u0002123',
    findings: ['invalid-character'],
  },
  { file: 'doctype', understood: hostname, findings: ['doctype'] },
  { file: 'broken-off-inside', understood: 'failure:connectionLost', findings: ['unclosed-element'] },
  { file: 'broken-off-behind', understood: hostname, findings: ['unclosed-element'] },
  { file: 'length-too-small', understood: hostname, findings: ['unfinished-tag'] },
  // SOAP and HTTP (F18, F23, F24, F25, F26)
  { file: 'soap11-reply', understood: hostname, findings: ['content-type-not-soap', 'soap11'] },
  {
    file: 'soap11-fault',
    understood: 'fault:Sender fault',
    findings: ['fault-status', 'soap11-fault'],
    class: 'notSupported',
  },
  {
    file: 'soap11-onvif-fault',
    understood: 'fault:Sender/ter:NotAuthorized credentialsRequired',
    findings: ['content-type-not-soap', 'fault-status', 'soap11', 'soap11-fault'],
    class: 'notAuthorized',
  },
  { file: 'several-body-children', understood: hostname, findings: ['several-body-children'] },
  {
    file: 'fault-with-200',
    understood: 'fault:Sender/ter:InvalidArgVal/ter:NoConfig fault',
    findings: ['fault-with-good-status'],
  },
  {
    file: 'sender-fault-with-500',
    understood: 'fault:Sender/ter:InvalidArgVal fault',
    findings: ['fault-status'],
  },
  {
    file: 'receiver-fault-with-400',
    understood: 'fault:Receiver/ter:OutofMemory fault',
    findings: ['fault-status'],
  },
  { file: 'reply-with-500', understood: hostname, findings: ['reply-with-error-status'] },
  { file: 'empty-200', understood: 'failure:badReply' },
  { file: 'empty-envelope-200', understood: 'failure:badReply' },
  { file: 'web-page', understood: 'failure:badReply' },
  { file: 'json', understood: 'failure:badReply' },
  { file: 'other-xml', understood: 'failure:badReply' },
  { file: 'redirect', understood: 'failure:badReply' },
  { file: 'busy-503', understood: 'failure:badReply' },
  { file: 'content-type-semicolon', understood: hostname, findings: ['content-type-semicolon'] },
  { file: 'content-type-text-xml', understood: hostname, findings: ['content-type-not-soap'] },
  { file: 'content-type-missing', understood: hostname, findings: ['content-type-missing'] },
  { file: 'multipart', understood: 'GetSystemLogResponse', findings: ['multipart-reply'] },
  { file: 'fault-in-three-languages', understood: 'fault:Sender/ter:InvalidArgVal fault' },
  {
    file: 'fault-detail-text',
    understood: 'fault:Sender/ter:OperationProhibited/ter:Password fault',
    findings: ['fault-detail-text'],
  },
  { file: 'fault-of-notification', understood: 'fault:Receiver fault' },
  { file: 'fault-action', understood: 'fault:Receiver fault' },
  {
    file: 'fault-unprefixed-subcode',
    understood: 'fault:Sender/ter:InvalidArgVal/ter:NoProfile fault',
    findings: ['fault-code-without-prefix'],
  },
  { file: 'fault-other-prefix', understood: 'fault:Sender/ter:InvalidArgVal fault' },
  { file: 'pulled-twice', understood: 'fault:Receiver fault' },
  // what SOAP carries and has nothing to say to (F6, F7, F8, F9, F27, F28, F33)
  { file: 'clock-without-local-time', understood: 'GetSystemDateAndTimeResponse UTC5:0' },
  {
    file: 'clock-with-odd-time-zone',
    understood: 'GetSystemDateAndTimeResponse UTC+5:00:00DST+4:00:00,M3.2.0/02:00:00,M11.1.0/02:00:00',
  },
  { file: 'clock-local-as-utc', understood: 'GetSystemDateAndTimeResponse CST+8:00:00' },
  {
    file: 'services-with-unreachable-address',
    understood: 'GetServicesResponse http:///onvif/event_service',
  },
  {
    file: 'subscription-address-empty',
    understood: 'CreatePullPointSubscriptionResponse 2026-06-01T12:01:00Z',
  },
  {
    file: 'subscription-address-uuid',
    understood: 'CreatePullPointSubscriptionResponse urn:uuid:2f1c0a5e-0000-1000-8000-00408c123456',
  },
  {
    file: 'subscription-address-any',
    understood: 'CreatePullPointSubscriptionResponse http://0.0.0.0/onvif/pull/3',
  },
  {
    file: 'subscription-address-port-twice',
    understood: 'CreatePullPointSubscriptionResponse http://192.168.1.20:80:8080/event/0',
  },
  {
    file: 'subscription-address-query',
    understood: 'CreatePullPointSubscriptionResponse http://192.168.1.20:8080/onvif/Events?Idx=0&t=1',
  },
  { file: 'subscription-with-parameters', understood: 'CreatePullPointSubscriptionResponse 17' },
  { file: 'pull-point-attribute-false', understood: 'GetServiceCapabilitiesResponse' },
  { file: 'user-limits-missing', understood: 'GetServiceCapabilitiesResponse' },
  { file: 'topic-set-root-prefix-only', understood: 'GetEventPropertiesResponse' },
  { file: 'property-that-never-was', understood: 'PullMessagesResponse tns1:Monitoring/Backup/Last' },
];
