import type { EndpointState } from '../../../lib/domain/traffic/endpoint';
import {
  countBaseline,
  describeMissing,
  missingInstances,
  refillGoal,
} from '../../../lib/domain/traffic/baseline-count';
import { firstPlan, goingBack, release, START } from '../../support/releases';

function endpoint(current: number, desired = current, config = 'fraud-r7-shared'): EndpointState {
  const weights = { currentWeight: 100, desiredWeight: 100 };
  const live = { name: 'AllTraffic', ...weights, currentInstances: current, desiredInstances: desired };
  return { name: 'fraud', arn: '', status: 'InService', config, variants: [live], shadowVariants: 0 };
}

describe('countBaseline', () => {
  it('keeps the highest count that the baseline was seen with', () => {
    const grown = countBaseline(release('shifting', { baselineInstances: 4 }), endpoint(6));
    expect(grown.baselineInstances).toBe(6);
    expect(countBaseline(grown, endpoint(2)).baselineInstances).toBe(6);
  });

  it('counts nothing where the release holds no count', () => {
    const uncounted = release('shifting');
    expect(countBaseline(uncounted, endpoint(6))).toBe(uncounted);
    const counted = release('shifting', { baselineInstances: 4 });
    expect(countBaseline(counted, undefined)).toBe(counted);
  });
});

describe('missingInstances', () => {
  const back = goingBack({ baselineInstances: 4 });

  it.each([
    ['taken away', endpoint(2), { variant: 'AllTraffic', current: 2, desired: 2, before: 4 }],
    ['lost', endpoint(3, 4), { variant: 'AllTraffic', current: 3, desired: 4, before: 4 }],
    ['on their way out', endpoint(4, 2), { variant: 'AllTraffic', current: 4, desired: 2, before: 4 }],
    ['missing in the config from before', endpoint(1, 1, 'fraud-v41-config'), { current: 1, before: 4 }],
  ])('are those that were %s', (_, at, expected) => {
    expect(missingInstances(back, at)).toMatchObject(expected);
  });

  it.each([
    ['the count is as it was', back, endpoint(4)],
    ['autoscaling has raised it', back, endpoint(7)],
    ['the variant serves the new model', back, endpoint(1, 1, 'fraud-r7-final')],
    ['somebody else has deployed the config', back, endpoint(1, 1, 'theirs')],
    ['the endpoint is gone', back, undefined],
    ['the release never counted', goingBack(), endpoint(1)],
    ['there was no baseline', goingBack({ plan: firstPlan(), baselineInstances: 4 }), endpoint(1)],
  ])('are none where %s', (_, of, at) => {
    expect(missingInstances(of, at)).toBeUndefined();
  });

  it('are told in a sentence', () => {
    expect(describeMissing({ variant: 'AllTraffic', current: 2, desired: 2, before: 4 })).toBe(
      'the baseline has 2 of the 4 instances it had',
    );
  });
});

describe('refillGoal', () => {
  it('wants the instances in the config that is deployed', () => {
    expect(refillGoal(goingBack(), endpoint(2), 4, START)).toMatchObject({
      step: 'refilled',
      config: 'fraud-r7-shared',
      instances: { AllTraffic: 4 },
      deadline: START + 3_600_000,
    });
  });
});
