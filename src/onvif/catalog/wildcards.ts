import type { WildcardFacts } from './catalogFacts';
import type { Wildcard } from './model';

export const anyWildcard: Wildcard = { allows: () => true, process: 'lax', namespaces: { kind: 'any' } };

/** @param source tells the namespace of a catalog prefix */
export function linkWildcard(
  facts: WildcardFacts,
  source: { namespaceOf(prefix: string): string | undefined },
): Wildcard {
  const process = facts.process ?? 'lax';
  if (facts.any === '*') return { ...anyWildcard, process };
  if (facts.any.startsWith('!')) {
    const namespace = facts.any === '!' ? '' : (source.namespaceOf(facts.any.slice(1)) ?? '');
    return notWildcard(namespace, process);
  }
  const names = facts.any
    .split(' ')
    .map(prefix => (prefix === '.' ? '' : (source.namespaceOf(prefix) ?? '')));
  return listWildcard(names, process);
}

/** ##other: neither the namespace nor none (XSD 1.0 part 1, 3.10.4). */
function notWildcard(namespace: string, process: Wildcard['process']): Wildcard {
  return {
    allows: other => other !== namespace && other !== '',
    process,
    namespaces: { kind: 'not', namespace },
  };
}

function listWildcard(names: readonly string[], process: Wildcard['process']): Wildcard {
  const set = new Set(names);
  return { allows: namespace => set.has(namespace), process, namespaces: { kind: 'list', names } };
}

/** What an extension lets through besides its base; the own wildcard says how it is processed. */
export function unionWildcards(base: Wildcard | undefined, own: Wildcard | undefined): Wildcard | undefined {
  if (!base || !own) return own ?? base;
  const [a, b] = [base.namespaces, own.namespaces];
  if (a.kind === 'any' || b.kind === 'any') return { ...anyWildcard, process: own.process };
  if (a.kind === 'list' && b.kind === 'list') {
    return listWildcard([...new Set([...a.names, ...b.names])], own.process);
  }
  if (a.kind === 'not' && b.kind === 'not') {
    return a.namespace === b.namespace ? own : { ...anyWildcard, process: own.process };
  }
  const allows = (namespace: string) => base.allows(namespace) || own.allows(namespace);
  const excluded = a.kind === 'not' ? a.namespace : b.kind === 'not' ? b.namespace : '';
  return { allows, process: own.process, namespaces: { kind: 'not', namespace: excluded } };
}
