import { parseBlueprint } from '../../../lib/domain/blueprint/parse-blueprint';
import { estimateCost, releaseCost } from '../../../lib/domain/cost/release-cost';
import { sageMakerPrices } from '../../../lib/domain/cost/prices';
import type { EndedRelease } from '../../../lib/domain/release/release';

const parsed = parseBlueprint({ endpoint: 'fraud', model: 'v42', alarms: ['down'] });
if (!parsed.ok) throw new Error('the blueprint must be valid');
const { blueprint } = parsed;

describe('estimateCost', () => {
  it('prices the overlap of both fleets, and with it everything else is small change', () => {
    const cost = estimateCost(blueprint, { instanceType: 'ml.m5.large', instances: 2 }, sageMakerPrices);
    // 35 minutes of bakes, 5 of settling and twice 5 of provisioning, two instances: 1.67 hours at 11.5 cents.
    expect(cost).toMatchObject({ instanceHours: 1.67, instances: 0.1917 });
    expect(cost.total - (cost.instances ?? 0)).toBeLessThan(0.02);
  });

  it('leaves out a price that it does not know, and says so by its absence', () => {
    const cost = estimateCost(blueprint, { instanceType: 'ml.new.huge', instances: 2 }, sageMakerPrices);
    expect(cost).not.toHaveProperty('instances');
    expect(cost.total).toBeLessThan(0.02);
    const own = estimateCost(blueprint, { instanceType: 'ml.new.huge', instances: 2 }, { 'ml.new.huge': 3 });
    expect(own.instances).toBe(5);
  });
});

describe('releaseCost', () => {
  const candidate = {
    variant: 'candidate-7',
    model: 'v42',
    instanceType: 'ml.m5.large',
    instances: 4,
    sharedConfig: 's',
    finalConfig: 'f',
    finalVariant: 'AllTraffic',
  };
  const baseline = { variant: 'AllTraffic', model: 'v41', config: 'c', instances: 4 };
  const ended: EndedRelease = {
    number: 7,
    id: 'v42',
    outcome: 'completed',
    reason: '',
    startedAt: 0,
    endedAt: 5_400_000,
    plan: { blueprint, endpointArn: 'arn', candidate, baseline },
  };

  it('counts the candidate for as long as the release took', () => {
    expect(releaseCost(ended, sageMakerPrices)).toMatchObject({ instanceHours: 6, instances: 0.69 });
  });

  it('counts no overlap where the release made its endpoint, and nothing where it was never planned', () => {
    const first: EndedRelease = { ...ended, plan: { blueprint, endpointArn: 'arn', candidate } };
    expect(releaseCost(first, sageMakerPrices)).toMatchObject({ instanceHours: 0, instances: 0 });
    const { plan: _, ...unplanned } = ended;
    expect(releaseCost(unplanned, sageMakerPrices).total).toBe(0);
  });
});
