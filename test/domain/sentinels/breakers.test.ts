import type { Watched } from '../../../lib/domain/sentinels/breaker-trips';
import type { Kpi } from '../../../lib/domain/blueprint/blueprint';
import { type Breaker, breakersOf } from '../../../lib/domain/sentinels/breakers';
import { evaluateExpression } from '../../../lib/emulator/cloudwatch/math/evaluate';
import { parseExpression } from '../../../lib/emulator/cloudwatch/math/parse';
import { parseAlarmName } from '../../../lib/domain/names';
import { blueprint, plan, STACK, START } from '../../support/releases';

const COMPARED: Watched = { variant: 'candidate-7', baseline: 'AllTraffic' };
const ALONE: Watched = { variant: 'AllTraffic', label: 'final-' };

/** The limit of a breaker in CloudWatch. Source: CloudWatch API, PutMetricAlarm. */
const MOST_METRICS = 10;
const LONGEST_EXPRESSION = 2048;
const LONGEST_DESCRIPTION = 1024;

function breakers(kpi: Readonly<Record<string, unknown>>, watched = COMPARED, change: Partial<Kpi> = {}): Breaker[] {
  const read = blueprint({ kpi, alarms: [] });
  const kpis = read.kpis.map((one) => ({ ...one, ...change }));
  return breakersOf(STACK, 7, { ...plan(), blueprint: { ...read, kpis } }, watched);
}

function metricBreaker(...given: Parameters<typeof breakers>) {
  const [breaker] = breakers(...given);
  if (breaker?.kind !== 'metric') throw new Error('no breaker');
  return breaker;
}

/** What a breaker's expression makes of one period, and whether the alarm would fire. */
function fires(breaker: ReturnType<typeof metricBreaker>, values: Readonly<Record<string, number>>): boolean {
  const series = (name: string) => ({ label: name, points: [values[name]] });
  const value = evaluateExpression(parseExpression(breaker.expression, 'trips'), {
    id: 'trips',
    grid: { start: START, period: 60_000, count: 1 },
    // A variant that has had traffic has a series; this period may be missing from it.
    fillEmptySeries: true,
    resolve: (name) =>
      breaker.metrics.some(({ id }) => id === name) ? { type: 'series', series: series(name) } : undefined,
    metrics: () => [],
    periodOf: () => 60,
  });
  const point = value.type === 'series' ? value.series.points[0] : value.type === 'scalar' ? value.value : undefined;
  return point !== undefined && point > breaker.threshold;
}

/** Requests and failures of both variants, as the metrics of an error rate have them. */
function minute(candidate: readonly [number, number] | undefined, baseline: readonly [number, number] | undefined) {
  return {
    ...(candidate && { cn: candidate[0], ce0: candidate[1], ce1: 0 }),
    ...(baseline && { bn: baseline[0], be0: baseline[1], be1: 0 }),
  };
}

describe('the breaker of an error rate in an incident on both variants', () => {
  const breaker = metricBreaker({ error_rate: '< 1%' });

  it.each<[readonly [number, number], readonly [number, number], boolean]>([
    // Three times as many by chance, among few.
    [[118, 10], [1086, 29], false],
    [[113, 10], [1006, 23], false],
    [[120, 16], [1080, 43], false],
    // Too much for chance.
    [[120, 24], [1080, 43], true],
    [[120, 60], [1080, 43], true],
    [[600, 100], [600, 30], true],
  ])('%j against %j fires: %j', (candidate, baseline, expected) => {
    expect(fires(breaker, minute(candidate, baseline))).toBe(expected);
  });

  it('blames a healthy candidate less than once in a hundred thousand minutes', () => {
    // Poisson counts around 4 % of 120 and of 1,080 requests.
    const weights = (mean: number, most: number): readonly number[] => {
      const all = [Math.exp(-mean)];
      for (let count = 1; count <= most; count++) all.push(((all[count - 1] ?? 0) * mean) / count);
      return all;
    };
    let chance = 0;
    for (const [failed, weight] of weights(4.8, 30).entries()) {
      for (const [others, weightOfOthers] of weights(43.2, 90).entries()) {
        const both = weight * weightOfOthers;
        if (failed >= 10 && both > 1e-12 && fires(breaker, minute([120, failed], [1080, others]))) chance += both;
      }
    }
    expect(chance).toBeGreaterThan(0);
    expect(chance).toBeLessThan(1e-5);
  });
});

describe('the breaker of failures that come in bursts', () => {
  const told = (burst: number) =>
    metricBreaker({ error_rate: '< 0.5%' }, { ...COMPARED, bursts: { error_rate: burst } });

  it.each([
    [1, 9, false],
    [1, 10, true],
    [3, 11, false],
    [3, 12, true],
    [10, 39, false],
    [10, 40, true],
  ])('of %d with %d failures in a minute fires: %j', (burst, failures, expected) => {
    expect(fires(told(burst), minute([100, failures], [9900, 10]))).toBe(expected);
  });
});

