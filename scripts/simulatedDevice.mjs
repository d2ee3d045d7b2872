// A simulated device in a process of its own, for those who need one to look at.
import { createInterface } from 'node:readline';
import path from 'node:path';
import process from 'node:process';
import { root } from '../esbuild.mjs';
import { parentGuard } from './lifetime.mjs';

/**
 * @typedef {object} DeviceProcess
 * @property {string} url of its device service
 * @property {string} endpoint its endpoint reference
 * @property {Promise<never>} ended rejects when it ends by itself, with what it said
 */

/**
 * Starts `onvif simulate` on 127.0.0.1, from dist/cli.js, and waits until it is ready. It ends with the lifetime.
 * @param {import('./lifetime.mjs').Lifetime} lifetime
 * @param {string[]} [args] added to the command line
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<DeviceProcess>}
 */
export async function startSimulatedDevice(
  lifetime,
  args = ['--state', 'factoryDefault'],
  env = process.env,
) {
  const command = [
    ...parentGuard,
    path.join(root, 'dist/cli.js'),
    'simulate',
    '--interface',
    '127.0.0.1',
    '--port',
    '0',
  ];
  const child = lifetime.spawn(process.execPath, [...command, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', bytes => (said = (said + bytes).slice(-2000)));
  /** @type {Promise<never>} */
  const ended = new Promise((_, reject) => {
    const tell = (/** @type {unknown} */ how) =>
      reject(new Error(`The simulated device ended (${how}): ${said.trim()}`));
    child.once('error', error => tell(error.message));
    child.once('exit', (code, signal) => tell(signal ?? `code ${code}`));
  });
  ended.catch(() => undefined); // whoever cares awaits it
  /** @type {Promise<string>} */
  const firstLine = new Promise(resolve => {
    if (child.stdout) createInterface(child.stdout).once('line', resolve);
  });
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The simulated device was not ready after 20 s: ${said.trim()}`)),
      20_000,
    );
  });
  const line = await Promise.race([firstLine, ended, late]).finally(() => clearTimeout(timer));
  const { url, endpoint } = JSON.parse(line);
  child.stdout?.resume();
  return { url, endpoint, ended };
}
