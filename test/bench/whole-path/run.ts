import { parseArgs } from 'node:util';
import { synthesize } from '../../../lib/rehearsal/synthesize';
import { measure } from './measure';
import { checkAims, type Measured, toMarkdown } from './report';
import { ROWS } from './situations';

const USAGE = 'npm run bench:whole-path -- [--runs 100] [--seed 1] [--only TEXT] [--json]';

/** Rehearses `runs` whole releases for each healthy row, and a quarter of that for each harmful one; exits 1 if an aim is missed. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) {
    throw new RangeError(`--runs must be a whole number above 0, not ${values.runs}; usage: ${USAGE}`);
  }
  const template = synthesize();
  const measured: Measured[] = [];
  for (const row of ROWS.filter(({ name }) => name.includes(values.only))) {
    const from = performance.now();
    // A rare false alarm takes many releases to be seen; a median does not.
    const releases = row.table === 'healthy' ? runs : Math.ceil(runs / 4);
    measured.push({ row, outcomes: await measure(row, { template, runs: releases, seed: values.seed }) });
    process.stderr.write(`${row.name}: ${((performance.now() - from) / 1000 / releases).toFixed(2)} s a release\n`);
  }
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

// The SDK's warning about this version of Node would stand between the rows.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
void main();
