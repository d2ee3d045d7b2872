import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { XmlDocument as Document, XsdValidator as Validator } from 'libxml2-wasm';
import { bundledCatalog } from '../src/onvif/catalog/bundledCatalog';
import type { Catalog } from '../src/onvif/catalog/catalog';
import { profileQOperations } from '../src/onvif/catalog/profileQSummaries';
import catalogText from '../src/onvif/catalog/onvif-26.06.catalog.json';
import { encodeElement } from '../src/onvif/schema/encode';
import { emitXsd } from '../src/onvif/schema/emitXsd';
import { elementSkeleton, skeleton } from '../src/onvif/schema/skeleton';
import { validateMessage } from '../src/onvif/schema/validateMessage';
import { buildEnvelope } from '../src/onvif/soap/envelope';
import { parseXml } from '../src/onvif/xml/reader';

/*
 * Reading and validating whole SOAP messages, beside libxml2 compiled to WebAssembly and beside native xmllint,
 * which gets all its messages in one process, so that neither its start nor its compiling of the schemas counts.
 * Both are fed the catalog written back as XSD. Goals, in one run: not slower than xmllint up to 10 KB, at most twice
 * its time at 1 MB, 3 times faster than libxml2-wasm on small messages; the catalog ready in 10 ms, and under
 * 80 KB compressed.
 */

const vendor = 'urn:example:vendor';

interface Sample {
  readonly name: string;
  readonly messages: readonly string[];
}

/** How long a round is for each size, so that all take about as long. */
const bytesPerRound = 8_000_000;

function samples(catalog: Catalog): Sample[] {
  const requests = catalog.services.flatMap(service =>
    service.operations.map(operation => buildEnvelope({ body: skeleton(catalog, operation, 'all') })),
  );
  const profileQ = profileQOperations.flatMap(id => {
    const operation = catalog.operation(id);
    const names = operation ? [operation.input, ...(operation.output ? [operation.output] : [])] : [];
    return names.map(name => buildEnvelope({ body: elementSkeleton(catalog, name, 'all') }));
  });
  return [
    { name: 'requests and replies of Profile Q', messages: profileQ },
    { name: 'requests of all operations', messages: requests },
    ...[10, 66, 1250].map(count => {
      const messages = [profiles(catalog, count)];
      return { name: `GetProfiles reply, ${(messages[0]!.length / 1000).toFixed(0)} KB`, messages };
    }),
  ];
}

/** A reply with text, numbers, nested elements, attributes and a vendor's extension. */
function profiles(catalog: Catalog, count: number): string {
  const operation = catalog.operation('tr2:GetProfiles');
  if (!operation?.output) throw new Error('tr2:GetProfiles');
  const profile = (index: number) => ({
    token: `profile-${index}`,
    fixed: index % 2 === 0,
    Name: `Stream ${index}`,
    Configurations: {
      VideoSource: {
        token: 'vs-0',
        Name: 'sensor',
        UseCount: 3,
        SourceToken: 'source',
        Bounds: { x: 0, y: 0, width: 1920, height: 1080 },
        $any: [`<v:Lens xmlns:v="${vendor}" focal="2.8"/>`],
      },
      VideoEncoder: {
        token: `ve-${index}`,
        Name: 'main',
        UseCount: 1,
        Encoding: 'H264',
        Resolution: { Width: 1920, Height: 1080 },
        RateControl: { FrameRateLimit: 25, BitrateLimit: 4096 },
        Quality: 4.5,
      },
    },
  });
  const value = { Profiles: Array.from({ length: count }, (_, index) => profile(index)) };
  return buildEnvelope({ body: encodeElement(catalog, operation.output, value) });
}

interface Contestant {
  readonly name: string;
  /** Microseconds a message. */
  measure(sample: Sample): number;
}

export async function run(): Promise<void> {
  const catalog = bundledCatalog();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'validate-bench-'));
  try {
    const ready = await catalogReady(folder);
    goal(`the catalog is ready in 10 ms: ${ready.toFixed(1)} ms in a fresh process`, ready <= 10);
    const xsd = emitXsd(catalog, { deterministic: true, vendorNamespaces: [vendor] });
    for (const [name, text] of xsd) fs.writeFileSync(path.join(folder, name), text);
    const own = ours(catalog);
    const wasm = await libxml2Wasm(xsd);
    const native = xmllint(folder);
    if (!native) console.log('  (xmllint is not installed: no native peer in this run)');
    const contestants = [own, wasm, ...(native ? [native] : [])];
    for (const sample of samples(catalog)) report(sample, contestants);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  console.log('\nthe catalog');
  const [gzip, brotli] = [gzipSync(catalogText, { level: 9 }).length, brotliCompressSync(catalogText).length];
  console.log(`  ${catalogText.length} bytes, ${gzip} with gzip, ${brotli} with brotli`);
  goal('under 80 KB compressed', gzip < 80_000);
}

