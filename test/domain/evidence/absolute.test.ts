import {
  logDetected,
  newDetector,
  watchLimit,
  weighAgainstLimit,
  type Detector,
} from '../../../lib/domain/evidence/absolute';
import type { Counts } from '../../../lib/domain/evidence/counts';
import { logEvidence } from '../../../lib/domain/evidence/mixture';
import { seededRandom } from '../../../lib/emulator/random';
import { freshHarm } from './support';

const TEST = { limit: 0.01, burst: 1 };
const CEILING = Math.log(1_000);

function logAfter(failures: number): number {
  return logEvidence(weighAgainstLimit(freshHarm(), { requests: 1_000, failures }, TEST));
}

function run(counts: Counts, times: number): Detector {
  let detector = newDetector();
  for (let period = 0; period < times; period++) detector = watchLimit(detector, counts, { ...TEST, ceiling: CEILING });
  return detector;
}

function isLoud(log: number): boolean {
  return log >= Math.log(100);
}

/** Periods of `counts` that it takes a detector to get where `isThere`. */
function periodsUntil(isThere: (log: number) => boolean, detector: Detector, counts: Counts): number {
  let [now, periods] = [detector, 0];
  for (; !isThere(logDetected(now)) && periods < 1_000; periods++) {
    now = watchLimit(now, counts, { ...TEST, ceiling: CEILING });
  }
  return periods;
}

describe('weighAgainstLimit', () => {
  it('rises while the limit is broken and falls while it is kept', () => {
    expect(logAfter(40)).toBeGreaterThan(Math.log(100));
    expect(logAfter(10)).toBeLessThan(0);
    expect(logAfter(0)).toBeLessThan(logAfter(10));
  });

  it('finds no evidence without requests', () => {
    const fresh = freshHarm();
    expect(weighAgainstLimit(fresh, { requests: 0, failures: 0 }, TEST)).toBe(fresh);
  });

  it('stays finite at 10^9 requests', () => {
    const { logs } = weighAgainstLimit(freshHarm(), { requests: 1e9, failures: 1e9 }, { limit: 1e-6, burst: 1 });
    expect(logs.every(Number.isFinite)).toBe(true);
  });

  it('takes a limit of 0 for one in a million: two failures of a hundred are enough', () => {
    const strict = { limit: 0, burst: 1 };
    const log = (failures: number): number =>
      logEvidence(weighAgainstLimit(freshHarm(), { requests: 100, failures }, strict));
    expect(log(0)).toBeLessThanOrEqual(0);
    expect(log(2)).toBeGreaterThan(Math.log(100));
  });

  it('never finds a limit of 100 % broken', () => {
    const log = logEvidence(weighAgainstLimit(freshHarm(), { requests: 100, failures: 100 }, { limit: 1, burst: 1 }));
    expect(log).toBeCloseTo(0, 12);
  });

  it.each([-0.1, Number.NaN])('refuses a limit of %d, which is no share', (limit) => {
    expect(() => weighAgainstLimit(freshHarm(), { requests: 9, failures: 1 }, { limit, burst: 1 })).toThrow(
      'at least 0',
    );
  });
});

describe('watchLimit', () => {
  const broken = { requests: 1_000, failures: 40 };
  const kept = { requests: 1_000, failures: 2 };

  it('is not slowed down by hours in which the limit was kept', () => {
    expect(periodsUntil(isLoud, run(kept, 500), broken)).toBe(periodsUntil(isLoud, newDetector(), broken));
  });

  it('forgets a breach within minutes of its end, however long it was', () => {
    expect(isLoud(logDetected(run(broken, 500)))).toBe(true);
    expect(periodsUntil((log) => !isLoud(log), run(broken, 500), kept)).toBeLessThan(5);
  });

  it('sees a breach that is near the limit, in time', () => {
    expect(isLoud(logDetected(run({ requests: 10_000, failures: 125 }, 40)))).toBe(true);
  });

  it('raises false alarms, at the limit itself, less often than once in as many periods as its evidence', () => {
    const random = seededRandom('detector');
    let [alarms, detector] = [0, newDetector()];
    for (let period = 0; period < 20_000; period++) {
      detector = watchLimit(
        detector,
        { requests: 200, failures: random.binomial(200, 0.01) },
        { ...TEST, ceiling: 99 },
      );
      if (logDetected(detector) < Math.log(100)) continue;
      alarms++;
      detector = newDetector();
    }
    expect(alarms).toBeLessThan(200);
    expect(alarms).toBeGreaterThan(0);
  });
});
