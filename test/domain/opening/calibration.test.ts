import { calibrate, calibrationQueries, calibrationSpan } from '../../../lib/domain/opening/calibration';
import type { Plan } from '../../../lib/domain/release/release';
import { blueprintOf, SHORT } from '../blueprint/support';

const kpi = {
  error_rate: '< 1%',
  p99_latency: '< 300ms',
  mean_latency: '< 90ms',
  success_rate: { limit: '> 98%', burst: 7 },
};

const plan = (baseline = true): Plan => ({
  blueprint: blueprintOf({ ...SHORT, kpi }),
  endpointArn: '',
  ...(baseline && { baseline: { variant: 'AllTraffic', model: 'v1', config: 'c', instances: 1 } }),
  candidate: {
    variant: 'candidate-1',
    model: 'v2',
    instanceType: 'ml.m5.large',
    instances: 1,
    sharedConfig: 's',
    finalConfig: 'f',
    finalVariant: 'AllTraffic',
  },
});

function reading(name: string, failures: readonly number[], uncountable = false) {
  const counts = failures.map((count, index) => ({ start: index * 60_000, requests: 1000, failures: count }));
  return { kpi: name, arm: 'baseline' as const, counts, values: [], ...(uncountable && { uncountable }) };
}

describe('calibrate', () => {
  it('asks about the KPIs that count requests, on the baseline', () => {
    expect(
      calibrationQueries(plan()).map(({ kpi: { name }, arm, variant, probe }) => [name, arm, variant, probe]),
    ).toEqual([
      ['error_rate', 'baseline', 'AllTraffic', true],
      ['success_rate', 'baseline', 'AllTraffic', true],
      ['p99_latency', 'baseline', 'AllTraffic', true],
    ]);
    expect(calibrationQueries(plan(false))).toEqual([]);
  });

  it('estimates bursts from the past, takes those that are given, and assumes three where there is no telling', () => {
    const steady = Array.from({ length: 60 }, (_, index) => 4 + (index % 2));
    const clustered = Array.from({ length: 60 }, (_, index) => (index % 6 === 0 ? 30 : 0));
    const found = calibrate(plan(), [reading('error_rate', clustered), reading('success_rate', clustered)]);
    expect(found['error_rate']?.burst).toBeGreaterThan(5);
    expect(found['success_rate']?.burst).toBe(7);
    expect(found['p99_latency']?.burst).toBe(3);
    expect(calibrate(plan(), [reading('error_rate', steady)])['error_rate']?.burst).toBe(1);
    expect(found).not.toHaveProperty('mean_latency');
  });

  it('remembers that latencies cannot be counted', () => {
    const found = calibrate(plan(), [reading('p99_latency', [0, 0], true)]);
    expect(found['p99_latency']).toEqual({ burst: 3, byValue: true });
  });

  it('looks at complete minutes of one hour, and not at the last, which may still change', () => {
    const now = Date.UTC(2026, 0, 5, 9, 30, 40);
    const { from, to } = calibrationSpan(now);
    expect(new Date(to).toISOString()).toBe('2026-01-05T09:29:00.000Z');
    expect(to - from).toBe(3_600_000);
  });
});
