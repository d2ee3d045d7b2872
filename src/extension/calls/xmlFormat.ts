import type formatter from 'xml-formatter';

/** Beyond these a reply is shown as it came: formatting is recursive and doubles the text. */
const limits = { characters: 2_000_000, depth: 100 };

/** A formatter of well-formed XML; its library is loaded by the first reply that is shown. */
export async function loadXmlFormat(): Promise<(xml: string) => string | undefined> {
  const { default: format } = await import('xml-formatter');
  return xml => formatXml(xml, format);
}

/** Indented XML, or undefined for what is too large, too deep or not well-formed. */
export function formatXml(xml: string, format: typeof formatter): string | undefined {
  if (xml.length > limits.characters || depthOf(xml) > limits.depth) return undefined;
  try {
    return format(xml, { strictMode: true, indentation: '  ', collapseContent: true, lineSeparator: '\n' });
  } catch {
    return undefined; // not well-formed: what the device sent is shown letter by letter
  }
}

/** An upper bound of the nesting: markup in comments and CDATA counts too. */
function depthOf(xml: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [tag] of xml.matchAll(/<\/?[^\s!?/>][^>]*>/g)) {
    if (tag.startsWith('</')) depth--;
    else if (!tag.endsWith('/>')) deepest = Math.max(deepest, ++depth);
  }
  return deepest;
}
