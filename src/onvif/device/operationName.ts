import { OnvifError } from '../base/onvifError';
import type { Catalog, Operation } from '../catalog/catalog';

/**
 * The operation that a name means: `tds:SetHostname`, or `SetHostname` when one service only has it, or with the
 * service's prefix given apart. Throws `unknownOperation` with the names that come nearest.
 */
export function findOperation(catalog: Catalog, name: string, service?: string): Operation {
  const wanted = service !== undefined && !name.includes(':') ? `${service}:${name}` : name;
  if (wanted.includes(':')) {
    const operation = catalog.operation(wanted);
    if (operation) return operation;
    const prefix = wanted.slice(0, wanted.indexOf(':'));
    if (!catalog.service(prefix)) {
      const known = catalog.services.map(each => each.prefix).join(', ');
      throw unknown(`There is no service "${prefix}": use one of ${known}.`, name);
    }
    throw unknown(`There is no operation ${wanted}${didYouMean(catalog, wanted)}`, name);
  }
  const found = catalog.services.flatMap(each =>
    each.operations.filter(operation => operation.name === wanted),
  );
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    const ids = found.map(each => each.id);
    // the device's own service is what is meant most often, and there are two dozen others
    const example = ids.find(id => id.startsWith('tds:')) ?? ids[0]!;
    const choice = ids.length > 3 ? `the service's prefix before it, as in ${example}` : ids.join(' or ');
    throw unknown(`${ids.length} services have ${wanted}: write ${choice}.`, name);
  }
  throw unknown(`There is no operation ${wanted}${didYouMean(catalog, wanted)}`, name);
}

function didYouMean(catalog: Catalog, wanted: string): string {
  const local = wanted.slice(wanted.indexOf(':') + 1).toLowerCase();
  const near = catalog.services
    .flatMap(service => service.operations)
    .map(({ id, name }) => ({ id, distance: editDistance(name.toLowerCase(), local) }))
    .filter(({ distance }) => distance <= Math.max(2, local.length / 4))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(each => each.id);
  return near.length > 0
    ? `; did you mean ${near.join(' or ')}?`
    : ': name it like tds:GetDeviceInformation.';
}

/** Levenshtein. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

function unknown(message: string, operation: string): OnvifError {
  return new OnvifError('unknownOperation', message, { details: { operation } });
}
