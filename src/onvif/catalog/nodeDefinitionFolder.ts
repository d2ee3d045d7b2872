import fs from 'node:fs/promises';
import path from 'node:path';
import type { CompileProblem } from './compileProblem';
import type { DefinitionFile } from './definitionXml';
import { decodeBytes } from '../xml/decodeBytes';

export interface FolderLimits {
  /** Bytes of one file. Default 16 MiB. */
  readonly fileBytes?: number;
  /** Bytes of all files. Default 64 MiB. */
  readonly totalBytes?: number;
  /** Default 2000. */
  readonly files?: number;
}

/**
 * Reads every `.wsdl` and `.xsd` file below a folder. Symbolic links are not followed. What is too large is
 * named and not read.
 * @param leaveOut ends of paths of files to pass over, for example `federatedsearch.wsdl`
 */
export async function readDefinitionFolder(
  folder: string,
  leaveOut: readonly string[] = [],
  limits: FolderLimits = {},
): Promise<{ files: DefinitionFile[]; problems: CompileProblem[] }> {
  const { fileBytes = 16 << 20, totalBytes = 64 << 20, files: maximum = 2000 } = limits;
  const files: DefinitionFile[] = [];
  const problems: CompileProblem[] = [];
  const report = (code: 'unreadable' | 'too-large', message: string, file: string) =>
    problems.push({ severity: 'error', code, message, file });
  let total = 0;

  let entries;
  try {
    entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    report('unreadable', `The folder cannot be read: ${reason(error)}`, folder);
    return { files, problems };
  }
  const found = entries
    .filter(entry => entry.isFile() && /\.(wsdl|xsd)$/i.test(entry.name))
    .map(entry => path.join(entry.parentPath, entry.name))
    .map(file => ({ file, name: path.relative(folder, file).split(path.sep).join('/') }))
    .filter(({ name }) => !leaveOut.some(end => name === end || name.endsWith(`/${end}`)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (found.length > maximum) {
    report('too-large', `There are ${found.length} definition files here; ${maximum} is the limit.`, folder);
    return { files, problems };
  }
  for (const { file, name } of found) {
    try {
      const { size } = await fs.stat(file);
      if (size > fileBytes) {
        report('too-large', `The file has ${size} bytes; ${fileBytes} is the limit.`, name);
        continue;
      }
      total += size;
      if (total > totalBytes) {
        report('too-large', `The definition files have more than ${totalBytes} bytes together.`, name);
        break;
      }
      files.push({ path: name, text: decodeBytes(await fs.readFile(file)).text });
    } catch (error) {
      report('unreadable', `The file cannot be read: ${reason(error)}`, name);
    }
  }
  return { files, problems };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
