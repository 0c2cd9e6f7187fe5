import type { Figures, Spread } from '../../domain/reporting/figures';
import { formatShare, formatSpan } from '../words';

/** One line of a report: what it is, and how to read it off. */
export interface FigureRow {
  readonly title: string;
  readonly show: (figures: Figures) => string;
  /** For the trend; absent where a change is neither good nor bad. */
  readonly value?: (figures: Figures) => number | undefined;
  readonly better?: 'more' | 'less';
}

/** The lines of every report, in their order. */
export const FIGURE_ROWS: readonly FigureRow[] = [
  { title: 'releases', show: ({ releases }) => String(releases) },
  { title: 'a week', show: ({ perWeek }) => perWeek.toFixed(1), value: ({ perWeek }) => perWeek, better: 'more' },
  {
    title: 'success rate',
    show: ({ successRate }) => rate(successRate),
    value: ({ successRate }) => successRate,
    better: 'more',
  },
  { title: 'rollback rate', show: ({ rollbackRate }) => rate(rollbackRate), value: ({ rollbackRate }) => rollbackRate },
  {
    title: 'change failure rate',
    show: ({ changeFailureRate }) => rate(changeFailureRate),
    value: ({ changeFailureRate }) => changeFailureRate,
    better: 'less',
  },
  {
    title: 'time to restore',
    show: ({ timeToRestore }) => spread(timeToRestore),
    value: ({ timeToRestore }) => timeToRestore?.median,
    better: 'less',
  },
  {
    title: 'duration',
    show: ({ duration }) => spread(duration),
    value: ({ duration }) => duration?.median,
    better: 'less',
  },
  { title: 'progressing', show: ({ progressingSeconds }) => formatSpan(progressingSeconds) },
  {
    title: 'waiting for people',
    show: ({ waitingSeconds }) => formatSpan(waitingSeconds),
    value: ({ waitingSeconds }) => waitingSeconds,
    better: 'less',
  },
  { title: 'candidate requests', show: ({ candidateRequests }) => candidateRequests.toLocaleString('en-US') },
  { title: 'candidate errors', show: ({ candidateErrors }) => candidateErrors.toLocaleString('en-US') },
  { title: 'list price', show: ({ cost }) => `US$ ${cost.toFixed(2)}` },
];

/** How a number has moved since the window before: the direction, and whether that is good. */
export function trendOf(
  row: FigureRow,
  now: Figures,
  before: Figures,
): { readonly text: string; readonly mood: 'good' | 'bad' | 'none' } {
  const [is, was] = [row.value?.(now), row.value?.(before)];
  if (is === undefined || was === undefined) return { text: '', mood: 'none' };
  if (is === was) return { text: '=', mood: 'none' };
  const mood = row.better === undefined ? 'none' : is > was === (row.better === 'more') ? 'good' : 'bad';
  return { text: is > was ? '↑' : '↓', mood };
}

function rate(share: number | undefined): string {
  return share === undefined ? '-' : formatShare(share);
}

function spread(of: Spread | undefined): string {
  return of === undefined
    ? '-'
    : `${formatSpan(of.median)} (p90 ${formatSpan(of.p90)}, longest ${formatSpan(of.longest)})`;
}
