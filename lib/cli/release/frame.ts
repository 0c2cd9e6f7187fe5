import type { KpiVerdict } from '../../domain/look/judge';
import type { Release } from '../../domain/release/release';
import type { PhaseStanding } from '../../domain/release/standing';
import { describeEntry, trafficBar } from '../event-lines';
import type { Paint } from '../paint';
import { formatTable } from '../table';
import { cut, formatShare, formatSpan, formatTime } from '../words';
import { formatReference } from './reference';
import type { Snapshot } from './snapshot';

/** How a frame is drawn. */
export interface FrameStyle {
  readonly paint: Paint;
  /** Characters in a line. */
  readonly columns: number;
  /** How many of the last events to show. @default 6 */
  readonly events?: number;
}

/** A live release on one screen: phases, traffic, both variants, evidence, time left, last events. */
export function frameOf(snapshot: Snapshot, style: FrameStyle): string {
  const { paint } = style;
  const { endpoint, release, at, standing } = snapshot;
  const left = standing.leftSeconds === undefined ? '' : `, about ${formatSpan(standing.leftSeconds)} of watching left`;
  const blocks = [
    [
      `${paint.bold(formatReference(endpoint, release.number))}  ${release.id}, a ${release.strategy} release`,
      `running for ${formatSpan((at - release.startedAt) / 1000)}${left}`,
      ...doing(snapshot, paint),
    ],
    standing.phases.length === 0 ? [] : [formatTable(standing.phases.map((phase) => phaseRow(phase, paint)))],
    trafficLines(snapshot),
    snapshot.verdicts.map((verdict) => cut(`${markOf(verdict, paint)} ${verdict.reason}`, style.columns + 10)),
    eventLines(snapshot, style),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function doing({ standing, release, at }: Snapshot, paint: Paint): readonly string[] {
  const { hold, nextLookAt } = standing;
  const look =
    nextLookAt === undefined
      ? ''
      : `, next look ${nextLookAt > at ? `in ${formatSpan((nextLookAt - at) / 1000)}` : 'now'}`;
  const word = [
    ...wordLine(release),
    ...(release.successor === undefined ? [] : [`${release.successor.id} waits for its end`]),
  ];
  if (hold === undefined) return [`${standing.doing}${look}`, ...word];
  return [
    paint.bold(`holding (${hold.why}): ${hold.reason}`),
    `without a word it goes back at ${formatTime(hold.until)}, in ${formatSpan((hold.until - at) / 1000)}${look}`,
  ];
}

function wordLine({ control }: Release): readonly string[] {
  if (control === undefined) return [];
  return [control.supersedes === true ? control.reason : `${control.actor} said ${control.word}: ${control.reason}`];
}

const STATES = { passed: '✓', failed: '✗', now: '▶', next: '·' } as const;

function phaseRow({ name, traffic, bakeSeconds, bakedSeconds, state, isGated }: PhaseStanding, paint: Paint) {
  const progress =
    state === 'now'
      ? `${trafficBar((100 * bakedSeconds) / bakeSeconds, 12)} ${formatSpan(bakedSeconds)} of ${formatSpan(bakeSeconds)}`
      : formatSpan(bakeSeconds);
  return [
    `${colouredMark(state, paint)} ${name}`,
    `${traffic}%`,
    isGated && state === 'next' ? `${progress}, after a person's approval` : progress,
  ];
}

function colouredMark(state: PhaseStanding['state'], paint: Paint): string {
  const mark = STATES[state];
  if (state === 'next') return mark;
  if (state === 'now') return paint.bold(mark);
  return state === 'failed' ? paint.bad(mark) : paint.good(mark);
}

function trafficLines({ traffic, variants }: Snapshot): readonly string[] {
  const bar =
    traffic === undefined ? [] : [`${trafficBar(traffic)} ${traffic}% candidate, ${round(100 - traffic)}% baseline`];
  if (variants.length === 0) return bar;
  const rows = variants.map(({ role, name, requests, errors, latest }) => [
    role,
    name,
    latest === undefined ? 'none' : String(Math.round(latest.requests)),
    requests === 0 ? '-' : formatShare(errors / requests),
    milliseconds(latest?.p50),
    milliseconds(latest?.p99),
  ]);
  return [...bar, formatTable([['', 'variant', 'requests/min', 'errors', 'p50', 'p99'], ...rows])];
}

function milliseconds(seconds: number | undefined): string {
  return seconds === undefined ? '-' : `${Number((seconds * 1000).toPrecision(3))}ms`;
}

function round(percent: number): number {
  return Math.round(percent * 100) / 100;
}

function markOf({ verdict }: KpiVerdict, paint: Paint): string {
  return verdict === 'fail' ? paint.bad('✗') : verdict === 'pass' ? paint.good('✓') : '·';
}

function eventLines({ endpoint, entries }: Snapshot, { paint, columns, events = 6 }: FrameStyle): readonly string[] {
  return entries
    .flatMap((entry) =>
      describeEntry(endpoint, entry, paint).map(([mark, text]) =>
        cut(`${formatTime(entry.at).slice(11)}  ${mark} ${text}`, columns + 10),
      ),
    )
    .slice(-events);
}
