// Bundles test/**/*.test.ts (the plain-Node ones) and runs them under Mocha.
// `node scripts/unit.mjs [word ...]` runs only the files whose path contains one of the words.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundles, root } from '../esbuild.mjs';
import { bundleTests, findTests } from './bundleTests.mjs';
import { program } from './lifetime.mjs';
import { runInNode } from './mocha/nodeRun.mjs';
import { sentence } from './mocha/tally.mjs';

/** Folders of test/ that another stage runs, or that hold no tests. */
const elsewhere = ['vscode', 'e2e', 'scripts', 'fixtures', 'support'];

/**
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @param {(line: string) => void} print
 * @param {string[]} [words] none takes every file
 * @returns {Promise<import('./mocha/tally.mjs').Counts>}
 */
export async function runUnit(lifetime, print, words = []) {
  const files = findTests('test', file => {
    const [folder = ''] = file.split('/');
    return !elsewhere.includes(folder) && (words.length === 0 || words.some(word => file.includes(word)));
  });
  if (files.length === 0) throw new Error(`No test file's path contains ${words.join(' or ')}.`);
  // by process: several of these may run in one checkout
  const outdir = path.join(root, '.build', `unit-${process.pid}`);
  lifetime.defer(() => fs.rmSync(outdir, { recursive: true, force: true }));
  const worker = bundles().find(each => each.outfile.endsWith('discoveryWorker.js'));
  if (worker && fs.existsSync(path.join(root, worker.entryPoints[0] ?? ''))) await build(worker);
  const bundled = await bundleTests({ files, outdir, format: 'cjs' });
  return runInNode({ files: bundled, lifetime, print, perSuite: words.length === 0 });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await program(async lifetime => {
    const counts = await runUnit(lifetime, console.log, process.argv.slice(2));
    console.log(sentence(counts));
    return counts.failed ? 1 : 0;
  });
}
