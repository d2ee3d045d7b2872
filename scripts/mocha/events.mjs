// What a Mocha run tells whoever started it, as plain data: the same from plain Node and from an extension host.
// This file is bundled into the extension host's tests, so it imports nothing at run time.

/**
 * @typedef {{ type: 'begin', host: string }} Begin host: what the tests run in, in words
 * @typedef {{ type: 'start', title: string }} Start
 * @typedef {{ type: 'pass', suite: string, title: string, ms: number }} Pass
 * @typedef {{ type: 'skip', suite: string, title: string }} Skip
 * @typedef {{ type: 'fail', suite: string, title: string, message: string, stack: string }} Fail
 * @typedef {{ type: 'broken', message: string, stack: string }} Broken the tests could not be loaded or run
 * @typedef {{ type: 'print', line: string }} Print a benchmark's line
 * @typedef {{ type: 'end' }} End the run came to its end, whatever its tests said
 * @typedef {Begin | Start | Pass | Skip | Fail | Broken | Print | End} TestEvent
 */

/**
 * Tells each step of a run.
 * @param {import('mocha').Runner} runner
 * @param {(event: TestEvent) => void} tell
 */
export function tellEvents(runner, tell) {
  runner.on('test', test => tell({ type: 'start', title: titleOf(test) }));
  runner.on('hook', hook => tell({ type: 'start', title: titleOf(hook) }));
  runner.on('pass', test => tell({ type: 'pass', ...placeOf(test), ms: test.duration ?? 0 }));
  runner.on('pending', test => tell({ type: 'skip', ...placeOf(test) }));
  runner.on('fail', (test, error) => {
    const message = String(error?.message ?? error);
    tell({
      type: 'fail',
      ...placeOf(test),
      message,
      stack: String(error?.stack ?? message),
    });
  });
  runner.once('end', () => tell({ type: 'end' }));
}

/** @param {import('mocha').Runnable} runnable */
function placeOf(runnable) {
  return { suite: runnable.titlePath()[0] ?? '', title: titleOf(runnable) };
}

/** @param {import('mocha').Runnable} runnable */
function titleOf(runnable) {
  return runnable.titlePath().join(' › ');
}
