// Starts and stops the browser VS Code, and installs a VSIX into it.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { URLSearchParams } from 'node:url';
import { promisify } from 'node:util';
import { parentGuard } from '../lifetime.mjs';
import { fetchNode } from './fetchNode.mjs';
import { fetchVSCode } from './fetchVSCode.mjs';
import { calmSettings } from './settings.mjs';

/**
 * A server's own world: its version, and the folder with its extensions, settings and logs.
 * @typedef {object} Installation
 * @property {import('./archives.mjs').VSCodeVersion} version
 * @property {string} node the executable it runs on
 * @property {string} program the folder that holds out/server-main.js
 * @property {string} dataFolder
 */

/**
 * @typedef {object} Server
 * @property {string} url http://127.0.0.1:port
 * @property {import('node:child_process').ChildProcess} process
 * @property {(listener: (text: string) => void) => void} onOutput what it prints from now on
 * @property {() => string} output all that it printed so far
 */

/**
 * Fetches what that version needs, unless it is there, and gives it a data folder.
 * @param {import('./archives.mjs').VSCodeVersion} version @param {string} dataFolder
 * @param {(line: string) => void} log
 * @returns {Promise<Installation>}
 */
export async function prepareInstallation(version, dataFolder, log) {
  const node = await fetchNode(version, log);
  return { version, node, program: await fetchVSCode(version, log), dataFolder };
}

/**
 * Writes settings into both files that a browser VS Code reads: it takes those of scope `application` from the user's,
 * those of scope `machine` from the server's, the others from either. A running VS Code takes up changes of the server's
 * file only.
 * @param {Installation} installation @param {Record<string, unknown>} settings added to the calm ones
 */
export function writeSettings({ dataFolder }, settings) {
  for (const owner of ['User', 'Machine']) {
    const file = path.join(dataFolder, 'data', owner, 'settings.json');
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify({ ...calmSettings, ...settings }, null, 2));
  }
}

/** @param {Installation} installation @param {string} vsix */
export async function installVsix({ node, program, dataFolder }, vsix) {
  const args = ['--server-data-dir', dataFolder, '--install-extension', path.resolve(vsix), '--force'];
  try {
    const options = { cwd: program, env: serverEnvironment({}), encoding: /** @type {const} */ ('utf8') };
    await promisify(execFile)(
      node,
      ['out/server-main.js', '--accept-server-license-terms', ...args],
      options,
    );
  } catch (error) {
    const { stdout = '', stderr = '' } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    throw new Error(`VS Code could not install ${vsix}: ${stderr.trim() || stdout.trim() || error}`, {
      cause: error,
    });
  }
}

/**
 * Starts the server on 127.0.0.1 and waits until it listens. It ends with the lifetime.
 * @param {Installation} installation
 * @param {import('../lifetime.mjs').Lifetime} lifetime
 * @param {object} [options]
 * @param {number} [options.port] 0 takes any free one
 * @param {string} [options.token] asked from the browser; without one every local process may use this VS Code
 * @param {Record<string, string>} [options.env] reaches the extension host
 * @param {boolean} [options.testDriver] lets the page name an extension under development and tests
 * @param {boolean} [options.workspaceTrust] asks whether to trust the folder; otherwise every folder is trusted
 * @returns {Promise<Server>}
 */
export async function startServer(
  installation,
  lifetime,
  { port = 0, token, env = {}, testDriver = false, workspaceTrust = false } = {},
) {
  const args = [
    ...parentGuard,
    'out/server-main.js',
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...(token ? ['--connection-token', token] : ['--without-connection-token']),
    ...['--server-data-dir', installation.dataFolder, '--accept-server-license-terms'],
    ...['--telemetry-level', 'off', '--disable-update-check', '--force-disable-user-env'],
    ...['--disable-getting-started-override', '--reconnection-grace-time', '30'],
    ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
    ...(testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
  const child = lifetime.spawn(installation.node, args, {
    cwd: installation.program,
    env: serverEnvironment({ ...temporaryFolderIn(installation), ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  /** @type {Set<(text: string) => void>} */
  const listeners = new Set();
  const hear = (/** @type {Buffer} */ bytes) => {
    output += bytes;
    for (const listener of listeners) listener(String(bytes));
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const listening = await new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`VS Code's server was not up after 30 s:\n${output}`)), 30_000);
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`VS Code's server ended with ${code}:\n${output}`)));
    listeners.add(() => {
      const up = /Extension host agent listening on (\d+)/.exec(output);
      if (up) resolve(up[1]);
    });
  }).finally(() => clearTimeout(timer));
  return {
    url: `http://127.0.0.1:${listening}`,
    process: child,
    onOutput: listener => void listeners.add(listener),
    output: () => output,
  };
}

/**
 * The address of a window.
 * @param {Server} server
 * @param {object} options
 * @param {string} options.folder the workspace
 * @param {string} [options.token]
 * @param {string} [options.extension] a folder with an extension under development
 * @param {string} [options.tests] a module with `run()` for the extension host
 */
export function windowUrl({ url }, { folder, token, extension, tests }) {
  const onServer = (/** @type {string} */ file) =>
    `vscode-remote://${new URL(url).host}${encodeURI(slashed(file))}`;
  const query = new URLSearchParams({ folder: slashed(folder) });
  const payload = [
    ...(extension ? [['extensionDevelopmentPath', onServer(extension)]] : []),
    ...(tests ? [['extensionTestsPath', onServer(tests)]] : []),
  ];
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  if (token) query.set('tkn', token);
  return `${url}/?${query}`;
}

/** @param {string} file */
function slashed(file) {
  const forward = file.replaceAll('\\', '/');
  return forward.startsWith('/') ? forward : `/${forward}`;
}

/**
 * VS Code leaves sockets behind in the temporary folder, so it gets one of its own, unless their paths became longer than
 * the system allows.
 * @param {Installation} installation @returns {Record<string, string>}
 */
function temporaryFolderIn({ dataFolder }) {
  const folder = path.join(dataFolder, 'tmp');
  if (process.platform === 'win32' || folder.length > (process.platform === 'linux' ? 54 : 50)) return {};
  fs.mkdirSync(folder, { recursive: true });
  return { TMPDIR: folder };
}

/**
 * Ours without what would make it think it runs inside another VS Code, and without a gallery to ask.
 * @param {Record<string, string>} extra
 */
function serverEnvironment(extra) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name),
  );
  return { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: '{}', ...extra };
}
