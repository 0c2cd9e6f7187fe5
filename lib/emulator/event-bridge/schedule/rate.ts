import { invalidSchedule } from './invalid-schedule';
import type { NextTime } from './next-time';

const UNITS_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** `5 minutes`; the unit is singular for 1 and only for 1. */
export function compileRate(text: string, createdAt: number): NextTime {
  const [, digits = '', unit = '', plural = ''] = /^(\d+) (minute|hour|day)(s?)$/.exec(text.trim()) ?? [];
  const value = Number(digits);
  if (value === 0 || (value === 1) !== (plural === '')) throw invalidSchedule();
  const every = value * (UNITS_MS[unit] ?? 0);
  return (after) => createdAt + (Math.floor((after - createdAt) / every) + 1) * every;
}
