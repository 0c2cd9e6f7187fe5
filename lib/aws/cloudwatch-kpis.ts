import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  GetMetricDataCommand,
  type MetricDataQuery,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { PERIOD } from '../domain/bounds';
import { MetricsIncomplete } from '../domain/errors';
import type { KpiSource } from '../domain/ports';
import type { Breaker } from '../domain/sentinels/breakers';
import type { AlarmReading, MetricQuery, Reading } from '../domain/sentinels/readings';
import { compositeDefinition, metricDefinition } from './alarm-definitions';
import { clientSettings, type Connection } from './connection';
import { lean } from './lean-client';
import { measuringOf, type Statistic } from './measures';

/** DescribeAlarms and DeleteAlarms take this many names a call. */
const NAMES_A_CALL = 100;
/** GetMetricData takes this many queries a call. */
const QUERIES_A_CALL = 500;

/** KPIs and alarms, by CloudWatch. */
export function cloudWatchKpis(connection: Connection): KpiSource {
  const client = lean(new CloudWatchClient(clientSettings(connection)), connection);

  const describe = async (input: DescribeAlarmsCommandInput): Promise<AlarmReading[]> => {
    const found: AlarmReading[] = [];
    let token: string | undefined;
    do {
      // Without AlarmTypes, composite alarms are left out.
      const page = await client.send(
        new DescribeAlarmsCommand({ ...input, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], NextToken: token }),
      );
      for (const alarm of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])]) {
        found.push({
          name: alarm.AlarmName ?? '',
          state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
          reason: alarm.StateReason ?? 'no reason given',
          actionsEnabled: alarm.ActionsEnabled ?? true,
          definition: 'AlarmRule' in alarm ? compositeDefinition(alarm) : metricDefinition(alarm),
        });
      }
      token = page.NextToken;
    } while (token !== undefined);
    return found;
  };

  const fetchSeries = async (statistics: readonly Statistic[], from: number, to: number) => {
    const series = new Map<string, Map<number, number>>();
    for (const queries of chunks(statistics.map(toQuery), QUERIES_A_CALL)) {
      let token: string | undefined;
      do {
        const page = await client.send(
          new GetMetricDataCommand({
            MetricDataQueries: queries,
            StartTime: new Date(from),
            EndTime: new Date(to),
            ScanBy: 'TimestampAscending',
            NextToken: token,
          }),
        );
        for (const { Id, Timestamps, Values, StatusCode } of page.MetricDataResults ?? []) {
          // "Complete", or more on the next page; anything else would look like minutes in which nothing has happened.
          const isWhole = StatusCode === 'Complete' || (StatusCode === 'PartialData' && page.NextToken !== undefined);
          if (!isWhole) throw new MetricsIncomplete(Id ?? '', StatusCode ?? 'no status');
          const points = series.get(Id ?? '') ?? new Map<number, number>();
          Timestamps?.forEach((at, index) => points.set(at.getTime(), Values?.[index] ?? 0));
          series.set(Id ?? '', points);
        }
        token = page.NextToken;
      } while (token !== undefined);
    }
    return series;
  };

  return {
    read: async (queries, from, to) => {
      if (queries.length === 0 || to <= from) return [];
      const measured = queries.map((query) => ({ query, measuring: measuringOf(query) }));
      const series = await fetchSeries(
        measured.flatMap(({ measuring }) => measuring.statistics),
        from,
        to,
      );
      let index = 0;
      return measured.map(({ query, measuring }) => {
        const points = measuring.statistics.map(() => series.get(`m${index++}`) ?? new Map<number, number>());
        return toReading(query, measuring, points);
      });
    },
    readAlarms: async (names) => {
      const found = (
        await Promise.all(chunks(names, NAMES_A_CALL).map((AlarmNames) => describe({ AlarmNames: [...AlarmNames] })))
      ).flat();
      // A name that does not exist is simply left out of the answer; here it must not look like good news.
      return names.map(
        (name) =>
          found.find((alarm) => alarm.name === name) ?? {
            name,
            state: 'MISSING',
            reason: 'there is no alarm of this name',
            actionsEnabled: false,
          },
      );
    },
    firing: (prefix) => describe({ AlarmNamePrefix: prefix, StateValue: 'ALARM' }),
    putBreaker: async (breaker) => {
      if (breaker.kind === 'metric') await client.send(toMetricAlarm(breaker));
      else await client.send(toCompositeAlarm(breaker));
    },
    setAlarm: async (name, state, reason) => {
      await client.send(new SetAlarmStateCommand({ AlarmName: name, StateValue: state, StateReason: reason }));
    },
    removeAlarms: async (names) => {
      if (names.length === 0) return;
      // Deleting a name that is gone is an error, so ask first. One composite a call, and composites before children.
      const { MetricAlarms, CompositeAlarms } = await client.send(
        new DescribeAlarmsCommand({
          AlarmNames: names.slice(0, NAMES_A_CALL),
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        }),
      );
      const composites = (CompositeAlarms ?? []).map(({ AlarmName }) => AlarmName ?? '');
      for (const name of composites) await client.send(new DeleteAlarmsCommand({ AlarmNames: [name] }));
      const metric = (MetricAlarms ?? []).map(({ AlarmName }) => AlarmName ?? '');
      if (metric.length > 0) await client.send(new DeleteAlarmsCommand({ AlarmNames: metric }));
    },
  };
}

