import type { Finding } from '../base/finding';
import { namespaces } from '../xml/namespaces';
import { authorityOf, authorityText } from './authority';
import type { DeviceService } from './deviceFacts';
import { servicePrefix, type ListedService } from './deviceReplies';
import { rewriteXaddr } from './xaddr';

/** The services with the addresses that will be used, and what had to be changed about those. */
export function usableServices(
  listed: readonly ListedService[],
  deviceUrl: string,
): { services: DeviceService[]; findings: Finding[] } {
  const advertisedUrl = listed.find(each => each.namespace === namespaces.tds)?.xaddr;
  const reached = { url: deviceUrl, ...(advertisedUrl ? { advertisedUrl } : {}) };
  const reasons = new Map<string, string[]>();
  const services = listed.map((each): DeviceService => {
    const { used, reason } = rewriteXaddr(each.xaddr, reached);
    const prefix = servicePrefix(each.namespace);
    if (reason !== undefined) {
      const from = authorityOf(each.xaddr);
      const key = `${from ? authorityText(from) : each.xaddr} ${authorityText(authorityOf(used)!)}`;
      reasons.set(key, [...(reasons.get(key) ?? []), reason]);
    }
    return {
      ...(prefix === undefined ? {} : { prefix }),
      namespace: each.namespace,
      version: each.version,
      url: each.namespace === namespaces.tds ? deviceUrl : used,
      advertisedUrl: each.xaddr,
    };
  });
  // one finding for all services that are off in the same way
  const findings = [...reasons.values()].map(([first, ...others]): Finding => {
    const more = others.length === 0 ? '' : ` So do ${others.length} more of its services.`;
    return { code: 'service-address-rewritten', message: `${first}${more}` };
  });
  return { services, findings };
}
