import type { MetricDatum, PutMetricDataInput, StatisticSet } from '@aws-sdk/client-cloudwatch';
import type { Wire } from '../../service';
import type { Cloud } from '../cloud';
import { refuseMembers } from '../cloud';
import { demand, length, refuseProblems, required } from '../constraints';
import { invalidCombination, invalidValue, missingParameter } from '../errors';
import { dimensionMap } from '../metrics/dimensions';
import type { Measurement, MetricIdentity } from '../metrics/metric-store';
import { samplesOf, type Samples } from '../metrics/samples';
import { UNITS } from '../metrics/units';
import { DAY, HOUR, SECOND } from '../time';

type Datum = Wire<MetricDatum>;

const LARGEST = 2 ** 360;

export function putMetricData(cloud: Cloud, input: Wire<PutMetricDataInput>): object {
  refuseMembers('PutMetricData', input, ['Namespace', 'MetricData']);
  refuseProblems(
    required('namespace', input.Namespace),
    length('namespace', input.Namespace, 1, 255),
    length('metricData', input.MetricData, 0, 1000),
  );
  const namespace = demand('namespace', input.Namespace);
  if (namespace.startsWith('AWS/')) throw invalidValue('The value AWS/ for parameter Namespace is invalid.');
  if (input.MetricData === undefined) throw missingParameter('The parameter MetricData is required.');
  const now = cloud.clock.now();
  const visibleAt = now + cloud.metricDelay * SECOND;
  // Everything is checked before anything is stored: one bad datum refuses the request.
  const checked = input.MetricData.map((datum, index) => {
    const at = `MetricData.member.${index + 1}`;
    return { identity: identityOf(namespace, datum, at), measurement: { ...measurementOf(datum, at, now), visibleAt } };
  });
  for (const { identity, measurement } of checked) {
    if (measurement.samples !== undefined) {
      cloud.store.put(identity, { ...measurement, samples: measurement.samples });
    }
  }
  return {};
}

function identityOf(namespace: string, datum: Datum, at: string): MetricIdentity {
  if (datum.MetricName === undefined || datum.MetricName === '') {
    throw missingParameter(`The parameter ${at}.MetricName is required.`);
  }
  refuseProblems(
    length(`${at}.metricName`, datum.MetricName, 1, 255),
    length(`${at}.dimensions`, datum.Dimensions, 0, 30),
  );
  return {
    namespace,
    name: datum.MetricName,
    dimensions: dimensionMap(datum.Dimensions ?? [], `${at}.Dimensions`),
  };
}

type Draft = Omit<Measurement, 'visibleAt' | 'samples'> & { readonly samples: Samples | undefined };

function measurementOf(datum: Datum, at: string, now: number): Draft {
  const { Timestamp, Unit: unit = 'None', StorageResolution: resolution = 60 } = datum;
  if (!UNITS.includes(unit)) {
    throw invalidValue(`The parameter ${at}.Unit must be a value in the set [ ${UNITS.join(', ')} ].`);
  }
  if (resolution !== 1 && resolution !== 60) {
    throw invalidValue(`The parameter ${at}.StorageResolution must be 1 or 60.`);
  }
  const timestamp = Timestamp === undefined ? now : Timestamp * SECOND;
  if (timestamp > now + 2 * HOUR) {
    throw invalidValue(`The parameter ${at}.Timestamp must specify a time no more than two hours in the future.`);
  }
  if (timestamp < now - 14 * DAY) {
    throw invalidValue(`The parameter ${at}.Timestamp must specify a time within the past two weeks.`);
  }
  return { timestamp, unit, storageResolution: resolution, samples: samplesIn(datum, at) };
}

function samplesIn(datum: Datum, at: string): Samples | undefined {
  const given = (['Value', 'Values', 'StatisticValues'] as const).filter((member) => datum[member] !== undefined);
  const [first, second] = given;
  if (first === undefined) throw missingParameter(`At least one of the parameters must be specified: ${at}.Value.`);
  if (second !== undefined) {
    throw invalidCombination(
      `The parameters ${at}.${first} and ${at}.${second} are mutually exclusive and you have specified both.`,
    );
  }
  if (datum.StatisticValues !== undefined) return fromStatisticSet(datum.StatisticValues, `${at}.StatisticValues`);
  const values = datum.Values ?? [datum.Value ?? 0];
  const counts = datum.Counts ?? values.map(() => 1);
  refuseProblems(length(`${at}.values`, values, 1, 150));
  if (datum.Values === undefined && datum.Counts !== undefined) {
    throw invalidCombination(`The parameter ${at}.Counts needs the parameter ${at}.Values.`);
  }
  if (values.length !== counts.length) {
    throw invalidValue(`The parameters ${at}.Values and ${at}.Counts must be of the same size.`);
  }
  for (const value of values) checkNumber(value, `${at}.Value`);
  for (const count of counts) if (!(count >= 0)) throw invalidValue(`The parameter ${at}.Counts must not be negative.`);
  return samplesOf(values.map((value, index) => [value, counts[index] ?? 0] as const));
}

/** A statistic set keeps its single values only where there is no doubt about them. */
function fromStatisticSet(set: Wire<StatisticSet>, at: string): Samples {
  const { SampleCount: count, Sum: sum, Minimum: min, Maximum: max } = set;
  if (count === undefined || sum === undefined || min === undefined || max === undefined) {
    throw missingParameter(`The parameter ${at} needs SampleCount, Sum, Minimum and Maximum.`);
  }
  for (const value of [count, sum, min, max]) checkNumber(value, at);
  if (count <= 0) throw invalidValue(`The parameter ${at}.SampleCount must be greater than 0.`);
  if (min > max) throw invalidValue(`The parameter ${at}.Minimum must not be greater than ${at}.Maximum.`);
  const uniform = min === max && Math.abs(sum - min * count) <= Math.abs(sum) * 1e-9;
  return { count, sum, min, max, ...(uniform ? { values: [[min, count]] } : {}) };
}

function checkNumber(value: number, at: string): void {
  if (Number.isFinite(value) && Math.abs(value) <= LARGEST) return;
  throw invalidValue(`The value ${value} for parameter ${at} is invalid.`);
}
