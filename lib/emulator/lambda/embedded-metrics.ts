import { isRecord } from '../records';
import type { Datum } from '../service';

/** A line in CloudWatch's embedded metric format; the values are members beside `_aws`. */
interface Embedded extends Readonly<Record<string, unknown>> {
  readonly _aws: {
    /** Epoch milliseconds. */
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit?: string }[];
    }[];
  };
}

const MINUTE_MS = 60_000;

/**
 * The metrics that CloudWatch takes from a line of a log: each with each of its sets of dimensions. Any other line has none.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(line: string): readonly Datum[] {
  const embedded = parse(line);
  if (embedded === undefined) return [];
  const { Timestamp: at, CloudWatchMetrics: directives } = embedded._aws;
  return directives.flatMap(({ Namespace: namespace, Dimensions: sets, Metrics: metrics }) =>
    metrics.flatMap(({ Name: name, Unit: unit = 'None' }) =>
      sets.map((set) => ({
        namespace,
        name,
        dimensions: Object.fromEntries(set.map((dimension) => [dimension, String(embedded[dimension])])),
        timestamp: at - (at % MINUTE_MS),
        values: [embedded[name]].flat().map((value): readonly [number, number] => [Number(value), 1]),
        unit,
      })),
    ),
  );
}

function parse(line: string): Embedded | undefined {
  if (!line.startsWith('{')) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  // Only the library that writes this format has a member of this name.
  // eslint-disable-next-line typescript/no-unsafe-type-assertion
  return isRecord(parsed) && isRecord(parsed['_aws']) ? (parsed as Embedded) : undefined;
}
