import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { commands, contextKeys, settings, viewContainer, views } from '../../src/extension/ids';

interface Manifest {
  contributes: {
    commands: { command: string; title: string; category: string; icon?: string }[];
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    views: Record<string, { id: string }[]>;
    viewsWelcome: { view: string; contents: string; when?: string }[];
    menus: Record<string, { command: string; when?: string }[]>;
    keybindings: { command: string; when?: string }[];
    configuration: { title: string; properties: Record<string, Setting> }[];
  };
}
interface Setting {
  default?: unknown;
  markdownDescription?: string;
  scope?: string;
  enum?: string[];
  enumDescriptions?: string[];
}

const root = process.cwd();
const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
const { contributes } = manifest;
const sources = fs
  .readdirSync(path.join(root, 'src/extension'), { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts') && file !== 'ids.ts')
  .map(file => read(path.join('src/extension', file)));

const sorted = (names: Iterable<string>): string[] => [...names].sort();
const whens = [
  ...Object.values(contributes.menus).flat(),
  ...contributes.keybindings,
  ...contributes.viewsWelcome,
].map(each => each.when ?? '');

describe('contributions', () => {
  it('declares exactly the commands of ids.ts', () => {
    assert.deepEqual(sorted(contributes.commands.map(each => each.command)), sorted(Object.values(commands)));
  });

  it('declares exactly the views, the container and the settings of ids.ts', () => {
    assert.deepEqual(
      sorted(Object.values(contributes.views).flatMap(list => list.map(each => each.id))),
      sorted(Object.values(views)),
    );
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(each => each.id),
      [viewContainer],
    );
    assert.deepEqual(
      sorted(contributes.configuration.flatMap(block => Object.keys(block.properties))),
      sorted(Object.values(settings)),
    );
  });

  it('names only commands that exist in menus and keybindings', () => {
    const known = new Set<string>(Object.values(commands));
    const named = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(
      each => each.command,
    );
    assert.deepEqual(
      named.filter(command => !known.has(command)),
      [],
    );
  });

  it('tests only context keys of ids.ts in `when` clauses, and every one of them', () => {
    const enablements = contributes.commands.map(each => (each as { enablement?: string }).enablement ?? '');
    const used = new Set(
      [...whens, ...enablements].flatMap(
        when =>
          when
            .replaceAll(/view\s*==\s*'?[\w.]+'?|focusedView\s*==\s*'?[\w.]+'?/g, '')
            .match(/\bonvif\.\w+/g) ?? [],
      ),
    );
    assert.deepEqual(sorted(used), sorted(Object.values(contextKeys)));
  });

  it('writes an id nowhere in the extension but in ids.ts', () => {
    const ids = [...Object.values(commands), ...Object.values(views), ...Object.values(contextKeys)];
    const repeated = ids.filter(id => sources.some(source => source.includes(`'${id}'`)));
    assert.deepEqual(repeated, []);
  });

  it('has a handler or a setter for every name of ids.ts', () => {
    const unused = Object.entries({ commands, contextKeys, settings, views }).flatMap(([group, names]) =>
      Object.keys(names)
        .map(name => `${group}.${name}`)
        .filter(use => !sources.some(source => source.includes(use))),
    );
    assert.deepEqual(unused, []);
  });

  it('takes every text from package.nls.json, and has no text too many', () => {
    const placeholders = new Set(
      (read('package.json').match(/"%[\w.]+%"/g) ?? []).map(each => each.slice(2, -2)),
    );
    assert.deepEqual(sorted(placeholders), sorted(Object.keys(texts)));
    for (const each of contributes.commands) {
      assert.match(each.title, /^%.+%$/, `${each.command} has its title in the manifest`);
      assert.equal(each.category, 'ONVIF');
    }
  });

  it('gives every setting a default, a description and a scope, and every choice a word', () => {
    for (const [id, setting] of contributes.configuration.flatMap(block =>
      Object.entries(block.properties),
    )) {
      assert.notEqual(setting.default, undefined, `${id} has a default`);
      assert.ok(setting.markdownDescription, `${id} has a description`);
      assert.ok(setting.scope, `${id} has a scope`);
      assert.equal(setting.enumDescriptions?.length, setting.enum?.length, `${id} explains its choices`);
    }
  });

  it('links only commands that exist in welcome texts, and files that exist as icons', () => {
    const known = new Set<string>(Object.values(commands));
    const linked = Object.values(texts).flatMap(text =>
      [...text.matchAll(/\(command:(onvif\.\w+)/g)].map(m => m[1]!),
    );
    assert.ok(linked.length > 0);
    assert.deepEqual(
      linked.filter(command => !known.has(command)),
      [],
    );
    for (const { icon } of contributes.viewsContainers.activitybar)
      assert.ok(fs.existsSync(path.join(root, icon)));
  });
});
