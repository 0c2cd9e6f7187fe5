import type { Kpi } from './blueprint';
import { type KpiEvidence, type KpiLook, judgeLook } from './evidence/judge-look';
import type { CountPeriod, MetricQuery, Reading, ValuePeriod } from './readings';
import { type Plan, planOf, type Release } from './release';

export type { KpiEvidence } from './evidence/judge-look';

/** What one KPI says at a look. */
export interface KpiVerdict {
  readonly kpi: string;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  /** Both variants break the limit: something bigger is wrong than the candidate. */
  readonly incident: boolean;
  /** A sentence with the KPI, its limit and the numbers. */
  readonly reason: string;
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
  const looks = blueprint.kpis.map((kpi) => toLook(kpi, readings, release.evidence[kpi.name]));
  const { findings } = judgeLook(looks, { against, isBakeOver });
  return {
    verdicts: findings.map(({ kpi, verdict, incident, reason }, index) => ({
      kpi,
      verdict,
      incident,
      reason: `${kpi} (limit ${blueprint.kpis[index]?.limit.text ?? 'none'}): ${reason}`,
    })),
    evidence: Object.fromEntries(findings.map(({ kpi, evidence }) => [kpi, evidence])),
  };
}

/** Whether the baseline still has traffic to compare with. */
export function isCompared({ plan, phase }: Release): boolean {
  return plan?.baseline !== undefined && (plan.blueprint.phases[phase]?.traffic ?? 0) < 100;
}

/** What the judge must read. */
export function queriesOf(plan: Plan, compared: boolean): MetricQuery[] {
  const { blueprint, baseline, candidate } = plan;
  return blueprint.kpis.flatMap((kpi): MetricQuery[] => [
    { kpi, arm: 'candidate', endpoint: blueprint.endpoint, variant: candidate.variant },
    ...(compared && baseline !== undefined
      ? [{ kpi, arm: 'baseline' as const, endpoint: blueprint.endpoint, variant: baseline.variant }]
      : []),
  ]);
}

function toLook(kpi: Kpi, readings: readonly Reading[], evidence: KpiEvidence | undefined): KpiLook {
  const own = (arm: Reading['arm']) => readings.find((reading) => reading.kpi === kpi.name && reading.arm === arm);
  const candidate = own('candidate');
  const baseline = own('baseline');
  const share = failureShare(kpi);
  if (share !== undefined) {
    const verb = kpi.measure.kind === 'latency' ? `slower than ${kpi.limit.value * 1000} ms` : 'failed';
    return {
      kind: 'counts',
      name: kpi.name,
      limit: share,
      burst: 1,
      verb,
      periods: pairCounts(candidate?.counts ?? [], baseline?.counts ?? []),
      ...(evidence?.kind === 'counts' && { evidence }),
    };
  }
  return {
    kind: 'values',
    name: kpi.name,
    limit: kpi.limit.value,
    harm: kpi.limit.comparison === '<' || kpi.limit.comparison === '<=' ? 'above' : 'below',
    statistic: kpi.measure.kind === 'latency' ? 'mean' : 'other',
    periods: pairValues(candidate?.values ?? [], baseline?.values ?? []),
    ...(kpi.measure.kind === 'latency' && { unit: 's' }),
    ...(evidence?.kind === 'values' && { evidence }),
  };
}

/** Largest share of requests that may be on the wrong side, for KPIs that count them. */
function failureShare({ measure, limit }: Kpi): number | undefined {
  const isUpper = limit.comparison === '<' || limit.comparison === '<=';
  switch (measure.kind) {
    case 'error_rate':
      return limit.value;
    case 'success_rate':
      return 1 - limit.value;
    case 'rate':
      return isUpper ? limit.value : 1 - limit.value;
    case 'latency':
      // "p99 below 300 ms" allows 1 % of the requests to be slower than 300 ms.
      return measure.statistic === 'mean' || measure.source === 'overhead'
        ? undefined
        : 1 - Number(measure.statistic.slice(1)) / 100;
    default:
      return undefined;
  }
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
