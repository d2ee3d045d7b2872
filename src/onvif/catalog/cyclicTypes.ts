import { isComplex, type CatalogFacts, type SimpleTypeFacts, type TypeFacts } from './catalogFacts';

/** Types whose derivation leads back to themselves, each ring once. */
export function findCyclicTypes(types: CatalogFacts['types']): { key: string; chain: string[] }[] {
  const found: { key: string; chain: string[] }[] = [];
  const done = new Set<string>();
  const open: string[] = [];
  const visit = (key: string) => {
    const at = open.indexOf(key);
    if (at >= 0) found.push({ key, chain: [...open.slice(at), key] });
    const facts = types[key];
    if (at >= 0 || done.has(key) || !facts) return;
    open.push(key);
    for (const each of derivedFrom(facts)) visit(each);
    open.pop();
    done.add(key);
  };
  for (const key of Object.keys(types)) visit(key);
  return found;
}

function derivedFrom(facts: TypeFacts): string[] {
  if (isComplex(facts)) return facts.base === undefined ? [] : [facts.base];
  const parts: readonly (string | SimpleTypeFacts)[] =
    'of' in facts ? [facts.of] : 'list' in facts ? [facts.list] : facts.union;
  return parts.flatMap(part => (typeof part === 'string' ? [part] : derivedFrom(part)));
}
