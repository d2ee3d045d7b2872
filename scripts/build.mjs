// Builds dist/ when it is missing or older than its sources.
import { build, stop } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { bundles, root } from '../esbuild.mjs';

/**
 * Builds the named bundles for development unless they are up to date. Two of these at once do no harm.
 * @param {string[]} outfiles such as dist/cli.js
 */
export async function buildIfOlder(outfiles) {
  const newest = newestSource();
  const stale = outfiles.filter(file => timeOf(path.join(root, file)) < newest);
  if (stale.length === 0) return;
  await Promise.all(bundles().flatMap(each => (stale.includes(each.outfile) ? [build(each)] : [])));
  await stop(); // its process, which would otherwise stay as long as ours
}

/** Builds every bundle for development. */
export async function buildAll() {
  await Promise.all(bundles().map(each => build(each)));
}

/** @returns {number} when something a bundle is made of was last written, in ms */
function newestSource() {
  const sources = fs.readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const files = [...sources.map(file => path.join('src', file)), 'package-lock.json', 'esbuild.mjs'];
  return Math.max(...files.map(file => timeOf(path.join(root, file))));
}

/** @param {string} file @returns {number} 0 when it is missing */
function timeOf(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
