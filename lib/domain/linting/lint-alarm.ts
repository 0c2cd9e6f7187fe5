import type { AlarmDefinition, AlarmMetric, AlarmReading } from '../sentinels/readings';
import { type Finding, refusal, warning } from './finding';
import { knownMetric, rangeOf, VARIANT_DIMENSIONS } from './known-metrics';

/** The endpoint that the alarms are to guard. */
export interface Guarded {
  readonly endpoint: string;
  /** Names of its variants as they are before the release. */
  readonly variants: readonly string[];
}

/** Shorter than any inference: such a limit on a latency was meant in milliseconds. */
const SHORTEST_LATENCY = 1000;

/** What is wrong with an alarm of the user's as a sentinel; an alarm that is missing or fires is refused elsewhere. */
export function lintAlarm(alarm: AlarmReading, guarded: Guarded): readonly Finding[] {
  if (alarm.state === 'MISSING') return [];
  const { name, definition } = alarm;
  const findings = [
    ...(alarm.actionsEnabled
      ? []
      : [
          refusal(
            `alarm ${name} is disabled: its owner has turned its actions off; turn them on, or take it out of the blueprint`,
          ),
        ]),
    ...(alarm.state === 'INSUFFICIENT_DATA'
      ? [warning(`alarm ${name} has no data at the moment (${alarm.reason}), so it would not notice anything`)]
      : []),
  ];
  if (definition === undefined) return findings;
  const own = definition.kind === 'composite' ? lintComposite(name, definition) : lintMetric(name, definition, guarded);
  return [...findings, ...own];
}

function lintComposite(
  name: string,
  { rule, suppressor, suppressedBy }: Extract<AlarmDefinition, { kind: 'composite' }>,
): readonly Finding[] {
  const constant = /^\W*(TRUE|FALSE)\W*$/.exec(rule)?.[1];
  return [
    ...(suppressedBy === undefined
      ? []
      : [
          refusal(
            `alarm ${name} is suppressed by ${suppressedBy} now: whoever set that up does not want it to be acted upon`,
          ),
        ]),
    ...(suppressor !== undefined && suppressedBy === undefined
      ? [warning(`alarm ${name} can be suppressed by ${suppressor}; the release goes by its state, suppressed or not`)]
      : []),
    ...(constant === undefined
      ? []
      : [refusal(`alarm ${name} ${constant === 'TRUE' ? 'always' : 'never'} fires: its rule is ${rule}`)]),
    ...(constant === undefined && !/\bALARM\s*\(|\bAT_LEAST\b/.test(rule)
      ? [warning(`alarm ${name} fires without any other alarm firing: its rule is ${rule}`)]
      : []),
  ];
}

type MetricDefinition = Extract<AlarmDefinition, { kind: 'metric' }>;

function lintMetric(name: string, definition: MetricDefinition, guarded: Guarded): readonly Finding[] {
  const [only] = definition.metrics;
  return [
    ...definition.metrics.flatMap((metric) => lintAddress(name, metric, guarded)),
    // What an expression makes of its metrics is for its author to know.
    ...(definition.isExpression || only === undefined ? [] : lintLimit(name, definition, only)),
    ...lintMissingData(name, definition),
  ];
}

/** Whether a metric of SageMaker's is looked for where SageMaker puts it. */
function lintAddress(
  alarm: string,
  { namespace, name, dimensions, unit, statistic }: AlarmMetric,
  { endpoint, variants }: Guarded,
): readonly Finding[] {
  const known = knownMetric(namespace, name);
  if (known === undefined) return [];
  const blind = (why: string) => refusal(`alarm ${alarm} can have no data: ${why}`);
  if (namespace !== known.namespace) return [blind(`${name} is in namespace ${known.namespace}, not in ${namespace}`)];
  if (unit !== undefined && unit !== known.unit)
    return [blind(`it waits for ${name} in ${unit}, and SageMaker publishes it in ${known.unit}`)];
  const missing = VARIANT_DIMENSIONS.filter((key) => dimensions[key] === undefined);
  if (missing.length > 0)
    return [
      blind(
        `${name} is published for each variant, by ${VARIANT_DIMENSIONS.join(' and ')}; ${missing.join(' and ')} is missing`,
      ),
    ];
  const { EndpointName: watched = '', VariantName: variant = '' } = dimensions;
  if (watched !== endpoint)
    return [warning(`alarm ${alarm} watches endpoint ${watched}, and the release is of ${endpoint}`)];
  if (!variants.includes(variant))
    return [blind(`endpoint ${endpoint} has no variant ${variant}; it has ${variants.join(', ')}`)];
  return [
    warning(
      `alarm ${alarm} watches variant ${variant}, the baseline: it does not see the candidate until the release is finalized`,
    ),
    ...(name === 'OverheadLatency' && /^p\d/.test(statistic)
      ? [warning(`alarm ${alarm} wants ${statistic} of OverheadLatency, of which SageMaker lists no percentiles`)]
      : []),
  ];
}

/** Whether the metric can reach the threshold, and can stay away from it. */
function lintLimit(
  alarm: string,
  { comparison, threshold }: MetricDefinition,
  { namespace, name, statistic }: AlarmMetric,
): readonly Finding[] {
  const known = knownMetric(namespace, name);
  if (known === undefined || threshold === undefined || comparison === 'other') return [];
  const { lowest, highest } = rangeOf(known, statistic);
  const limit = `${statistic} ${comparison} ${threshold}`;
  const span = highest === Number.POSITIVE_INFINITY ? `never below ${lowest}` : `always from ${lowest} to ${highest}`;
  const what = `${name} in ${known.unit === 'None' ? 'requests' : known.unit}`;
  if (isNever(comparison, threshold, { lowest, highest }))
    return [refusal(`alarm ${alarm} can never fire: it waits for ${limit}, and ${what} is ${span}`)];
  if (isAlways(comparison, threshold, { lowest, highest }))
    return [refusal(`alarm ${alarm} is always on: it fires at ${limit}, and ${what} is ${span}`)];
  const isTiny = known.unit === 'Microseconds' && threshold < SHORTEST_LATENCY && comparison.startsWith('>');
  return isTiny && highest !== Number.POSITIVE_INFINITY
    ? [warning(`alarm ${alarm} fires at ${limit}: ${name} comes in microseconds, so this is ${threshold / 1000} ms`)]
    : [];
}

type Comparison = Exclude<MetricDefinition['comparison'], 'other'>;
interface Span {
  readonly lowest: number;
  readonly highest: number;
}

function isNever(comparison: Comparison, threshold: number, { lowest, highest }: Span): boolean {
  switch (comparison) {
    case '>':
      return threshold >= highest;
    case '>=':
      return threshold > highest;
    case '<':
      return threshold <= lowest;
    case '<=':
      return threshold < lowest;
  }
}

function isAlways(comparison: Comparison, threshold: number, { lowest, highest }: Span): boolean {
  switch (comparison) {
    case '>':
      return threshold < lowest;
    case '>=':
      return threshold <= lowest;
    case '<':
      return threshold > highest;
    case '<=':
      return threshold >= highest;
  }
}

/** An alarm that is to notice too little of something must not be content with nothing. */
function lintMissingData(alarm: string, { comparison, missingData }: MetricDefinition): readonly Finding[] {
  if (!comparison.startsWith('<') || missingData === 'breaching') return [];
  return [
    warning(
      `alarm ${alarm} is there to notice too little and treats missing data as ${missingData}: a model that is dead publishes nothing, and would hide behind it`,
    ),
  ];
}
