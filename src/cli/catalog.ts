import fs from 'node:fs/promises';
import path from 'node:path';
import { Argument, Command } from 'commander';
import { OnvifError } from '../onvif/base/onvifError';
import type { Random } from '../onvif/base/random';
import type { Catalog } from '../onvif/catalog/catalog';
import { countCatalog } from '../onvif/catalog/catalogCounts';
import { writeCatalogFacts } from '../onvif/catalog/catalogFacts';
import { compileCatalog } from '../onvif/catalog/compileCatalog';
import type { CompileProblem } from '../onvif/catalog/compileProblem';
import { readDefinitionFolder } from '../onvif/catalog/nodeDefinitionFolder';
import { exitCode, type ExitCode } from './exitCode';
import { reasonOf } from './fileReason';
import { repeatable } from './options';
import { printable, table } from './print';
import type { Terminal } from './terminal';

interface CompileOptions {
  readonly output: string;
  readonly name?: string;
  readonly leaveOut?: readonly string[];
  readonly withBundled?: true;
  readonly documentation?: true;
  readonly json?: true;
}

export interface CatalogPorts {
  readonly random: Random;
  readonly catalog: () => Catalog;
}

/** `onvif catalog`: so far its one command, `compile`. */
export function catalogCommand(
  terminal: Terminal,
  ports: CatalogPorts,
  done: (code: ExitCode) => void,
): Command {
  const compile = new Command('compile')
    .summary('compile a folder of WSDL and XSD files')
    .description(
      'Compiles the WSDL and XSD files of a folder to a catalog, which --catalog of other commands takes. Prints what it counts. When anything is wrong, every problem is named and nothing is written.',
    )
    .addArgument(new Argument('<folder>', 'where the files are, folders below included'))
    .requiredOption('-o, --output <file>', 'the catalog to write')
    .option('--name <name>', 'what the catalog is called; default: the name of the folder')
    .addOption(repeatable('--leave-out <path>', 'pass over files whose path ends so'))
    .option(
      '--with-bundled',
      "take what the folder lacks from the bundled ONVIF catalog: for a vendor's services",
    )
    .option('--documentation', 'keep the texts of the files')
    .option('--json', 'print the counts as JSON')
    .action(async (folder: string, options: CompileOptions) =>
      done(await compileFolder(terminal, ports, folder, options)),
    );
  return new Command('catalog').summary('compile WSDL and XSD files').addCommand(compile);
}

async function compileFolder(
  terminal: Terminal,
  ports: CatalogPorts,
  folder: string,
  options: CompileOptions,
): Promise<ExitCode> {
  await requireFolder(folder);
  await requireFolder(path.dirname(options.output));
  const { files, problems: unread } = await readDefinitionFolder(folder, options.leaveOut);
  // what could not be read would only be missed once more
  const { facts, problems } = unread.some(isError)
    ? { facts: undefined, problems: [] }
    : compileCatalog(files, {
        name: options.name ?? path.basename(path.resolve(folder)),
        documentation: options.documentation ?? false,
        ...(options.withBundled && { known: ports.catalog() }),
      });
  const all = [...unread, ...problems];
  for (const problem of all) terminal.tell(printable(problemLine(problem)));
  if (!facts) {
    const count = all.filter(isError).length;
    const lacking = all.some(each => each.code === 'missing-import') && !options.withBundled;
    const hint = lacking
      ? ' What is missing can be added to the folder, taken from ONVIF with --with-bundled, or its file passed over with --leave-out.'
      : '';
    terminal.tell(
      `onvif: Nothing was written, because of ${count === 1 ? 'one error' : `${count} errors`}.${hint}`,
    );
    return exitCode.atFault;
  }
  await writeAtomically(options.output, writeCatalogFacts(facts), ports.random);
  const counts = countCatalog(facts);
  if (options.json) terminal.print(JSON.stringify(counts, undefined, 2));
  else {
    for (const line of table(Object.entries(counts).map(([what, count]) => [words(what), String(count)])))
      terminal.print(line);
  }
  return exitCode.good;
}

async function requireFolder(folder: string): Promise<void> {
  try {
    if ((await fs.stat(folder)).isDirectory()) return;
  } catch (error) {
    throw new OnvifError('invalidInput', `The folder ${folder} cannot be read: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
  throw new OnvifError('invalidInput', `${folder} is no folder: name the one with the WSDL and XSD files.`);
}

/** Written beside its place and moved there, so that nobody ever reads half a catalog. */
async function writeAtomically(file: string, text: string, random: Random): Promise<void> {
  const beside = `${file}.${random.uuid()}.tmp`;
  try {
    await fs.writeFile(beside, text, { flag: 'wx' });
    await fs.rename(beside, file);
  } catch (error) {
    await fs.rm(beside, { force: true });
    throw new OnvifError('invalidInput', `${file} cannot be written: ${reasonOf(error)}.`, { cause: error });
  }
}

function isError(problem: CompileProblem): boolean {
  return problem.severity === 'error';
}

function problemLine({ file, line, severity, code, message }: CompileProblem): string {
  const place = [file, line].filter(each => each !== undefined && each !== '').join(':');
  return `${place === '' ? '' : `${place}: `}${severity} ${code} ${message}`;
}

/** `messageElements` as `message elements`. */
function words(name: string): string {
  return name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}
