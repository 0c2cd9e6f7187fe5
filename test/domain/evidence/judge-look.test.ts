import {
  judgeLook,
  beginPhase,
  waiveHarm,
  type KpiEvidence,
  type KpiLook,
} from '../../../lib/domain/evidence/judge-look';
import { pair } from './support';

const BAKED = { against: 'baseline', isBakeOver: true } as const;

function errors(candidate: string, baseline: string): KpiLook {
  return { kind: 'counts', name: 'error_rate', limit: 0.01, burst: 1, periods: [pair(candidate, baseline)] };
}

function latency(candidate: number, baseline: number, periods: number): KpiLook {
  const all = Array.from({ length: periods }, () => ({ candidate, baseline }));
  return { kind: 'values', name: 'p99_latency', limit: 300, harm: 'above', statistic: 'other', periods: all };
}

const GOOD = { errors: errors('1/500', '9/4500'), latency: latency(200, 210, 12) };
const BAD = { errors: errors('50/500', '9/4500'), latency: latency(400, 210, 12) };
const THIN = { errors: errors('0/5', '0/45'), latency: latency(200, 210, 1) };
const INCIDENT = errors('60/500', '540/4500');

function limitOf(kpis: readonly KpiLook[], alpha: number): number {
  return Math.exp(judgeLook(kpis, { ...BAKED, settings: { alpha } }).findings[0]!.logLimit);
}

/** The KPI at its next look, without a new period. */
function goOn(kpi: KpiLook, evidence: KpiEvidence): KpiLook {
  if (kpi.kind === 'counts' && evidence.kind === 'counts') return { ...kpi, periods: [], evidence };
  if (kpi.kind === 'values' && evidence.kind === 'values') return { ...kpi, periods: [], evidence };
  throw new Error(`${kpi.kind} cannot go on from ${evidence.kind}`);
}

describe('judgeLook', () => {
  it.each([
    ['pass', [GOOD.errors, GOOD.latency], ['error_rate', 'p99_latency']],
    ['inconclusive', [THIN.errors, GOOD.latency], ['error_rate']],
    ['inconclusive', [GOOD.errors, THIN.latency], ['p99_latency']],
    ['fail', [BAD.errors, GOOD.latency], ['error_rate']],
    ['fail', [THIN.errors, BAD.latency], ['p99_latency']],
    ['fail', [BAD.errors, BAD.latency], ['error_rate', 'p99_latency']],
  ])('folds to the worst verdict, %s, and names the KPIs that have it', (verdict, kpis, named) => {
    const judgement = judgeLook(kpis, BAKED);
    expect(judgement).toMatchObject({ verdict, incident: false });
    expect(judgement.reason.match(/\w+_\w+(?=: )/g)).toEqual(named);
  });

  it('is inconclusive without KPIs', () => {
    expect(judgeLook([], BAKED)).toEqual({
      verdict: 'inconclusive',
      incident: false,
      reason: 'no KPI to judge by',
      findings: [],
    });
  });

  it('reports an incident unless the candidate is to blame for something', () => {
    expect(judgeLook([INCIDENT, GOOD.latency], BAKED)).toMatchObject({ verdict: 'inconclusive', incident: true });
    expect(judgeLook([INCIDENT, BAD.latency], BAKED)).toMatchObject({ verdict: 'fail', incident: false });
  });

  it('raises the limit with the number of KPIs and with a smaller alpha', () => {
    expect(limitOf([GOOD.errors], 0.01)).toBeCloseTo(100, 6);
    expect(limitOf([GOOD.errors, GOOD.latency], 0.01)).toBeCloseTo(200, 6);
    expect(limitOf([GOOD.errors], 0.001)).toBeCloseTo(1_000, 6);
  });

  it('goes on from evidence that was stored as JSON', () => {
    const kpis = [GOOD.errors, GOOD.latency];
    const stored = judgeLook(kpis, BAKED).findings.map(({ evidence }) => evidence);
    const restored: typeof stored = JSON.parse(JSON.stringify(stored));
    expect(restored).toEqual(stored);
    const resume = (evidence: typeof stored): unknown =>
      judgeLook(
        kpis.map((kpi, index) => goOn(kpi, evidence[index]!)),
        BAKED,
      );
    expect(resume(restored)).toEqual(resume(stored));
  });

  it('keeps evidence small enough for a record', () => {
    const evidence = judgeLook([BAD.errors, BAD.latency], BAKED).findings.map((finding) => finding.evidence);
    expect(JSON.stringify(evidence).length).toBeLessThan(2_500);
  });
});

describe('beginPhase', () => {
  it.each([BAD.errors, BAD.latency])('keeps the evidence of harm and counts anew', (kpi) => {
    const { evidence } = judgeLook([kpi], BAKED).findings[0]!;
    const next = judgeLook([goOn(kpi, beginPhase(evidence))], BAKED);
    expect(next.findings[0]!.logEvidence).toBe(judgeLook([kpi], BAKED).findings[0]!.logEvidence);
    expect(next.reason).toContain(kpi.kind === 'counts' ? 'no candidate requests' : 'no period with data');
  });
});

describe('waiveHarm', () => {
  it.each([BAD.errors, BAD.latency])('begins the evidence of harm anew', (kpi) => {
    const { evidence } = judgeLook([kpi], BAKED).findings[0]!;
    const next = judgeLook([goOn(kpi, waiveHarm(evidence))], BAKED);
    expect(next.findings[0]).toMatchObject({ logEvidence: 0 });
    expect(next.verdict).not.toBe('fail');
  });
});
