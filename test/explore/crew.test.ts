import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runJobs } from './crew';
import type { RunResult } from './result';

/** Does every job but one, which takes it with it. */
const FRAIL = `process.on('message', ({ job }) => {
  if (job === undefined) return;
  if (job.class === 'deadly') process.exit(3);
  process.send({ job, outcome: 'completed', violations: [], seconds: 1 });
});`;

describe('runJobs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crew-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('counts a run that ends its worker as a violation, and runs the others all the same', async () => {
    const program = join(folder, 'frail.cjs');
    writeFileSync(program, FRAIL);
    const names = ['a', 'deadly', 'b', 'c'];
    const results: RunResult[] = [];
    await runJobs({
      template: {},
      jobs: names.map((name) => ({ flow: 'f', class: name, faults: [], beyond: false })).values(),
      workers: 2,
      isOver: () => false,
      onResult: (result) => results.push(result),
      known: new Set(),
      program,
    });
    expect(results.map(({ job }) => job.class).toSorted()).toEqual(names.toSorted());
    expect(results.filter(({ violations }) => violations.length > 0)).toMatchObject([
      {
        job: { class: 'deadly' },
        outcome: 'broken',
        violations: [{ rule: 'ends', what: 'the worker ended with code 3' }],
      },
    ]);
  });
});
