import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleHandlers } from '../../lib/constructs/handler-bundles';

/** Loads of each bundle, each in a process of its own; the fastest counts, because the rest is the machine's business. */
const LOADS = 5;

/** Prints what a fresh process needs to load a file, milliseconds; the SDK's advice about old versions of Node is not asked for. */
const MEASURE = 'const start = performance.now(); require(process.argv[1]); console.log(performance.now() - start);';

/** How large each handler's bundle is and how long it takes to load: what a cold start costs beside Lambda's own part. */
function main(): void {
  const directory = mkdtempSync(join(tmpdir(), 'bundles-'));
  try {
    console.log('handler              bytes  load ms');
    for (const [name, text] of bundleHandlers()) {
      const file = join(directory, `${name}.js`);
      writeFileSync(file, text);
      const times = Array.from({ length: LOADS }, () =>
        Number(
          execFileSync(process.execPath, ['-e', MEASURE, file], {
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'ignore'],
          }),
        ),
      );
      const size = Buffer.byteLength(text);
      console.log(
        `${name.padEnd(18)} ${String(size).padStart(7)} ${Math.min(...times)
          .toFixed(0)
          .padStart(8)}`,
      );
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

main();
