// Runs one bundled benchmark in plain Node. Argument: the bundle.
import { createRequire } from 'node:module';
import process from 'node:process';

const bench = createRequire(import.meta.url)(process.argv[2] ?? '');
await bench.run?.();
process.exit(); // with the code the bench set; servers it left open do not hold us
