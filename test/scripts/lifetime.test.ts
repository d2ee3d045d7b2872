import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';

const program = 'test/fixtures/harness/family.mjs';

interface Family {
  leader: ChildProcess;
  members: number[];
  folder: string;
  errors: () => string;
  exited: Promise<unknown[]>;
}

/** Starts the family and waits until all of it runs. */
async function start(how: string): Promise<Family> {
  const leader = spawn(process.execPath, [program, how], { stdio: ['ignore', 'pipe', 'pipe'] });
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
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

async function allGone(members: number[], withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (members.some(lives) && Date.now() < deadline) await new Promise(resolve => setTimeout(resolve, 50));
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

  it('leaves no orphan when it is killed without a chance to clean up', async () => {
    const family = await start('wait');
    family.leader.kill('SIGKILL');
    await family.exited;
    assert.ok(await allGone(family.members, 5000));
    fs.rmSync(family.folder, { recursive: true });
  });
});
