import { parseArgs } from 'node:util';
import { measure } from './measure';
import { checkAims, toMarkdown } from './report';
import { ROWS } from './situations';

const USAGE = 'node --import tsx test/bench/evidence/run.ts [--runs 2000] [--seed 1] [--json]';

/** Compares the judge with other rules on the same simulated traffic; exits 1 if an aim is missed. */
function main(): void {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) {
    throw new RangeError(`--runs must be a whole number above 0, not ${values.runs}; usage: ${USAGE}`);
  }
  const measured = ROWS.map((row) => {
    process.stderr.write(`${row.name}\n`);
    return { row, outcomes: measure(row, { runs, seed: values.seed }) };
  });
  const aims = checkAims(measured);
  if (aims.some(({ misses }) => misses.length > 0)) process.exitCode = 1;
  if (values.json) {
    const rows = measured.map(({ row, outcomes }) => ({ table: row.table, situation: row.name, outcomes }));
    process.stdout.write(`${JSON.stringify({ runs, seed: values.seed, rows, aims }, undefined, 2)}\n`);
    return;
  }
  const verdicts = aims.map(
    ({ aim, misses }) => `- ${aim}: ${misses.length === 0 ? 'yes' : `no (${misses.join('; ')})`}`,
  );
  process.stdout.write(`${toMarkdown(measured)}\n\n${verdicts.join('\n')}\n`);
}

main();