describe('the breaker of an error rate', () => {
  const breaker = metricBreaker({ error_rate: '< 0.5%' });

  it.each<[string, readonly [number, number] | undefined, readonly [number, number] | undefined, boolean]>([
    ['fires when the candidate alone breaks', [100, 20], [9900, 10], true],
    ['stays quiet in an incident on both', [100, 20], [9900, 1980], false],
    ['fires when the candidate is much worse in it', [100, 60], [9900, 990], true],
    ['stays quiet when nine requests failed', [20, 9], [1980, 0], false],
    ['fires when ten did', [20, 10], [1980, 0], true],
    ['stays quiet just above the judged limit', [10_000, 100], [10_000, 10], false],
    ['fires where the baseline has too little traffic to compare', [100, 20], [19, 4], true],
    ['fires where the baseline has none', [100, 20], undefined, true],
    ['stays quiet where the candidate has none', undefined, [9900, 9900], false],
  ])('%s', (_, candidate, baseline, expected) => {
    expect(fires(breaker, minute(candidate, baseline))).toBe(expected);
  });

  it('fires on the final variant alone', () => {
    const final = metricBreaker({ error_rate: '< 0.5%' }, ALONE);
    expect(final.metrics.every(({ dimensions }) => dimensions['VariantName'] === 'AllTraffic')).toBe(true);
    expect(fires(final, { cn: 1000, ce0: 51, ce1: 0 })).toBe(true);
    expect(fires(final, { cn: 1000, ce0: 50, ce1: 0 })).toBe(false);
  });
});

describe('the breaker of a latency', () => {
  const breaker = metricBreaker({ p99_latency: '< 300ms' });
  const slow = (cl: number, bl: number, cn = 100) => ({ cn, cl: cl * 1e6, bn: 1000, bl: bl * 1e6 });

  it.each([
    ['fires far above the limit', slow(1.6, 0.2), true],
    ['stays quiet near it', slow(1.4, 0.2), false],
    ['stays quiet when the baseline is slow too', slow(1.6, 0.6), false],
    ['stays quiet over few requests', slow(9, 0.2, 19), false],
    ['stays quiet without data', {}, false],
  ])('%s', (_, values, expected) => expect(fires(breaker, values)).toBe(expected));
});

describe('breakersOf', () => {
  it('makes one for each KPI whose breach rolls back at once, and a composite over the user’s alarms', () => {
    const all = breakersOf(STACK, 7, plan({ kpi: { error_rate: '< 0.5%', p99_latency: '< 1s' } }), COMPARED);
    expect(all.map(({ kind, name }) => [kind, name])).toEqual([
      ['metric', 'rollouts/Rollouts/fraud/7/error_rate'],
      ['metric', 'rollouts/Rollouts/fraud/7/p99_latency'],
      ['composite', 'rollouts/Rollouts/fraud/7/alarms'],
    ]);
    expect(all.every(({ name }) => parseAlarmName(STACK, name) !== undefined)).toBe(true);
  });

  it.each<[string, Partial<Kpi>]>([
    ['retreats by stages', { breach: 'staged' }],
    ['holds', { breach: 'hold' }],
    ['is a dry run', { dryRun: true }],
    ['wants none', { breaker: 'none' }],
  ])('makes none for a KPI that %s', (_, change) => {
    expect(breakers({ error_rate: '< 0.5%' }, COMPARED, change)).toEqual([]);
  });

  it('makes none of a metric that cannot tell the variants apart', () => {
    const metric = { namespace: 'Shop', name: 'PaySuccess', kind: 'rate' };
    expect(breakers({ pay_success: { metric, limit: '> 98%' } })).toEqual([]);
    const told = { ...metric, dimensions: { Variant: '{variant}' } };
    const breaker = metricBreaker({ pay_success: { metric: told, limit: '> 98%' } });
    expect(breaker.metrics.map(({ dimensions }) => dimensions['Variant'])).toEqual([
      'candidate-7',
      'candidate-7',
      'AllTraffic',
      'AllTraffic',
    ]);
    // 100 payments, 40 of which failed.
    expect(fires(breaker, { cn: 100, cx: 60, bn: 1000, bx: 990 })).toBe(true);
    expect(fires(breaker, { cn: 100, cx: 95, bn: 1000, bx: 990 })).toBe(false);
  });

  it('keeps to the bounds of an alarm', () => {
    for (const breaker of breakers({ error_rate: '< 0.5%', success_rate: '> 99%', p99_latency: '< 300ms' })) {
      expect(breaker.description.length).toBeLessThanOrEqual(LONGEST_DESCRIPTION);
      expect(breaker).toMatchObject({ kind: 'metric' });
      const { metrics, expression } = breaker as Extract<Breaker, { kind: 'metric' }>;
      expect(metrics.length).toBeLessThanOrEqual(MOST_METRICS);
      expect(expression.length).toBeLessThanOrEqual(LONGEST_EXPRESSION);
      expect(metrics.every(({ id }) => /^[a-z]\w*$/.test(id))).toBe(true);
    }
  });
});
