// A window of the person's own desktop VS Code, with the extension under development and data folders of its own.
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { calmSettings } from './settings.mjs';

const windows = process.platform === 'win32';

/** @returns {string | undefined} the `code` command, where it is one that can open a development window */
export function findDesktop() {
  // Inside a remote terminal and under WSL, `code` only asks a VS Code on another machine.
  if (process.env.VSCODE_IPC_HOOK_CLI || process.env.WSL_DISTRO_NAME) return undefined;
  const names = windows ? ['code.cmd', 'code.exe'] : ['code'];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders
    .flatMap(folder => names.map(name => path.join(folder, name)))
    .find(file => fs.existsSync(file));
}

/**
 * Opens the window. `code` returns at once and leaves VS Code behind, in a group of its own; the lifetime ends it by the
 * process id that VS Code keeps in its data folder.
 * @param {import('../lifetime.mjs').Lifetime} lifetime
 * @param {object} options
 * @param {string} options.command from `findDesktop`
 * @param {string} options.extension the extension's folder
 * @param {string} options.workspace
 * @param {Record<string, unknown>} options.settings of the user
 * @returns {Promise<{ closed: Promise<void> }>} resolves when VS Code was started
 */
export async function openDesktopWindow(lifetime, { command, extension, workspace, settings }) {
  const data = lifetime.temporaryFolder('onvif-desktop-');
  const lock = path.join(data, 'code.lock');
  fs.mkdirSync(path.join(data, 'User'));
  fs.writeFileSync(
    path.join(data, 'User/settings.json'),
    JSON.stringify({ ...calmSettings, ...settings }, null, 2),
  );
  lifetime.defer(() => endByLock(lock));

  const child = lifetime.spawn(
    command,
    [
      `--extensionDevelopmentPath=${extension}`,
      `--user-data-dir=${data}`,
      `--extensions-dir=${path.join(data, 'extensions')}`,
      ...[
        '--new-window',
        '--disable-workspace-trust',
        '--disable-updates',
        '--skip-welcome',
        '--skip-release-notes',
      ],
      workspace,
    ],
    { stdio: 'inherit', shell: windows },
  );
  const [code] = await once(child, 'exit');
  if (code !== 0)
    throw new Error(
      `VS Code did not open ("${command}" ended with ${code}); "npm start -- --browser" uses the one from npm.`,
    );
  return { closed: closed(lock) };
}

/** @param {string} lock @returns {Promise<void>} resolves when the VS Code that wrote the lock has gone */
async function closed(lock) {
  /** @type {number | undefined} */
  let seen;
  for (;;) {
    seen = readLock(lock) ?? seen;
    if (seen !== undefined && !lives(seen)) return;
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

/** @param {string} lock */
async function endByLock(lock) {
  const id = readLock(lock);
  if (id === undefined) return;
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    if (lives(id)) process.kill(id, signal);
    for (let waited = 0; waited < 5000 && lives(id); waited += 50)
      await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** @param {string} lock @returns {number | undefined} the process id in it */
function readLock(lock) {
  const id = fs.existsSync(lock) ? Number(fs.readFileSync(lock, 'utf8')) : NaN;
  return Number.isInteger(id) && id > 1 ? id : undefined;
}

/** @param {number} id of a process */
function lives(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false; // there is none
  }
}
