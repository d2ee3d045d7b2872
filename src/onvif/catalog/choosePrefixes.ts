import type { KnownComponents, SchemaDocument } from './compileContext';
import type { ServiceDocument } from './compileServices';
import { WSDL, XSD, type DefinitionNode } from './definitionXml';
import { usualPrefix } from '../xml/namespaces';

/** Prefixes that say nothing about the namespace they stand for. */
const meaningless = new Set(['', 'tns', 'xs', 'xsd', 'xml', 'this', 'target']);

/**
 * One prefix for each target namespace: what `known` uses, else ONVIF's usual one, else what most files call it. Two namespaces never
 * share a prefix; the one with fewer votes gets its next, or `ns1`, `ns2`...
 * @returns prefix by namespace
 */
export function choosePrefixes(
  schemas: readonly SchemaDocument[],
  services: readonly ServiceDocument[],
  known: KnownComponents | undefined,
): ReadonlyMap<string, string> {
  const chosen = new Map<string, string>([[XSD, 'xs']]);
  for (const [prefix, namespace] of Object.entries(known?.namespaces ?? {})) chosen.set(namespace, prefix);
  const targets = new Set(
    [...schemas, ...services]
      .map(each => each.targetNamespace)
      .filter(each => each !== '' && !chosen.has(each)),
  );
  for (const namespace of targets) {
    const usual = usualPrefix(namespace);
    if (usual !== undefined && ![...chosen.values()].includes(usual)) chosen.set(namespace, usual);
  }
  const votes = new Map<string, Map<string, number>>();
  const roots = new Set<DefinitionNode>([
    ...schemas.map(each => each.node),
    ...services.map(each => each.root),
  ]);
  for (const { scope } of roots) {
    for (const prefix in scope) {
      const namespace = scope[prefix] ?? '';
      if (!targets.has(namespace) || meaningless.has(prefix) || namespace === WSDL) continue;
      const counts = votes.get(namespace) ?? new Map<string, number>();
      votes.set(namespace, counts.set(prefix, (counts.get(prefix) ?? 0) + 1));
    }
  }
  const ballots = [...votes]
    .flatMap(([namespace, counts]) => [...counts].map(([prefix, count]) => ({ namespace, prefix, count })))
    .sort((a, b) => b.count - a.count || compare(a.prefix, b.prefix) || compare(a.namespace, b.namespace));
  const taken = new Set(chosen.values());
  for (const { namespace, prefix } of ballots) {
    if (chosen.has(namespace) || taken.has(prefix)) continue;
    chosen.set(namespace, prefix);
    taken.add(prefix);
  }
  let number = 1;
  for (const namespace of [...targets].sort(compare)) {
    if (chosen.has(namespace)) continue;
    while (taken.has(`ns${number}`)) number++;
    chosen.set(namespace, `ns${number}`);
    taken.add(`ns${number}`);
  }
  return chosen;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
