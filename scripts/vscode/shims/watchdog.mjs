// Stands in for the native watchdog inside the fetched VS Code: leaves when the process it belongs to is gone.
import process from 'node:process';

/** @type {NodeJS.Timeout | undefined} */
let timer;

/** @param {number} parent a process id */
export function start(parent) {
  timer ??= setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') process.exit(87);
    }
  }, 3000).unref();
}

/** @param {number} [code] */
export function exit(code) {
  process.exit(code ?? 0);
}
