// From bundles to sources. The extension host replaces Error.prepareStackTrace, so Node's own mapping does not work there.
import fs from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';

/**
 * @param {Record<string, string>} folders where bundles lie, and where they would have to lie for the paths in their
 *   maps to be right; other lines stay as they are
 * @param {string} root sources are shown relative to it
 * @returns {(stack: string) => string}
 */
export function stackMapper(folders, root) {
  /** @type {Map<string, SourceMap | undefined>} */
  const maps = new Map();
  const mapOf = (/** @type {string} */ file) => {
    if (!maps.has(file)) maps.set(file, readMap(file));
    return maps.get(file);
  };
  return stack =>
    stack.replace(/\(?((?:\/|[A-Za-z]:\\)[^()\s]*\.js):(\d+):(\d+)\)?/g, (whole, file, line, column) => {
      const folder = Object.keys(folders).find(each =>
        path.resolve(file).startsWith(path.resolve(each) + path.sep),
      );
      const entry = folder && mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1);
      if (!folder || !entry || !('originalSource' in entry)) return whole;
      const home = path.join(folders[folder] ?? folder, path.relative(folder, path.dirname(file)));
      const source = path.relative(root, path.resolve(home, entry.originalSource));
      return `(${source}:${entry.originalLine + 1}:${entry.originalColumn + 1})`;
    });
}

/** @param {string} file @returns {SourceMap | undefined} its map, inline or beside it */
function readMap(file) {
  const inline = /\/\/# sourceMappingURL=data:[^,]*;base64,([A-Za-z0-9+/=]+)\s*$/.exec(
    readIfThere(file),
  )?.[1];
  const text = inline ? Buffer.from(inline, 'base64').toString('utf8') : readIfThere(`${file}.map`);
  return text ? new SourceMap(JSON.parse(text)) : undefined;
}

/** @param {string} file */
function readIfThere(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
}
