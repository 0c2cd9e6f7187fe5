import type { Kpi } from '../blueprint/blueprint';
import { PERIOD } from '../bounds';
import type { Calibration } from '../opening/calibration';
import { type KpiEvidence, type KpiLook, judgeLook } from '../evidence/judge-look';
import { describeNumbers, type KpiNumbers } from './kpi-numbers';
import { failureLimit, harmSide, isCounted, limitText } from '../blueprint/kpi';
import { trafficOf } from '../traffic/phases';
import type { CountPeriod, MetricQuery, Reading, ValuePeriod } from '../sentinels/readings';
import { planOf, type Release } from '../release/release';

export type { KpiEvidence } from '../evidence/judge-look';

/** What one KPI says at a look. */
export interface KpiVerdict {
  readonly kpi: string;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  /** Both variants break the limit: something bigger is wrong than the candidate. */
  readonly incident: boolean;
  /** A sentence with the KPI, its limit and the numbers. */
  readonly reason: string;
  /** Judged and reported, never acted on. */
  readonly dryRun?: boolean;
  /** It is a health check's, not a KPI's. */
  readonly check?: true;
  /** The numbers of the phase so far; absent where nothing was judged. */
  readonly numbers?: KpiNumbers;
}

/** The judge's answer, and what it must remember for the next look. */
export interface Judgement {
  readonly verdicts: readonly KpiVerdict[];
  readonly evidence: Readonly<Record<string, KpiEvidence>>;
}

/** Judges every KPI of a release by readings that no earlier look has had. */
export function judgeKpis(release: Release, readings: readonly Reading[], isBakeOver: boolean): Judgement {
  const { blueprint } = planOf(release);
  const against = isCompared(release) ? ('baseline' as const) : ('limit' as const);
  const kpis = blueprint.kpis.filter((kpi) => isJudged(kpi, against));
  const looks = kpis.map((kpi) => toLook(kpi, readings, release.evidence[kpi.name], release.calibration?.[kpi.name]));
  const { findings } = judgeLook(looks, {
    against,
    isBakeOver,
    // A dry run rolls nothing back, so it needs no part of alpha; how many there are must not change who else fails.
    sharing: Math.max(1, blueprint.kpis.filter(({ dryRun }) => dryRun !== true).length),
    ...(blueprint.minRequests !== undefined && { settings: { minRequests: blueprint.minRequests } }),
  });
  const judged = new Map(findings.map((finding) => [finding.kpi, finding]));
  const verdicts = blueprint.kpis.map((kpi): KpiVerdict => {
    const finding = judged.get(kpi.name);
    const dryRun = kpi.dryRun === true && { dryRun: true };
    const name = `${kpi.name} (limit ${limitText(kpi)})`;
    if (finding === undefined) {
      const reason = `${name}: nothing is left to compare with, now that the candidate has all the traffic`;
      return { kpi: kpi.name, verdict: 'pass', incident: false, reason, ...dryRun };
    }
    const { verdict, incident } = finding;
    const reason = `${name}: ${finding.reason}`;
    return { kpi: kpi.name, verdict, incident, reason, ...dryRun, numbers: describeNumbers(finding) };
  });
  const evidence = findings.map(({ kpi, evidence: kept }) => [kpi, kept]);
  return { verdicts, evidence: { ...release.evidence, ...Object.fromEntries(evidence) } };
}

/** A KPI that only the baseline limits cannot be judged where there is none. */
function isJudged({ limit }: Kpi, against: 'baseline' | 'limit'): boolean {
  return against === 'baseline' || limit !== undefined;
}

/** Whether the baseline still has traffic to compare with. */
export function isCompared(release: Release): boolean {
  return release.plan?.baseline !== undefined && trafficOf(release) < 100;
}

