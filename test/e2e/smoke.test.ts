import assert from 'node:assert/strict';
import { useWorkbench } from './support/useWorkbench';

describe('the installed extension', () => {
  const workbench = useWorkbench();

  it('opens its view', async () => {
    await workbench().openView('ONVIF');
    await workbench().screenshot('smoke', ['dark', 'light', 'hc']);
    assert.ok((await workbench().statusBar()).length > 0);
  });
});
