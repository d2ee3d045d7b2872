// Bundles test/**/*.test.ts (the plain-Node ones) into .build/test and runs them under Mocha.
// `node scripts/unit.mjs [word ...]` runs only the files whose path contains one of the words.
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { nodeBundle, bundles, root } from '../esbuild.mjs';

/** Folders of test/ that do not run in plain Node. */
const elsewhere = new Set(['vscode', 'e2e', 'fixtures', 'support']);

/** @param {string[]} words @returns {Promise<number>} Mocha's exit code */
export async function runUnit(words = []) {
  const files = fs
    .readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.test.ts') && !elsewhere.has(/** @type {string} */ (file.split(path.sep)[0])))
    .filter(file => words.length === 0 || words.some(word => file.includes(word)))
    .sort();
  if (files.length === 0) throw new Error(`no test file matches ${words.join(' ')}`);
  const outdir = path.join(root, '.build', words.length ? `test-${process.pid}` : 'test');
  fs.rmSync(outdir, { recursive: true, force: true });
  await build({
    ...nodeBundle,
    entryPoints: files.map(file => path.join('test', file)),
    outdir,
    outbase: 'test',
    packages: 'external',
    sourcemap: 'inline',
  });
  const worker = bundles().find(each => each.outfile.endsWith('discoveryWorker.js'));
  if (worker && fs.existsSync(path.join(root, worker.entryPoints[0] ?? ''))) await build(worker);
  const args = ['--enable-source-maps', path.join(root, 'node_modules/mocha/bin/mocha.js'), '--recursive', outdir];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  const code = await new Promise(resolve => child.once('exit', resolve));
  if (words.length) fs.rmSync(outdir, { recursive: true, force: true });
  return code ?? 1;
}

if (process.argv[1] === new URL(import.meta.url).pathname) process.exitCode = await runUnit(process.argv.slice(2));
