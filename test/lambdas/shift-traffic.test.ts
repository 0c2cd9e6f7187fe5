import { createHandler } from '../../lambdas/shift-traffic';
import { phaseGoal } from '../../lib/domain/traffic/phases';
import type { Release } from '../../lib/domain/release/release';
import { plan, release, START } from '../support/releases';
import { World } from '../support/world';

const CAPPED = plan({ maxCapacity: 4 });
const TOO_FEW = '100 % of the traffic needs 7 instances of the new model, and maxCapacity allows 4';

/** A shift to all of the traffic after the baseline has grown to six instances. */
function shifting(change: Partial<Release> = {}) {
  const world = new World().beside(1);
  world.sagemaker.size('AllTraffic', 6);
  const phases = [{ name: 'half', traffic: 50, startedAt: 0, endedAt: 0, verdict: 'pass' as const, reason: '' }];
  const goal = phaseGoal(CAPPED, 2, START);
  return { world, input: world.live(release('shifting', { plan: CAPPED, phase: 2, phases, goal, ...change })) };
}

describe('shifting traffic to a candidate that may not have the instances', () => {
  it('waits for a person, with the traffic where it was', async () => {
    const { world, input } = shifting();
    expect(await createHandler(world.ports)(input)).toMatchObject({ next: 'judge' });
    expect(world.sagemaker.changes).toEqual([]);
    expect(world.release).toMatchObject({ stage: 'judging', phase: 1, capped: { phase: 2, reason: TOO_FEW } });
    expect(world.release).not.toHaveProperty('goal');
  });

  it('goes up to the limit on a person’s word, and says so', async () => {
    const { world, input } = shifting({ capped: { phase: 2, reason: TOO_FEW } });
    const shift = createHandler(world.ports);
    const { claim } = await shift(input);
    expect(world.sagemaker.changes).toEqual(['size fraud candidate-7 4']);
    world.sagemaker.settle();
    await shift({ claim, step: { ...input.step, enteredAt: 'later' } });
    expect(world.sagemaker.changes[1]).toBe('weigh fraud {"AllTraffic":0,"candidate-7":100}');
    expect(world.release?.remarks).toEqual([TOO_FEW]);
  });

  it('takes a word for one phase for no other', async () => {
    const { world, input } = shifting({ capped: { phase: 1, reason: 'another share' } });
    expect(await createHandler(world.ports)(input)).toMatchObject({ next: 'judge' });
    expect(world.sagemaker.changes).toEqual([]);
  });

  it('does not ask about traffic that the candidate had before', async () => {
    const { world, input } = shifting({ retreated: [2] });
    expect(await createHandler(world.ports)(input)).toMatchObject({ next: 'await' });
    expect(world.sagemaker.changes).toEqual(['size fraud candidate-7 4']);
  });

  it('remembers the count that the baseline has grown to', async () => {
    const { world, input } = shifting({ plan: plan(), baselineInstances: 2 });
    await createHandler(world.ports)(input);
    expect(world.release?.baselineInstances).toBe(6);
  });
});
