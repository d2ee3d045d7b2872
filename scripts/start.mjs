// `npm start [-- options] [folder]`: a VS Code with the extension, and a simulated device in Factory Default that it finds.
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { root } from '../esbuild.mjs';
import { buildAll } from './build.mjs';
import { program } from './lifetime.mjs';
import { packageExtension } from './package.mjs';
import { startSimulatedDevice } from './simulatedDevice.mjs';
import { current } from './vscode/archives.mjs';
import { findDesktop, openDesktopWindow } from './vscode/desktopWindow.mjs';
import { installVsix, prepareInstallation, startServer, windowUrl, writeSettings } from './vscode/server.mjs';

const usage = `npm start [-- options] [folder]
  --no-open      print the address, open no browser
  --browser      the VS Code from npm, even where a desktop one is on the PATH
  --port <port>  of the browser VS Code; any free one if left out
  folder         to open; an empty one that goes at the end if left out`;

const hint = `  Press the ONVIF icon in the activity bar. This window looks on the loopback interface only:
  empty the setting onvif.discovery.interfaces to see your network.
`;

/** @typedef {import('./lifetime.mjs').Lifetime} Lifetime */

await program(
  async lifetime => {
    const options = readOptions();
    if (!options) {
      console.log(usage);
      return 0;
    }
    const workspace = options.folder ?? path.join(lifetime.temporaryFolder('onvif-w-'), 'workspace');
    fs.mkdirSync(workspace, { recursive: true });
    const settings = {
      'window.autoDetectColorScheme': true, // dark or light as the person's system is
      // the simulated device is on loopback only, where discovery does not look unless told
      'onvif.discovery.interfaces': ['127.0.0.1'],
      'onvif.discovery.onStartup': true,
    };
    const desktop = options.browser ? undefined : findDesktop();
    const prepared = desktop ? undefined : await prepareBrowser(lifetime);
    if (desktop) await buildAll();
    const device = await startSimulatedDevice(lifetime);
    console.log(`\n  Simulated device in Factory Default: ${device.url}`);
    const run = { lifetime, workspace, settings, ...options };
    const ended = prepared
      ? openBrowser({ ...run, ...prepared })
      : openDesktop({ ...run, command: desktop ?? '' });
    await Promise.race([ended, device.ended]);
    return 0;
  },
  { interruptedCode: 0 },
);

function readOptions() {
  const { values, positionals } = parseArgs({
    options: {
      'no-open': { type: 'boolean', default: Boolean(process.env.CI) },
      browser: { type: 'boolean', default: false },
      port: { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port takes a number from 0 to 65535, not "${values.port}".`);
  const folder = positionals[0] === undefined ? undefined : path.resolve(positionals[0]);
  if (folder && !fs.existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
  return values.help ? undefined : { open: !values['no-open'], browser: values.browser, port, folder };
}

/** @param {Lifetime} lifetime @returns {Promise<{ installation: import('./vscode/server.mjs').Installation }>} */
async function prepareBrowser(lifetime) {
  console.log(`VS Code ${current} in the browser:`);
  const home = fs.realpathSync(lifetime.temporaryFolder('onvif-s-'));
  const installation = await prepareInstallation(current, path.join(home, 'data'), console.log);
  const vsix = path.join(home, 'extension.vsix');
  await packageExtension(vsix);
  await installVsix(installation, vsix);
  return { installation };
}

/**
 * @param {object} run
 * @param {Lifetime} run.lifetime
 * @param {import('./vscode/server.mjs').Installation} run.installation
 * @param {string} run.workspace
 * @param {Record<string, unknown>} run.settings
 * @param {number} run.port
 * @param {boolean} run.open
 * @returns {Promise<void>} rejects when the server ends by itself
 */
async function openBrowser({ lifetime, installation, workspace, settings, port, open }) {
  writeSettings(installation, settings);
  const token = crypto.randomBytes(16).toString('hex');
  const server = await startServer(installation, lifetime, { port, token });
  const url = windowUrl(server, { folder: workspace, token });
  console.log(`  VS Code: ${url}\n\n${hint}\n  Ctrl-C ends both.`);
  if (open) openInBrowser(url);
  await new Promise((_, reject) => {
    server.process.once('exit', code =>
      reject(new Error(`VS Code's server ended with ${code}:\n${server.output()}`)),
    );
  });
}

/**
 * @param {object} run
 * @param {Lifetime} run.lifetime
 * @param {string} run.command
 * @param {string} run.workspace
 * @param {Record<string, unknown>} run.settings
 */
async function openDesktop({ lifetime, command, workspace, settings }) {
  const { closed } = await openDesktopWindow(lifetime, { command, extension: root, workspace, settings });
  console.log(`  VS Code is open.\n\n${hint}\n  Ctrl-C, or closing it, ends both.`);
  await closed;
}

/** @param {string} url shown in the person's browser, which is theirs to end; where there is none, the address is printed */
function openInBrowser(url) {
  const linux = process.platform !== 'win32' && process.platform !== 'darwin';
  if (linux && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const command = linux ? 'xdg-open' : process.platform === 'darwin' ? 'open' : 'explorer';
  const opener = spawn(command, [url], { stdio: 'ignore', detached: true });
  opener.once('error', () => undefined); // no such command: the address stands above
  opener.unref();
}
