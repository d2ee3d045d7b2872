// Bundles the extension, its worker and the command line into dist/. `--production` minifies, `--watch` rebuilds.
import { build, context } from 'esbuild';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

export const root = path.dirname(fileURLToPath(import.meta.url));

/** What every Node bundle shares. The catalog travels as text and is parsed on first use. */
export const nodeBundle = {
  absWorkingDir: root,
  bundle: true,
  platform: /** @type {const} */ ('node'),
  format: /** @type {const} */ ('cjs'),
  target: 'node20',
  loader: { '.catalog.json': /** @type {const} */ ('text') },
  logLevel: /** @type {const} */ ('warning'),
};

/**
 * One entry a bundle. Only the extension may name `vscode`: a value import of it in the command line,
 * and so in the core or the simulator, fails the build.
 * @param {{ production?: boolean }} options
 */
export function bundles({ production = false } = {}) {
  const common = { ...nodeBundle, minify: production, sourcemap: production ? false : /** @type {const} */ ('linked') };
  return [
    { ...common, entryPoints: ['src/extension/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
    { ...common, entryPoints: ['src/onvif/discovery/nodeSocketWorker.ts'], outfile: 'dist/discoveryWorker.js' },
    { ...common, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = bundles({ production: process.argv.includes('--production') });
  if (process.argv.includes('--watch')) {
    for (const each of options) await (await context({ ...each, logLevel: 'info' })).watch();
  } else {
    await Promise.all(options.map(each => build(each)));
  }
}
