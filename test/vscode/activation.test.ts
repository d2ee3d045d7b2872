import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  const extension = vscode.extensions.getExtension<unknown>('onvif-workbench.onvif-workbench');

  it('succeeds', async () => {
    assert.ok(extension, 'VS Code knows the extension');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command of the manifest', async () => {
    assert.ok(extension);
    await extension.activate();
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const declared = contributes.commands.map(each => each.command);
    assert.ok(declared.length > 0);
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      declared.filter(each => !registered.includes(each)),
      [],
    );
  });
});
