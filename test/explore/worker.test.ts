import type { Job, RunResult } from './result';
import { runJob } from './worker';

const point = (name: string) => ({ class: name, faults: [{ faults: { name } }], beyond: false });
const PAIR: Job = {
  flow: 'a',
  class: 'one + two',
  faults: [{ faults: { name: 'one' } }, { faults: { name: 'two' } }],
  beyond: false,
  parts: [point('one'), point('two')],
};

/** Runs in which the named jobs break a rule. */
function breaking(rules: Readonly<Record<string, 'safe' | 'audit'>>) {
  return async (job: Job): Promise<RunResult> => {
    const rule = rules[job.class];
    return { job, outcome: 'completed', seconds: 1, violations: rule === undefined ? [] : [{ rule, what: 'broken' }] };
  };
}

describe('runJob', () => {
  it('names the one fault of a pair that is enough to break the rule', async () => {
    const result = await runJob(PAIR, breaking({ 'one + two': 'safe', two: 'safe' }));
    expect(result.job.class).toBe('one + two');
    expect(result.enough).toEqual({ ...point('two'), flow: 'a' });
  });

  it('names none where it takes both, or where one breaks another rule', async () => {
    expect((await runJob(PAIR, breaking({ 'one + two': 'safe' }))).enough).toBeUndefined();
    expect((await runJob(PAIR, breaking({ 'one + two': 'safe', two: 'audit' }))).enough).toBeUndefined();
  });

  it('looks no further where nothing is broken', async () => {
    expect((await runJob(PAIR, breaking({ one: 'safe' }))).violations).toEqual([]);
  });
});
