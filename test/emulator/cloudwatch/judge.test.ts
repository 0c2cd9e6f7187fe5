import * as fc from 'fast-check';
import type { MissingData } from '../../../lib/emulator/cloudwatch/alarms/alarm';
import { judge, type Judgement, type Verdict } from '../../../lib/emulator/cloudwatch/alarms/judge';

const SETTINGS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/** Points as in the documentation: the newest on the right, 0 fine, X breaching, - missing. */
function verdicts(points: string): Verdict[] {
  return points
    .split(' ')
    .map((point): Verdict => (point === 'X' ? 'breaching' : point === '0' ? 'fine' : undefined))
    .toReversed();
}

function judged(points: string, datapointsToAlarm: number, missingData: MissingData): Judgement {
  return judge({ verdicts: verdicts(points), evaluationPeriods: 3, datapointsToAlarm, missingData, youngBreach: 'ok' });
}

describe('judge', () => {
  it.each([
    ['0 - X - X', 0, 'OK', 'OK', 'OK', 'OK'],
    ['0 - - - -', 2, 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', 3, 'INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK'],
    ['0 X X - X', 0, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - X - -', 2, 'ALARM', 'retain', 'ALARM', 'OK'],
  ] as const)('follows the documented table for 3 of 3: %s', (points, filled, ...states) => {
    SETTINGS.forEach((setting, index) => {
      expect(judged(points, 3, setting)).toMatchObject({ value: states[index], filled });
    });
  });

  it.each([
    ['0 - X - X', 0, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 0, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 1, 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 2, 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - X -', 2, 'ALARM', 'retain', 'ALARM', 'OK'],
  ] as const)('follows the documented table for 2 of 3: %s', (points, filled, ...states) => {
    SETTINGS.forEach((setting, index) => {
      expect(judged(points, 2, setting)).toMatchObject({ value: states[index], filled });
    });
  });

  it.each(['- - - - X', '- - - X -'])('does not alarm too early at %s', (points) => {
    expect(judged(points, 3, 'missing').value).toBe('OK');
    expect(judged(points, 3, 'ignore').value).toBe('retain');
  });

  it('keeps the state at an early breach when switched so', () => {
    const input = {
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      missingData: 'missing',
      youngBreach: 'retain',
    } as const;
    expect(judge({ ...input, verdicts: verdicts('- - - - X') }).value).toBe('retain');
  });

  it('ignores the setting for missing data once there are enough real points', () => {
    const points = fc.array(fc.constantFrom<Verdict>('breaching', 'fine', undefined), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 3 }), (range, datapointsToAlarm) => {
        fc.pre(range.filter((verdict) => verdict !== undefined).length >= 3);
        const values = SETTINGS.map(
          (missingData) =>
            judge({ verdicts: range, evaluationPeriods: 3, datapointsToAlarm, missingData, youngBreach: 'ok' }).value,
        );
        expect(new Set(values).size).toBe(1);
      }),
    );
  });

  it('never alarms on missing data alone unless missing data breaches', () => {
    const points = fc.array(fc.constantFrom<Verdict>('fine', undefined), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(points, fc.constantFrom<MissingData>('missing', 'ignore', 'notBreaching'), (range, missingData) => {
        const input = { evaluationPeriods: 3, datapointsToAlarm: 1, missingData, youngBreach: 'ok' } as const;
        expect(judge({ ...input, verdicts: range }).value).not.toBe('ALARM');
      }),
    );
  });
});
