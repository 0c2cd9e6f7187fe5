import * as fc from 'fast-check';
import { LIFT_PRIOR, LIFTS } from '../../../lib/domain/evidence/likelihood';
import {
  alwaysValidP,
  logEvidence,
  logMean,
  logSum,
  multiply,
  newMixture,
  openLook,
} from '../../../lib/domain/evidence/mixture';
import { freshHarm } from './support';

describe('mixture', () => {
  it('starts with evidence 1', () => {
    expect(logEvidence(newMixture(LIFT_PRIOR))).toBeCloseTo(0, 12);
    expect(alwaysValidP(newMixture(LIFT_PRIOR))).toBe(1);
  });

  it('keeps its evidence when a look is opened, whatever it is', () => {
    const factors = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(factors, { maxLength: 8 }), (looks) => {
        let mixture = freshHarm();
        for (const look of looks) {
          mixture = multiply(mixture, look);
          const opened = openLook(mixture, LIFT_PRIOR);
          expect(logEvidence(opened)).toBeCloseTo(logEvidence(mixture), 9);
          mixture = opened;
        }
      }),
    );
  });

  it('stakes no more than 1 over any number of looks', () => {
    let mixture = newMixture(LIFT_PRIOR);
    for (let look = 0; look < 5_000; look++) mixture = openLook(mixture, LIFT_PRIOR);
    expect(Math.exp(logSum(mixture.logs))).toBeLessThan(1);
    expect(logEvidence(mixture)).toBeCloseTo(0, 9);
  });

  it('remembers its highest evidence and derives the p-value from it', () => {
    const up = multiply(
      freshHarm(),
      LIFTS.map(() => 5),
    );
    const down = multiply(
      up,
      LIFTS.map(() => -9),
    );
    expect(down.peak).toBe(up.peak);
    expect(logEvidence(down)).toBeLessThan(up.peak);
    expect(alwaysValidP(down)).toBeCloseTo(Math.exp(-up.peak), 12);
  });

  it('finds harm that begins late much sooner than a single bet from the start would', () => {
    const healthy = LIFTS.map(() => -1);
    const harmful = LIFTS.map(() => 1);
    let mixture = newMixture(LIFT_PRIOR);
    for (let look = 0; look < 60; look++) mixture = multiply(openLook(mixture, LIFT_PRIOR), healthy);
    let looks = 0;
    while (logEvidence(mixture) < Math.log(100)) {
      mixture = multiply(openLook(mixture, LIFT_PRIOR), harmful);
      looks++;
    }
    // A single bet would have to win back 60 first.
    expect(looks).toBeLessThan(20);
  });

  it('refuses stored evidence of another shape', () => {
    expect(() => multiply(newMixture([0.5, 0.5]), [1, 2, 3])).toThrow('3 factors for the 2 components');
  });
});

describe('logSum and logMean', () => {
  it('stay in range where exp() does not', () => {
    expect(logSum([1e9, 1e9])).toBeCloseTo(1e9 + Math.LN2, 5);
    expect(logSum([-1e9, -1e9])).toBeCloseTo(-1e9 + Math.LN2, 5);
    expect(logMean([3, 3, 3])).toBeCloseTo(3, 12);
  });
});
