// Bundles the extension, its worker and the command line into dist/. `--production` minifies, `--watch` rebuilds.
import { build, context } from 'esbuild';
import fs from 'node:fs';
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
 * A program that starts while another one builds never reads half a bundle: files are written beside their place and
 * moved there. They carry the time the build began, so that a source saved during it counts as newer.
 * @type {import('esbuild').Plugin}
 */
const writeAtomically = {
  name: 'write-atomically',
  setup(build) {
    build.initialOptions.write = false;
    let began = new Date();
    build.onStart(() => void (began = new Date()));
    build.onEnd(({ outputFiles = [] }) => {
      for (const { path: file, contents } of outputFiles) {
        const written = `${file}.${process.pid}.tmp`;
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(written, contents);
        fs.utimesSync(written, began, began);
        fs.renameSync(written, file);
      }
    });
  },
};

/**
 * One entry a bundle. Only the extension may name `vscode`: a value import of it in the command line,
 * and so in the core or the simulator, fails the build. Each folder of `webviews` with a main.ts becomes one
 * browser bundle, which can name neither `vscode` nor Node's modules.
 * @param {{ production?: boolean, webviews?: string }} options
 */
export function bundles({ production = false, webviews = 'src/webviews' } = {}) {
  const sourcemap = production ? false : /** @type {const} */ ('linked');
  const common = { ...nodeBundle, minify: production, sourcemap, plugins: [writeAtomically] };
  return [
    {
      ...common,
      entryPoints: ['src/extension/extension.ts'],
      outfile: 'dist/extension.js',
      external: ['vscode'],
    },
    {
      ...common,
      entryPoints: ['src/onvif/discovery/nodeSocketWorker.ts'],
      outfile: 'dist/discoveryWorker.js',
    },
    {
      ...common,
      entryPoints: ['src/cli/main.ts'],
      outfile: 'dist/cli.js',
      banner: { js: '#!/usr/bin/env node' },
    },
    ...webviewNames(webviews).map(name => ({
      ...common,
      platform: /** @type {const} */ ('browser'),
      format: /** @type {const} */ ('iife'),
      target: 'es2022',
      entryPoints: [`${webviews}/${name}/main.ts`],
      outfile: `dist/webviews/${name}.js`,
    })),
  ];
}

/** @param {string} folder @returns {string[]} */
function webviewNames(folder) {
  return fs
    .readdirSync(path.join(root, folder))
    .filter(name => fs.existsSync(path.join(root, folder, name, 'main.ts')));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = bundles({ production: process.argv.includes('--production') });
  if (process.argv.includes('--watch')) {
    for (const each of options) await (await context({ ...each, logLevel: 'info' })).watch();
  } else {
    await Promise.all(options.map(each => build(each)));
  }
}
