import { compileCron } from './cron';
import { invalidSchedule } from './invalid-schedule';
import type { NextTime } from './next-time';
import { compileRate } from './rate';

/** Compiles `rate(…)` or `cron(…)`; a rate counts from `createdAt`. */
export function compileSchedule(expression: string, createdAt: number): NextTime {
  const [, kind, fields = ''] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return compileRate(fields, createdAt);
  if (kind === 'cron') return compileCron(fields);
  throw invalidSchedule();
}
