// Runs bundled test files under Mocha in a plain Node of its own, and judges the run by what it told.
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../lifetime.mjs';
import { root } from '../../esbuild.mjs';
import { EventFile } from './eventFile.mjs';
import { Tally } from './tally.mjs';

const childProgram = fileURLToPath(new URL('./child.mjs', import.meta.url));

/**
 * @param {object} options
 * @param {string[]} options.files bundles
 * @param {import('../lifetime.mjs').Lifetime} options.lifetime
 * @param {(line: string) => void} options.print
 * @param {boolean} [options.perSuite] one line for each outermost suite
 * @param {number} [options.idleMs] the longest silence that is not a hang
 * @param {Record<string, string>} [options.env]
 * @returns {Promise<import('./tally.mjs').Counts>}
 */
export async function runInNode({ files, lifetime, print, perSuite = false, idleMs = 60_000, env = {} }) {
  const temporary = fs.realpathSync(lifetime.temporaryFolder('onvif-t-'));
  const events = new EventFile(path.join(temporary, 'events.jsonl'));
  const tally = new Tally({ print, perSuite });
  const child = lifetime.spawn(
    process.execPath,
    ['--enable-source-maps', childProgram, events.path, ...files],
    {
      cwd: root,
      // what the tests leave behind in the temporary folder goes with ours
      env: { ...process.env, ...env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const following = events.follow(tally, idleMs);
  try {
    const [code, signal] = await Promise.race([once(child, 'exit'), following.hung]);
    following.stop();
    if (!tally.ended && tally.counts.failed === 0)
      tally.fail(`the test process ended early (${signal ?? `code ${code}`})`);
  } catch (error) {
    following.stop();
    tally.fail(messageOf(error));
    await lifetime.end(child);
  }
  tally.finish();
  return tally.counts;
}
