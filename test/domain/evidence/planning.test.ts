import * as fc from 'fast-check';
import { weighAgainstBaseline } from '../../../lib/domain/evidence/conditional';
import { LIFT_PRIOR } from '../../../lib/domain/evidence/likelihood';
import { newMixture, openLook } from '../../../lib/domain/evidence/mixture';
import { detectableWithin, minutesToDetect } from '../../../lib/domain/evidence/planning';
import { seededRandom } from '../../../lib/emulator/random';

const TRAFFIC = { requestsPerMinute: 1_200, failureRate: 0.005, share: 0.1 };
const SENSITIVITY = { alpha: 0.01, kpis: 1, tolerance: 1.1, burst: 1 };

function meanMinutes(risk: number, traffic: typeof TRAFFIC, burst = 1): number {
  const runs = 200;
  let sum = 0;
  for (let run = 0; run < runs; run++) {
    const random = seededRandom(`planning ${risk} ${run}`);
    const [toCandidate, toBaseline] = [
      traffic.requestsPerMinute * traffic.share,
      traffic.requestsPerMinute * (1 - traffic.share),
    ];
    let evidence = newMixture(LIFT_PRIOR);
    for (; evidence.peak < Math.log(100); sum++) {
      const period = {
        candidate: { requests: toCandidate, failures: random.binomial(toCandidate, traffic.failureRate * risk) },
        baseline: { requests: toBaseline, failures: random.binomial(toBaseline, traffic.failureRate) },
      };
      evidence = weighAgainstBaseline(openLook(evidence, LIFT_PRIOR), period, { tolerance: 1.1, burst });
    }
  }
  return sum / runs;
}

describe('minutesToDetect', () => {
  it.each([
    [3, TRAFFIC, 1],
    [4, TRAFFIC, 1],
    [4, TRAFFIC, 3],
    [20, { ...TRAFFIC, requestsPerMinute: 120 }, 1],
    [4, { ...TRAFFIC, share: 0.5 }, 1],
  ])('foresees what a simulation shows: %dx, %j, burst %i', (risk, traffic, burst) => {
    const foreseen = minutesToDetect(risk, traffic, { ...SENSITIVITY, burst });
    const seen = meanMinutes(risk, traffic, burst);
    expect(foreseen / seen).toBeGreaterThan(0.7);
    expect(foreseen / seen).toBeLessThan(1.3);
  });

  it.each([
    ['nothing is worse', 1, TRAFFIC],
    ['the candidate gets no traffic', 50, { ...TRAFFIC, share: 0 }],
    ['nothing is left to compare with', 50, { ...TRAFFIC, share: 1 }],
    ['nobody calls', 50, { ...TRAFFIC, requestsPerMinute: 0 }],
  ])('is infinite when %s', (_, risk, traffic) => {
    expect(minutesToDetect(risk, traffic, SENSITIVITY)).toBe(Number.POSITIVE_INFINITY);
  });

  it('shrinks with the risk and grows with the number of KPIs', () => {
    fc.assert(
      fc.property(fc.double({ min: 2, max: 90, noNaN: true }), fc.integer({ min: 2, max: 20 }), (risk, kpis) => {
        const minutes = minutesToDetect(risk, TRAFFIC, SENSITIVITY);
        expect(minutesToDetect(risk * 1.1, TRAFFIC, SENSITIVITY)).toBeLessThan(minutes);
        expect(minutesToDetect(risk, TRAFFIC, { ...SENSITIVITY, kpis })).toBeGreaterThan(minutes);
      }),
    );
  });
});

describe('detectableWithin', () => {
  it.each([2, 10, 60])('is the risk that takes %i minutes', (minutes) => {
    const risk = detectableWithin(minutes, TRAFFIC, SENSITIVITY);
    expect(minutesToDetect(risk!, TRAFFIC, SENSITIVITY)).toBeCloseTo(minutes, 4);
  });

  it('is undefined where even failing every request would not be noticed', () => {
    expect(detectableWithin(10, { ...TRAFFIC, requestsPerMinute: 1 }, SENSITIVITY)).toBeUndefined();
    expect(detectableWithin(10, { ...TRAFFIC, share: 1 }, SENSITIVITY)).toBeUndefined();
  });
});
