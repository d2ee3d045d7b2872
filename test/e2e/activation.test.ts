import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { useWorkbench } from './support/useWorkbench';

describe('activation', () => {
  const workbench = useWorkbench();

  it("takes less than 50 ms, by VS Code's own count", async () => {
    await workbench().openView('ONVIF');
    await workbench().view('Devices').welcome();
    // The page is a picture of the moment: it is opened again until the extension is in it.
    await eventually(async () => {
      await workbench().runCommand('Developer: Startup Performance');
      await workbench().editor.tab('Startup Performance');
      const text = await workbench().editor.text();
      await workbench().runCommand('View: Close All Editors');
      // | Extension | Eager | Load Code | Call Activate | Finish Activate | Event | By |
      const row = /^\| onvif-workbench\.onvif-workbench +\|[^|]*\| (\d+) +\| (\d+) +\| (\d+) +\|/m.exec(text);
      assert.ok(row, 'VS Code lists the extension as active');
      const [load, call, finish] = row.slice(1).map(Number) as [number, number, number];
      // Reading the code shares the disk and the processor with all of VS Code's start: bench/activation.bench.ts judges it.
      console.log(`      loaded in ${load} ms, activated in ${call + finish} ms`);
      assert.ok(call + finish < 50, `${call} + ${finish} ms`);
    }, 30_000);
  });
});
