import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

/*
 * What the extension costs before anybody uses it: loading its bundle and running `activate`, and how long the
 * network core takes to load, each in fresh processes and built for production. Goals: 50 ms and 15 ms.
 * VS Code's own work for the views and commands is not in it: `test/e2e/activation.test.ts` reads what VS Code says.
 */

const root = process.env['BENCH_ROOT'] ?? process.cwd();
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  loader: { '.catalog.json': 'text' },
} as const;

/** What a first call needs: discovery, HTTP, SOAP, devices; not the catalog's data, which the first typed call reads. */
const core = `
  export { NodeTransport } from './src/onvif/http/nodeTransport';
  export { SoapClient } from './src/onvif/soap/soapClient';
  export { DeviceRegistry } from './src/onvif/device/deviceRegistry';
  export { Discovery } from './src/onvif/discovery/discovery';
  export { WorkerSockets } from './src/onvif/discovery/nodeWorkerSockets';
`;

interface Sample {
  readonly load: number;
  readonly activate: number;
}

export interface ActivationFigures {
  /** Medians, milliseconds. */
  readonly extensionLoad: number;
  readonly activate: number;
  readonly coreLoad: number;
  /** Bytes, minified. */
  readonly extensionSize: number;
  readonly coreSize: number;
}

/** @param samples fresh processes a bundle */
export async function measure({ samples }: { samples: number }): Promise<ActivationFigures> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onvif-bench-'));
  try {
    const extension = path.join(folder, 'extension.js');
    const coreBundle = path.join(folder, 'core.js');
    await build({
      ...common,
      entryPoints: ['src/extension/extension.ts'],
      outfile: extension,
      external: ['vscode'],
    });
    await build({
      ...common,
      stdin: { contents: core, resolveDir: root, loader: 'ts' },
      outfile: coreBundle,
    });
    const ofExtension: Sample[] = [];
    const ofCore: Sample[] = [];
    for (let i = 0; i < samples; i++) {
      ofExtension.push(sample(extension));
      ofCore.push(sample(coreBundle));
    }
    return {
      extensionLoad: median(ofExtension.map(each => each.load)),
      activate: median(ofExtension.map(each => each.activate)),
      coreLoad: median(ofCore.map(each => each.load)),
      extensionSize: fs.statSync(extension).size,
      coreSize: fs.statSync(coreBundle).size,
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function sample(bundle: string): Sample {
  const output = execFileSync(process.execPath, ['bench/activationChild.mjs', bundle], {
    cwd: root,
    encoding: 'utf8',
  });
  return JSON.parse(output) as Sample;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Prints the figures and sets the exit code when a goal is missed. */
export async function run(): Promise<void> {
  const figures = await measure({ samples: 15 });
  const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`;
  console.log(
    `the extension's bundle  ${kilobytes(figures.extensionSize)}, of which the catalog's text is most`,
  );
  console.log(`the core's bundle       ${kilobytes(figures.coreSize)}`);
  goal('load and activate, ms, at most 50', figures.extensionLoad + figures.activate, 50);
  goal('the core loads, ms, at most 15', figures.coreLoad, 15);
}

function goal(what: string, value: number, limit: number): void {
  const good = value <= limit;
  if (!good) process.exitCode = 1;
  console.log(`${good ? 'reached' : 'MISSED '}  ${what}: ${value.toFixed(1)}`);
}
