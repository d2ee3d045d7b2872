import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { Lifetime } from '../../scripts/lifetime.mjs';
import { launchBrowser } from '../../scripts/vscode/browser.mjs';
import { View } from './support/view';

/** `npm start` as a person runs it, with everything it prints. */
class Start {
  printed = '';
  readonly child: ChildProcess;
  readonly #exited: Promise<unknown[]>;
  readonly #mark = `mark-${process.pid}-${Math.random().toString(36).slice(2)}`;

  constructor(
    args: string[],
    readonly temporary: string,
    env: Record<string, string> = {},
  ) {
    this.child = spawn(process.execPath, ['scripts/start.mjs', ...args], {
      env: { ...process.env, TMPDIR: temporary, START_MARK: this.#mark, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#exited = once(this.child, 'exit');
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (bytes: Buffer) => (this.printed += bytes.toString()));
    }
  }

  /** Waits until it printed something like this. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.printed);
      if (match) return match;
      assert.equal(this.child.exitCode, null, this.printed);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  /** The processes that descend from it, found by a mark in their environment; Linux only. */
  processes(): number[] {
    const ids = fs.readdirSync('/proc').filter(name => /^\d+$/.test(name));
    return ids.filter(id => this.#environmentOf(id).includes(this.#mark)).map(Number);
  }

  #environmentOf(id: string): string {
    try {
      return fs.readFileSync(`/proc/${id}/environ`, 'latin1');
    } catch {
      return ''; // it ended just now
    }
  }

  async end(signal: NodeJS.Signals): Promise<unknown> {
    this.child.kill(signal);
    const [code] = await this.#exited;
    return code;
  }
}

describe('npm start', function () {
  let temporary: string;
  before(function () {
    if (process.platform !== 'linux') this.skip(); // the processes are counted in /proc
  });
  beforeEach(() => (temporary = fs.mkdtempSync(path.join(os.tmpdir(), 's-'))));
  afterEach(() => fs.rmSync(temporary, { recursive: true, force: true }));

  describe('without a desktop VS Code', () => {
    const lifetime = new Lifetime();
    let start: Start;
    let address: URL;
    let page: Page;

    it('prints an address that opens VS Code to whoever has its token', async () => {
      start = new Start(['--no-open', '--browser'], lifetime.temporaryFolder('s-'));
      lifetime.defer(() => start.end('SIGKILL'));
      const [, url = ''] = await start.prints(/VS Code: (http:\S+)/);
      address = new URL(url);
      assert.equal(address.hostname, '127.0.0.1');
      assert.equal((await fetch(address, { redirect: 'manual' })).status, 302); // takes the token into a cookie
      const without = new URL(address);
      without.searchParams.delete('tkn');
      assert.equal((await fetch(without)).status, 403);
    });

    it('shows the simulated device in the tree, in Factory Default', async () => {
      const browser = await launchBrowser(lifetime, console.log);
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(address.href);
      await page
        .locator('.part.activitybar')
        .getByRole('tab', { name: /^ONVIF/ })
        .locator('a')
        .first()
        .click();
      const [, device = ''] = await start.prints(/Simulated device in Factory Default: (http:\S+)/);
      const row = await new View(page, 'Devices').row(new URL(device).host).waitFor(30_000);
      assert.match(await row.locator.innerText(), /Factory Default/);
      await page.screenshot({ path: path.join(process.env.TEST_SCREENSHOTS ?? '', 'npm-start.png') });
    });

    it('ends every process it started, and leaves no file, at Ctrl-C', async () => {
      await page.context().browser()?.close();
      const running = start.processes();
      assert.ok(running.length >= 3, 'itself, the simulated device and VS Code');
      assert.equal(await start.end('SIGINT'), 0);
      assert.deepEqual(start.processes(), []);
      assert.deepEqual(fs.readdirSync(start.temporary), []);
    });

    after(() => lifetime.endAll());
  });

  it('opens the desktop VS Code on the PATH with the extension and a device to find, and ends both', async () => {
    const bin = path.join(temporary, 'bin');
    fs.mkdirSync(bin);
    fs.copyFileSync('test/fixtures/harness/fakeCode.mjs', path.join(temporary, 'fakeCode.mjs'));
    fs.writeFileSync(
      path.join(bin, 'code'),
      `#!/bin/sh\nexec "${process.execPath}" "${temporary}/fakeCode.mjs" "$@"\n`,
      {
        mode: 0o755,
      },
    );
    const own = path.join(temporary, 'tmp');
    fs.mkdirSync(own);
    const start = new Start([], own, { PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` });
    const [, json = ''] = await start.prints(/called (.*)\n[^]*VS Code is open/);
    const call = JSON.parse(json) as {
      extension: string;
      workspace: string;
      settings: Record<string, unknown>;
    };
    assert.equal(call.extension, process.cwd());
    assert.ok(fs.existsSync(call.workspace));
    assert.deepEqual(call.settings['onvif.discovery.interfaces'], ['127.0.0.1']);
    assert.equal(call.settings['onvif.discovery.onStartup'], true);
    assert.ok(start.processes().length >= 3, 'itself, the simulated device and the window');
    assert.equal(await start.end('SIGINT'), 0);
    assert.deepEqual(start.processes(), []);
    assert.deepEqual(fs.readdirSync(own), []);
  });

  for (const [args, sentence] of [
    [['--port', '99999'], /^--port takes a number from 0 to 65535, not "99999"\.$/],
    [['no-such-folder'], /^There is no folder .*no-such-folder\.$/],
    [['--colour'], /^Unknown option '--colour'/],
  ] as const) {
    it(`refuses ${args.join(' ')} with one sentence`, async () => {
      const start = new Start([...args], temporary);
      await once(start.child, 'close');
      assert.equal(start.child.exitCode, 1);
      assert.match(start.printed.trim(), sentence);
    });
  }
});
