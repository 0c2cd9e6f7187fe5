import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { PERIOD } from '../domain/bounds';
import { errorMetrics, INVOCATIONS, LATENCY, type MetricName, variantDimensions } from '../domain/sentinels/metrics';
import { clientSettings, type Connection } from './connection';

/** What users met on one variant: over a span, and in its last minute with data. */
export interface VariantNumbers {
  readonly requests: number;
  /** Server-side failures: 5xx and errors of the model. */
  readonly errors: number;
  /** Of the last minute with requests; latencies in seconds. Absent where there was none. */
  readonly latest?: { readonly at: number; readonly requests: number; readonly p50?: number; readonly p99?: number };
}

const ERRORS = errorMetrics(['5xx']);

/** Reads requests, errors and latency of a variant between two times, epoch milliseconds. */
export async function variantNumbers(
  connection: Connection,
  at: { readonly endpoint: string; readonly variant: string; readonly from: number; readonly to: number },
): Promise<VariantNumbers> {
  const client = new CloudWatchClient(clientSettings(connection));
  // CloudWatch keeps minutes for 15 days and hours for 15 months; longer spans need fewer points anyway.
  const period = at.to - at.from > 86_400_000 ? 3600 : PERIOD;
  const own = (id: string, metric: MetricName, statistic: string): MetricDataQuery => ({
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: metric.namespace,
        MetricName: metric.name,
        Dimensions: Object.entries(variantDimensions(at.endpoint, at.variant)).map(([Name, Value]) => ({
          Name,
          Value,
        })),
      },
      Period: period,
      Stat: statistic,
    },
  });
  const series = new Map<string, Map<number, number>>();
  let token: string | undefined;
  do {
    const page = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [
          own('requests', INVOCATIONS, 'Sum'),
          ...ERRORS.map((metric, index) => own(`errors${index}`, metric, 'Sum')),
          own('p50', LATENCY, 'p50'),
          own('p99', LATENCY, 'p99'),
        ],
        StartTime: new Date(Math.floor(at.from / (period * 1000)) * period * 1000),
        EndTime: new Date(at.to),
        ScanBy: 'TimestampAscending',
        NextToken: token,
      }),
    );
    for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
      const points = series.get(Id) ?? new Map<number, number>();
      Timestamps.forEach((time, index) => points.set(time.getTime(), Values[index] ?? 0));
      series.set(Id, points);
    }
    token = page.NextToken;
  } while (token !== undefined);
  return toNumbers(series);
}

function toNumbers(series: ReadonlyMap<string, ReadonlyMap<number, number>>): VariantNumbers {
  const sum = (id: string) => [...(series.get(id)?.values() ?? [])].reduce((total, value) => total + value, 0);
  const last = [...(series.get('requests') ?? [])].filter(([, requests]) => requests > 0).at(-1);
  const latency = (id: string, time: number) => {
    const value = series.get(id)?.get(time);
    return value === undefined ? {} : { [id]: value / 1e6 };
  };
  return {
    requests: sum('requests'),
    errors: ERRORS.reduce((total, _, index) => total + sum(`errors${index}`), 0),
    ...(last !== undefined && {
      latest: { at: last[0], requests: last[1], ...latency('p50', last[0]), ...latency('p99', last[0]) },
    }),
  };
}
