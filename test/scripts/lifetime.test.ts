import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const program = 'test/fixtures/harness/family.mjs';

interface Family {
  leader: ChildProcess;
  members: number[];
  folder: string;
  errors: () => string;
  exited: Promise<unknown[]>;
}

/** Starts the family and waits until all of it runs. */
async function start(how: string, command = [process.execPath, program, how]): Promise<Family> {
  const [file = '', ...args] = command;
  const env = { ...process.env, npm_lifecycle_event: 'start' };
  const leader = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(leader, 'exit');
  let said = '';
  let errors = '';
  leader.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  leader.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  while (!said.includes('ready')) await Promise.race([once(leader.stdout, 'data'), exited]);
  const members = [...said.matchAll(/pid (\d+)/g)].map(match => Number(match[1]));
  assert.equal(members.length, 2);
  const folder = /folder (.+)/.exec(said)?.[1] ?? '';
  return { leader, members, folder, errors: () => errors, exited };
}

function lives(id: number): boolean {
  try {
    process.kill(id, 0);
  } catch {
    return false;
  }
  const status = `/proc/${id}/status`;
  return !fs.existsSync(status) || !/^State:\s+Z/m.test(fs.readFileSync(status, 'utf8'));
}

async function allGone(members: number[], withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (members.some(lives) && Date.now() < deadline) await sleep(50);
  return !members.some(lives);
}

describe('the end of a program', () => {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`takes children and grandchildren along after ${signal}`, async () => {
      const family = await start('wait');
      assert.ok(fs.existsSync(family.folder));
      assert.ok(family.members.every(lives));
      family.leader.kill(signal);
      assert.deepEqual(await family.exited, [codes[signal], null]);
      assert.ok(await allGone(family.members, 500));
      assert.equal(fs.existsSync(family.folder), false, 'the temporary folder is gone too');
    });
  }

  it('kills one that ignores the asking', async () => {
    const family = await start('stubborn');
    family.leader.kill('SIGTERM');
    assert.deepEqual(await family.exited, [143, null]);
    assert.ok(await allGone(family.members, 500));
  });

  it('takes them along when it throws, and says the sentence without a stack', async () => {
    const family = await start('throw');
    assert.deepEqual(await family.exited, [1, null]);
    assert.ok(await allGone(family.members, 500));
    assert.equal(family.errors(), 'Thrown while they run.\n');
  });

  it('takes them along when it returns, with the code it returned', async () => {
    const family = await start('return');
    assert.deepEqual(await family.exited, [7, null]);
    assert.ok(await allGone(family.members, 500));
  });

  it('ends when the npm that runs it is killed, of which only a shell is left', async function () {
    if (process.platform !== 'linux') this.skip(); // elsewhere only the end of the shell is seen
    const shell = `spawn('sh', ['-c', '"${process.execPath}" ${program} wait; true'], { stdio: 'inherit' })`;
    const family = await start('wait', [process.execPath, '-e', `require('node:child_process').${shell}`]);
    family.leader.kill('SIGKILL');
    await family.exited;
    assert.ok(await allGone(family.members, 8000));
    for (let tries = 0; fs.existsSync(family.folder) && tries < 50; tries++) await sleep(50);
    assert.equal(fs.existsSync(family.folder), false, 'it ended in order');
  });

  it('leaves no orphan when it is killed without a chance to clean up', async () => {
    const family = await start('wait');
    family.leader.kill('SIGKILL');
    await family.exited;
    assert.ok(await allGone(family.members, 5000));
    fs.rmSync(family.folder, { recursive: true });
  });
});
