const forbidden =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Character data for `text`; what XML cannot carry at all becomes U+FFFD. */
export function escapeText(text: string): string {
  if (!/[&<>\r\0-\x08\x0b\x0c\x0e-\x1f\ud800-\uffff]/.test(text)) return text;
  return text
    .replace(forbidden, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\r/g, '&#xD;');
}

/** The inside of a double-quoted attribute value for `value`, blanks kept exactly. */
export function escapeAttribute(value: string): string {
  if (!/[&<>"\t\n\r\0-\x1f\ud800-\uffff]/.test(value)) return value;
  return escapeText(value).replace(/"/g, '&quot;').replace(/\t/g, '&#x9;').replace(/\n/g, '&#xA;');
}

/**
 * Writes compact XML, tag by tag. Some devices answer indented requests with an empty body, so nothing is put
 * between tags. Names are written as given: who writes declares the prefixes.
 *
 * ```ts
 * new XmlWriter().open('tds:SetHostname', { 'xmlns:tds': namespaces.tds }).leaf('tds:Name', 'cam').close().toString()
 * ```
 */
export class XmlWriter {
  #xml = '';
  readonly #open: string[] = [];

  /** Opens an element; attributes that are undefined are left out. */
  open(name: string, attributes?: Readonly<Record<string, string | undefined>>): this {
    this.#xml += `<${name}${attributesXml(attributes)}>`;
    this.#open.push(name);
    return this;
  }

  /** Closes the innermost open element. */
  close(): this {
    const name = this.#open.pop();
    if (name !== undefined) this.#xml += `</${name}>`;
    return this;
  }

  /** An element with text only; without text, an empty one. */
  leaf(name: string, text?: string, attributes?: Readonly<Record<string, string | undefined>>): this {
    const start = `<${name}${attributesXml(attributes)}`;
    this.#xml += text === undefined ? `${start}/>` : `${start}>${escapeText(text)}</${name}>`;
    return this;
  }

  text(text: string): this {
    this.#xml += escapeText(text);
    return this;
  }

  /** XML that is already written. */
  raw(xml: string): this {
    this.#xml += xml;
    return this;
  }

  /** What was written, with everything still open closed. */
  toString(): string {
    return this.#open.reduceRight((xml, name) => `${xml}</${name}>`, this.#xml);
  }
}

function attributesXml(attributes: Readonly<Record<string, string | undefined>> | undefined): string {
  let xml = '';
  if (attributes === undefined) return xml;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) xml += ` ${name}="${escapeAttribute(value)}"`;
  }
  return xml;
}
