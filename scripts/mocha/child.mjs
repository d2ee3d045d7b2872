// Runs bundled test files under Mocha in plain Node. Started by nodeRun.mjs, which reads the events.
// Arguments: the event file, then the test files.
import fs from 'node:fs';
import process from 'node:process';
import Mocha from 'mocha';
import { messageOf } from '../lifetime.mjs';
import { tellEvents } from './events.mjs';

const [events = '', ...files] = process.argv.slice(2);
const tell = (/** @type {import('./events.mjs').TestEvent} */ event) =>
  fs.appendFileSync(events, `${JSON.stringify(event)}\n`);

try {
  const timeout = Number(process.env.TEST_TIMEOUT_MS ?? 10_000);
  const mocha = new Mocha({ timeout, forbidOnly: true, reporter: /** @type {any} */ (class {}) });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const runner = mocha.run(failures => {
    // leave at once: what a test left open is not worth waiting for
    process.exit(failures ? 1 : 0);
  });
  tellEvents(runner, tell);
} catch (error) {
  tell({
    type: 'broken',
    message: messageOf(error),
    stack: String(/** @type {Error} */ (error)?.stack ?? error),
  });
  process.exit(1);
}
