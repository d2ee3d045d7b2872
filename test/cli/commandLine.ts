import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; empty unless told. */
  readonly input?: string;
}

/** The command line as it is shipped, in processes of its own. */
export class CommandLine {
  readonly #folder = path.resolve('.build', `cli-${process.pid}`);
  readonly #children = new Set<ChildProcess>();
  /** All that any of the processes printed. */
  printed = '';

  /** Bundles it the way the product does. */
  async build(): Promise<void> {
    const program = `
      import { build, stop } from 'esbuild';
      import { bundles } from './esbuild.mjs';
      const bundle = bundles().find(each => each.outfile.endsWith('cli.js'));
      await build({ ...bundle, outfile: process.argv[1] });
      await stop();`;
    const args = ['--input-type=module', '--eval', program, path.join(this.#folder, 'cli.js')];
    await promisify(execFile)(process.execPath, args);
  }

  async run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    const { ended, child } = this.start(args, options);
    child.stdin!.end(options.input ?? '');
    return ended;
  }

  start(args: readonly string[], options: RunOptions = {}): { child: ChildProcess; ended: Promise<Ended> } {
    const env = { ...process.env, ...options.env };
    for (const name of ['ONVIF_USER', 'ONVIF_PASSWORD'])
      if (options.env?.[name] === undefined) delete env[name];
    const child = spawn(process.execPath, [path.join(this.#folder, 'cli.js'), ...args], { env });
    this.#children.add(child);
    let [out, errors] = ['', ''];
    child.stdout.on(
      'data',
      (bytes: Buffer) => ((out += bytes.toString()), (this.printed += bytes.toString())),
    );
    child.stderr.on(
      'data',
      (bytes: Buffer) => ((errors += bytes.toString()), (this.printed += bytes.toString())),
    );
    const ended = once(child, 'close').then(([code]): Ended => {
      this.#children.delete(child);
      return { code: code as number | null, out, errors };
    });
    return { child, ended };
  }

  /** Starts `simulate` and resolves with its first line. */
  async simulate(args: readonly string[] = [], options: RunOptions = {}) {
    const { child, ended } = this.start(['simulate', ...args], options);
    const early = ended.then(({ code, errors }) => {
      throw new Error(`simulate ended with ${code} before it was ready: ${errors}`);
    });
    const first = (await Promise.race([once(child.stdout!, 'data'), early])) as [Buffer];
    const ready = JSON.parse(first[0].toString()) as { url: string; endpoint: string };
    const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    };
    return { ...ready, end };
  }

  /** Ends what still runs and takes the bundle away. */
  async dispose(): Promise<void> {
    const left = [...this.#children];
    await Promise.all(left.map(child => (child.kill('SIGKILL'), once(child, 'close'))));
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}
