// What a program here starts, it ends: processes with all their descendants, temporary folders, anything deferred.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const windows = process.platform === 'win32';
const endingSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** Preloaded into the Node processes that we start: it ends them when we are killed without a chance to. */
export const parentGuard = ['--import', new URL('./parentGuard.mjs', import.meta.url).href];

export class Lifetime {
  /** @type {Set<import('node:child_process').ChildProcess>} */
  #children = new Set();
  /** @type {(() => unknown)[]} newest last */
  #deferred = [];

  /**
   * Starts a process that leads its own group, so that its descendants end with it.
   * @param {string} command @param {string[]} args
   * @param {import('node:child_process').SpawnOptions} [options]
   */
  spawn(command, args, options = {}) {
    const child = spawn(command, args, { ...options, detached: !windows });
    this.#children.add(child);
    this.defer(() => this.end(child));
    child.once('error', () => this.#children.delete(child)); // it never started
    return child;
  }

  /** @param {string} prefix @returns {string} a new folder that goes when this lifetime ends */
  temporaryFolder(prefix) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), prefix));
    this.defer(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    return folder;
  }

  /** @param {() => unknown} action runs when this lifetime ends; the newest runs first */
  defer(action) {
    this.#deferred.push(action);
  }

  /**
   * Ends one child and its descendants: asks, and after the grace period kills.
   * @param {import('node:child_process').ChildProcess} child
   * @param {number} [graceMs]
   */
  async end(child, graceMs = 3000) {
    if (!this.#children.has(child)) return;
    signalGroup(child, 'SIGTERM');
    const deadline = Date.now() + graceMs;
    while (groupLives(child) && Date.now() < deadline) await new Promise(resolve => setTimeout(resolve, 20));
    signalGroup(child, 'SIGKILL');
    for (let tries = 0; groupLives(child) && tries < 100; tries++)
      await new Promise(resolve => setTimeout(resolve, 20));
    this.#children.delete(child);
  }

  /** Ends everything, the newest first. A deferred action that fails does not keep the others from running. */
  async endAll() {
    for (let action; (action = this.#deferred.pop());) {
      try {
        await action();
      } catch (error) {
        console.error(`While cleaning up: ${messageOf(error)}`);
      }
    }
  }

  /** The last resort when the process exits at once: kills without waiting. */
  killAll() {
    for (const child of this.#children) signalGroup(child, 'SIGKILL');
  }
}

/**
 * Runs a command-line program: prints a failure as its sentence alone, and ends what the program started when it
 * returns, throws, gets SIGINT, SIGTERM or SIGHUP, or when the npm that runs it is gone.
 * @param {(lifetime: Lifetime) => Promise<number | void>} main returns the exit code
 * @param {{ interruptedCode?: number }} [options] the exit code after Ctrl-C; 0 for a program that ends no other way
 */
export async function program(main, { interruptedCode = 130 } = {}) {
  const lifetime = new Lifetime();
  /** @type {Promise<never> | undefined} */
  let leaving;
  const leave = (/** @type {number} */ code) =>
    (leaving ??= lifetime.endAll().then(() => process.exit(code)));
  process.once('exit', () => lifetime.killAll());
  for (const signal of endingSignals) {
    process.on(
      signal,
      () => void leave(signal === 'SIGINT' ? interruptedCode : 128 + os.constants.signals[signal]),
    );
  }
  if (process.env.npm_lifecycle_event) {
    const npm = ancestors();
    setInterval(() => void (ancestors() !== npm && leave(1)), 1000).unref();
  }
  let code = 1;
  try {
    code = (await main(lifetime)) ?? 0;
  } catch (error) {
    // after a signal, what fails is what we end
    if (!leaving) console.error(process.env.DEBUG ? error : messageOf(error));
  }
  await leave(code); // at once: what a third party left open (a socket, a timer) does not hold us
}

/**
 * @returns {string} the ids of our parent, which under npm is a shell, and where it can be read of the parent's parent,
 *   npm; other ones when either is gone
 */
function ancestors() {
  const shell = process.ppid;
  try {
    return `${shell} ${/^PPid:\s*(\d+)/m.exec(fs.readFileSync(`/proc/${shell}/status`, 'utf8'))?.[1]}`;
  } catch {
    return String(shell); // no /proc here, or the shell has just gone
  }
}

/** @param {unknown} error @returns {string} */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {import('node:child_process').ChildProcess} child @returns {boolean} whether it or a descendant runs */
function groupLives(child) {
  if (child.pid === undefined) return false;
  if (windows) return child.exitCode === null && child.signalCode === null;
  try {
    process.kill(-child.pid, 0);
  } catch {
    return false; // no such group
  }
  return process.platform !== 'linux' || hasRunningMember(child.pid);
}

/**
 * A container's first process may never bury the dead, so a group can be there with nobody alive in it.
 * @param {number} group
 */
function hasRunningMember(group) {
  return fs.readdirSync('/proc').some(name => {
    if (!/^\d+$/.test(name)) return false;
    try {
      // after the command's name in parentheses: state, parent, group (proc(5))
      const [state, , itsGroup] = fs
        .readFileSync(`/proc/${name}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ');
      return Number(itsGroup) === group && state !== 'Z' && state !== 'X';
    } catch {
      return false; // it ended just now
    }
  });
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
  if (child.pid === undefined || !groupLives(child)) return;
  if (windows) {
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error; // else it ended just now
  }
}
