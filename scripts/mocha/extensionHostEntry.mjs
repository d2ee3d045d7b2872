// What VS Code calls in its extension host: runs the bundled test files and tells what happens.
// Bundled as CommonJS beside them; the same bundle serves the browser VS Code and a desktop one.
import fs from 'node:fs';
import process from 'node:process';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { tellEvents } from './events.mjs';

/** @param {import('./events.mjs').TestEvent} event */
function tell(event) {
  fs.appendFileSync(process.env.TEST_EVENTS ?? '', `${JSON.stringify(event)}\n`);
}

/** @returns {Promise<void>} rejects when a test failed or the tests could not run */
export async function run() {
  tell({ type: 'begin', host: `VS Code ${vscode.version} (${vscode.env.appHost}), Node ${process.version}` });
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 10_000,
    forbidOnly: true,
    reporter: /** @type {any} */ (class {}),
  });
  try {
    for (const file of JSON.parse(process.env.TEST_FILES ?? '[]')) mocha.addFile(file);
    const failures = await new Promise(resolve => tellEvents(mocha.run(resolve), tell));
    if (failures) throw new Error(`${failures} failed`);
  } catch (error) {
    const { message, stack } = /** @type {Error} */ (error);
    if (!/^\d+ failed$/.test(message)) tell({ type: 'broken', message, stack: stack ?? message });
    throw error;
  }
}