function report(sample: Sample, contestants: readonly Contestant[]): void {
  const bytes = sample.messages.reduce((sum, each) => sum + each.length, 0) / sample.messages.length;
  console.log(`\n${sample.name}: ${sample.messages.length} of ${Math.round(bytes)} bytes on average`);
  const rounds = 11;
  const times = new Map<string, number[]>(contestants.map(each => [each.name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const each of contestants) times.get(each.name)?.push(each.measure(sample));
  }
  // The best round of each: what else the machine does only ever adds.
  const best = new Map([...times].map(([name, all]) => [name, Math.min(...all)]));
  const own = best.get('ours')!;
  for (const [name, micros] of best) {
    console.log(
      `  ${name.padEnd(16)} ${micros.toFixed(1).padStart(10)} µs  ${(own / micros).toFixed(2)} = ours / it`,
    );
  }
  const native = best.get('xmllint');
  const limit = bytes > 500_000 ? 2 : 1;
  if (native !== undefined && (bytes < 10_000 || bytes > 500_000)) {
    goal(`at most ${limit} x xmllint`, own <= native * limit);
  }
  if (bytes < 2_000) goal('at least 3 times faster than libxml2-wasm', best.get('libxml2-wasm')! >= own * 3);
}

function ours(catalog: Catalog): Contestant {
  return {
    name: 'ours',
    measure: sample =>
      timed(sample, text => {
        const document = parseXml(text);
        const problems = [...document.problems, ...validateMessage(catalog, document)];
        if (problems.some(problem => problem.severity === 'error')) throw new Error(problems[0]?.message);
      }),
  };
}

async function libxml2Wasm(xsd: ReadonlyMap<string, string>): Promise<Contestant> {
  const { XmlBufferInputProvider, XmlDocument, XsdValidator, xmlRegisterInputProvider } =
    await import('libxml2-wasm');
  const files = Object.fromEntries([...xsd].map(([name, text]) => [`bench/${name}`, Buffer.from(text)]));
  xmlRegisterInputProvider(new XmlBufferInputProvider(files));
  const started = performance.now();
  const all: Document = XmlDocument.fromBuffer(files['bench/all.xsd']!, { url: 'bench/all.xsd' });
  const validator: Validator = XsdValidator.fromDoc(all);
  console.log(`  (libxml2-wasm takes ${(performance.now() - started).toFixed(0)} ms to compile the schemas)`);
  return {
    name: 'libxml2-wasm',
    measure: sample =>
      timed(sample, text => {
        const document = XmlDocument.fromString(text);
        validator.validate(document);
        document.dispose();
      }),
  };
}

function timed(sample: Sample, judge: (text: string) => void): number {
  const bytes = sample.messages.reduce((sum, each) => sum + each.length, 0);
  const repeat = Math.max(1, Math.round(bytesPerRound / bytes));
  // Fresh strings, as messages are.
  const buffers = sample.messages.map(each => Buffer.from(each));
  const started = performance.now();
  for (let i = 0; i < repeat; i++) for (const buffer of buffers) judge(buffer.toString('utf8'));
  return ((performance.now() - started) * 1000) / (repeat * buffers.length);
}

/** Native libxml2: the time of many files in one process less the time of one. */
function xmllint(folder: string): Contestant | undefined {
  if (spawnSync('xmllint', ['--version']).status !== 0) return undefined;
  const schema = path.join(folder, 'all.xsd');
  const judge = (files: readonly string[]) => {
    const started = performance.now();
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', schema, ...files], {
      cwd: folder,
      maxBuffer: 1 << 26,
    });
    if (status !== 0) throw new Error(`xmllint: ${stderr.toString().slice(0, 500)}`);
    return performance.now() - started;
  };
  let start = Infinity;
  return {
    name: 'xmllint',
    measure(sample) {
      const bytes = sample.messages.reduce((sum, each) => sum + each.length, 0);
      const repeat = Math.max(1, Math.round((bytesPerRound * 2) / bytes));
      sample.messages.forEach((each, index) => fs.writeFileSync(path.join(folder, `${index}.xml`), each));
      const once = sample.messages.map((_, index) => `${index}.xml`);
      const files = Array.from({ length: repeat }, () => once).flat();
      // The start counts as little as it ever took: else a slow one would make the rest look fast.
      start = Math.min(start, judge(files.slice(0, 1)));
      return ((judge(files) - start) * 1000) / (files.length - 1);
    },
  };
}

/** The best of several times in milliseconds from the text in memory to a usable catalog, each time in a process of its own. */
async function catalogReady(folder: string): Promise<number> {
  const outfile = path.join(folder, 'ready.cjs');
  const contents = `import { bundledCatalog } from './src/onvif/catalog/bundledCatalog';
    const started = performance.now();
    if (!bundledCatalog().operation('tds:GetHostname')) throw new Error('no catalog');
    process.stdout.write(String(performance.now() - started));`;
  await build({
    stdin: { contents, resolveDir: process.env['BENCH_ROOT'] ?? process.cwd(), loader: 'ts' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    loader: { '.catalog.json': 'text' },
    outfile,
  });
  const times = Array.from({ length: 15 }, () =>
    Number(execFileSync(process.execPath, [outfile], { encoding: 'utf8' })),
  );
  return Math.min(...times);
}

function goal(what: string, reached: boolean): void {
  console.log(`  ${reached ? 'reached' : 'MISSED '}  ${what}`);
  if (!reached) process.exitCode = 1;
}
