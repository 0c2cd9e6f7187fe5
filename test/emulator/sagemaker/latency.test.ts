import { assert, double, nat, property, record, string } from 'fast-check';
import { seededRandom } from '../../../lib/emulator/random';
import { drawLatencies, type Histogram } from '../../../lib/emulator/sagemaker/traffic/latency';
import { normalQuantile } from '../../../lib/emulator/sagemaker/traffic/normal-quantile';

function percentile(histogram: Histogram, p: number): number {
  const sorted = histogram.toSorted(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (seen >= p * total) return value;
  }
  return Number.NaN;
}

describe('drawn latencies', () => {
  it('are as many as there were requests', () => {
    const profiles = record({
      p50: double({ min: 0.001, max: 10, noNaN: true }),
      p99: double({ min: 0.001, max: 50, noNaN: true }),
    });
    assert(
      property(nat(5000), profiles, string(), (n, profile, seed) => {
        const histogram = drawLatencies(seededRandom(seed), n, profile);
        expect(histogram.reduce((sum, [, count]) => sum + count, 0)).toBe(n);
        expect(histogram.every(([value, count]) => Number.isInteger(value) && value >= 0 && count > 0)).toBe(true);
      }),
    );
  });

  it('need few values for many requests', () => {
    expect(drawLatencies(seededRandom(1), 1_000_000, { p50: 0.04, p99: 0.12 }).length).toBeLessThan(61);
  });

  it.each([50, 300, 5000, 200_000])('have the right percentiles when a minute has %d requests', (n) => {
    const random = seededRandom('percentiles');
    const minutes = Array.from({ length: 60 }, () => drawLatencies(random, n, { p50: 0.04, p99: 0.12 }));
    const all = minutes.flat();
    expect(percentile(all, 0.5) / 40_000).toBeCloseTo(1, 1);
    expect(percentile(all, 0.99) / 120_000).toBeCloseTo(1, 1);
  });

  it('let the tail vary from minute to minute as much as single requests would', () => {
    const random = seededRandom('spread');
    const counts = Array.from({ length: 2000 }, () =>
      drawLatencies(random, 1000, { p50: 0.04, p99: 0.12 })
        .filter(([value]) => value > 120_000)
        .reduce((sum, [, count]) => sum + count, 0),
    );
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
    // Binomial with n = 1000 and p = 0.01.
    expect(mean).toBeGreaterThan(9.6);
    expect(mean).toBeLessThan(10.4);
    expect(variance).toBeGreaterThan(8.5);
    expect(variance).toBeLessThan(11.5);
  });

  it.each([42, 55, 90, 125, 180, 240])('vary above %d ms as much as single requests would', (limit) => {
    const random = seededRandom('clumps');
    const counts = Array.from({ length: 1500 }, () =>
      drawLatencies(random, 6000, { p50: 0.04, p99: 0.12 })
        .filter(([value]) => value > limit * 1000)
        .reduce((sum, [, count]) => sum + count, 0),
    );
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
    // One value for many requests at once would make a judge of counts see bursts where there are none.
    expect(variance / (mean * (1 - mean / 6000))).toBeGreaterThan(0.85);
    expect(variance / (mean * (1 - mean / 6000))).toBeLessThan(1.15);
  });

  it('have no spread where p99 is not above p50', () => {
    expect(drawLatencies(seededRandom(1), 1000, { p50: 0.04, p99: 0.04 })).toEqual([[40_000, 1000]]);
  });
});

describe('the normal quantile', () => {
  it.each([
    [0.5, 0],
    [0.99, 2.326347874],
    [0.999, 3.090232306],
    [0.01, -2.326347874],
    [0.8413447461, 1],
  ])('of %d is %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 6);
  });
});
