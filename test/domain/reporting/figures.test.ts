import fc from 'fast-check';
import { figuresOf, type Reported, spreadOf } from '../../../lib/domain/reporting/figures';
import { reportOf } from '../../../lib/domain/reporting/report';

const DAY = 86_400_000;
const FROM = Date.UTC(2026, 0, 5);
const TO = FROM + 14 * DAY;

function release(number: number, change: Partial<Reported> = {}): Reported {
  const endedAt = FROM + number * DAY;
  return {
    endpoint: 'fraud',
    number,
    id: `v${number}`,
    outcome: 'completed',
    reason: 'met every gate',
    startedAt: endedAt - 3_600_000,
    endedAt,
    phases: [{ name: 'all', traffic: 100, startedAt: endedAt - 60_000, endedAt, verdict: 'pass', reason: '' }],
    ...change,
  };
}

const breach = { trigger: 'kpi', reason: 'too many errors', at: FROM } as const;

/** A plan is read for the variant's name only. */
function planFor(variant: string) {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion
  return { candidate: { variant } } as unknown as NonNullable<Reported['plan']>;
}

describe('figuresOf', () => {
  it('counts a window, with its start and without its end', () => {
    const releases = [release(0), release(13.99), release(14), release(-0.01)];
    expect(figuresOf(releases, FROM, TO)).toMatchObject({ releases: 2, perWeek: 1, successRate: 1 });
  });

  it('says nothing about shares of nothing', () => {
    const figures = figuresOf([], FROM, TO);
    expect(figures.releases).toBe(0);
    expect(figures).not.toHaveProperty('successRate');
    expect(figures).not.toHaveProperty('timeToRestore');
  });

  it('counts as a change failure what had traffic and went back, and not what failed before', () => {
    const releases = [
      release(1),
      release(2, { outcome: 'rolled_back', breach, restoredAt: FROM + 90_000 }),
      release(3, { outcome: 'rolled_back', phases: [], breach, restoredAt: FROM + 30_000 }),
      release(4),
    ];
    expect(figuresOf(releases, FROM, TO)).toMatchObject({
      successRate: 0.5,
      rollbackRate: 0.5,
      changeFailureRate: 0.25,
      timeToRestore: { median: 30, p90: 90, longest: 90 },
    });
  });

  it('counts a return by hand against the release that it undoes, and as no release of its own', () => {
    const undone = release(1, { plan: planFor('candidate-1') });
    const back = release(2, { plan: planFor('candidate-1'), outcome: 'rolled_back', phases: [] });
    expect(figuresOf([undone, back], FROM, TO)).toMatchObject({ releases: 1, successRate: 1, changeFailureRate: 1 });
  });

  it('splits durations into progressing and waiting for people', () => {
    expect(figuresOf([release(1, { waitedSeconds: 600 }), release(2)], FROM, TO)).toMatchObject({
      progressingSeconds: 6600,
      waitingSeconds: 600,
    });
  });

  it('adds up: the endpoints of a report make its whole', () => {
    const outcome = fc.constantFrom('completed' as const, 'rolled_back' as const, 'failed' as const);
    const one = fc.record({ endpoint: fc.constantFrom('a', 'b', 'c'), at: fc.integer({ min: -14, max: 13 }), outcome });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), (drawn) => {
        const releases = drawn.map(({ endpoint, at, outcome: how }, index) =>
          release(index, { endpoint, outcome: how, endedAt: FROM + at * DAY, startedAt: FROM + at * DAY - 1000 }),
        );
        const report = reportOf(releases, FROM, TO);
        const parts = Object.values(report.endpoints);
        const total = (pick: (part: (typeof parts)[number]) => number) =>
          parts.reduce((sum, part) => sum + pick(part), 0);
        expect(total(({ now }) => now.releases)).toBe(report.overall.now.releases);
        expect(total(({ before }) => before.releases)).toBe(report.overall.before.releases);
        expect(report.releases).toHaveLength(report.overall.now.releases);
        const { successRate = 0, rollbackRate = 0 } = report.overall.now;
        expect(successRate + rollbackRate).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });
});

describe('spreadOf', () => {
  it.each([
    [[], undefined],
    [[5], { median: 5, p90: 5, longest: 5 }],
    [[4, 1, 3, 2], { median: 2, p90: 4, longest: 4 }],
    [Array.from({ length: 10 }, (_, index) => index + 1), { median: 5, p90: 9, longest: 10 }],
  ])('of %j is %j', (values, spread) => {
    expect(spreadOf(values)).toEqual(spread);
  });
});
