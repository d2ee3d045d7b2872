/** Prefixes a text may use as names do: `tns1:Device/tns1:Trigger` or `//tt:SimpleItem`, not `http://`. */
export function prefixesIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  if (!text.includes(':')) return found;
  for (const [, prefix = ''] of text.matchAll(/(?<![\w.-])([A-Za-z_][\w.-]*):(?=[A-Za-z_*])/g))
    found.add(prefix);
  return found;
}
