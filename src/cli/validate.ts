import { Argument, Command } from 'commander';
import { OnvifError, isOnvifError } from '../onvif/base/onvifError';
import type { JsonValue } from '../onvif/base/json';
import type { Catalog } from '../onvif/catalog/catalog';
import { catalogOption, openCatalog } from './catalogFile';
import { exitCode, exitCodeOf, type ExitCode } from './exitCode';
import { printable } from './print';
import type { Terminal } from './terminal';
import { linesOf, openInput, readWhole } from './validateInput';
import { hasError, validateBytes, validateText, type PlacedProblem } from './validateText';

interface ValidateOptions {
  readonly json?: true;
  readonly jsonl?: true;
  readonly catalog?: string;
}

/** `onvif validate`: SOAP messages against the WSDLs. */
export function validateCommand(
  terminal: Terminal,
  ports: { readonly catalog: () => Catalog },
  done: (code: ExitCode) => void,
): Command {
  return new Command('validate')
    .summary('check SOAP messages against the WSDLs')
    .description(
      'Checks SOAP messages against the WSDLs: envelope, and the request, reply or fault in it. Prints one problem a line, file:line:column: severity code message. Exit 1 when one of them is an error, 2 when a file cannot be read.',
    )
    .addArgument(new Argument('<file...>', 'SOAP envelopes as XML; - is standard input'))
    .option('--json', 'print one array of {file, line, column, endLine, endColumn, severity, code, message}')
    .option('--jsonl', 'read one {"id","xml"} a line and print one {"id","valid","problems"} a line')
    .addOption(catalogOption())
    .action(async (files: readonly string[], options: ValidateOptions) => {
      const catalog = await openCatalog(ports.catalog, options.catalog);
      const run = new ValidationRun(terminal, catalog);
      done(await (options.jsonl ? run.lines(files) : run.documents(files, options.json ?? false)));
    });
}

/** What is judged goes on past a file that cannot be: the exit code tells that one was there. */
class ValidationRun {
  readonly #terminal: Terminal;
  readonly #catalog: Catalog;
  #code: ExitCode = exitCode.good;

  constructor(terminal: Terminal, catalog: Catalog) {
    this.#terminal = terminal;
    this.#catalog = catalog;
  }

  /** Each file is one message. */
  async documents(files: readonly string[], asJson: boolean): Promise<ExitCode> {
    const found: ({ file: string } & PlacedProblem)[] = [];
    let judged = 0;
    for (const file of files) {
      await this.#attempt(async () => {
        const problems = validateBytes(this.#catalog, await this.#read(file));
        judged++;
        this.#judge(problems);
        found.push(...problems.map(each => ({ file, ...each })));
        if (!asJson) for (const each of problems) this.#terminal.print(problemLine(file, each));
      });
    }
    if (asJson && judged > 0) this.#terminal.print(JSON.stringify(found, undefined, 2));
    return this.#code;
  }

  /** Each line of each file is one message. */
  async lines(files: readonly string[]): Promise<ExitCode> {
    for (const file of files) {
      await this.#attempt(async () => {
        for await (const { number, text } of linesOf(openInput(this.#terminal, file), file)) {
          if (text.trim() !== '') await this.#attempt(() => this.#line(file, number, text));
        }
      });
    }
    return this.#code;
  }

  #line(file: string, number: number, text: string): void {
    const { id, xml } = readLine(file, number, text);
    const problems = validateText(this.#catalog, xml);
    this.#judge(problems);
    this.#terminal.print(JSON.stringify({ id, valid: !hasError(problems), problems }));
  }

  async #read(file: string): Promise<Uint8Array> {
    if (/\.onvif$/i.test(file)) {
      const message = `${file} is a scratchpad, which this version does not check: validate takes SOAP messages as XML.`;
      throw new OnvifError('invalidInput', message);
    }
    return readWhole(openInput(this.#terminal, file), file);
  }

  async #attempt(part: () => Promise<void> | void): Promise<void> {
    try {
      await part();
    } catch (error) {
      if (!isOnvifError(error)) throw error;
      this.#terminal.tell(`onvif: ${printable(error.message)}`);
      this.#code = exitCodeOf(error);
    }
  }

  #judge(problems: readonly PlacedProblem[]): void {
    if (this.#code === exitCode.good && hasError(problems)) this.#code = exitCode.atFault;
  }
}

function problemLine(file: string, { line, column, severity, code, message }: PlacedProblem): string {
  return printable(
    `${file}:${line}:${column}: ${severity} ${code} ${message}`.replace(/\s*[\r\n]+\s*/g, ' '),
  );
}

/** Throws `invalidInput` for a line that is no `{"id","xml"}`. */
function readLine(file: string, number: number, text: string): { id: JsonValue; xml: string } {
  const line = parseJson(text.replace(/^\ufeff/, ''));
  if (line && typeof line === 'object' && !Array.isArray(line)) {
    const { id = null, xml } = line as { id?: JsonValue; xml?: JsonValue };
    if (typeof xml === 'string') return { id, xml };
  }
  const message = `${file}, line ${number}: it takes one JSON object {"id": …, "xml": "…"} a line.`;
  throw new OnvifError('invalidInput', message);
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
