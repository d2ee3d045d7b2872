import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { OnvifError } from '../onvif/base/onvifError';

/** The streams and the environment of one run; tests bring their own. */
export interface TerminalStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Where a command prints and asks. Results go to standard output, everything else to standard error, where questions
 * are asked too, so that a redirected result stays clean.
 */
export class Terminal {
  readonly #streams: TerminalStreams;

  constructor(streams: TerminalStreams) {
    this.#streams = streams;
  }

  get env(): TerminalStreams['env'] {
    return this.#streams.env;
  }

  /** Somebody is there to answer. */
  get isInteractive(): boolean {
    return this.#streams.stdin.isTTY === true;
  }

  /** A line of the result. */
  print(line: string): void {
    this.#streams.stdout.write(`${line}\n`);
  }

  /** A remark, a sentence, a log line. */
  tell(line: string): void {
    this.#streams.stderr.write(`${line}\n`);
  }

  /** True for a yes. Rejects with `cancelled` at the end of input. */
  async confirm(question: string): Promise<boolean> {
    const answer = await this.#ask(`${question} [y/N] `, this.#streams.stderr);
    return /^y(es)?$/i.test(answer.trim());
  }

  /** Reads a line that is not shown while it is typed. */
  async askHidden(question: string): Promise<string> {
    const { stderr } = this.#streams;
    stderr.write(question);
    // readline echoes into its output: here into nothing
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    try {
      return await this.#ask('', nowhere);
    } finally {
      stderr.write('\n');
    }
  }

  /** Standard input up to its end, as text. */
  async readInput(): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.input()) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  }

  /** Standard input as it comes. */
  async *input(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#streams.stdin) yield Buffer.from(chunk as Uint8Array | string);
  }

  #ask(question: string, output: NodeJS.WritableStream): Promise<string> {
    const lines = createInterface({ input: this.#streams.stdin, output, terminal: true });
    return new Promise((resolve, reject) => {
      const cancelled = () => reject(new OnvifError('cancelled', 'Cancelled: no answer was given.'));
      lines.once('close', cancelled);
      lines.once('SIGINT', () => lines.close());
      lines.question(question, answer => {
        lines.off('close', cancelled);
        lines.close();
        resolve(answer);
      });
    });
  }
}
