import { measure } from './measure';
import { checkAims, toMarkdown } from './report';
import { ROWS } from './situations';

const row = (name: string): (typeof ROWS)[number] => ROWS.find((one) => one.name === name)!;

describe('measure', () => {
  it('gives the same result for the same seed, and another for another', () => {
    const healthy = row('120 a minute');
    expect(measure(healthy, { runs: 20, seed: 'a' })).toEqual(measure(healthy, { runs: 20, seed: 'a' }));
    expect(measure(healthy, { runs: 20, seed: 'a' })).not.toEqual(measure(healthy, { runs: 20, seed: 'b' }));
  });

  it('finds a broken model in its first minute, with the judge', () => {
    const outcomes = measure(row('100x, 120 a minute'), { runs: 20, seed: 'a' });
    expect(outcomes.find(({ rule }) => rule === 'this judge')).toMatchObject({ wrong: 0, detected: 1, median: 1 });
  });

  it('counts a rollback before the harm begins as wrong, and minutes from its beginning', () => {
    const outcomes = measure(row('20x, from minute 31, 1,200 a minute'), { runs: 20, seed: 'a' });
    expect(outcomes.find(({ rule }) => rule === 'alarm 1 of 1')!.wrong).toBeGreaterThan(0.5);
    expect(outcomes.find(({ rule }) => rule === 'this judge')!.median).toBeLessThanOrEqual(2);
  });
});

describe('the report', () => {
  const measured = ['1,200 a minute', '4x, 1,200 a minute', 'bursts of 3, judge not told, 1,200 a minute'].map(
    (name) => ({
      row: row(name),
      outcomes: measure(row(name), { runs: 20, seed: 'a' }),
    }),
  );

  it('has a row for each situation and a column for each rule', () => {
    const lines = toMarkdown(measured)
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
    expect(lines).toHaveLength(6);
    const columns = measured[0]!.outcomes.length + 1;
    expect(lines.map((line) => line.split(' | ').length)).toEqual(lines.map(() => columns));
  });

  it('names the rows in which an aim is missed', () => {
    expect(checkAims(measured).map(({ misses }) => misses)).toEqual([[], [], []]);
    const worse = measured.map((one) => ({
      ...one,
      outcomes: one.outcomes.map((outcome) =>
        outcome.rule === 'this judge' ? { ...outcome, wrong: 0.2, median: 50 } : outcome,
      ),
    }));
    const [wrong, slow] = checkAims(worse);
    expect(wrong!.misses).toEqual(['1,200 a minute']);
    expect(slow!.misses[0]).toMatch(/^4x, 1,200 a minute: 50 against \d+ minutes$/);
  });
});
