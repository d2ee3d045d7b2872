// `npm test [-- stage or word …]`: all stages or those named, each told as it goes; the last line adds them up.
// A word that names no stage takes only the test files whose path contains it. `--oldest` runs on the oldest VS Code.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { root } from '../esbuild.mjs';
import { bundleHostTests, bundleTests, findTests } from './bundleTests.mjs';
import { messageOf, program } from './lifetime.mjs';
import { runInNode } from './mocha/nodeRun.mjs';
import { stackMapper } from './mocha/sourceMaps.mjs';
import { sentence, Tally } from './mocha/tally.mjs';
import { packageExtension } from './package.mjs';
import { stageExtension } from './stage.mjs';
import { typecheck } from './typecheck.mjs';
import { runUnit } from './unit.mjs';
import { current, oldest } from './vscode/archives.mjs';
import { runOnDesktop } from './vscode/desktopRun.mjs';
import { runInExtensionHost } from './vscode/extensionHostRun.mjs';
import { fetchChromium } from './vscode/fetchChromium.mjs';
import { fetchNode } from './vscode/fetchNode.mjs';
import { fetchVSCode } from './vscode/fetchVSCode.mjs';

/** @typedef {import('./mocha/tally.mjs').Counts} Counts */
/** @typedef {{ lifetime: import('./lifetime.mjs').Lifetime, words: string[], version: import('./vscode/archives.mjs').VSCodeVersion }} Run */

const print = console.log;

/** @type {Record<string, { title: string, run: (run: Run) => Promise<Counts> }>} in the order they run */
const stages = {
  types: { title: 'type check', run: async () => one('types', await typecheck()) },
  lint: { title: 'lint and format', run: async () => one('lint', await lint()) },
  unit: { title: 'plain Node', run: ({ lifetime, words }) => runUnit(lifetime, print, words) },
  scripts: { title: 'the commands and this harness', run: runScripts },
  vscode: { title: 'extension host', run: runVSCode },
  e2e: { title: 'end to end', run: runEndToEnd },
  electron: { title: 'desktop VS Code', run: runElectron },
};
const usual = Object.keys(stages).filter(name => name !== 'electron'); // which needs a download that npm does not have

await program(async lifetime => {
  const words = process.argv.slice(2).filter(word => !word.startsWith('--'));
  const version = process.argv.includes('--oldest') ? oldest : current;
  const named = words.filter(word => word in stages);
  const filters = words.filter(word => !(word in stages));
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of named.length ? named : usual) {
    const stage = /** @type {typeof stages[string]} */ (stages[name]);
    print(`\n${name}: ${stage.title}`);
    const started = Date.now();
    /** @type {Counts} */
    let counts = { passed: 0, failed: 1, skipped: 0 };
    try {
      counts = await stage.run({ lifetime, words: filters, version });
    } catch (error) {
      print(`  ✖ ${messageOf(error)}`);
    }
    print(`${name}: ${sentence(counts)} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  print(`\n${sentence(total)}`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
});

/** @param {string} name @param {string} problems @returns {Counts} a whole tool as one test */
function one(name, problems) {
  const tally = new Tally({ print });
  if (problems) tally.fail(name, problems);
  else tally.add({ type: 'pass', suite: name, title: name, ms: 0 });
  return tally.counts;
}

/** @returns {Promise<string>} what eslint and prettier object to */
async function lint() {
  const require = createRequire(import.meta.url);
  const bin = (/** @type {string} */ name, /** @type {string} */ file) =>
    path.join(path.dirname(require.resolve(`${name}/package.json`)), file);
  return [
    await complaintsOf([bin('eslint', 'bin/eslint.js'), '.', '--max-warnings', '0']),
    await complaintsOf([bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']),
  ]
    .filter(Boolean)
    .join('\n');
}

/** @param {string[]} args of Node @returns {Promise<string>} what it printed, if it failed */
function complaintsOf(args) {
  return new Promise(resolve => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 64 << 20 }, (error, stdout, stderr) =>
      resolve(error ? (stdout + stderr).trim() || error.message : ''),
    );
  });
}

/** @param {Run} run */
async function runScripts({ lifetime, words, version }) {
  await fetchPrograms(version);
  const bundled = await bundleTests({
    files: filesOf('test/scripts', words),
    outdir: outputFolder(lifetime, 'scripts'),
    format: 'esm',
  });
  const env = {
    TEST_TIMEOUT_MS: '90000',
    TEST_VSCODE_VERSION: version,
    TEST_SCREENSHOTS: screenshotFolder(version),
  };
  return runInNode({ files: bundled, lifetime, print, idleMs: 120_000, env });
}

/** @param {Run} run @returns {Promise<{ extension: string, entry: string, files: string[], tally: Tally }>} */
async function prepareHostTests({ lifetime, words }) {
  const outdir = outputFolder(lifetime, 'vscode');
  const extension = path.join(outdir, 'extension');
  const bundled = await bundleHostTests(filesOf('test/vscode', words), path.join(outdir, 'tests'));
  await stageExtension(extension);
  const mapStack = stackMapper(
    { [path.join(outdir, 'tests')]: path.join(outdir, 'tests'), [extension]: root },
    root,
  );
  return { extension, ...bundled, tally: new Tally({ print, mapStack }) };
}

/** @param {Run} run */
async function runVSCode(run) {
  await fetchPrograms(run.version);
  return runInExtensionHost({ ...(await prepareHostTests(run)), ...run, print });
}

/** @param {Run} run */
async function runElectron(run) {
  return runOnDesktop({ ...(await prepareHostTests(run)), ...run });
}

/** @param {Run} run */
async function runEndToEnd({ lifetime, words, version }) {
  await fetchPrograms(version);
  const outdir = outputFolder(lifetime, 'e2e');
  const files = await bundleTests({ files: filesOf('test/e2e', words), outdir, format: 'esm' });
  const vsix = path.join(outdir, 'extension.vsix');
  await packageExtension(vsix);
  return runInNode({
    files,
    lifetime,
    print,
    idleMs: 120_000,
    env: {
      TEST_TIMEOUT_MS: '60000',
      TEST_VSIX: vsix,
      TEST_VSCODE_VERSION: version,
      TEST_SCREENSHOTS: screenshotFolder(version),
    },
  });
}

/**
 * Fetches what a stage needs before it begins, so that waiting for it is told, and is no test's hang.
 * @param {import('./vscode/archives.mjs').VSCodeVersion} version
 */
async function fetchPrograms(version) {
  await fetchVSCode(version, print);
  await fetchNode(version, print);
  await fetchChromium(print);
}

/** @param {import('./vscode/archives.mjs').VSCodeVersion} version */
function screenshotFolder(version) {
  return path.join(root, 'test-results/screenshots', version === current ? '' : version);
}

/** @param {string} folder @param {string[]} words @returns {string[]} at least one */
function filesOf(folder, words) {
  const files = findTests(folder, file => words.length === 0 || words.some(word => file.includes(word)));
  if (files.length > 0) return files;
  throw new Error(
    `No test was found in ${folder}${words.length ? ` whose path contains ${words.join(' or ')}` : ''}.`,
  );
}

/** @param {import('./lifetime.mjs').Lifetime} lifetime @param {string} name @returns {string} ours alone, while we run */
function outputFolder(lifetime, name) {
  const folder = path.join(root, '.build', `${name}-${process.pid}`);
  fs.mkdirSync(folder, { recursive: true });
  lifetime.defer(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}
