import { synthesize } from '../../../lib/rehearsal/synthesize';
import { measure, type Outcome, toOutcome } from './measure';
import { checkAims, toMarkdown } from './report';
import { ROWS } from './situations';

jest.setTimeout(60_000);

const EVENTS = [
  { time: '2026-01-05T09:12:00Z', detailType: 'deployment.traffic_shifted', detail: {} },
  { time: '2026-01-05T09:13:30Z', detailType: 'deployment.paused', detail: {} },
  { time: '2026-01-05T09:15:01Z', detailType: 'deployment.rollback_started', detail: {} },
];
const CANDIDATE = { requests: 100, errors: 7 };
const TIMES = { detectSeconds: null, decideSeconds: null, shiftSeconds: null, totalSeconds: null };

function row(name: string) {
  const found = ROWS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no row ${name}`);
  return found;
}

function many(outcome: Outcome, count: number, ...others: readonly Outcome[]): readonly Outcome[] {
  return [...Array.from({ length: count }, () => outcome), ...others];
}

const FINE: Outcome = { rolledBack: false, failed: 10, held: false };

describe('toOutcome', () => {
  it('counts whole minutes from the first traffic, and tells who called', () => {
    const report = { outcome: 'rolled_back' as const, reason: '', events: EVENTS, candidate: CANDIDATE };
    const outcome = toOutcome({ ...report, rollback: { trigger: 'kpi', ...TIMES } });
    expect(outcome).toEqual({ rolledBack: true, sentinel: 'judge', minutes: 4, failed: 7, held: true });
    expect(toOutcome({ ...report, rollback: { trigger: 'alarm', ...TIMES } }).sentinel).toBe('breaker');
    expect(toOutcome({ ...report, rollback: { trigger: 'silence', ...TIMES } }).sentinel).toBe('other');
  });

  it('takes no release that ended otherwise', () => {
    const report = { reason: 'no model', events: [], candidate: CANDIDATE, rollback: null };
    expect(toOutcome({ ...report, outcome: 'completed' })).toEqual({ rolledBack: false, failed: 7, held: false });
    expect(() => toOutcome({ ...report, outcome: 'refused' })).toThrow('a release ended refused: no model');
  });
});

describe('the aims', () => {
  const healthy = row('1,200 a minute');
  const missesOf = (outcomes: readonly Outcome[], of = healthy) =>
    checkAims([{ row: of, outcomes }]).map(({ misses }) => misses.length > 0);
  const wrong: Outcome = { rolledBack: true, sentinel: 'judge', minutes: 3, failed: 1, held: false };

  it('take no false alarm of a breaker, and as many of the judge as it promises', () => {
    expect(missesOf(many(FINE, 100))).toEqual([false, false, false]);
    expect(missesOf(many(FINE, 99, { ...wrong, sentinel: 'breaker' }))).toEqual([true, false, false]);
    expect(missesOf(many(FINE, 97, wrong, wrong, wrong))).toEqual([false, false, false]);
    expect(missesOf(many(FINE, 90, ...many(wrong, 10)))).toEqual([false, true, false]);
  });

  it('want a broken model to be back at once', () => {
    const broken = row('100x, 120 a minute');
    expect(missesOf(many(wrong, 10), broken)).toEqual([false, false, false]);
    expect(missesOf(many(wrong, 9, { ...wrong, minutes: 5 }), broken)).toEqual([false, false, false]);
    expect(missesOf(many(wrong, 9, { ...wrong, minutes: 6 }), broken)).toEqual([false, false, true]);
    expect(missesOf(many({ ...wrong, minutes: 4 }, 10), broken)).toEqual([false, false, true]);
    expect(missesOf(many(wrong, 9, FINE), broken)).toEqual([false, false, true]);
  });

  it('are told beside the tables', () => {
    const text = toMarkdown([
      { row: healthy, outcomes: many(FINE, 199, wrong) },
      { row: row('4x, 1,200 a minute'), outcomes: many(wrong, 3) },
    ]);
    expect(text).toContain('| 1,200 a minute | 0.5 % | 0.5 % | 0 % | 0 % |');
    expect(text).toContain('| 4x, 1,200 a minute | 100 % | 3 | 100 % | 0 % | 1 |');
  });
});

describe('measure', () => {
  it('rehearses the same release for the same seed', async () => {
    const template = synthesize();
    const run = () => measure(row('20x, 120 a minute'), { template, runs: 1, seed: 'test' });
    const [outcome] = await run();
    expect(outcome).toMatchObject({ rolledBack: true });
    expect(await run()).toEqual([outcome]);
  });
});
