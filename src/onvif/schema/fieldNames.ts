import type { ComplexType } from '../catalog/model';
import { anyKey, attributesKey, namespacesKey, textKey, typeKey, type Shape } from './shape';

/** Whether a `$` key means something for this type. */
export function isFieldOfAny(type: ComplexType, shape: Shape, key: string): boolean {
  switch (key) {
    case textKey:
      return shape.text !== 'none';
    case anyKey:
      return shape.wildcards.length > 0;
    case attributesKey:
      return type.anyAttribute !== undefined;
    case namespacesKey:
    case typeKey:
      return true;
    default:
      return false;
  }
}

/** The field a misspelt key was meant to be, when one is near enough. */
export function nearestKey(key: string, shape: Shape): string | undefined {
  return nearest(key, [...shape.byKey.keys()]);
}

/** The candidate with the fewest edits to `word`: at most one in three letters. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let fewest = limit + 1;
  for (const candidate of candidates) {
    if (candidate.toLowerCase() === word.toLowerCase()) return candidate;
    if (Math.abs(candidate.length - word.length) >= fewest) continue;
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours; for words, so long ones count as far. */
function distance(a: string, b: string): number {
  if (a.length > 80 || b.length > 80) return Infinity;
  let older: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, (older[j - 2] ?? 0) + 1);
      }
      row.push(edits);
    }
    older = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
