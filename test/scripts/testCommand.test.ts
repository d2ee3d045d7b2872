import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/** Runs `npm test`'s program with those words. */
function test(...words: string[]): { code: number | null; lastLine: string; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/test.mjs', ...words], {
    encoding: 'utf8',
  });
  return { code: status, lastLine: stdout.trimEnd().split('\n').at(-1) ?? '', output: stdout + stderr };
}

describe('npm test', () => {
  it('adds up all stages in its last line', () => {
    const { code, lastLine, output } = test('unit', 'base/disposable');
    assert.match(lastLine, /^[1-9]\d* passed, 0 failed$/, output);
    assert.equal(code, 0);
  });

  it('fails when no test was found', () => {
    const { code, lastLine, output } = test('unit', 'vscode', 'noSuchWord');
    assert.equal(lastLine, '0 passed, 2 failed', output);
    assert.equal(code, 1);
    assert.match(output, /No test file's path contains noSuchWord\./);
  });
});
