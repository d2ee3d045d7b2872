// `npm run bench [-- --extension-host] [word …]`: bundles bench/*.bench.ts for production and runs those whose name
// contains a word, each alone. A bench prints its tables, at import or in an exported `run()`, and sets process.exitCode when
// it misses a goal. `--extension-host` runs them where the extension runs, and prints the same.
import { build } from 'esbuild';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { nodeBundle, root } from '../esbuild.mjs';
import { buildIfOlder } from './build.mjs';
import { program } from './lifetime.mjs';
import { Tally } from './mocha/tally.mjs';
import { current } from './vscode/archives.mjs';
import { runInExtensionHost } from './vscode/extensionHostRun.mjs';

const child = fileURLToPath(new URL('./mocha/benchChild.mjs', import.meta.url));
const hostEntry = 'scripts/mocha/benchHostEntry.mjs';

await program(async lifetime => {
  const words = process.argv.slice(2).filter(word => !word.startsWith('--'));
  const names = fs
    .readdirSync(path.join(root, 'bench'))
    .filter(
      name => name.endsWith('.bench.ts') && (words.length === 0 || words.some(word => name.includes(word))),
    )
    .sort();
  if (names.length === 0) throw new Error(`No benchmark's name contains ${words.join(' or ')}.`);
  const outdir = path.join(root, '.build', `bench-${process.pid}`);
  lifetime.defer(() => fs.rmSync(outdir, { recursive: true, force: true }));
  await buildIfOlder(['dist/discoveryWorker.js']);
  await build({
    ...nodeBundle,
    entryPoints: [hostEntry, ...names.map(name => path.join('bench', name))],
    outdir,
    outbase: root,
    packages: 'external',
    sourcemap: 'inline',
  });
  const files = names.map(name => path.join(outdir, 'bench', name.replace(/\.ts$/, '.js')));
  const missed = process.argv.includes('--extension-host')
    ? await runInHost(lifetime, files, path.join(outdir, hostEntry.replace(/\.mjs$/, '.js')))
    : await runInNode(lifetime, files);
  if (missed > 0) console.log(`\n${missed} of ${files.length} missed a goal or failed`);
  return missed > 0 ? 1 : 0;
});

/** @param {import('./lifetime.mjs').Lifetime} lifetime @param {string[]} files */
async function runInNode(lifetime, files) {
  let missed = 0;
  for (const file of files) {
    console.log(`\n${path.basename(file, '.js')}`);
    const args = ['--enable-source-maps', '--expose-gc', child, file];
    const [code] = await once(
      lifetime.spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }),
      'exit',
    );
    if (code !== 0) missed++;
  }
  return missed;
}

/** @param {import('./lifetime.mjs').Lifetime} lifetime @param {string[]} files @param {string} entry */
async function runInHost(lifetime, files, entry) {
  const extension = path.join(root, 'test/fixtures/harness/extension'); // one must be under development: the smallest
  const tally = new Tally({ print: console.log });
  const run = {
    version: current,
    extension,
    entry,
    files,
    lifetime,
    tally,
    print: console.log,
    idleMs: 120_000,
  };
  const { failed } = await runInExtensionHost({ ...run, env: { BENCH_ROOT: root } });
  return failed;
}
