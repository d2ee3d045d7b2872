// What VS Code calls in its extension host to run bundled benchmarks; what they print is told as events.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { format } from 'node:util';
import * as vscode from 'vscode';

/** @param {import('./events.mjs').TestEvent} event */
function tell(event) {
  fs.appendFileSync(process.env.TEST_EVENTS ?? '', `${JSON.stringify(event)}\n`);
}

/** @returns {Promise<void>} */
export async function run() {
  tell({ type: 'begin', host: `VS Code ${vscode.version} (${vscode.env.appHost}), Node ${process.version}` });
  process.chdir(process.env.BENCH_ROOT ?? '.');
  // VS Code guards the console against assignment
  Object.defineProperty(console, 'log', {
    configurable: true,
    value: (/** @type {unknown[]} */ ...values) => tell({ type: 'print', line: format(...values) }),
  });
  for (const file of JSON.parse(process.env.TEST_FILES ?? '[]')) await runOne(file);
  tell({ type: 'end' });
}

/** @param {string} file */
async function runOne(file) {
  const title = path.basename(file, '.js');
  const started = Date.now();
  tell({ type: 'start', title });
  tell({ type: 'print', line: `\n${title}` });
  process.exitCode = undefined;
  try {
    await createRequire(file)(file).run?.();
    if (process.exitCode) throw new Error('a goal was missed');
    tell({ type: 'pass', suite: title, title, ms: Date.now() - started });
  } catch (error) {
    const { message, stack = message } = /** @type {Error} */ (error);
    tell({ type: 'fail', suite: title, title, message, stack });
  }
  process.exitCode = undefined;
}
