import type { Blueprint, Kpi, MetricAddress } from '../domain/blueprint/blueprint';
import { harmSide, isCounted } from '../domain/blueprint/kpi';
import type { VirtualClock } from '../emulator/clock';
import type { Random } from '../emulator/random';
import type { Datum, PublishMetrics } from '../emulator/service';
import type { RehearsedWorkload } from './workload';

const MINUTE = 60_000;

/** A variant that serves, and its share of the traffic, 0..1. */
export interface Serving {
  readonly variant: string;
  readonly role: 'baseline' | 'candidate';
  readonly share: number;
}

/**
 * Plays the users' own applications: publishes, minute by minute, the metrics of their own that a blueprint judges by.
 * Without a word in the scenario they keep well within the KPI's limit.
 */
export function publishCustomMetrics(props: {
  readonly blueprint: Blueprint;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly workload: RehearsedWorkload;
  readonly publish: PublishMetrics;
  readonly serving: () => readonly Serving[];
}): void {
  const { blueprint, clock, workload } = props;
  const kpis = blueprint.kpis.filter(({ measure }) => 'metric' in measure);
  if (kpis.length === 0) return;
  const tick = (): void => {
    const timestamp = clock.now() - MINUTE;
    for (const serving of props.serving()) {
      const random = props.random.fork(`${serving.variant}/${timestamp}`);
      const requests = random.poisson(workload.requestsPerMinute(blueprint.endpoint, timestamp) * serving.share);
      if (requests === 0) continue;
      for (const kpi of kpis) {
        const value = workload.metric(serving.role, kpi.name, timestamp) ?? comfortable(kpi);
        props.publish(dataOf(kpi, { value, requests, random, timestamp, variant: serving.variant }));
      }
    }
    clock.schedule(clock.now() + MINUTE, tick);
  };
  clock.schedule(Math.ceil((clock.now() + 1) / MINUTE) * MINUTE, tick);
}

/** A value on the right side of the limit, with room to spare. */
function comfortable(kpi: Kpi): number {
  const { limit } = kpi;
  const isShare = isCounted(kpi);
  if (limit === undefined) return isShare && harmSide(kpi) === 'below' ? 0.99 : isShare ? 0.01 : 100;
  const { value } = limit;
  if (harmSide(kpi) === 'above') return value > 0 ? value / 4 : 2 * value - 1;
  if (isShare) return 1 - (1 - value) / 4;
  return value > 0 ? 2 * value : value / 2 + 1;
}

function dataOf(
  { measure }: Kpi,
  at: {
    readonly value: number;
    readonly requests: number;
    readonly random: Random;
    readonly timestamp: number;
    readonly variant: string;
  },
): readonly Datum[] {
  const datum = ({ namespace, name, dimensions }: MetricAddress, values: Datum['values']): Datum => ({
    namespace,
    name,
    dimensions: Object.fromEntries(
      Object.entries(dimensions).map(([key, value]) => [key, value.replaceAll('{variant}', at.variant)]),
    ),
    timestamp: at.timestamp,
    values,
  });
  switch (measure.kind) {
    case 'rate': {
      const ones = at.random.binomial(at.requests, at.value);
      return [
        datum(measure.metric, [
          [1, ones],
          [0, at.requests - ones],
        ]),
      ];
    }
    case 'ratio':
      return [datum(measure.metric, [[at.requests * at.value, 1]]), datum(measure.of, [[at.requests, 1]])];
    case 'mean':
    case 'value':
      return [datum(measure.metric, [[at.value * (1 + 0.05 * at.random.normal()), at.requests]])];
    default:
      return [];
  }
}
