/** What a person typed to name one device or a range of them. */
export type DeviceAddress =
  /** One device service: `url` is absolute, with ONVIF's path `/onvif/device_service` where none was given. */
  | { readonly kind: 'device'; readonly url: string; readonly host: string }
  /** Addresses to probe one by one: CIDR in canonical form. */
  | { readonly kind: 'range'; readonly cidr: string };

/** Reads host, host:port, IPv6 (with scope, in brackets or not), http(s) URL or CIDR. Throws `invalidInput`. */
export declare function parseDeviceAddress(text: string): DeviceAddress;
