import assert from 'node:assert/strict';
import { build, type BuildOptions } from 'esbuild';
import { bundles } from '../../esbuild.mjs';

const webviews = 'test/fixtures/webviews';

/** Builds one of the bundles in memory, and `contents` in place of its entry when given. */
async function bundle(outfile: string, contents?: string): Promise<string> {
  const options = bundles({ webviews }).find(each => each.outfile === outfile) as BuildOptions | undefined;
  assert.ok(options, `there is a bundle ${outfile}`);
  const { outputFiles } = await build({
    ...options,
    ...(contents === undefined
      ? {}
      : { entryPoints: undefined, stdin: { contents, resolveDir: process.cwd() } }),
    plugins: [],
    write: false,
    sourcemap: false,
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

describe('the bundles', () => {
  it('make one script for the browser of each webview', async () => {
    const script = await bundle('dist/webviews/hello.js');
    assert.match(script, /^"use strict";\n\(\(\) => \{[\s\S]*hello from a webview/);
    assert.doesNotMatch(script, /require\(/);
  });

  it('refuse a webview that names vscode or a module of Node', async () => {
    await assert.rejects(bundle('dist/webviews/hello.js', 'import "node:fs"'), /Could not resolve "node:fs"/);
    await assert.rejects(bundle('dist/webviews/hello.js', 'import "vscode"'), /Could not resolve "vscode"/);
  });

  it('refuse a command line that names vscode, and let the extension do so', async () => {
    const value = 'import * as vscode from "vscode"; console.log(vscode.version)';
    await assert.rejects(bundle('dist/cli.js', value), /Could not resolve "vscode"/);
    assert.match(await bundle('dist/extension.js', value), /require\("vscode"\)/);
  });
});
