import type { EndpointState } from '../../../lib/domain/traffic/endpoint';
import { findDrift } from '../../../lib/domain/traffic/drift';
import { newRelease } from '../../../lib/domain/release/claims';
import { phaseGoal } from '../../../lib/domain/traffic/phases';
import { plan as planOf } from '../../support/releases';

const variant = (name: string, weight: number) => ({
  name,
  currentWeight: weight,
  desiredWeight: weight,
  currentInstances: 2,
  desiredInstances: 2,
});

const plan = planOf();
const { baseline, candidate } = plan;
if (baseline === undefined) throw new Error('the plan has no baseline');

const weights = (share: number) => ({ [baseline.variant]: 100 - share, [candidate.variant]: share });

function endpoint(share: number, changes: Partial<EndpointState> = {}): EndpointState {
  return {
    name: plan.blueprint.endpoint,
    arn: '',
    status: 'InService',
    config: candidate.sharedConfig,
    variants: [variant(baseline?.variant ?? '', 100 - share), variant(candidate.variant, share)],
    shadowVariants: 0,
    ...changes,
  };
}

const release = {
  ...newRelease(7, { id: 'x', strategy: 'canary', execution: 'e', at: 0 }),
  plan,
  weights: weights(10),
};

describe('findDrift', () => {
  it.each([
    ['the weights are those that were read back last', endpoint(10)],
    ['the weights differ only as 32-bit floats do', endpoint(10.000001)],
    ['the endpoint is at work, so that its weights cannot tell', endpoint(37, { status: 'Updating' })],
    ['the final config is on its way', endpoint(10, { pendingConfig: candidate.finalConfig })],
  ])('finds nothing where %s', (_, state) => {
    expect(findDrift(release, state)).toBeUndefined();
  });

  it('finds nothing where the weights are those that were just asked for', () => {
    expect(
      findDrift({ ...release, goal: { ...phaseGoal(plan, 0, 0), weights: weights(50) } }, endpoint(50)),
    ).toBeUndefined();
  });

  it('takes the word of a record that does not say which weights were read back', () => {
    const { weights: _, ...older } = release;
    expect(findDrift(older, endpoint(37))).toBeUndefined();
  });

  it.each([
    ['other weights', endpoint(50), /changed the weights/],
    ['another config', endpoint(10, { config: 'theirs' }), /to theirs/],
    ['a config that is being deployed', endpoint(10, { pendingConfig: 'theirs' }), /to theirs/],
    ['no endpoint', undefined, /deleted/],
  ])('finds %s', (_, state, reason) => {
    expect(findDrift(release, state)).toMatch(reason);
  });
});
