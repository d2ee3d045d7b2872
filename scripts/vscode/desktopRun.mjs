// Runs the extension host's tests in a desktop VS Code that @vscode/test-electron downloads: for people with the
// internet, since that download is not in the npm registry.
import { runTests, downloadAndUnzipVSCode } from '@vscode/test-electron';
import path from 'node:path';
import { messageOf } from '../lifetime.mjs';
import { EventFile } from '../mocha/eventFile.mjs';
import { cacheFolder } from './fetchArchive.mjs';
import { oldest } from './archives.mjs';

/**
 * @param {Pick<import('./extensionHostRun.mjs').HostRun, 'extension' | 'entry' | 'files' | 'lifetime' | 'tally'> & { version: string }} run
 * @returns {Promise<import('../mocha/tally.mjs').Counts>}
 */
export async function runOnDesktop({ extension, entry, files, lifetime, tally, version }) {
  const temporary = lifetime.temporaryFolder('onvif-desktop-');
  const vscodeExecutablePath = await download(version === oldest ? oldest : 'stable');
  const events = new EventFile(path.join(temporary, 'events.jsonl'));
  const following = events.follow(tally, 60_000);
  const userFolders = [
    '--user-data-dir',
    path.join(temporary, 'user'),
    '--extensions-dir',
    path.join(temporary, 'extensions'),
  ];
  try {
    const tests = runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: extension,
      extensionTestsPath: entry,
      extensionTestsEnv: { TEST_EVENTS: events.path, TEST_FILES: JSON.stringify(files) },
      launchArgs: ['--disable-extensions', '--disable-workspace-trust', ...userFolders],
    });
    await Promise.race([tests, following.hung]);
    following.stop();
  } catch (error) {
    following.stop();
    if (tally.counts.failed === 0) tally.fail(messageOf(error));
  }
  tally.finish();
  return tally.counts;
}

/** @param {string} version @returns {Promise<string>} the executable */
async function download(version) {
  try {
    return await downloadAndUnzipVSCode({ version, cachePath: path.join(cacheFolder, 'desktop') });
  } catch (error) {
    throw new Error(
      `Desktop VS Code (${version}) could not be downloaded from update.code.visualstudio.com (${messageOf(error)}): ` +
        'this command needs the internet; "npm run test:vscode" runs the same tests in the VS Code from npm.',
      { cause: error },
    );
  }
}
