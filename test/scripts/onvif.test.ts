import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  errors: string;
}

/** Runs `npm run onvif`'s program; `whenReady` is called with its process at its first output. */
async function onvif(
  args: string[],
  whenReady?: (kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, ['scripts/onvif.mjs', ...args]);
  let [out, errors] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  if (whenReady) child.stdout.once('data', () => whenReady(signal => child.kill(signal)));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, out, errors };
}

describe('npm run onvif', () => {
  it('builds what is older than its sources, also when two start at once', async () => {
    for (const file of ['dist/cli.js', 'dist/discoveryWorker.js']) {
      if (fs.existsSync(file)) fs.utimesSync(file, 0, 0);
    }
    const [one, two] = await Promise.all([onvif(['--help']), onvif(['--help'])]);
    for (const { code, out, errors } of [one, two]) {
      assert.equal(code, 0, errors);
      assert.match(out, /^Usage: onvif/);
    }
    assert.ok(fs.statSync('dist/cli.js').mtimeMs > Date.now() - 60_000);
  });

  it('builds nothing that is up to date', async () => {
    await onvif(['--help']);
    const before = fs.statSync('dist/cli.js');
    await onvif(['--help']);
    assert.equal(fs.statSync('dist/cli.js').ino, before.ino);
  });

  it('passes arguments on and the exit code back', async () => {
    const { code, errors } = await onvif(['call', 'no-url']);
    assert.equal(code, 2);
    assert.match(errors, /operation/i);
  });

  it('lets a signal reach the command line', async () => {
    const simulate = ['simulate', '--interface', '127.0.0.1', '--port', '0', '--no-discovery'];
    const { code, signal, out } = await onvif(simulate, kill => kill('SIGTERM'));
    assert.deepEqual({ code, signal }, { code: 0, signal: null }); // it ended in order, by itself
    assert.match((JSON.parse(out) as { url: string }).url, /^http:\/\/127\.0\.0\.1:\d+\//);
  });
});
