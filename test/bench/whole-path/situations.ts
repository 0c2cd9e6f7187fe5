/** Minutes in which the candidate has traffic beside its baseline, and then alone. */
const COMPARED = 45;
const ALONE = 15;

/** The blueprint of every rehearsed release: an hour on the usual way, judged by its errors and its slow requests. */
export const BLUEPRINT = {
  endpoint: 'bench',
  model: 'bench-v2',
  kpi: { error_rate: '< 1%', p99_latency: '< 300ms' },
  phases: [
    { name: 'tenth', traffic: '10%', bake: '30m' },
    { name: 'half', traffic: '50%', bake: '15m' },
    { name: 'full', traffic: '100%', bake: '15m' },
  ],
  // A person who is asked for the sake of a few requests says yes; the figures are about what the sentinels do.
  inconclusive: 'promote',
};

/** One row of the table. */
export interface Row {
  readonly table: 'healthy' | 'harmful';
  readonly name: string;
  readonly scenario: Readonly<Record<string, unknown>>;
}

const PER_MINUTE = [120, 1_200, 12_000] as const;
const BASE_RATE = 0.005;
/** Long enough a past for the judge to learn how the baseline's failures cluster. */
const ENDPOINT = { provisionTime: '30s', weightUpdateTime: '10s', servedFor: '70m' };

function scenario(more: Readonly<Record<string, unknown>>): Row['scenario'] {
  return {
    endpoint: ENDPOINT,
    baseline: { errorRate: BASE_RATE * 100 + '%' },
    candidate: { errorRate: BASE_RATE * 100 + '%' },
    ...more,
  };
}

function traffic(requestsPerMinute: number) {
  return { traffic: { requestsPerMinute } };
}

function named(requests: number): string {
  return `${requests.toLocaleString('en-US')} a minute`;
}

/** A day in an hour: traffic and errors of both variants rise and fall, out of step with each other. */
function drift(): Readonly<Record<string, unknown>> {
  const minutes = Array.from({ length: COMPARED + ALONE + 20 }, (_, minute) => minute);
  const swing = (minute: number, amount: number): number => 1 + amount * Math.sin((2 * Math.PI * minute) / 60);
  return {
    traffic: {
      requestsPerMinute: minutes.map((minute) => ({
        at: `${60 * minute}s`,
        value: Math.round(1_200 * swing(minute, 0.6)),
      })),
    },
    baseline: { errorRate: '0.1%' },
    candidate: { errorRate: '0.1%' },
    incidents: minutes.map((minute) => ({
      at: `${60 * minute}s`,
      for: '60s',
      variant: 'both',
      errorRate: `${(100 * BASE_RATE * swing(minute - 10, 0.8)).toFixed(4)}%`,
    })),
  };
}

function bursts(size: number): Row {
  const behaviour = { errorRate: '0.5%', errorBurst: size };
  return {
    table: 'healthy',
    name: `failures in bursts of ${size}, 1,200 a minute`,
    scenario: scenario({ ...traffic(1_200), baseline: behaviour, candidate: behaviour }),
  };
}

/** A candidate that fails so many times as often from its first request on. */
function harmful(risk: number, requests: number): Row {
  const errorRate = `${Math.min(100, 100 * BASE_RATE * risk)}%`;
  return {
    table: 'harmful',
    name: `${risk}x, ${named(requests)}`,
    scenario: scenario({ ...traffic(requests), candidate: { errorRate } }),
  };
}

/** All rows, in the order of the tables. */
export const ROWS: readonly Row[] = [
  ...PER_MINUTE.map((requests): Row => ({
    table: 'healthy',
    name: named(requests),
    scenario: scenario(traffic(requests)),
  })),
  {
    table: 'healthy',
    name: 'a day in an hour: traffic +-60 %, errors +-80 %, 1,200 a minute',
    scenario: scenario(drift()),
  },
  {
    table: 'healthy',
    name: 'incident on both variants, 0.5 % to 4 % for 15 minutes, 1,200 a minute',
    scenario: scenario({
      ...traffic(1_200),
      incidents: [{ phase: 'tenth', after: '10m', for: '15m', variant: 'both', errorRate: '4%' }],
    }),
  },
  {
    table: 'healthy',
    name: 'outage of both variants, half of all requests for 5 minutes, 1,200 a minute',
    scenario: scenario({
      ...traffic(1_200),
      incidents: [{ phase: 'tenth', after: '10m', for: '5m', variant: 'both', errorRate: '50%' }],
    }),
  },
  ...[3, 5, 10].map(bursts),
  ...[2, 4, 20, 100].flatMap((risk) => PER_MINUTE.map((requests) => harmful(risk, requests))),
];
