// Writes the TypeScript types of all operations from the catalog that the project carries:
// `node scripts/catalogTypes.mjs`. Run it after scripts/catalog.mjs; a test holds the two against each other.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeBundle, root } from '../esbuild.mjs';

const outfile = path.join(root, '.build', `catalog-types-${process.pid}.cjs`);
await build({
  ...nodeBundle,
  stdin: {
    contents: `export { bundledOperationTypes } from './bundledOperationTypes';`,
    resolveDir: path.join(root, 'src/onvif/schema'),
    loader: 'ts',
  },
  outfile,
});
try {
  const { bundledOperationTypes } = (await import(pathToFileURL(outfile).href)).default;
  fs.writeFileSync(path.join(root, 'src/onvif/catalog/operations.generated.ts'), bundledOperationTypes());
} finally {
  fs.rmSync(outfile, { force: true });
}
