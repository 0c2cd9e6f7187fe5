import type { Burst } from './judge';
import { MINUTES, STEADY, type Situation } from './traffic';

/** A row of the table. */
export interface Row extends Situation {
  /** `limits`: outside of what the judge promises, to show what happens there. */
  readonly table: 'healthy' | 'limits' | 'harmful';
  /** Minute in which the harm begins. */
  readonly from: number;
  readonly burst: Burst;
  /** The healthy row whose traffic is the same. */
  readonly twin: string;
}

const PER_MINUTE = [120, 1_200, 12_000] as const;

function healthy(name: string, situation: Partial<Situation> = {}): Row {
  return { ...STEADY, table: 'healthy', from: 0, burst: 1, twin: name, ...situation, name };
}

function clustered(cluster: number, burst: Burst, told: string): Row {
  const row = healthy(`bursts of ${cluster}, ${told}, 1,200 a minute`, { cluster });
  return { ...row, burst, table: burst === 1 ? 'limits' : 'healthy' };
}

function plain(requests: number): Row {
  return healthy(`${requests.toLocaleString('en-US')} a minute`, { requests: () => requests });
}

function harmful(risk: number, requests: number, from = 0): Row {
  const twin = plain(requests);
  const late = from > 0 ? `, from minute ${from + 1}` : '';
  return {
    ...twin,
    name: `${risk}x${late}, ${twin.name}`,
    table: 'harmful',
    from,
    twin: twin.name,
    risk: (minute) => (minute >= from ? risk : 1),
  };
}

/** One swing over the watched hour. */
function swing(minute: number, amount: number): number {
  return 1 + amount * Math.sin((2 * Math.PI * minute) / MINUTES);
}

/** All rows, in the order of the tables. */
export const ROWS: readonly Row[] = [
  ...PER_MINUTE.map(plain),
  healthy('a day in an hour: traffic +-60 %, errors +-80 %, 1,200 a minute', {
    requests: (minute) => 1_200 * swing(minute, 0.6),
    failureRate: (minute) => 0.005 * swing(minute - 10, 0.8),
  }),
  healthy('incident on both variants, 0.2 % to 4 % at minute 20, 1,200 a minute', {
    failureRate: (minute) => (minute < 20 ? 0.002 : 0.04),
  }),
  healthy('ramp 5 %, 25 %, 50 %, 1,200 a minute', {
    share: (minute) => [0.05, 0.25, 0.5][Math.floor(minute / 20)] ?? 0.5,
  }),
  ...[3, 5, 10].map((cluster) => clustered(cluster, cluster, 'judge told')),
  ...[3, 5, 10].map((cluster) => clustered(cluster, 'estimate', 'judge estimates')),
  ...[3, 5, 10].map((cluster) => clustered(cluster, 1, 'judge not told')),
  ...[2, 4, 20, 100].flatMap((risk) => PER_MINUTE.map((requests) => harmful(risk, requests))),
  harmful(4, 1_200, 30),
  harmful(20, 1_200, 30),
];
