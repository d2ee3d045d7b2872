// Finds and bundles test files.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeBundle, root } from '../esbuild.mjs';

/**
 * @param {string} folder relative to the checkout
 * @param {(file: string) => boolean} [takes] by the path inside that folder, with forward slashes
 * @returns {string[]} its *.test.ts, relative to the checkout, sorted
 */
export function findTests(folder, takes = () => true) {
  const from = path.join(root, folder);
  if (!fs.existsSync(from)) return [];
  const files = fs
    .readdirSync(from, { recursive: true, encoding: 'utf8' })
    .map(file => file.split(path.sep).join('/'));
  return files
    .filter(file => file.endsWith('.test.ts') && takes(file))
    .sort()
    .map(file => `${folder}/${file}`);
}

/**
 * Bundles each file for itself, packages left out, source maps inline.
 * @param {object} options
 * @param {string[]} options.files relative to the checkout
 * @param {string} options.outdir emptied first
 * @param {'cjs' | 'esm'} options.format esm for files that use the programs in scripts/, cjs for an extension host
 * @param {string[]} [options.external] besides all packages
 * @returns {Promise<string[]>} the bundles, in the order of the files
 */
export async function bundleTests({ files, outdir, format, external = [] }) {
  fs.rmSync(outdir, { recursive: true, force: true });
  const extension = format === 'esm' ? '.mjs' : '.js';
  await build({
    ...nodeBundle,
    entryPoints: files,
    outdir,
    outbase: root,
    outExtension: { '.js': extension },
    format,
    packages: 'external',
    external,
    sourcemap: 'inline',
    plugins: format === 'esm' ? [scriptsStayOutside] : [],
  });
  return files.map(file => path.join(outdir, file.replace(/\.ts$/, extension)));
}

/**
 * The programs in scripts/ know where they lie, so a bundle imports them from there.
 * @type {import('esbuild').Plugin}
 */
const scriptsStayOutside = {
  name: 'scripts-stay-outside',
  setup(build) {
    build.onResolve({ filter: /^\..*\.mjs$/ }, ({ path: imported, resolveDir }) => ({
      path: pathToFileURL(path.resolve(resolveDir, imported)).href,
      external: true,
    }));
  },
};

/**
 * Bundles tests for an extension host, with the module that VS Code calls.
 * @param {string[]} files relative to the checkout
 * @param {string} outdir
 * @returns {Promise<{ entry: string, files: string[] }>}
 */
export async function bundleHostTests(files, outdir) {
  const entry = 'scripts/mocha/extensionHostEntry.mjs';
  const bundled = await bundleTests({ files: [entry, ...files], outdir, format: 'cjs' });
  return { entry: path.join(outdir, entry.replace(/\.mjs$/, '.js')), files: bundled.slice(1) };
}
