import assert from 'node:assert/strict';
import fs from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

/**
 * The layer table of ARCHITECTURE.md. `imports`: folders of src/ a layer may import besides itself ('onvif' means
 * all of it). `node`: which files may use Node's modules: none, all, or those whose name matches. `packages`:
 * npm packages (and vscode) it may use.
 */
const layers: Record<string, { imports: string[]; node?: RegExp | string[]; packages?: string[] }> = {
  'onvif/base': { imports: [] },
  'onvif/xml': { imports: ['onvif/base'], node: /^node/ },
  'onvif/http': { imports: ['onvif/base'], node: /^node/ },
  'onvif/auth': { imports: ['onvif/base', 'onvif/http'], node: ['node:crypto'] },
  'onvif/soap': { imports: ['onvif/base', 'onvif/xml', 'onvif/http', 'onvif/auth'] },
  'onvif/catalog': {
    imports: ['onvif/base', 'onvif/xml', 'onvif/http'],
    node: /^node/,
    packages: ['fast-xml-parser'],
  },
  'onvif/schema': { imports: ['onvif/base', 'onvif/xml', 'onvif/catalog'] },
  'onvif/discovery': {
    imports: ['onvif/base', 'onvif/xml', 'onvif/soap'],
    node: /^node/,
    packages: ['ipaddr.js'],
  },
  'onvif/device': {
    imports: ['base', 'xml', 'http', 'auth', 'soap', 'catalog', 'schema', 'discovery'].map(
      each => `onvif/${each}`,
    ),
    packages: ['ipaddr.js'],
  },
  simulator: { imports: ['onvif'], node: /./ },
  cli: { imports: ['onvif', 'simulator'], node: /./, packages: ['commander'] },
  extension: {
    imports: ['onvif', 'simulator'],
    node: /./,
    packages: ['vscode', 'xml-formatter'],
  },
};

const src = path.join(process.cwd(), 'src');
const files = fs
  .readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .map(file => file.split(path.sep).join('/'));

function layerOf(file: string): string {
  const parts = path.posix.dirname(file).split('/');
  const name = parts[0] === 'onvif' ? parts.slice(0, 2).join('/') : parts[0]!;
  assert.ok(layers[name], `${file} is in no layer: put it in one of ${Object.keys(layers).join(', ')}`);
  return name;
}

function importsOf(file: string): string[] {
  return ts
    .preProcessFile(fs.readFileSync(path.join(src, file), 'utf8'))
    .importedFiles.map(each => each.fileName);
}

/** What is wrong with one import, or undefined. */
function violation(file: string, imported: string): string | undefined {
  const layer = layers[layerOf(file)]!;
  if (imported.startsWith('.')) {
    const target = layerOf(path.posix.join(path.posix.dirname(file), imported));
    if (target === layerOf(file)) return undefined;
    const allowed = layer.imports.some(each => target === each || target.startsWith(`${each}/`));
    return allowed ? undefined : `${layerOf(file)} may not import ${target}`;
  }
  if (imported.startsWith('node:') || builtinModules.includes(imported)) {
    const allowed = Array.isArray(layer.node)
      ? layer.node.includes(imported)
      : layer.node?.test(path.posix.basename(file));
    return allowed ? undefined : `${imported} is not for this file`;
  }
  const name = imported
    .split('/')
    .slice(0, imported.startsWith('@') ? 2 : 1)
    .join('/');
  return layer.packages?.includes(name) ? undefined : `${layerOf(file)} may not use the package ${name}`;
}

describe('architecture', () => {
  it('keeps every import inside the layer table', () => {
    assert.ok(files.length > 20, 'the sources were found');
    const violations = files.flatMap(file =>
      importsOf(file).flatMap(imported => {
        const reason = violation(file, imported);
        return reason ? [`src/${file} imports '${imported}': ${reason}`] : [];
      }),
    );
    assert.deepEqual(violations, []);
  });

  it('would notice an import that climbs, a Node module in the core and a strange package', () => {
    assert.match(violation('onvif/base/clock.ts', '../http/transport') ?? '', /may not import onvif\/http/);
    assert.match(violation('onvif/soap/envelope.ts', 'node:fs') ?? '', /not for this file/);
    assert.match(violation('onvif/device/device.ts', 'vscode') ?? '', /may not use the package vscode/);
    assert.equal(violation('extension/extension.ts', 'vscode'), undefined);
  });

  it('has no ring of files', () => {
    const edges = new Map(
      files.map(file => [
        file,
        importsOf(file)
          .filter(each => each.startsWith('.'))
          .map(each => `${path.posix.join(path.posix.dirname(file), each)}.ts`),
      ]),
    );
    const state = new Map<string, 'open' | 'done'>();
    const visit = (file: string, trail: string[]): void => {
      if (state.get(file) === 'done') return;
      assert.notEqual(
        state.get(file),
        'open',
        `a ring: ${[...trail.slice(trail.indexOf(file)), file].join(' → ')}`,
      );
      state.set(file, 'open');
      for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
  });

  it('has no barrels and no drawers', () => {
    const wrong = files.filter(file => /(^|\/)(index\.ts|utils?|helpers?|common)(\/|\.ts$|$)/.test(file));
    assert.deepEqual(wrong, []);
  });
});