/** What the judge must read of a release as it is now. */
export function queriesOf(release: Release): MetricQuery[] {
  const plan = planOf(release);
  const { blueprint, baseline, candidate } = plan;
  const share = trafficOf(release) / 100;
  const compared = isCompared(release);
  const against = compared ? 'baseline' : 'limit';
  return blueprint.kpis
    .filter((kpi) => isJudged(kpi, against))
    .flatMap((kpi): MetricQuery[] => {
      const byValue = release.calibration?.[kpi.name]?.byValue === true;
      const common = { kpi, endpoint: blueprint.endpoint, ...(byValue && { byValue }) };
      const own: MetricQuery = { ...common, arm: 'candidate', variant: candidate.variant, share };
      if (!compared || baseline === undefined) return [own];
      return [own, { ...common, arm: 'baseline', variant: baseline.variant, share: 1 - share }];
    });
}

function toLook(
  kpi: Kpi,
  readings: readonly Reading[],
  evidence: KpiEvidence | undefined,
  calibration: Calibration | undefined,
): KpiLook {
  const own = (arm: Reading['arm']) => readings.find((reading) => reading.kpi === kpi.name && reading.arm === arm);
  const candidate = own('candidate');
  const baseline = own('baseline');
  const { name, forSeconds, limit } = kpi;
  const common = {
    name,
    margin: kpi.worseThanBaseline,
    forPeriods: forSeconds === undefined ? undefined : forSeconds / PERIOD,
  };
  if (isCounted(kpi, calibration?.byValue)) {
    const share = failureLimit(kpi);
    return {
      ...common,
      kind: 'counts',
      ...(share !== undefined && { limit: share }),
      burst: kpi.burst ?? calibration?.burst ?? 1,
      minRequests: kpi.minRequests,
      verb: verbOf(kpi),
      periods: pairCounts(candidate?.counts ?? [], baseline?.counts ?? []),
      ...(evidence?.kind === 'counts' && { evidence }),
    };
  }
  return {
    ...common,
    kind: 'values',
    limit: limit?.value,
    harm: harmSide(kpi),
    statistic: isMean(kpi) ? 'mean' : 'other',
    periods: pairValues(candidate?.values ?? [], baseline?.values ?? []),
    ...unitOf(kpi),
    ...(evidence?.kind === 'values' && { evidence }),
  };
}

/** What the counted requests did, where it is not just that they failed. */
function verbOf({ measure, limit }: Kpi): string {
  if (measure.kind === 'latency') return `slower than ${Number(((limit?.value ?? 0) * 1000).toPrecision(6))} ms`;
  return measure.kind === 'error_rate' || measure.kind === 'success_rate' ? 'failed' : 'on the wrong side';
}

/** A mean's noise can be estimated from its differences; a percentile's or a gauge's cannot. */
function isMean({ measure }: Kpi): boolean {
  return measure.kind === 'mean' || (measure.kind === 'latency' && measure.statistic === 'mean');
}

function unitOf({ measure }: Kpi): { readonly unit?: string } {
  if (measure.kind === 'latency') return { unit: 's' };
  if (measure.kind === 'utilization') return { unit: '%' };
  return measure.kind === 'throughput' ? { unit: 'requests a minute' } : {};
}

const NO_REQUESTS = { requests: 0, failures: 0 };

function pairCounts(candidate: readonly CountPeriod[], baseline: readonly CountPeriod[]) {
  return startsOf(candidate, baseline).map((start) => ({
    candidate: countsAt(candidate, start),
    baseline: countsAt(baseline, start),
  }));
}

function countsAt(periods: readonly CountPeriod[], start: number) {
  const found = periods.find((period) => period.start === start);
  return found === undefined ? NO_REQUESTS : { requests: found.requests, failures: found.failures };
}

function pairValues(candidate: readonly ValuePeriod[], baseline: readonly ValuePeriod[]) {
  return startsOf(candidate, baseline).map((start) => {
    const ours = candidate.find((period) => period.start === start)?.value;
    const theirs = baseline.find((period) => period.start === start)?.value;
    return { ...(ours !== undefined && { candidate: ours }), ...(theirs !== undefined && { baseline: theirs }) };
  });
}

function startsOf(a: readonly { readonly start: number }[], b: readonly { readonly start: number }[]): number[] {
  return [...new Set([...a, ...b].map(({ start }) => start))].toSorted((x, y) => x - y);
}
