import type { Finding } from '../base/finding';

/** Devices list a handful of addresses; more of them are an attempt to fill the memory. */
const maximumAddresses = 32;
const maximumLength = 2048;

/**
 * The http and https addresses among XAddrs, as written and without repeats. One without a host (`http:///onvif/…`)
 * stays: whoever calls it puts in the sender's.
 */
export function usableXaddrs(xaddrs: readonly string[]): { xaddrs: string[]; findings: Finding[] } {
  const usable = xaddrs.filter(each => /^https?:\/\//i.test(each) && each.length <= maximumLength);
  const findings: Finding[] = [];
  const refused = xaddrs.find(each => !usable.includes(each));
  if (refused !== undefined) {
    const shown = refused.length > 80 ? `${refused.slice(0, 80)}…` : refused;
    findings.push({
      code: 'xaddr-not-http',
      message: `The device announces the address "${shown}", which is not http or https; it is left out.`,
    });
  }
  const hostless = usable.find(each => /^https?:\/\/(?:[:/?#]|$)/i.test(each));
  if (hostless !== undefined) {
    findings.push({
      code: 'xaddr-without-host',
      message: `The device announces the address "${hostless}", which names no host; the sender's has to do.`,
    });
  }
  return { xaddrs: [...new Set(usable)].slice(0, maximumAddresses), findings };
}
