// `npm run package [-- file.vsix]`: the VSIX, built for production.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from '../esbuild.mjs';
import { program } from './lifetime.mjs';

const vsce = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');

/**
 * Packages an extension. Its bundles carry what they need, so no dependency goes in.
 * @param {string} vsix where it goes
 * @param {string} [folder] the extension's
 */
export async function packageExtension(vsix, folder = root) {
  fs.mkdirSync(path.dirname(path.resolve(vsix)), { recursive: true });
  const args = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--skip-license',
    '--out',
    path.resolve(vsix),
  ];
  // images in the README are for readers of the repository
  args.push('--no-rewrite-relative-links');
  try {
    await promisify(execFile)(process.execPath, [vsce, ...args], { cwd: folder, maxBuffer: 64 << 20 });
  } catch (error) {
    const { stdout = '', stderr = '' } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    throw new Error(`The VSIX could not be packaged: ${stderr.trim() || stdout.trim() || error}`, {
      cause: error,
    });
  }
}

/** @returns {string} onvif-workbench-<version>.vsix, the file's name */
export function vsixName() {
  const { name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  return `${name}-${version}.vsix`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await program(async () => {
    const file = process.argv[2] ?? vsixName();
    await packageExtension(file);
    console.log(`${file} (${(fs.statSync(file).size / 1024).toFixed(0)} KB)`);
  });
}
