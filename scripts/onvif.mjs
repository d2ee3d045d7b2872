// `npm run -s onvif -- …`: the command line out of the checkout, built first if its sources are newer.
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { root } from '../esbuild.mjs';
import { buildIfOlder } from './build.mjs';

await buildIfOlder(['dist/cli.js', 'dist/discoveryWorker.js']);
const program = path.join(root, 'dist/cli.js');
// In this very process: arguments, streams, signals and exit code are its own, with nothing in between.
process.argv[1] = program;
createRequire(import.meta.url)(program);
