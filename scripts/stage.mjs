// A folder with just what the extension ships, built for development: VS Code must not find .vscode-test, with its own
// built-in extensions, inside the folder of the extension under development.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { root } from '../esbuild.mjs';
import { buildAll } from './build.mjs';

const vsce = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');

/** @returns {Promise<string[]>} what the VSIX takes out of the checkout's files, by .vscodeignore */
export async function shippedFiles() {
  const { stdout } = await promisify(execFile)(process.execPath, [vsce, 'ls', '--no-dependencies'], {
    cwd: root,
  });
  return stdout
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);
}

/**
 * Copies what ships, and the source maps. Copies, not links: VS Code knows an extension's modules by where they lie.
 * @param {string} folder emptied first
 */
export async function stageExtension(folder) {
  await buildAll();
  fs.rmSync(folder, { recursive: true, force: true });
  for (const file of await shippedFiles()) {
    for (const each of [file, `${file}.map`]) {
      if (fs.existsSync(path.join(root, each))) fs.cpSync(path.join(root, each), path.join(folder, each));
    }
  }
}
