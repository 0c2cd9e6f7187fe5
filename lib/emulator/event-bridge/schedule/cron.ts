import { notEmulated } from '../../service';
import { invalidSchedule } from './invalid-schedule';
import type { NextTime } from './next-time';

interface Field {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS = {
  minute: { min: 0, max: 59 },
  hour: { min: 0, max: 23 },
  dayOfMonth: { min: 1, max: 31 },
  month: { min: 1, max: 12, names: MONTHS },
  dayOfWeek: { min: 1, max: 7, names: WEEKDAYS },
  year: { min: 1970, max: 2199 },
} as const satisfies Record<string, Field>;

const DAY_MS = 86_400_000;

/** No schedule of months and weekdays skips more than this (29 February on a given weekday). */
const MAX_DAYS_AHEAD = 366 * 41;

/** `minute hour day-of-month month day-of-week year`, in UTC; `L`, `W` and `#` are not emulated. */
export function compileCron(text: string): NextTime {
  const parts = text.trim().split(/\s+/);
  const [minutes = '', hours = '', days = '', months = '', weekdays = '', years = ''] = parts;
  // Exactly one of the two kinds of day is given; the other is a question mark.
  if (parts.length !== 6 || (days === '?') === (weekdays === '?')) throw invalidSchedule();
  const inMinute = setOf(minutes, FIELDS.minute);
  const inHour = setOf(hours, FIELDS.hour);
  const inDay = setOf(days, FIELDS.dayOfMonth);
  const inMonth = setOf(months, FIELDS.month);
  const inWeekday = setOf(weekdays, FIELDS.dayOfWeek);
  const inYear = setOf(years, FIELDS.year);
  const isDay = (date: Date): boolean =>
    inYear.has(date.getUTCFullYear()) &&
    inMonth.has(date.getUTCMonth() + 1) &&
    inDay.has(date.getUTCDate()) &&
    inWeekday.has(date.getUTCDay() + 1);
  const timesOfDay = [...inHour].flatMap((hour) => [...inMinute].map((minute) => (hour * 60 + minute) * 60_000));
  timesOfDay.sort((a, b) => a - b);

  return (after) => {
    const today = after - (after % DAY_MS);
    for (let ahead = 0; ahead <= MAX_DAYS_AHEAD; ahead++) {
      const day = today + ahead * DAY_MS;
      if (!isDay(new Date(day))) continue;
      const time = timesOfDay.find((offset) => day + offset > after);
      if (time !== undefined) return day + time;
    }
    return undefined;
  };
}

function setOf(text: string, field: Field): ReadonlySet<number> {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step = '1', ...rest] = part.split('/');
    const [from, to] = boundsOf(range, field, part.includes('/'));
    const every = Number(step);
    if (rest.length > 0 || !Number.isInteger(every) || every < 1) throw invalidSchedule();
    for (let value = from; value <= to; value += every) values.add(value);
  }
  return values;
}

function boundsOf(range: string, field: Field, stepped: boolean): readonly [from: number, to: number] {
  if (range === '*' || range === '?') return [field.min, field.max];
  if (/[LW#]/.test(range.replaceAll(/[A-Z]{3}/g, ''))) throw notEmulated(`cron field ${range}`);
  const [first = '', last] = range.split('-');
  const from = valueOf(first, field);
  if (last !== undefined) return [from, valueOf(last, field)];
  return [from, stepped ? field.max : from];
}

function valueOf(text: string, field: Field): number {
  const index = field.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = index >= 0 ? index + field.min : Number(text);
  if (!Number.isInteger(value) || value < field.min || value > field.max || text === '') throw invalidSchedule();
  return value;
}
