import { formatDuration } from '../domain/blueprint/duration';
import type { Outcome } from '../domain/release/release';
import type { Paint } from './paint';

/** A span as people say it: two units at most, no fractions. */
export function formatSpan(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return `${whole}s`;
  if (whole < 86_400) return formatDuration(Math.round(whole / 60) * 60);
  return formatDuration(Math.round(whole / 3600) * 3600);
}

/** A time of day with its date, UTC. */
export function formatTime(at: number): string {
  return new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}

/** An outcome in words, in the colour of its meaning. */
export function formatOutcome(outcome: Outcome, paint: Paint): string {
  const words = outcome.replaceAll('_', ' ');
  return outcome === 'completed' ? paint.good(words) : paint.bad(words);
}

/** A share 0..1 with three digits that matter. */
export function formatShare(share: number): string {
  return `${Number((100 * share).toPrecision(3))}%`;
}

/** Cuts a text to a width. */
export function cut(text: string, width: number): string {
  const [line = ''] = text.split('\n');
  return line.length <= width ? line : `${line.slice(0, Math.max(1, width - 1))}…`;
}

/** A value as JSON for the next program. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
