import type { Kpi, Limit } from './blueprint';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** Hours in which stricter limits hold, in the time of one place. */
export interface Caution {
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  readonly days: readonly Weekday[];
  /** Minutes since midnight; `to` at or before `from` lies on the next day. */
  readonly from: number;
  readonly to: number;
  /** Limits in these hours, by the KPI's name. */
  readonly limits: Readonly<Record<string, Limit>>;
}

const DAY = 24 * 60;

/** The KPIs with the limits that hold at a moment (epoch milliseconds). */
export function kpisAt(kpis: readonly Kpi[], caution: Caution | undefined, at: number): readonly Kpi[] {
  if (caution === undefined || !isCautious(caution, at)) return kpis;
  return kpis.map((kpi) => {
    const limit = caution.limits[kpi.name];
    return limit === undefined ? kpi : { ...kpi, limit };
  });
}

/** Whether a moment lies in the hours of caution. */
export function isCautious({ timeZone, days, from, to }: Caution, at: number): boolean {
  const { day, minute } = localTime(timeZone, at);
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  // Over midnight: the hours belong to the day on which they begin.
  return (minute >= from && days.includes(day)) || (minute < to && days.includes(dayBefore(day)));
}

/** Whether this is a time zone that the platform knows. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Day of the week and minute of the day in a time zone. */
function localTime(timeZone: string, at: number): { readonly day: Weekday; readonly minute: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  const day = WEEKDAYS.find((weekday) => weekday === part('weekday').toLowerCase()) ?? 'mon';
  return { day, minute: (Number(part('hour')) * 60 + Number(part('minute'))) % DAY };
}

function dayBefore(day: Weekday): Weekday {
  return WEEKDAYS[(WEEKDAYS.indexOf(day) + WEEKDAYS.length - 1) % WEEKDAYS.length] ?? day;
}

/** The days that are written `mon-fri`, or one of `mon` and its like. */
export function readDays(text: string): readonly Weekday[] | undefined {
  const [first, last = first] = text.split('-').map((name) => WEEKDAYS.findIndex((day) => day === name));
  if (first === undefined || last === undefined || first < 0 || last < 0 || text.split('-').length > 2)
    return undefined;
  const count = ((last - first + WEEKDAYS.length) % WEEKDAYS.length) + 1;
  return Array.from({ length: count }, (_, index) => WEEKDAYS[(first + index) % WEEKDAYS.length] ?? 'mon');
}

/** The minutes of `08:00-18:00`. */
export function readHours(text: string): { readonly from: number; readonly to: number } | undefined {
  const [, ...numbers] = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(text.replaceAll(' ', '')) ?? [];
  if (numbers.length !== 4) return undefined;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = numbers.map(Number);
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
  return to > DAY ? undefined : { from, to: to % DAY };
}
