import type { Compared, ReleaseLine, Report } from '../../domain/reporting/report';
import { formatSpan } from '../words';
import { FIGURE_ROWS, trendOf } from './figure-rows';

/** A report as one HTML page that needs nothing else: no scripts, no fonts, no network. */
export function reportPage(report: Report, stack: string): string {
  const { from, to, overall, endpoints, releases } = report;
  const names = Object.entries(endpoints);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Releases of ${escape(stack)}, ${day(from)} to ${day(to)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Releases of ${escape(stack)}</h1>
<p>${day(from)} to ${day(to)}, beside the window of the same length before.</p>
${section('All endpoints', overall, releases)}
${
  names.length > 1
    ? names
        .map(([name, compared]) =>
          section(
            name,
            compared,
            releases.filter(({ endpoint }) => endpoint === name),
          ),
        )
        .join('\n')
    : ''
}
<h2>Every release</h2>
${table(releases)}
</body>
</html>
`;
}

function section(title: string, { now, before }: Compared, releases: readonly ReleaseLine[]): string {
  const rows = FIGURE_ROWS.map((row) => {
    const { text, mood } = trendOf(row, now, before);
    return `<tr><th scope="row">${escape(row.title)}</th><td>${escape(row.show(now))}</td><td class="${mood}">${text}</td><td>${escape(row.show(before))}</td></tr>`;
  });
  return `<h2>${escape(title)}</h2>
<table><thead><tr><td></td><th scope="col">now</th><td></td><th scope="col">before</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
${chart(releases)}`;
}

const CHART = { width: 720, height: 140, gap: 3, most: 40 } as const;

/** The last releases as bars: how long each progressed and waited, coloured by how it ended. */
function chart(releases: readonly ReleaseLine[]): string {
  const shown = releases.slice(-CHART.most);
  const longest = Math.max(...shown.map(({ durationSeconds }) => durationSeconds), 1);
  if (shown.length === 0) return '';
  const step = CHART.width / shown.length;
  const bars = shown.map(({ endpoint, number, outcome, reason, durationSeconds, waitingSeconds }, index) => {
    const height = (seconds: number) => round((seconds / longest) * CHART.height);
    const [total, waited] = [height(durationSeconds), height(Math.min(waitingSeconds, durationSeconds))];
    const x = round(index * step);
    const width = round(Math.min(40, step - CHART.gap));
    const bar = (kind: string, y: number, tall: number) =>
      `<rect class="${kind}" x="${x}" y="${round(y)}" width="${width}" height="${tall}"/>`;
    const title = `${endpoint}/${number} ${outcome.replaceAll('_', ' ')} after ${formatSpan(durationSeconds)}, ${formatSpan(waitingSeconds)} of it waiting: ${reason}`;
    return `<g><title>${escape(title)}</title>${bar(outcome === 'completed' ? 'done' : 'back', CHART.height - total + waited, round(total - waited))}${bar('wait', CHART.height - total, waited)}</g>`;
  });
  return `<figure><svg viewBox="0 0 ${CHART.width} ${CHART.height}" role="img" aria-label="Duration of the last ${shown.length} releases">${bars.join('')}</svg>
<figcaption>Duration of the last ${shown.length} releases, the longest ${formatSpan(longest)}: <span class="done">completed</span>, <span class="back">went back or failed</span>, <span class="wait">waiting for people</span>.</figcaption></figure>`;
}

function table(releases: readonly ReleaseLine[]): string {
  const rows = releases
    .toReversed()
    .map(
      ({ endpoint, number, id, outcome, reason, endedAt, durationSeconds }) =>
        `<tr><td>${escape(endpoint)}/${number}</td><td>${escape(id)}</td><td>${endedAt.slice(0, 16).replace('T', ' ')}</td><td>${formatSpan(durationSeconds)}</td><td class="${outcome === 'completed' ? 'good' : 'bad'}">${outcome.replaceAll('_', ' ')}</td><td>${escape(reason)}</td></tr>`,
    );
  return `<table><thead><tr><th>release</th><th>what</th><th>ended (UTC)</th><th>took</th><th>outcome</th><th>reason</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
}

const STYLE = `
:root{color-scheme:light dark;--done:#2e7d32;--back:#c62828;--wait:#b58900}
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0}
th,td{padding:.15rem .8rem .15rem 0;text-align:left;vertical-align:top;font-variant-numeric:tabular-nums}
tbody th{font-weight:400}
.good,span.done{color:var(--done)}.bad,span.back{color:var(--back)}span.wait{color:var(--wait)}
rect.done{fill:var(--done)}rect.back{fill:var(--back)}rect.wait{fill:var(--wait)}
figure{margin:1rem 0}svg{width:100%;max-width:45rem;height:auto}
`;

function day(time: string): string {
  return time.slice(0, 10);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Ids, names and reasons come from outside: none of them may become markup. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
