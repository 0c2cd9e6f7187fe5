import type { Outcome, Sentinel } from './measure';
import type { Row } from './situations';

/** One measured row. */
export interface Measured {
  readonly row: Row;
  readonly outcomes: readonly Outcome[];
}

/** The tables as Markdown. */
export function toMarkdown(measured: readonly Measured[]): string {
  const healthy = measured.filter(({ row }) => row.table === 'healthy');
  const harmful = measured.filter(({ row }) => row.table === 'harmful');
  return [
    '**Healthy candidate, the whole path**\n',
    line(['situation', 'rolled back by mistake', 'by the judge', 'by a breaker', 'stopped to ask']),
    line(['---', '---', '---', '---', '---']),
    ...healthy.map(({ row, outcomes }) =>
      line([
        row.name,
        share(outcomes, ({ rolledBack }) => rolledBack),
        share(outcomes, isBy('judge')),
        share(outcomes, isBy('breaker')),
        share(outcomes, ({ held }) => held),
      ]),
    ),
    '\n**Harmful candidate, the whole path**\n',
    line([
      'situation',
      'found within the hour',
      'minutes (median)',
      'by the judge',
      'by a breaker',
      'failed requests (median)',
    ]),
    line(['---', '---', '---', '---', '---', '---']),
    ...harmful.map(({ row, outcomes }) =>
      line([
        row.name,
        share(outcomes, ({ rolledBack }) => rolledBack),
        median(minutesOf(outcomes)),
        share(outcomes, isBy('judge')),
        share(outcomes, isBy('breaker')),
        median(outcomes.map(({ failed }) => failed)),
      ]),
    ),
  ].join('\n');
}

/** What the whole path is meant to achieve, and whether it does. */
export function checkAims(
  measured: readonly Measured[],
): { readonly aim: string; readonly misses: readonly string[] }[] {
  const misses = (table: Row['table'], isMissed: (one: Measured) => boolean): string[] =>
    measured.filter((one) => one.row.table === table && isMissed(one)).map(({ row }) => row.name);
  return [
    {
      aim: 'no breaker rolls a healthy candidate back',
      misses: misses('healthy', ({ outcomes }) => outcomes.some(isBy('breaker'))),
    },
    {
      aim: 'at most 1 % of healthy candidates rolled back, beyond what chance allows in so many runs',
      misses: misses('healthy', ({ outcomes }) =>
        isTooMany(outcomes.filter(({ rolledBack }) => rolledBack).length, outcomes.length),
      ),
    },
    {
      aim: 'a broken model (100x) is on its way back within five minutes of its first request, most within three',
      misses: misses(
        'harmful',
        ({ row, outcomes }) =>
          row.name.startsWith('100x') && (slowest(outcomes) > 5 || middleOf(minutesOf(outcomes)) > 3),
      ),
    },
  ];
}

const PROMISED = 0.01;

/** Whether so many of so many would happen in fewer than one in a thousand benchmarks if the promise held. */
function isTooMany(count: number, runs: number): boolean {
  let below = 0;
  let term = (1 - PROMISED) ** runs;
  for (let hits = 0; hits < count; hits++) {
    below += term;
    term *= ((runs - hits) / (hits + 1)) * (PROMISED / (1 - PROMISED));
  }
  return count > 0 && 1 - below < 0.001;
}

function isBy(sentinel: Sentinel) {
  return (outcome: Outcome): boolean => outcome.sentinel === sentinel;
}

function minutesOf(outcomes: readonly Outcome[]): readonly number[] {
  return outcomes.map(({ minutes }) => minutes ?? Number.POSITIVE_INFINITY);
}

function slowest(outcomes: readonly Outcome[]): number {
  return Math.max(...minutesOf(outcomes));
}

function share(outcomes: readonly Outcome[], is: (outcome: Outcome) => boolean): string {
  const value = (100 * outcomes.filter(is).length) / outcomes.length;
  return `${value.toFixed(value > 0 && value < 10 ? 1 : 0)} %`;
}

function median(values: readonly number[]): string {
  const middle = middleOf(values);
  return Number.isFinite(middle) ? middle.toLocaleString('en-US') : 'not found';
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.POSITIVE_INFINITY;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
