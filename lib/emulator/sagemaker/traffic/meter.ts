import type { Datum, PublishMetrics } from '../../service';
import type { Switches } from '../settings';
import type { Endpoint } from '../state';
import type { Streams } from '../streams';
import type { Workload } from '../workload';
import { drawTraffic } from './draw';
import { cpuPercent, utilization } from './load';
import { hostPeriod, invocationPeriod } from './periods';
import { hostMetrics, invocationMetrics, placeOf, zeroInvocations } from './metrics';
import { segmentOf, slicesOf, type Segment, type Slice } from './segments';
import type { ServedTotals } from './served';

/** Measures one endpoint from the moment it serves until it no longer does. */
export interface Meter {
  /** What the endpoint serves has changed. */
  mark(now: number): void;
  /** Publishes the periods that have ended. */
  readUntil(now: number): void;
  /** Publishes what is left: the endpoint is gone. */
  close(now: number): void;
  /** When the next period ends. */
  dueAt(): number;
  /** Nothing serves and nothing is left to publish. */
  isIdle(): boolean;
}

export interface MeterProps {
  readonly endpoint: Endpoint;
  readonly now: number;
  readonly workload: Workload;
  readonly publish: PublishMetrics;
  readonly switches: Switches;
  readonly streamOf: Streams;
  readonly totals: ServedTotals;
}

/** One group of metrics with a period of its own. */
interface Series {
  periodSeconds: number;
  /** What is before this has been published. */
  from: number;
  /** End of the period under way. */
  due: number;
}

export function createMeter(props: MeterProps): Meter {
  const { endpoint, publish } = props;
  let segments: Segment[] = [];
  const invocations = startSeries(invocationPeriod(endpoint), props.now);
  const host = startSeries(hostPeriod(endpoint), props.now);

  const read = (series: Series, until: number, measure: (slices: Slice[], series: Series) => Datum[]): void => {
    const points = props.workload.changePoints?.(endpoint.name, series.from, until) ?? [];
    const slices = slicesOf(segments, series.from, until, points);
    const data = slices.length === 0 ? [] : measure(slices, series);
    if (data.length > 0) publish(data);
    series.from = until;
  };
  const readInvocations = (until: number): void =>
    read(invocations, until, (slices, series) => measureInvocations(props, slices, series));
  const readHost = (until: number): void => read(host, until, (slices, series) => measureHost(props, slices, series));

  const forget = (): void => {
    const done = Math.min(invocations.from, host.from);
    segments = segments.filter((_, index) => (segments[index + 1]?.from ?? Number.POSITIVE_INFINITY) > done);
  };

  return {
    mark: (now) => {
      if (segments.at(-1)?.from === now) segments.pop();
      segments.push(segmentOf(endpoint, now));
    },
    readUntil: (now) => {
      while (invocations.due <= now) {
        readInvocations(invocations.due);
        startNext(invocations, invocationPeriod(endpoint));
      }
      while (host.due <= now) {
        readHost(host.due);
        startNext(host, hostPeriod(endpoint));
      }
      forget();
    },
    close: (now) => {
      readInvocations(now);
      readHost(now);
    },
    dueAt: () => Math.min(invocations.due, host.due),
    isIdle: () => segments.every(({ variants }) => variants.length === 0),
  };
}

function measureInvocations(props: MeterProps, slices: readonly Slice[], series: Series): Datum[] {
  const { endpoint, workload, switches, streamOf, totals } = props;
  const tallies = drawTraffic(
    {
      endpoint: endpoint.name,
      workload,
      streamOf: (variant) => streamOf(`${endpoint.name}/${variant}`),
      onServed: (variant, model, requests, errors) => totals.add(endpoint.name, variant, { model, requests, errors }),
    },
    slices,
  );
  return [...tallies].flatMap(([variant, tally]) => {
    const place = placeOf(endpoint.name, variant, startOf(series), series.periodSeconds);
    if (tally.requests === 0 && switches.zeroInvocationsAtZeroTraffic === 'present') return zeroInvocations(place);
    return invocationMetrics(place, tally);
  });
}

/** Instances are looked at once a period: at its end. */
function measureHost({ endpoint, workload, streamOf }: MeterProps, slices: readonly Slice[], series: Series): Datum[] {
  const last = slices.at(-1);
  if (last === undefined) return [];
  const middle = (last.from + last.to) / 2;
  const rate = workload.requestsPerMinute(endpoint.name, middle);
  return last.variants.flatMap((variant) => {
    const model = variant.fleets[0]?.model;
    if (model === undefined) return [];
    const behaviour = workload.behaviour(endpoint.name, model, variant.name, middle);
    const cpu = cpuPercent(behaviour, utilization(behaviour, rate * variant.share, variant.instances));
    const noise = 1 + 0.03 * streamOf(`${endpoint.name}/${variant.name}/host`).normal();
    const place = placeOf(endpoint.name, variant.name, startOf(series), series.periodSeconds);
    const load = {
      cpu: Math.max(0, cpu * noise),
      memory: behaviour.memory ?? 35,
      disk: behaviour.disk ?? 12,
      ...(behaviour.gpu !== undefined && { gpu: behaviour.gpu }),
    };
    return hostMetrics(place, load, variant.instances);
  });
}

function startSeries(periodSeconds: number, now: number): Series {
  return { periodSeconds, from: now, due: boundaryAfter(now, periodSeconds) };
}

/** A new config may bring another period; it counts from the next one on. */
function startNext(series: Series, periodSeconds: number): void {
  series.periodSeconds = periodSeconds;
  series.due = boundaryAfter(series.due, periodSeconds);
}

function startOf({ due, periodSeconds }: Series): number {
  return due - periodSeconds * 1000;
}

function boundaryAfter(ms: number, periodSeconds: number): number {
  const period = periodSeconds * 1000;
  return (Math.floor(ms / period) + 1) * period;
}
