// A Node new enough for a VS Code server: the running one if it will do, else a binary from npm.
import path from 'node:path';
import { nodeBinaries, webServers } from './archives.mjs';
import { once, unpack } from './fetchArchive.mjs';

/**
 * @param {import('./archives.mjs').VSCodeVersion} version
 * @param {(line: string) => void} log
 * @returns {Promise<string>} the executable
 */
export async function fetchNode(version, log) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor, leastMinor] = webServers[version].node;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const archive = nodeBinaries[platform];
  if (!archive) {
    throw new Error(
      `VS Code ${version} needs Node ${leastMajor}.${leastMinor} or newer, this is ${process.version}, and npm has ` +
        `no Node for ${platform}: install a newer Node and run the command again.`,
    );
  }
  const folder = await once(
    archive.replace('@', '-'),
    temporary => unpack(archive, temporary, `Node for VS Code ${version}`, ['package/bin']),
    log,
  );
  return path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
