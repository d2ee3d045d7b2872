// From bundles to sources. The extension host replaces Error.prepareStackTrace, so Node's own mapping does not work there.
import fs from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';

/**
 * @param {string} folder where the bundles lie, each with its map inline; other lines stay as they are
 * @param {string} root sources are shown relative to it
 * @returns {(stack: string) => string}
 */
export function stackMapper(folder, root) {
  /** @type {Map<string, SourceMap | undefined>} */
  const maps = new Map();
  const mapOf = (/** @type {string} */ file) => {
    if (!maps.has(file)) maps.set(file, readMap(file));
    return maps.get(file);
  };
  return stack =>
    stack.replace(/\(?((?:\/|[A-Za-z]:\\)[^()\s]*\.js):(\d+):(\d+)\)?/g, (whole, file, line, column) => {
      if (!path.resolve(file).startsWith(path.resolve(folder) + path.sep)) return whole;
      const entry = mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1);
      if (!entry || !('originalSource' in entry)) return whole;
      const source = path.relative(root, path.resolve(path.dirname(file), entry.originalSource));
      return `(${source}:${entry.originalLine + 1}:${entry.originalColumn + 1})`;
    });
}

/** @param {string} file @returns {SourceMap | undefined} */
function readMap(file) {
  if (!fs.existsSync(file)) return undefined;
  const map = /\/\/# sourceMappingURL=data:[^,]*;base64,([A-Za-z0-9+/=]+)\s*$/.exec(
    fs.readFileSync(file, 'utf8'),
  )?.[1];
  return map ? new SourceMap(JSON.parse(Buffer.from(map, 'base64').toString('utf8'))) : undefined;
}
