// Every program that takes this file must see the declaration, whatever its tsconfig includes.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./catalogText.d.ts" />
import { Catalog } from './catalog';
import { storeOfText } from './factsStore';
import text from './onvif-26.06.catalog.json';

let catalog: Catalog | undefined;

/** The catalog of ONVIF 26.06 that the project carries. Read on first use; every caller gets the same one. */
export function bundledCatalog(): Catalog {
  return (catalog ??= new Catalog(storeOfText(text)));
}
