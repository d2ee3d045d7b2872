/** GetDeviceInformationResponse, member by member; empty where the device left one out. */
export interface DeviceInformation {
  readonly manufacturer: string;
  readonly model: string;
  readonly firmwareVersion: string;
  readonly serialNumber: string;
  readonly hardwareId: string;
}

/** One entry of GetServices (or one category of GetCapabilities). */
export interface DeviceService {
  /** ONVIF's usual prefix where the namespace is one of ONVIF's: `tds`, `tev`, ... */
  readonly prefix?: string;
  readonly namespace: string;
  /** `major.minor`; empty where the device only answers GetCapabilities. */
  readonly version: string;
  /** Where requests go. */
  readonly url: string;
  /** What the device said, letter by letter. */
  readonly advertisedUrl: string;
}

/** A user as GetUsers tells it. */
export interface DeviceUser {
  readonly username: string;
  /** `Administrator`, `Operator`, `User`, `Anonymous` or `Extended`. */
  readonly level: string;
}

/** An address of the device service as advertised and as used. */
export interface AdvertisedAddress {
  readonly advertised: string;
  readonly used: string;
  /** One sentence, present when the two differ. */
  readonly reason?: string;
}
