import type { Compared, Report } from '../../domain/reporting/report';
import type { Paint } from '../paint';
import { formatTable } from '../table';
import { FIGURE_ROWS, trendOf } from './figure-rows';

/** A report for a terminal: overall, and each endpoint where there are several. */
export function reportTable({ from, to, overall, endpoints }: Report, paint: Paint): string {
  const names = Object.entries(endpoints);
  const head = `${from.slice(0, 10)} to ${to.slice(0, 10)}, beside the window of the same length before\n`;
  if (names.length === 0) return `${head}\nno release has ended in either\n`;
  const single = names.length === 1 ? names[0]?.[0] : undefined;
  return [
    head,
    block(single ?? 'all endpoints', overall, paint),
    ...(single === undefined ? names.map(([name, compared]) => block(name, compared, paint)) : []),
  ].join('\n');
}

function block(title: string, { now, before }: Compared, paint: Paint): string {
  const rows = FIGURE_ROWS.map((row) => {
    const { text, mood } = trendOf(row, now, before);
    const trend = mood === 'good' ? paint.good(text) : mood === 'bad' ? paint.bad(text) : text;
    return [`  ${row.title}`, row.show(now), trend, row.show(before)];
  });
  return `${formatTable([[paint.bold(title), 'now', '', 'before'], ...rows])}\n`;
}
