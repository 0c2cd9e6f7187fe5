import type { Outcome } from './measure';
import type { Row } from './situations';

/** One measured row. */
export interface Measured {
  readonly row: Row;
  readonly outcomes: readonly Outcome[];
}

const OURS = 'this judge';
const MOST_WRONG = 0.005;
const FAIR_PEER = 0.05;
const TITLES: Readonly<Record<Row['table'], string>> = {
  healthy: 'Healthy candidate: rolled back by mistake',
  limits: 'Outside the promise: bursts that the judge does not know of',
  harmful: 'Harmful candidate: median minutes to the rollback (share found within the hour, if not all)',
};

/** The tables as Markdown. */
export function toMarkdown(measured: readonly Measured[]): string {
  const tables = (['healthy', 'limits', 'harmful'] as const).map((table) => {
    const rows = measured.filter(({ row }) => row.table === table);
    const head = rows[0]?.outcomes.map(({ rule }) => rule) ?? [];
    const lines = rows.map(({ row, outcomes }) => [row.name, ...outcomes.map((outcome) => cell(row, outcome))]);
    return [
      `**${TITLES[table]}**\n`,
      line(['situation', ...head]),
      line(['---', ...head.map(() => '---')]),
      ...lines.map(line),
    ].join('\n');
  });
  return tables.join('\n\n');
}

/** What the judge is meant to achieve, and whether it does. */
export function checkAims(
  measured: readonly Measured[],
): { readonly aim: string; readonly misses: readonly string[] }[] {
  const healthy = measured.filter(({ row }) => row.table === 'healthy');
  const harmful = measured.filter(({ row }) => row.table === 'harmful');
  return [
    {
      aim: `at most ${MOST_WRONG * 100} % of healthy candidates rolled back, in every row`,
      misses: healthy.filter((one) => ours(one).wrong > MOST_WRONG).map(({ row }) => row.name),
    },
    {
      aim: 'never slower than the slowest peer that rolls back less than 5 % of the healthy at the same traffic',
      misses: harmful
        .map((one) => ({ name: one.row.name, mine: minutes(ours(one)), theirs: slowestFairPeer(one, healthy) }))
        .filter(({ mine, theirs }) => mine > theirs)
        .map(({ name, mine, theirs }) => `${name}: ${mine} against ${theirs} minutes`),
    },
    {
      aim: 'a broken model (100x) goes back in its first minute',
      misses: harmful
        .filter((one) => one.row.name.startsWith('100x') && minutes(ours(one)) > 1)
        .map(({ row }) => row.name),
    },
  ];
}

/** Infinite without a fair peer: then there is nobody to be slower than. */
function slowestFairPeer({ row, outcomes }: Measured, healthy: readonly Measured[]): number {
  const twin = healthy.find((one) => one.row.name === row.twin);
  const isFair = (rule: string): boolean =>
    (twin?.outcomes.find((outcome) => outcome.rule === rule)?.wrong ?? 1) < FAIR_PEER;
  const peers = outcomes.filter(({ rule }) => !rule.startsWith(OURS) && isFair(rule));
  return peers.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...peers.map(minutes));
}

function ours({ row, outcomes }: Measured): Outcome {
  const found = outcomes.find(({ rule }) => rule === OURS);
  if (found === undefined) throw new Error(`the judge was not measured in row ${row.name}`);
  return found;
}

function minutes({ median }: Outcome): number {
  return median ?? Number.POSITIVE_INFINITY;
}

function cell(row: Row, { wrong, detected, median }: Outcome): string {
  if (row.table !== 'harmful') return share(wrong);
  const early = wrong > 0 ? `, ${share(wrong)} too early` : '';
  const found =
    detected + wrong < 0.9995 ? ` (${share(detected)}${early})` : early === '' ? '' : ` (${share(wrong)} too early)`;
  return `${median === null ? '> 60' : String(median)}${found}`;
}

function share(value: number): string {
  return `${(value * 100).toFixed(value < 0.1 ? 2 : 1)} %`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
