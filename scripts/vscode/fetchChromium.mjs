// The system's Chrome or Chromium, else one from npm with its own libraries and fonts (Linux x64), which needs no
// package of the system at all.
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { chromium, fonts } from './archives.mjs';
import { once, unpack } from './fetchArchive.mjs';

const run = promisify(execFile);

/**
 * @typedef {object} Browser
 * @property {string} executablePath
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * @param {(line: string) => void} log
 * @returns {Promise<Browser>} `CHROME_PATH` first, then the system's, then the one from npm
 */
export async function fetchChromium(log) {
  const installed = process.env.CHROME_PATH ?? installedChromium();
  if (installed) return { executablePath: installed, env: process.env };
  if (`${process.platform}-${process.arch}` !== 'linux-x64') {
    throw new Error(
      'No Chrome or Chromium was found: install one, or set CHROME_PATH to its executable, and run again.',
    );
  }
  const folder = await once(`chromium-${chromium.split('@').at(-1)}`, fill, log);
  return {
    executablePath: path.join(folder, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: path.join(folder, 'lib'),
      FONTCONFIG_PATH: folder,
      XDG_CACHE_HOME: path.join(folder, 'cache'),
    },
  };
}

/** @returns {string | undefined} the executable of an installed browser that runs */
function installedChromium() {
  if (process.platform === 'darwin')
    return firstFile([
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ]);
  if (process.platform === 'win32') {
    const folders = [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA];
    return firstFile(
      folders.flatMap(folder =>
        folder
          ? [
              path.join(folder, 'Google\\Chrome\\Application\\chrome.exe'),
              path.join(folder, 'Microsoft\\Edge\\Application\\msedge.exe'),
            ]
          : [],
      ),
    );
  }
  const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];
  const candidates = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap(folder => names.map(name => path.join(folder, name)));
  return candidates.find(file => fs.existsSync(file) && runs(file));
}

/** @param {string[]} files */
function firstFile(files) {
  return files.find(file => fs.existsSync(file));
}

/** @param {string} file @returns {boolean} false for the stub that only tells to install a snap */
function runs(file) {
  try {
    execFileSync(file, ['--version'], { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** @param {string} temporary @returns {Promise<string>} */
async function fill(temporary) {
  const folder = path.join(temporary, 'filled');
  fs.mkdirSync(path.join(folder, 'fonts'), { recursive: true });
  const unpacked = await unpack(chromium, temporary, 'Chromium for the tests', ['package/bin']);
  const expand = (/** @type {string} */ name) =>
    zlib.brotliDecompressSync(fs.readFileSync(path.join(unpacked, 'bin', name)));
  fs.writeFileSync(path.join(folder, 'chromium'), expand('chromium.br'), { mode: 0o755 });
  for (const name of ['al2023', 'fonts', 'swiftshader']) {
    const tar = path.join(temporary, `${name}.tar`);
    fs.writeFileSync(tar, expand(`${name}.tar.br`));
    await run('tar', ['-xf', tar], { cwd: folder });
  }
  fs.rmSync(unpacked, { recursive: true });
  const faces = await unpack(fonts, temporary, 'Fonts for the tests', ['package/ttf']);
  for (const name of ['DejaVuSans.ttf', 'DejaVuSansMono.ttf', 'DejaVuSansMono-Bold.ttf']) {
    fs.copyFileSync(path.join(faces, 'ttf', name), path.join(folder, 'fonts', name));
  }
  fs.writeFileSync(path.join(folder, 'fonts.conf'), fontsConf);
  return folder;
}

const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
`;
