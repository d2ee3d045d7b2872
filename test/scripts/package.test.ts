import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packageExtension, vsixName } from '../../scripts/package.mjs';
import { shippedFiles } from '../../scripts/stage.mjs';

/** The names in a ZIP archive, from its central directory (APPNOTE 4.3.12). */
function namesInZip(file: string): string[] {
  const bytes = fs.readFileSync(file);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  assert.ok(end > 0, 'it is a ZIP archive');
  const names: string[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
    const [name, extra, comment] = [28, 30, 32].map(offset => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    names.push(bytes.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return names;
}

describe('the VSIX', () => {
  let names: string[];
  let size: number;
  before(async () => {
    const vsix = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'package-')), vsixName());
    await packageExtension(vsix);
    names = namesInZip(vsix);
    size = fs.statSync(vsix).size;
  });

  it('is named after the version', () => {
    const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal(vsixName(), `onvif-workbench-${version}.vsix`);
  });

  it('carries what the extension runs with', () => {
    const needed = [
      'package.json',
      'package.nls.json',
      'dist/extension.js',
      'dist/discoveryWorker.js',
      'dist/cli.js',
    ];
    const read = ['readme.md', 'changelog.md', 'LICENSE.txt', 'media/onvif.svg', 'media/icon.png'];
    const missing = [...needed, ...read].filter(file => !names.includes(`extension/${file}`));
    assert.deepEqual(missing, [], names.join('\n'));
  });

  it('carries nothing else', () => {
    const ours = names
      .filter(name => name.startsWith('extension/'))
      .map(name => name.slice('extension/'.length));
    const expected =
      /^(package(\.nls(\.[\w-]+)?)?\.json|readme\.md|changelog\.md|LICENSE\.txt|dist\/\w+\.js|(media|syntaxes|snippets|l10n)\/.+)$/;
    assert.deepEqual(
      ours.filter(name => !expected.test(name) || name.startsWith('media/readme/')),
      [],
    );
    const around = names.filter(name => !name.startsWith('extension/'));
    assert.deepEqual(around.sort(), ['[Content_Types].xml', 'extension.vsixmanifest']);
  });

  it('is small', () => {
    assert.ok(size < 1_500_000, `${size} bytes`);
  });

  it('is what the tests in the extension host are given', async () => {
    const staged = (await shippedFiles()).map(file => `extension/${file}`.toLowerCase()).sort();
    const packaged = names
      .filter(name => name.startsWith('extension/'))
      .map(name => name.replace('LICENSE.txt', 'LICENSE'));
    assert.deepEqual(packaged.map(name => name.toLowerCase()).sort(), staged);
  });
});
