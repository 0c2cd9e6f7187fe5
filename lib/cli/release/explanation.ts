import type { AuditEntry } from '../../domain/release/audit';
import { executionLink } from '../../domain/console-link';
import { sageMakerPrices } from '../../domain/cost/prices';
import { releaseCost } from '../../domain/cost/release-cost';
import type { EndedRelease } from '../../domain/release/release';
import type { Account } from '../account/account';
import { describeCost } from '../cost-line';
import { describeEntry } from '../event-lines';
import type { Paint } from '../paint';
import { formatTable } from '../table';
import { formatOutcome, formatSpan, formatTime } from '../words';
import type { Found } from './find-release';
import { formatReference } from './reference';
import { entriesOf, executionsOf } from './trail';

type Over = Exclude<Found, { kind: 'live' }>;

/** Why a release ended as it did: outcome, reason, phases with their numbers, timeline, and where to look on. */
export async function explanation(account: Account, found: Over, paint: Paint): Promise<string> {
  const number = found.kind === 'ended' ? found.ended.number : found.number;
  const entries = await entriesOf(account, found.endpoint, number);
  const blocks = [
    found.kind === 'ended' ? ending(found.endpoint, found.ended, paint) : refusal(found, paint),
    found.kind === 'ended' ? phases(found.ended, paint) : '',
    timeline(found.endpoint, entries, paint),
    links(entries),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function ending(endpoint: string, ended: EndedRelease, paint: Paint): string {
  const { outcome, reason, startedAt, endedAt, plan, servingModel, breach, restoreSentAt, restoredAt } = ended;
  const way = [
    breach === undefined ? '' : `${breach.trigger} at ${formatTime(breach.at)}`,
    breach === undefined || restoreSentAt === undefined
      ? ''
      : `call that restores traffic after ${formatSpan((restoreSentAt - breach.at) / 1000)}`,
    breach === undefined || restoredAt === undefined
      ? ''
      : `all traffic back, verified, after ${formatSpan((restoredAt - breach.at) / 1000)}`,
  ].filter((part) => part !== '');
  const rows = [
    ['release', `${paint.bold(formatReference(endpoint, ended.number))} (${ended.id})`],
    ['outcome', formatOutcome(outcome, paint)],
    ['reason', reason],
    ['serves now', servingModel ?? 'no single model'],
    ['candidate', plan === undefined ? 'never planned' : `${plan.candidate.model} as ${plan.candidate.variant}`],
    ['baseline', plan?.baseline === undefined ? 'none' : `${plan.baseline.model} as ${plan.baseline.variant}`],
    ['time', `${formatTime(startedAt)} to ${formatTime(endedAt)}, ${formatSpan((endedAt - startedAt) / 1000)}`],
    ...(way.length === 0 ? [] : [['way back', way.join('; ')]]),
    ...(plan === undefined
      ? []
      : [['list price', describeCost(releaseCost(ended, sageMakerPrices), plan.candidate.instanceType)]]),
  ];
  return formatTable(rows);
}

function refusal({ endpoint, number, reason }: Extract<Over, { kind: 'refused' }>, paint: Paint): string {
  return formatTable([
    ['release', paint.bold(formatReference(endpoint, number))],
    ['outcome', formatOutcome('refused', paint)],
    ['reason', reason],
  ]);
}

const MARKS = { pass: '✓', fail: '✗', inconclusive: '?' } as const;

function phases({ phases: results = [] }: EndedRelease, paint: Paint): string {
  return results
    .flatMap(({ name, traffic, startedAt, endedAt, verdict, reason }) => {
      const mark = verdict === 'fail' ? paint.bad(MARKS[verdict]) : paint.good(MARKS[verdict]);
      const took = formatSpan((endedAt - startedAt) / 1000);
      return [
        `${mark} phase ${name}, ${traffic}% for ${took}`,
        ...reason.split(/; (?=\S+ \(limit )/).map((part) => `    ${part}`),
      ];
    })
    .join('\n');
}

function timeline(endpoint: string, entries: readonly AuditEntry[], paint: Paint): string {
  return entries
    .flatMap((entry) =>
      describeEntry(endpoint, entry, paint).map(([mark, text]) => `${formatTime(entry.at)}  ${mark} ${text}`),
    )
    .join('\n');
}

function links(entries: readonly AuditEntry[]): string {
  const executions = executionsOf(entries);
  return executions.map((execution) => `execution ${execution}\n  ${executionLink(execution) ?? ''}`).join('\n');
}
