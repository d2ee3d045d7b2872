import fs from 'node:fs/promises';
import path from 'node:path';
import { OnvifError } from '../base/onvifError';
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
  /** Files and folders of any kind that are looked at. Default 100 000. */
  readonly entries?: number;
}

/**
 * Reads every `.wsdl` and `.xsd` file below a folder. Symbolic links are not followed. What is too large is
 * named and not read.
 * Rejects only when `signal` is aborted.
 * @param leaveOut ends of paths of files to pass over, for example `federatedsearch.wsdl`
 */
export async function readDefinitionFolder(
  folder: string,
  leaveOut: readonly string[] = [],
  limits: FolderLimits = {},
  signal?: AbortSignal,
): Promise<{ files: DefinitionFile[]; problems: CompileProblem[] }> {
  const { fileBytes = 16 << 20, totalBytes = 64 << 20, files: maximum = 2000 } = limits;
  const files: DefinitionFile[] = [];
  const problems: CompileProblem[] = [];
  const report = (code: 'unreadable' | 'too-large', message: string, file: string) =>
    problems.push({ severity: 'error', code, message, file });
  let total = 0;

  const paths: string[] = [];
  const folders = [folder];
  let seen = 0;
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    throwIfCancelled(signal);
    try {
      for (const entry of await fs.readdir(at, { withFileTypes: true })) {
        seen++;
        if (entry.isDirectory()) folders.push(path.join(at, entry.name));
        else if (entry.isFile() && /\.(wsdl|xsd)$/i.test(entry.name)) paths.push(path.join(at, entry.name));
      }
    } catch (error) {
      report('unreadable', `The folder cannot be read: ${reason(error)}`, at);
    }
    if (seen > (limits.entries ?? 100_000)) {
      report(
        'too-large',
        'The folder holds too much to look through: choose one of definitions only.',
        folder,
      );
      return { files, problems };
    }
  }
  const found = paths
    .map(file => ({ file, name: path.relative(folder, file).split(path.sep).join('/') }))
    .filter(({ name }) => !leaveOut.some(end => name === end || name.endsWith(`/${end}`)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (found.length > maximum) {
    report('too-large', `There are ${found.length} definition files here; ${maximum} is the limit.`, folder);
    return { files, problems };
  }
  for (const { file, name } of found) {
    throwIfCancelled(signal);
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

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new OnvifError('cancelled', 'Loading was cancelled; nothing was added.');
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
