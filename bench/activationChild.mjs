// Loads one bundle in a process of its own and prints how long that took, milliseconds. For the extension's bundle also
// how long `activate` took, against a `vscode` that does nothing: what is measured is our own work.
import fs from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';

const require = createRequire(import.meta.url);

const [, , bundle] = process.argv;
const defaults = {};
const manifest = JSON.parse(fs.readFileSync(path.join(process.cwd(), 'package.json'), 'utf8'));
for (const { properties } of manifest.contributes.configuration) {
  for (const [id, setting] of Object.entries(properties)) defaults[id] = setting.default;
}

/** Anything that is asked of it is itself: a function, a class, an object, a disposable. */
const nothing = new Proxy(function () {}, {
  get(_, name) {
    if (name === Symbol.toPrimitive) return () => '';
    return name === 'then' || name === 'visible' ? undefined : nothing; // no promise, and no view that shows
  },
  apply: () => nothing,
  construct: () => nothing,
  set: () => true,
});
const workspace = new Proxy(
  { isTrusted: true, getConfiguration: () => ({ get: id => defaults[id] }) },
  { get: (own, name) => own[name] ?? nothing },
);
// A bundle copies the names that the module has.
const types = fs.readFileSync(require.resolve('@types/vscode/index.d.ts'), 'utf8');
const names = [...types.matchAll(/^\texport (?:class|enum|namespace|const) (\w+)/gm)].map(match => match[1]);
const vscode = { ...Object.fromEntries(names.map(name => [name, nothing])), workspace };
const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? vscode : load(request, ...rest));

const start = performance.now();
const { activate } = require(path.resolve(bundle));
const loaded = performance.now();
const state = { get: (_, fallback) => fallback, update: async () => {} };
const context = {
  subscriptions: [],
  globalState: state,
  workspaceState: state,
  secrets: { get: async () => undefined },
  asAbsolutePath: file => path.resolve(file),
};
activate?.(context);
const activated = performance.now();
process.stdout.write(JSON.stringify({ load: loaded - start, activate: activated - loaded }));
process.exit(0);
