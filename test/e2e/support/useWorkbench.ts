import { Workbench, type WorkbenchOptions } from './workbench';

/**
 * Opens one VS Code for the tests of a `describe`, takes a picture (`failed-….png`) when one of them fails, and ends
 * everything after the last.
 * @returns the workbench, to be called inside of hooks and tests
 */
export function useWorkbench(options: WorkbenchOptions | (() => WorkbenchOptions) = {}): () => Workbench {
  let workbench: Workbench | undefined;
  before('opens VS Code', async () => {
    workbench = await Workbench.open(typeof options === 'function' ? options() : options);
  });
  afterEach('takes a picture of a failure', async function () {
    if (this.currentTest?.state !== 'failed' || !workbench) return;
    const name = `failed-${this.currentTest.fullTitle().replace(/[^\w]+/g, '-')}`.slice(0, 120);
    await workbench.screenshot(name);
    console.log(`      see test-results/screenshots/${name}.png`);
  });
  after('ends VS Code', () => workbench?.close());
  return () => {
    if (!workbench)
      throw new Error('The workbench opens in a before hook: call this inside of a hook or test.');
    return workbench;
  };
}
