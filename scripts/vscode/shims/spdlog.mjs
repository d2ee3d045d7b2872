// Stands in for the native @vscode/spdlog inside the fetched VS Code: the same surface, plain appends to the file.
// Without it every output channel of an extension stays empty.
import fs from 'node:fs';
import path from 'node:path';

const names = /** @type {const} */ (['trace', 'debug', 'info', 'warning', 'error', 'critical']);

export const version = 0;
export const LogLevel = { Trace: 0, Debug: 1, Info: 2, Warning: 3, Error: 4, Critical: 5, Off: 6 };
export function setLevel() {}
export function setFlushOn() {}

export class Logger {
  #file;
  #level = LogLevel.Info;
  #raw = false;
  #waiting = '';
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /** @param {string} _kind @param {string} _name @param {string} file */
  constructor(_kind, _name, file) {
    this.#file = file;
    fs.mkdirSync(path.dirname(file), { recursive: true });
  }

  getLevel() {
    return this.#level;
  }
  /** @param {number} level */
  setLevel(level) {
    this.#level = level;
  }
  setPattern() {}
  clearFormatters() {
    this.#raw = true;
  }
  /** @param {string} text */
  trace(text) {
    this.#write(LogLevel.Trace, text);
  }
  /** @param {string} text */
  debug(text) {
    this.#write(LogLevel.Debug, text);
  }
  /** @param {string} text */
  info(text) {
    this.#write(LogLevel.Info, text);
  }
  /** @param {string} text */
  warn(text) {
    this.#write(LogLevel.Warning, text);
  }
  /** @param {string} text */
  error(text) {
    this.#write(LogLevel.Error, text);
  }
  /** @param {string} text */
  critical(text) {
    this.#write(LogLevel.Critical, text);
  }
  drop() {
    this.flush();
  }
  flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#waiting;
    this.#waiting = '';
    // The folder goes when VS Code cleans up; a last line that comes later has nobody to read it.
    if (text && fs.existsSync(path.dirname(this.#file))) fs.appendFileSync(this.#file, text);
  }

  /** @param {number} level @param {string} text */
  #write(level, text) {
    if (level < this.#level) return;
    const stamp = new Date().toISOString().replace('T', ' ').replace('Z', '');
    this.#waiting += this.#raw ? text : `${stamp} [${names[level]}] ${text}\n`;
    this.#timer ??= setTimeout(() => this.flush(), 50).unref();
  }
}

/** @param {string} name @param {string} file */
export async function createRotatingLogger(name, file) {
  return new Logger('rotating', name, file);
}

/** @param {string} name @param {string} file */
export async function createAsyncRotatingLogger(name, file) {
  return new Logger('rotating_async', name, file);
}
