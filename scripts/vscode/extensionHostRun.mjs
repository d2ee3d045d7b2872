// Runs bundled Mocha files inside the extension host of a real VS Code, and judges the run by what it told: the exit
// code alone is 0 when the extension host is killed.
import fs from 'node:fs';
import path from 'node:path';
import { messageOf } from '../lifetime.mjs';
import { EventFile } from '../mocha/eventFile.mjs';
import { launchBrowser } from './browser.mjs';
import { prepareInstallation, startServer, windowUrl, writeSettings } from './server.mjs';

/**
 * @typedef {object} HostRun
 * @property {import('./archives.mjs').VSCodeVersion} version
 * @property {string} extension the folder of the extension under test, with nothing of VS Code's inside
 * @property {string} entry the bundle of mocha/extensionHostEntry.mjs, or another module with `run()`
 * @property {string[]} files the bundled test files
 * @property {import('../lifetime.mjs').Lifetime} lifetime
 * @property {import('../mocha/tally.mjs').Tally} tally
 * @property {(line: string) => void} print
 * @property {number} [idleMs] the longest silence that is not a hang
 * @property {Record<string, unknown>} [settings]
 * @property {Record<string, string>} [env] reaches the extension host
 */

/**
 * @param {HostRun} run
 * @returns {Promise<import('../mocha/tally.mjs').Counts>}
 */
export async function runInExtensionHost(run) {
  const { lifetime, tally, idleMs = 60_000 } = run;
  const temporary = fs.realpathSync(lifetime.temporaryFolder('onvif-h-'));
  const workspace = path.join(temporary, 'workspace');
  fs.mkdirSync(workspace);
  const installation = await prepareInstallation(run.version, path.join(temporary, 'data'), run.print);
  writeSettings(installation, run.settings ?? {});
  const events = new EventFile(path.join(temporary, 'events.jsonl'));
  const env = { ...run.env, TEST_EVENTS: events.path, TEST_FILES: JSON.stringify(run.files) };
  const server = await startServer(installation, lifetime, { env, testDriver: true });
  const browser = await launchBrowser(lifetime, run.print);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });

  /** @type {string[]} the workbench's errors, which say why when the tests could not even be loaded */
  const complaints = [];
  // VS Code calls these two when the page has them and tests are given.
  await page.exposeFunction(
    'codeAutomationLog',
    (/** @type {string} */ kind, /** @type {unknown[]} */ args) => {
      if (kind === 'error')
        complaints.push(args.map(each => (typeof each === 'string' ? each : JSON.stringify(each))).join(' '));
    },
  );
  /** @type {Promise<number>} */
  const exited = new Promise(resolve => void page.exposeFunction('codeAutomationExit', resolve));
  const following = events.follow(tally, idleMs);
  const died = death(server, page, () => tally.ended);
  try {
    await page.goto(windowUrl(server, { folder: workspace, extension: run.extension, tests: run.entry }));
    const code = await Promise.race([exited, died, following.hung]);
    following.stop();
    if (tally.counts.failed === 0 && !tally.ended) {
      // a killed host makes VS Code report 0 first, and its server says why a moment later
      await Promise.race([died, new Promise(resolve => setTimeout(resolve, 1000))]);
      throw new Error(`VS Code reported exit code ${code}, but the tests did not come to their end`);
    }
    if (tally.counts.failed === 0 && code !== 0)
      throw new Error(`VS Code reported exit code ${code} although no test failed`);
  } catch (error) {
    following.stop();
    tally.fail(messageOf(error), tally.began ? '' : complaints.slice(-3).join('\n'));
  }
  await browser.close();
  await lifetime.end(server.process);
  tally.finish();
  return tally.counts;
}

/**
 * @param {import('./server.mjs').Server} server @param {import('playwright-core').Page} page
 * @param {() => boolean} ended whether the run came to its end, after which the extension host may go
 * @returns {Promise<never>} rejects when the extension host, the server or the page is gone
 */
function death(server, page, ended) {
  return new Promise((_, reject) => {
    page.once('crash', () => reject(new Error('the browser page crashed')));
    server.process.once('exit', code => reject(new Error(`VS Code's server ended with ${code}`)));
    server.onOutput(text => {
      const exit = /Extension Host Process exited with code: (\w+), signal: (\w+)/.exec(text);
      if (!exit) return;
      const error = new Error(`the extension host died (code ${exit[1]}, signal ${exit[2]})`);
      setTimeout(() => void (ended() || reject(error)), 500); // by then the events are read
    });
  });
}
