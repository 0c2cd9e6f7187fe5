import fc from 'fast-check';
import { isManaged } from '../../../lib/domain/managed';
import {
  baselineWeights,
  deployGoal,
  phaseBefore,
  phaseGoal,
  phaseWeights,
  sent,
} from '../../../lib/domain/traffic/phases';
import { firstPlan, plan, release, START } from '../../support/releases';

/** Percent with four decimals, as blueprints have them. */
const shares = fc.integer({ min: 0, max: 1_000_000 }).map((share) => share / 10_000);

describe('weights', () => {
  it('are shares of a hundred, none below zero, whatever the phase', () => {
    fc.assert(
      fc.property(shares, (traffic) => {
        const weights = phaseWeights(plan(), traffic);
        const values = Object.values(weights);
        expect(values.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(100, 10);
        expect(values.every((weight) => weight >= 0)).toBe(true);
        expect(weights['candidate-7']).toBe(traffic);
      }),
    );
  });

  it('of a first deployment are left alone', () => expect(phaseWeights(firstPlan(), 100)).toEqual({}));

  it('of the way back are all on the baseline', () => {
    expect(baselineWeights(plan())).toEqual({ AllTraffic: 100, 'candidate-7': 0 });
  });
});

describe('goals', () => {
  it('have a deadline, and nothing sent yet', () => {
    expect(phaseGoal(plan(), 1, START)).toMatchObject({
      step: 'traffic',
      config: 'fraud-r7-shared',
      weights: { AllTraffic: 50, 'candidate-7': 50 },
      deadline: START + 900_000,
      sends: 0,
      sawWork: false,
    });
    expect(deployGoal(plan(), START)).toMatchObject({ weights: { 'candidate-7': 0 }, instances: { 'candidate-7': 2 } });
  });

  it('count accepted calls only, each to be seen at work anew', () => {
    const goal = { ...phaseGoal(plan(), 1, START), sawWork: true };
    expect(sent(goal, 'busy', START)).toBe(goal);
    expect(sent(goal, 'accepted', START)).toMatchObject({ sends: 1, sentAt: START, sawWork: false });
  });
});

describe('phaseBefore', () => {
  const result = (name: string) => ({
    name,
    traffic: 1,
    startedAt: 0,
    endedAt: 0,
    verdict: 'pass' as const,
    reason: '',
  });

  it('is where a shift comes from, even one that skipped phases', () => {
    expect(phaseBefore(release('shifting', { phase: 0 }))).toBe(-1);
    expect(phaseBefore(release('shifting', { phase: 2, phases: [result('canary')] }))).toBe(0);
    expect(phaseBefore(release('shifting', { phase: 2, phases: [result('canary'), result('half')] }))).toBe(1);
  });
});

describe('isManaged', () => {
  it.each<[string, string[], boolean]>([
    ['fraud', ['fraud'], true],
    ['fraud', ['fraud*'], true],
    ['fraud-eu', ['fraud-*'], true],
    ['Fraud-EU', ['fraud-*'], true],
    ['fraud', ['FRAUD'], true],
    ['fraud', ['*'], true],
    ['my-fraud', ['fraud*'], false],
    ['fraud2', ['fraud'], false],
    ['frauds', ['fraud-*', 'checkout'], false],
    ['fxaud', ['f.aud'], false],
    ['fraud', [], false],
  ])('%s by %j: %s', (endpoint, patterns, managed) => expect(isManaged(endpoint, patterns)).toBe(managed));
});
