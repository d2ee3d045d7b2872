import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Credentials } from '../../../src/onvif/auth/credentials';

/** A simulated device in a process of its own, as `onvif simulate` starts it. */
export class SimulatorProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** Address of the device service. */
    readonly url: string,
    readonly endpoint: string,
  ) {}

  /** In Factory Default. */
  static start(): Promise<SimulatorProcess> {
    return SimulatorProcess.#start([], {});
  }

  /** With that administrator. */
  static startOperational({ username, password }: Credentials): Promise<SimulatorProcess> {
    const login = { ONVIF_USER: username, ONVIF_PASSWORD: password };
    return SimulatorProcess.#start(['--state', 'operational'], login);
  }

  static async #start(args: readonly string[], env: Record<string, string>): Promise<SimulatorProcess> {
    const file = path.join(process.cwd(), 'dist/cli.js');
    const child = spawn(process.execPath, [file, 'simulate', '--interface', '127.0.0.1', ...args], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, ...env },
    });
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (data: Buffer) => resolve(String(data)));
      child.once('error', reject);
      child.once('exit', code => reject(new Error(`onvif simulate ended with ${code}`)));
    });
    const { url, endpoint } = JSON.parse(line) as { url: string; endpoint: string };
    return new SimulatorProcess(child, url, endpoint);
  }

  /** `host:port` of the device. */
  get address(): string {
    return new URL(this.url).host;
  }

  /** Lets it say Bye and waits for its end. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise(resolve => this.child.once('exit', resolve));
    this.child.kill('SIGINT');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
  }
}
