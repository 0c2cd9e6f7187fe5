import { isPresent, type Points } from '../math/values';
import type { MetricStore, Reading } from '../metrics/metric-store';
import { evaluateQueries } from '../queries/evaluate';
import type { CloudWatchSwitches } from '../switches';
import { DAY, HOUR, MINUTE, SECOND, floorTo } from '../time';
import { COMPARISONS, type MetricAlarmConfiguration, type MissingData, type NextState } from './alarm';
import { judge } from './judge';
import { describeEvaluation, type Datapoint } from './state-reason';

/** The next state that the data calls for; `undefined` where the alarm keeps the one it has. */
export function evaluateMetricAlarm(
  configuration: MetricAlarmConfiguration,
  { store, now, switches }: { store: MetricStore; now: number; switches: CloudWatchSwitches },
): NextState | undefined {
  const { watch, evaluationPeriods, comparison, threshold } = configuration;
  const { watched } = watch;
  const period = watched.periodSeconds * SECOND;
  const count = evaluationPeriods + switches.extraDatapoints;
  const start = windowEnd(configuration, now) - count * period;
  const answers = evaluateQueries(watch.queries, {
    store,
    now,
    fillEmptySeries: switches.fillEmptySeries,
    gridFor: () => ({ start, period, count }),
  });
  const value = answers.value(watched.id);
  const points: Points = value.type === 'series' ? value.series.points : [];
  const reading: Reading | undefined = watched.kind === 'metric' ? answers.reading(watched) : undefined;
  const { breaches } = COMPARISONS[comparison];
  const newestFirst: readonly Datapoint[] = Array.from({ length: count }, (_, back) => {
    const index = count - 1 - back;
    const point = points[index];
    return {
      timestamp: start + index * period,
      value: point,
      sampleCount: reading?.periods[index]?.count,
      verdict: point === undefined ? undefined : breaches(point, threshold) ? 'breaching' : 'fine',
    };
  });
  if (hasTooFewSamples(configuration, newestFirst)) return undefined;
  const missingData = effectiveMissingData(configuration);
  const judgement = judge({
    verdicts: newestFirst.map(({ verdict }) => verdict),
    evaluationPeriods,
    datapointsToAlarm: configuration.datapointsToAlarm ?? evaluationPeriods,
    missingData,
    youngBreach: switches.youngBreach,
  });
  if (judgement.value === 'retain') return undefined;
  return describeEvaluation(judgement.value, {
    now,
    datapoints: newestFirst,
    judgement,
    evaluationPeriods,
    datapointsToAlarm: configuration.datapointsToAlarm,
    comparison,
    threshold,
    missingData,
    statistic: watched.kind === 'metric' ? watched.statistic.text : undefined,
    unit: watched.kind === 'metric' ? watched.unit : undefined,
    periodSeconds: watched.periodSeconds,
  });
}

/** Alarms over more than a day look at whole hours only, once an hour. */
export function isMultiDay({ watch, evaluationPeriods }: MetricAlarmConfiguration): boolean {
  return watch.watched.periodSeconds * evaluationPeriods * SECOND > DAY;
}

/** Sub-minute alarms are evaluated every ten seconds. */
export function isHighResolution({ watch }: MetricAlarmConfiguration): boolean {
  return watch.watched.periodSeconds < 60;
}

/** End of the sliding window: the newest complete ten seconds, minute or hour. */
export function windowEnd(configuration: MetricAlarmConfiguration, now: number): number {
  if (isMultiDay(configuration)) return floorTo(now, HOUR);
  return floorTo(now, isHighResolution(configuration) ? 10 * SECOND : MINUTE);
}

function effectiveMissingData({ treatMissingData, watch }: MetricAlarmConfiguration): MissingData {
  if (treatMissingData !== undefined) return treatMissingData;
  const isDynamo = watch.asked.form === 'single' && watch.asked.metric.Namespace === 'AWS/DynamoDB';
  return isDynamo ? 'ignore' : 'missing';
}

/** A percentile of few samples says little: p99 takes 1000, and an alarm can be told to wait for them. */
function hasTooFewSamples(configuration: MetricAlarmConfiguration, newestFirst: readonly Datapoint[]): boolean {
  const { watched } = configuration.watch;
  if (configuration.lowSamples !== 'ignore' || watched.kind !== 'metric') return false;
  const { percentile } = watched.statistic;
  if (percentile === undefined) return false;
  const share = percentile / 100;
  const tail = share < 0.5 ? share : 1 - share;
  const counts = newestFirst.slice(0, configuration.evaluationPeriods).map(({ sampleCount }) => sampleCount);
  const samples = counts.filter(isPresent).reduce((sum, each) => sum + each, 0);
  return samples > 0 && samples < 10 / tail - 1e-6;
}
