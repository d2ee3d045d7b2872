import type { Event } from '../../onvif/base/emitter';
import type { ProfileQState } from '../../onvif/device/profileQState';

/** What `activate` returns: the door for other extensions. */
export interface OnvifExtension {
  /** Throws for a version that this release does not have. */
  getApi(version: 1): OnvifApi;
}

/** Version 1. Members are added, never changed or removed. */
export interface OnvifApi {
  /** The devices of the tree, as they are at the moment of asking. */
  readonly devices: readonly DeviceSummary[];
  /** The list, or a device in it, changed. */
  readonly onDidChangeDevices: Event<void>;
  /** A call ended, also one that polling made. */
  readonly onDidCall: Event<CallSummary>;
}

export interface DeviceSummary {
  /** What commands take to say which device. */
  readonly id: string;
  /** WS-Discovery endpoint reference, once known. */
  readonly endpoint: string | undefined;
  readonly name: string;
  /** `host[:port]` in use. */
  readonly address: string;
  /** Device service in use. */
  readonly url: string;
  readonly state: ProfileQState;
  readonly presence: 'present' | 'left' | 'unknown';
  readonly scopes: readonly string[];
}

/** A call in outline: no bytes, so no secrets. */
export interface CallSummary {
  readonly deviceId: string;
  /** `tds:GetHostname`, where known. */
  readonly operation: string | undefined;
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly outcome: 'reply' | 'fault' | 'failure';
  /** One sentence, for a fault or a failure. */
  readonly error: string | undefined;
}
