import fc from 'fast-check';
import {
  HOLD_TIMEOUT,
  PATIENCE,
  ROLLBACK_STEP_RETRIES,
  ROLLBACK_TIMEOUT,
  STEP_RETRIES,
  SUPERSEDE_TIMEOUT,
} from '../../lib/domain/bounds';
import { longestOf } from '../../lib/domain/longest';
import type { Kpi } from '../../lib/domain/blueprint/blueprint';
import { BACKWARD, FORWARD, PATIENT, WATCHFUL } from '../../lib/workflows/asl';

const phase = fc.record({
  name: fc.string(),
  traffic: fc.integer({ min: 1, max: 100 }),
  bakeSeconds: fc.integer({ min: 240, max: 86_400 }),
});

/** Seconds that a retry policy can take when every attempt ends at once or, as throttling does, within seconds. */
function pauses(policy: typeof FORWARD, index = -1): number {
  const retry = policy.at(index);
  const {
    IntervalSeconds: first = 1,
    BackoffRate: rate = 2,
    MaxDelaySeconds: most = Infinity,
    MaxAttempts,
  } = retry ?? { MaxAttempts: 0 };
  return Array.from({ length: MaxAttempts }, (_, attempt) => Math.min(most, first * rate ** attempt)).reduce(
    (a, b) => a + b,
    0,
  );
}

describe('longestOf', () => {
  it('adds what a phase bakes, to the second', () => {
    fc.assert(
      fc.property(
        fc.array(phase, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 86_400 }),
        (phases, more) => {
          const [first, ...rest] = phases;
          if (first === undefined) return;
          const longer = longestOf({ phases: [{ ...first, bakeSeconds: first.bakeSeconds + more }, ...rest] });
          expect(longer.release - longestOf({ phases }).release).toBe(more);
        },
      ),
    );
  });

  it('counts all of a phase again for its staged breach, and a hold that nobody has asked for at each end of a bake', () => {
    const phases = [
      { name: 'a', traffic: 100, bakeSeconds: 86_400, gate: { kind: 'approval' as const, maxSeconds: 7200 } },
    ];
    const once = longestOf({ phases, pauseSeconds: 3600 });
    const staged = longestOf({ phases, pauseSeconds: 3600, kpis: [{ breach: 'staged' } as Kpi] });
    expect(staged.forward - once.forward).toBeGreaterThan(2 * 3600 + 86_400 + 7200);
    const longer = longestOf({ phases, pauseSeconds: 7200 });
    expect(longer.forward - once.forward).toBe(2 * 3600);
    const extended = longestOf({ phases, pauseSeconds: 3600, inconclusive: { extendSeconds: 600, otherwise: 'hold' } });
    expect(extended.forward - once.forward).toBe(600 + 3600);
  });

  it('does not depend on the plan where the way back is concerned', () => {
    const one = longestOf({ phases: [{ name: 'a', traffic: 100, bakeSeconds: 240 }] });
    const two = longestOf({
      phases: [
        { name: 'a', traffic: 1, bakeSeconds: 9000 },
        { name: 'b', traffic: 100, bakeSeconds: 240 },
      ],
    });
    expect(two.toSafety).toBe(one.toSafety);
    expect(one.toSafety).toBeGreaterThan(ROLLBACK_TIMEOUT);
    expect(one.forward).toBeGreaterThan(HOLD_TIMEOUT);
  });

  it('counts how long a start may wait for a release that it supersedes', () => {
    const phases = [{ name: 'a', traffic: 100, bakeSeconds: 240 }];
    const rejects = longestOf({ phases });
    const replaces = longestOf({ phases, supersede: 'replace' });
    expect(replaces).toEqual({ ...rejects, beforehand: rejects.beforehand + SUPERSEDE_TIMEOUT });
    expect(SUPERSEDE_TIMEOUT).toBeGreaterThan(ROLLBACK_TIMEOUT);
  });

  it('allows each step the time that its retries take', () => {
    expect(pauses(FORWARD)).toBeLessThan(STEP_RETRIES);
    expect(pauses(WATCHFUL, -2) + pauses(WATCHFUL)).toBeLessThan(STEP_RETRIES);
    expect(pauses(PATIENT, -2)).toBeLessThan(PATIENCE);
    expect(pauses(BACKWARD)).toBeLessThan(ROLLBACK_STEP_RETRIES);
  });
});
