import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundleHostTests, bundleTests } from '../../scripts/bundleTests.mjs';
import { Lifetime } from '../../scripts/lifetime.mjs';
import { runInNode } from '../../scripts/mocha/nodeRun.mjs';
import { stackMapper } from '../../scripts/mocha/sourceMaps.mjs';
import { Tally } from '../../scripts/mocha/tally.mjs';
import type { VSCodeVersion } from '../../scripts/vscode/archives.mjs';
import { runInExtensionHost } from '../../scripts/vscode/extensionHostRun.mjs';

/** Test files of which each ends in its own way. */
const fixtures = ['fails', 'dies', 'hangs', 'throwsAtImport', 'empty'] as const;
type Fixture = (typeof fixtures)[number];

interface Place {
  name: string;
  atOnce: number;
  run: (fixture: Fixture, outdir: string) => Promise<Outcome>;
}

interface Outcome {
  counts: { passed: number; failed: number; skipped: number };
  printed: string;
}

const root = process.cwd();
const sourceOf = (fixture: Fixture) => `test/fixtures/harness/${fixture}.test.ts`;

async function inPlainNode(fixture: Fixture, outdir: string): Promise<Outcome> {
  const lifetime = new Lifetime();
  const lines: string[] = [];
  try {
    const files = await bundleTests({ files: [sourceOf(fixture)], outdir, format: 'cjs' });
    const idleMs = fixture === 'hangs' ? 3000 : 60_000;
    const counts = await runInNode({ files, lifetime, print: line => lines.push(line), idleMs });
    return { counts, printed: lines.join('\n') };
  } finally {
    await lifetime.endAll();
  }
}

async function inExtensionHost(fixture: Fixture, outdir: string): Promise<Outcome> {
  const lifetime = new Lifetime();
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  try {
    const bundled = await bundleHostTests([sourceOf(fixture)], outdir);
    const counts = await runInExtensionHost({
      ...bundled,
      version: process.env.TEST_VSCODE_VERSION as VSCodeVersion,
      extension: path.join(root, 'test/fixtures/harness/extension'),
      lifetime,
      tally: new Tally({ print, mapStack: stackMapper({ [outdir]: outdir }, root) }),
      print,
      idleMs: fixture === 'hangs' ? 5000 : 60_000,
    });
    return { counts, printed: lines.join('\n') };
  } finally {
    await lifetime.endAll();
  }
}

/** Runs all fixtures, a few at a time. */
async function runAll({ atOnce, run }: Place): Promise<Map<Fixture, Outcome>> {
  // below the checkout, where the bundles find their packages
  fs.mkdirSync(path.join(root, '.build'), { recursive: true });
  const folder = fs.mkdtempSync(path.join(root, '.build/runners-'));
  const outcomes = new Map<Fixture, Outcome>();
  const waiting = [...fixtures];
  const worker = async () => {
    for (let next; (next = waiting.shift());) outcomes.set(next, await run(next, path.join(folder, next)));
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  return outcomes;
}

const places: Place[] = [
  { name: 'plain Node', atOnce: 2, run: inPlainNode },
  { name: 'the extension host', atOnce: 3, run: inExtensionHost },
];

for (const place of places) {
  describe(`a run in ${place.name}`, () => {
    let outcomes: Map<Fixture, Outcome>;
    before(async () => {
      outcomes = await runAll(place);
    });
    const outcome = (fixture: Fixture): Outcome => {
      const found = outcomes.get(fixture);
      assert.ok(found);
      return found;
    };

    it('counts what passed, failed and was skipped, and names the line of the source', () => {
      const { counts, printed } = outcome('fails');
      assert.deepEqual(counts, { passed: 1, failed: 1, skipped: 1 }, printed);
      assert.match(printed, /2 !== 3/);
      assert.match(printed, /test[/\\]fixtures[/\\]harness[/\\]fails\.test\.ts:9:\d+/);
    });

    it('is red when its process is killed, and names the test that ran', () => {
      const { counts, printed } = outcome('dies');
      assert.deepEqual(counts, { passed: 0, failed: 1, skipped: 0 }, printed);
      assert.match(printed, /SIGKILL.*while running: fixture › kills its host/);
    });

    it('is red when a test hangs, and names it', () => {
      const { counts, printed } = outcome('hangs');
      assert.deepEqual(counts, { passed: 0, failed: 1, skipped: 0 }, printed);
      assert.match(printed, /no progress for \d+ s \(while running: fixture › never returns\)/);
    });

    it('is red when a file throws at import, and says what', () => {
      const { counts, printed } = outcome('throwsAtImport');
      assert.deepEqual(counts, { passed: 0, failed: 1, skipped: 0 }, printed);
      assert.match(printed, /could not run: thrown at import/);
      assert.match(printed, /throwsAtImport\.test\.ts:1:\d+/);
    });

    it('is red when there is no test', () => {
      const { counts, printed } = outcome('empty');
      assert.deepEqual(counts, { passed: 0, failed: 1, skipped: 0 }, printed);
      assert.match(printed, /no test ran/);
    });

    it('leaves nothing in the temporary folder', () => {
      const left = fs.readdirSync(os.tmpdir()).filter(name => /^(onvif-|vscode-ipc)/.test(name));
      assert.deepEqual(left, []);
    });
  });
}
