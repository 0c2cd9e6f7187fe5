import fc from 'fast-check';
import type { EndpointState } from '../../../lib/domain/traffic/endpoint';
import { capacityGoal, sizeFor, whatMaxCapacityIsTooSmallFor } from '../../../lib/domain/traffic/sizing';
import { firstPlan, plan, release, START } from '../../support/releases';

/** The baseline, which had two instances, and the candidate, with `share` percent of the traffic. */
function endpoint(baseline: number, candidate: number, share: number, current = candidate): EndpointState {
  const variant = (name: string, weight: number, desired: number, inService: number) => ({
    name,
    currentWeight: weight,
    desiredWeight: weight,
    currentInstances: inService,
    desiredInstances: desired,
  });
  return {
    name: 'fraud',
    arn: '',
    status: 'InService',
    config: 'fraud-r7-shared',
    variants: [
      variant('AllTraffic', 100 - share, baseline, baseline),
      variant('candidate-7', share, candidate, current),
    ],
    shadowVariants: 0,
  };
}

const capacity = { instanceType: 'ml.g5.xlarge', instances: 1 };

describe('sizeFor', () => {
  it.each([
    ['nothing while the baseline has not grown', endpoint(2, 2, 1), 100, {}],
    ['nothing where a baseline that was scaled in says too little', endpoint(1, 2, 1), 100, {}],
    ['the share of what the baseline has grown to', endpoint(8, 2, 10), 50, { add: 5 }],
    ['all of what the baseline has grown to', endpoint(8, 2, 10), 100, { add: 9 }],
    ['nothing that is there already', endpoint(8, 9, 10), 100, {}],
    ['what was asked for and is not in service yet', endpoint(8, 9, 10, 4), 100, { add: 9 }],
    ['nothing for a share that does not rise', endpoint(8, 2, 50), 25, {}],
    ['no more than twice what a baseline with little traffic has', endpoint(8, 2, 90), 100, { add: 16 }],
  ])('adds %s', (_, at, percent, expected) => {
    expect(sizeFor(plan(), at, percent)).toEqual(expected);
  });

  it('counts in instances of the candidate’s own type', () => {
    expect(sizeFor(plan({ capacity }), endpoint(8, 1, 10), 100)).toEqual({ add: 5 });
  });

  it('goes up to maxCapacity and says when that is too few', () => {
    const capped = plan({ maxCapacity: 6 });
    expect(sizeFor(capped, endpoint(8, 2, 10), 50)).toEqual({ add: 5 });
    expect(sizeFor(capped, endpoint(8, 2, 10), 100)).toEqual({
      add: 6,
      tooFew: '100 % of the traffic needs 9 instances of the new model, and maxCapacity allows 6',
    });
    expect(sizeFor(capped, endpoint(8, 6, 10), 100)).toEqual({ tooFew: expect.stringContaining('needs 9') });
  });

  it('has nothing to size without a baseline', () => {
    expect(sizeFor(firstPlan(), endpoint(8, 2, 10), 100)).toEqual({});
  });

  it('never asks for more than maxCapacity or for fewer than there are, and tells whenever that is too few', () => {
    const count = fc.integer({ min: 1, max: 200 });
    const share = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(count, count, share, share, count, (baseline, candidate, from, to, maxCapacity) => {
        const at = endpoint(baseline, candidate, from);
        const free = sizeFor(plan(), at, to).add ?? candidate;
        const { add = candidate, tooFew } = sizeFor(plan({ maxCapacity }), at, to);
        expect(add).toBe(Math.max(candidate, Math.min(free, maxCapacity)));
        expect({ isTooFew: tooFew !== undefined }).toEqual({ isTooFew: neededFor(baseline, from, to) > maxCapacity });
      }),
    );
  });
});

/** What two instances, or those that the baseline has grown to with its share, make for a share that rises. */
function neededFor(baseline: number, from: number, to: number): number {
  const whole = baseline > 2 ? baseline / Math.max(0.5, 1 - from / 100) : 2;
  return to > from ? Math.ceil((whole * to) / 100 - 1e-9) : 0;
}

describe('whatMaxCapacityIsTooSmallFor', () => {
  it.each([
    ['nothing without a limit', {}, undefined],
    ['nothing where the limit is enough', { maxCapacity: 2 }, undefined],
    [
      'the first phase that needs more than the baseline’s live count allows',
      { maxCapacity: 1 },
      '100 % of the traffic needs 2 instances of the new model, and maxCapacity allows 1: the release will ask a person before phase full',
    ],
    ['nothing where the blueprint itself asks for so few', { maxCapacity: 1, capacity }, undefined],
  ])('tells %s', (_, change, expected) => {
    expect(whatMaxCapacityIsTooSmallFor(plan(change))).toBe(expected);
  });
});

describe('capacityGoal', () => {
  it('leaves the traffic where it is', () => {
    const weights = { AllTraffic: 90, 'candidate-7': 10 };
    expect(capacityGoal(release('shifting', { weights }), 9, START)).toMatchObject({
      step: 'capacity',
      weights,
      instances: { 'candidate-7': 9 },
    });
  });
});
