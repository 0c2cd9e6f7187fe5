import { compileSchedule } from '../../../lib/emulator/event-bridge/schedule/schedule';

function after(expression: string, at: string, createdAt = '2026-11-20T08:00:00Z'): string | undefined {
  const next = compileSchedule(expression, Date.parse(createdAt))(Date.parse(at));
  return next === undefined ? undefined : new Date(next).toISOString();
}

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', '2026-11-20T08:00:00Z', '2026-11-20T08:01:00.000Z'],
    ['rate(1 minute)', '2026-11-20T08:00:59Z', '2026-11-20T08:01:00.000Z'],
    ['rate(5 minutes)', '2026-11-20T08:05:00Z', '2026-11-20T08:10:00.000Z'],
    ['rate(2 hours)', '2026-11-20T09:00:00Z', '2026-11-20T10:00:00.000Z'],
    ['rate(1 day)', '2026-11-20T09:00:00Z', '2026-11-21T08:00:00.000Z'],
  ])('%s counts from its creation (after %s)', (expression, at, expected) => {
    expect(after(expression, at)).toBe(expected);
  });

  it.each([
    ['cron(0 10 * * ? *)', '2026-11-20T09:59:59Z', '2026-11-20T10:00:00.000Z'],
    ['cron(0 10 * * ? *)', '2026-11-20T10:00:00Z', '2026-11-21T10:00:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-11-20T10:16:00Z', '2026-11-20T10:30:00.000Z'],
    ['cron(30 8-10 ? * MON-FRI *)', '2026-11-20T10:30:00Z', '2026-11-23T08:30:00.000Z'],
    ['cron(0 0 1 JAN,JUL ? *)', '2026-11-20T00:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['cron(0 12 29 2 ? *)', '2026-11-20T00:00:00Z', '2028-02-29T12:00:00.000Z'],
    ['cron(0 0 1 1 ? 2020)', '2026-11-20T00:00:00Z', undefined],
  ])('%s comes next after %s', (expression, at, expected) => {
    expect(after(expression, at)).toBe(expected);
  });

  it.each([
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 minutes)',
    'every minute',
    'cron(0 10 * * *)',
    'cron(61 0 * * ? *)',
    'cron(0 0 1 * MON *)',
  ])('is refused as %s', (expression) => {
    expect(() => after(expression, '2026-11-20T08:00:00Z')).toThrow('Parameter ScheduleExpression is not valid.');
  });

  it.each(['cron(0 0 L * ? *)', 'cron(0 0 ? * 2#1 *)', 'cron(0 0 15W * ? *)'])(
    'says that it cannot do %s',
    (expression) => {
      expect(() => after(expression, '2026-11-20T08:00:00Z')).toThrow('not emulated: cron field');
    },
  );
});
