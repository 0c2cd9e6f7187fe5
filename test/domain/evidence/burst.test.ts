import { estimateBurst } from '../../../lib/domain/evidence/burst';
import type { Counts } from '../../../lib/domain/evidence/counts';
import { seededRandom } from '../../../lib/emulator/random';

function history(options: {
  seed: string;
  cluster: number;
  rate: (minute: number) => number;
  minutes?: number;
}): Counts[] {
  const random = seededRandom(options.seed);
  return Array.from({ length: options.minutes ?? 120 }, (_, minute) => {
    const requests = random.poisson(1_200);
    const failures = options.cluster * random.poisson((requests * options.rate(minute)) / options.cluster);
    return { requests, failures: Math.min(requests, failures) };
  });
}

function wave(minute: number): number {
  return 0.005 * (1 + 0.9 * Math.sin(minute / 20));
}

const seeds = Array.from({ length: 200 }, (_, index) => `history ${index}`);

describe('estimateBurst', () => {
  it('leaves independent failures untempered in at least nine of ten cases', () => {
    const bursts = seeds.map((seed) => estimateBurst(history({ seed, cluster: 1, rate: () => 0.005 })).burst);
    expect(bursts.filter((burst) => burst === 1).length).toBeGreaterThanOrEqual(180);
    expect(Math.max(...bursts)).toBeLessThanOrEqual(2);
  });

  it('does not take the rise and fall of a day for bursts', () => {
    const bursts = seeds.map((seed) => estimateBurst(history({ seed, cluster: 1, rate: wave })).burst);
    expect(bursts.filter((burst) => burst === 1).length).toBeGreaterThanOrEqual(180);
  });

  it.each([3, 5, 10])('finds bursts of %i, on average and nearly always by most of their size', (cluster) => {
    const found = seeds.map((seed) => estimateBurst(history({ seed, cluster, rate: () => 0.005 })));
    const mean = found.reduce((sum, { dispersion }) => sum + (dispersion ?? 0), 0) / found.length;
    expect(mean).toBeGreaterThan(0.9 * cluster);
    expect(mean).toBeLessThan(1.1 * cluster);
    expect(found.filter(({ burst }) => burst >= 0.7 * cluster).length).toBeGreaterThanOrEqual(180);
  });

  it('assumes a request and two retries where too little has failed to tell', () => {
    expect(estimateBurst([])).toEqual({ dispersion: undefined, burst: 3 });
    expect(estimateBurst(history({ seed: 'quiet', cluster: 1, rate: () => 0.00001 })).burst).toBe(3);
  });

  it('skips periods without requests', () => {
    const busy = history({ seed: 'gaps', cluster: 1, rate: () => 0.005 });
    const gaps = busy.flatMap((counts) => [counts, { requests: 0, failures: 0 }]);
    expect(estimateBurst(gaps)).toEqual({ dispersion: undefined, burst: 3 });
  });
});
