// A run's events, one JSON object a line in a file: what was told stays told when the teller is killed.
import fs from 'node:fs';

/** @typedef {import('./events.mjs').TestEvent} TestEvent */

export class EventFile {
  #file;
  #read = 0;

  /** @param {string} file is created empty */
  constructor(file) {
    this.#file = file;
    fs.writeFileSync(file, '');
  }

  get path() {
    return this.#file;
  }

  /** @returns {TestEvent[]} the events that came since the last call; a half-written line waits for its rest */
  take() {
    const bytes = fs.readFileSync(this.#file).subarray(this.#read);
    const end = bytes.lastIndexOf(0x0a) + 1;
    this.#read += end;
    const lines = bytes.subarray(0, end).toString('utf8').split('\n').filter(Boolean);
    return lines.map(line => JSON.parse(line));
  }

  /**
   * Hands events to the tally as they come, until stopped.
   * @param {import('./tally.mjs').Tally} tally
   * @param {number} idleMs the longest silence that is not a hang; the first event may take longer, on a busy machine
   * @returns {{ hung: Promise<never>, stop: () => void }} `hung` rejects after that silence; `stop` reads the rest
   */
  follow(tally, idleMs) {
    let heard = Date.now();
    let limit = Math.max(idleMs, 90_000);
    const pass = () => {
      const events = this.take();
      if (events.length > 0) [heard, limit] = [Date.now(), idleMs];
      for (const event of events) tally.add(event);
    };
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    /** @type {Promise<never>} */
    const hung = new Promise((_, reject) => {
      timer = setInterval(() => {
        pass();
        if (Date.now() - heard > limit) reject(new Error(`no progress for ${limit / 1000} s`));
      }, 100);
    });
    hung.catch(() => clearInterval(timer));
    const stop = () => {
      clearInterval(timer);
      pass();
    };
    return { hung, stop };
  }
}
