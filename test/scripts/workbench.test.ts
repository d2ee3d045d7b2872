import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packageExtension } from '../../scripts/package.mjs';
import { useWorkbench } from '../e2e/support/useWorkbench';

describe('the workbench of the end-to-end tests', () => {
  const vsix = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'vsix-')), 'fixture.vsix');
  before(() => packageExtension(vsix, 'test/fixtures/harness/extension'));
  const workbench = useWorkbench({
    vsix,
    ready: 'Explorer',
    files: { 'hello.txt': Array.from({ length: 200 }, (_, line) => `line ${line}`).join('\n') },
  });

  it('runs a command, answers its question and reads its message', async () => {
    const { quickInput, notifications } = workbench();
    await workbench().runCommand('Harness Fixture: Ask');
    await quickInput.appear('Fixture question');
    assert.match(await quickInput.message(), /Type anything/);
    assert.equal(await quickInput.isPassword(), false);
    await quickInput.answer('Fixture question', 'forty-two');
    assert.equal(await notifications.text('The answer'), 'The answer is forty-two.');
    assert.equal(await notifications.severity('The answer'), 'info');
    await notifications.dismissAll();
    assert.deepEqual(await notifications.texts(), []);
  });

  it('picks from a list and answers a modal question', async () => {
    const { quickInput, dialog, notifications } = workbench();
    await workbench().runCommand('Harness Fixture: Choose');
    await quickInput.appear('Fixture choice');
    assert.deepEqual(await quickInput.rows(), [
      { label: 'one', description: 'first', detail: 'the detail' },
      { label: 'one more', description: '', detail: '' },
    ]);
    await quickInput.pick('one');
    const { message, detail, buttons } = await dialog.answer('Do It');
    assert.deepEqual({ message, detail }, { message: 'Really one?', detail: 'It is only a fixture.' });
    assert.deepEqual(buttons.sort(), ['Cancel', 'Do It']); // each version in its own order
    assert.equal(await notifications.text('Done'), 'Done: one.');
    await notifications.dismissAll();
  });

  it('reads a tree, its rows, menus and inline actions', async () => {
    await workbench().openView('Harness');
    const view = workbench().view('Things');
    assert.match(await view.welcome(), /Nothing here yet/);
    await view.pressWelcome('Fill');
    await view.row('camera').waitFor();
    assert.equal(await workbench().badge('Harness'), '2');
    assert.equal(await view.message(), 'Two things.');
    await view.row('camera').expand();
    const rows = await view.rows();
    assert.deepEqual(
      rows.map(({ label, description, level, expanded, icon }) => ({
        label,
        description,
        level,
        expanded,
        icon,
      })),
      [
        { label: 'camera', description: '127.0.0.1', level: 1, expanded: true, icon: 'device-camera-video' },
        { label: 'detail of camera', description: '', level: 2, expanded: undefined, icon: '' },
        { label: 'printer', description: '127.0.0.2', level: 1, expanded: false, icon: 'vm' },
      ],
    );
    assert.deepEqual(await view.row('printer').contextMenuEntries(), ['Touch']);
    await view.row('printer').contextMenu('Touch');
    assert.equal(await workbench().notifications.text('Touched'), 'Touched printer.');
    await workbench().notifications.dismissAll();
    await view.row('camera').action('Touch');
    assert.equal(await workbench().notifications.text('Touched'), 'Touched camera.');
    await workbench().notifications.dismissAll();
    await view.row('camera').collapse();
    await view.action('Empty');
    await view.row('camera').disappear();
    assert.equal(await workbench().badge('Harness'), undefined);
  });

  it('reads an editor to its end, the status bar and the tabs', async () => {
    await workbench().editor.open('hello.txt');
    assert.match(await workbench().editor.text(), /^line 0\n[^]*\nline 199$/);
    assert.equal((await workbench().editor.visibleLines())[0], 'line 0');
    assert.deepEqual(await workbench().editor.tabs(), ['hello.txt']);
    assert.equal(await workbench().editor.language(), 'Plain Text');
    await workbench().statusBarItem('fixture ready');
    assert.ok((await workbench().statusBar()).some(each => each.includes('fixture ready')));
  });

  it('takes pictures in every theme and takes up changed settings', async () => {
    const folder = process.env.TEST_SCREENSHOTS ?? '';
    await workbench().screenshot('harness', ['dark', 'light', 'hc', 'hc-light']);
    const pictures = ['dark', 'light', 'hc', 'hc-light'].map(theme =>
      fs.readFileSync(path.join(folder, `harness-${theme}.png`)).toString('base64'),
    );
    assert.equal(new Set(pictures).size, 4, 'no two themes look the same');
    await workbench().changeSettings({ 'workbench.statusBar.visible': false });
    await workbench().page.locator('.part.statusbar').waitFor({ state: 'hidden' });
  });
});
