import { readCases } from './cases';
import { runCase } from './run-case';

/** Runs a file of recorded cases; the last line on standard output is the count. */
async function main(file: string | undefined): Promise<number> {
  if (file === undefined) {
    console.error('usage: node --import tsx test/conformance/run.ts FILE');
    return 2;
  }
  let passed = 0;
  let failed = 0;
  for (const recorded of readCases(file)) {
    const problem = await runCase(recorded).catch((error: unknown) => `did not run: ${String(error)}`);
    if (problem === undefined) passed++;
    else {
      failed++;
      console.error(`${recorded.id}: ${problem}`);
    }
  }
  console.log(JSON.stringify({ passed, failed, total: passed + failed }));
  return failed === 0 ? 0 : 1;
}

async function exit(): Promise<void> {
  process.exitCode = await main(process.argv[2]);
}

void exit();