function toQuery({ namespace, name, dimensions, statistic }: Statistic, index: number): MetricDataQuery {
  return {
    Id: `m${index}`,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: PERIOD,
      Stat: statistic,
    },
  };
}

function toReading(
  { kpi, arm }: MetricQuery,
  measuring: ReturnType<typeof measuringOf>,
  points: readonly ReadonlyMap<number, number>[],
): Reading {
  const starts = [...new Set(points.flatMap((series) => [...series.keys()]))].toSorted((a, b) => a - b);
  const at = (start: number) => points.map((series) => series.get(start));
  if (measuring.kind === 'values') {
    const values = starts.flatMap((start) => {
      const value = measuring.toValue(at(start));
      return value === undefined ? [] : [{ start, value }];
    });
    return { kpi: kpi.name, arm, counts: [], values };
  }
  const counts = starts.flatMap((start) => {
    const count = measuring.toCounts(at(start));
    return count === undefined ? [] : [{ start, ...count }];
  });
  const isUncountable = measuring.probed !== undefined && counts.length > 0 && points[measuring.probed]?.size === 0;
  return { kpi: kpi.name, arm, counts, values: [], ...(isUncountable && { uncountable: true }) };
}

function toMetricAlarm(breaker: Extract<Breaker, { kind: 'metric' }>): PutMetricAlarmCommand {
  return new PutMetricAlarmCommand({
    AlarmName: breaker.name,
    AlarmDescription: breaker.description,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: breaker.threshold,
    EvaluationPeriods: breaker.periods,
    DatapointsToAlarm: breaker.periods,
    // A candidate without data is the judge's business: missing data must neither trip a breaker nor hide behind it.
    TreatMissingData: 'notBreaching',
    Metrics: [
      { Id: 'trips', Expression: breaker.expression, ReturnData: true },
      ...breaker.metrics.map(({ id, namespace, name, dimensions, statistic }) => ({
        Id: id,
        ReturnData: false,
        MetricStat: {
          Metric: {
            Namespace: namespace,
            MetricName: name,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: breaker.period,
          Stat: statistic,
        },
      })),
    ],
  });
}

function toCompositeAlarm(breaker: Extract<Breaker, { kind: 'composite' }>): PutCompositeAlarmCommand {
  return new PutCompositeAlarmCommand({
    AlarmName: breaker.name,
    AlarmDescription: breaker.description,
    AlarmRule: breaker.alarms.map((name) => `ALARM(${JSON.stringify(name)})`).join(' OR '),
  });
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
