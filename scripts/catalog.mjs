// Compiles the published WSDL and XSD files of ONVIF 26.06 into the catalog that the project carries:
// `node scripts/catalog.mjs [FOLDER]`. The folder is not part of the project.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeBundle, root } from '../esbuild.mjs';

const folder = path.resolve(process.argv[2] ?? path.join(root, '..', 'shared', 'onvif-schemas'));
const outfile = path.join(root, '.build', `catalog-${process.pid}.cjs`);
await build({
  ...nodeBundle,
  stdin: {
    contents: `export { compileCatalog } from './compileCatalog';
      export { countCatalog } from './catalogCounts';
      export { writeCatalogFacts } from './catalogFacts';
      export { readDefinitionFolder } from './nodeDefinitionFolder';`,
    resolveDir: path.join(root, 'src/onvif/catalog'),
    loader: 'ts',
  },
  outfile,
});
try {
  const compiler = (await import(pathToFileURL(outfile).href)).default;
  const { files, problems } = await compiler.readDefinitionFolder(folder);
  const started = Date.now();
  const result = compiler.compileCatalog(files, { name: 'ONVIF 26.06' });
  const ms = Date.now() - started;
  for (const problem of [...problems, ...result.problems]) {
    console.log(
      `${problem.file}:${problem.line ?? 1} ${problem.severity} ${problem.code}: ${problem.message}`,
    );
  }
  if (problems.length > 0 || !result.facts) {
    process.exitCode = 1;
  } else {
    const target = path.join(root, 'src/onvif/catalog/onvif-26.06.catalog.json');
    fs.writeFileSync(target, compiler.writeCatalogFacts(result.facts));
    console.log(compiler.countCatalog(result.facts), `compiled in ${ms} ms`);
  }
} finally {
  fs.rmSync(outfile, { force: true });
}
