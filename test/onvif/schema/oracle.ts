import type { Catalog } from '../../../src/onvif/catalog/catalog';
import { emitXsd } from '../../../src/onvif/schema/emitXsd';

/** Judges documents by the schemas of a catalog with libxml2. */
export interface Oracle {
  /** The errors it finds; empty for a valid document, undefined for one it cannot parse. */
  errors(xml: string): string[] | undefined;
  dispose(): void;
}

/** libxml2 compiled to WebAssembly, fed with the catalog written back as XSD 1.0. */
export async function libxml2Oracle(catalog: Catalog, vendorNamespaces: readonly string[]): Promise<Oracle> {
  const {
    XmlBufferInputProvider,
    XmlDocument,
    XmlValidateError,
    XsdValidator,
    xmlCleanupInputProvider,
    xmlRegisterInputProvider,
  } = await import('libxml2-wasm');
  const files: Record<string, Uint8Array> = {};
  const encoder = new TextEncoder();
  for (const [name, xsd] of emitXsd(catalog, { deterministic: true, vendorNamespaces })) {
    files[`catalog/${name}`] = encoder.encode(xsd);
  }
  xmlRegisterInputProvider(new XmlBufferInputProvider(files));
  const all = XmlDocument.fromBuffer(files['catalog/all.xsd'] ?? new Uint8Array(), {
    url: 'catalog/all.xsd',
  });
  const validator = XsdValidator.fromDoc(all);
  return {
    errors(xml) {
      let document;
      try {
        document = XmlDocument.fromString(xml);
      } catch {
        return undefined;
      }
      try {
        validator.validate(document);
        return [];
      } catch (error) {
        if (!(error instanceof XmlValidateError)) throw error;
        return error.details.map(detail => detail.message.trim());
      } finally {
        document.dispose();
      }
    },
    dispose() {
      validator.dispose();
      all.dispose();
      xmlCleanupInputProvider();
    },
  };
}
