// Checks the types of each side of the project (those that tsconfig.json refers to), two at a time.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { root } from '../esbuild.mjs';

const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/**
 * @returns {Promise<string>} what is wrong, empty when nothing is
 */
export async function typecheck() {
  const { references } = JSON.parse(fs.readFileSync(path.join(root, 'tsconfig.json'), 'utf8'));
  /** @type {string[]} */
  const waiting = references.map((/** @type {{ path: string }} */ each) => each.path);
  /** @type {string[]} */
  const problems = [];
  const worker = async () => {
    for (let side; (side = waiting.shift());) {
      const said = await check(side);
      if (said) problems.push(said);
    }
  };
  await Promise.all([worker(), worker()]);
  return problems.join('\n');
}

/** @param {string} side a folder with a tsconfig.json @returns {Promise<string>} */
function check(side) {
  const memory = path.join('.build/types', `${side.replaceAll(/[./]+/g, '-')}.tsbuildinfo`);
  const args = [compiler, '-p', side, '--incremental', '--tsBuildInfoFile', memory, '--pretty', 'false'];
  return new Promise(resolve => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      resolve(error ? (stdout + stderr).trim() || `${side}: ${error.message}` : '');
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = await typecheck();
  if (problems) console.error(problems);
  process.exitCode = problems ? 1 : 0;
}
