import { createHandler } from '../../lambdas/restore-traffic';
import { goingBack, plan, release, START, step } from '../support/releases';
import { World } from '../support/world';

const FAILURE = { step: 'Judge', error: 'ThrottlingException', cause: 'Rate exceeded' };

describe('restoring traffic after a step that failed', () => {
  it('closes a release forward that had met its last gate', async () => {
    const world = new World().final();
    const input = world.live(release('settling', { passedAt: START, phase: 2 }));
    expect(await createHandler(world.ports)({ ...input, failure: FAILURE })).toMatchObject({ next: 'close' });
    expect(world.sagemaker.changes).toEqual([]);
    expect(world.release).toMatchObject({
      stage: 'settling',
      remarks: ['step Judge failed with ThrottlingException: Rate exceeded'],
    });
  });

  it('goes back all the same when a breach is on record', async () => {
    const world = new World().final();
    const breach = { trigger: 'alarm' as const, reason: 'error_rate', at: START };
    const input = world.live(release('settling', { passedAt: START, phase: 2, breach }));
    expect(await createHandler(world.ports)({ ...input, failure: FAILURE })).toMatchObject({ next: 'await' });
    expect(world.release).toMatchObject({ stage: 'rolling_back', breach });
  });
});

describe('restoring traffic to a config that is made for it', () => {
  const copyOf = { config: 'fraud-r7-final', variant: 'AllTraffic', instanceType: 'ml.m5.xlarge' };
  const baseline = { variant: 'AllTraffic', model: 'fraud-v41', config: 'fraud-r8-final', instances: 4, copyOf };

  it('makes it of what serves, once, with the model and the instances that are wanted', async () => {
    const world = new World().final();
    const input = world.live(goingBack({ plan: { ...plan(), baseline } }));
    const { claim } = await createHandler(world.ports)(input);
    world.sagemaker.settle();
    await createHandler(world.ports)({ claim, step: step('Restore traffic', 2) });
    expect(world.sagemaker.changes).toEqual(['move fraud to fraud-r8-final keeping nothing']);
    expect(await world.sagemaker.describeConfig('fraud-r8-final')).toMatchObject({
      variants: [{ name: 'AllTraffic', model: 'fraud-v41', instanceType: 'ml.m5.xlarge', instances: 4, weight: 1 }],
    });
  });

  it('keeps the instances that autoscaling has added since it was planned', async () => {
    const world = new World().final();
    world.sagemaker.size('AllTraffic', 6);
    await createHandler(world.ports)(world.live(goingBack({ plan: { ...plan(), baseline } })));
    expect(world.sagemaker.changes).toContain('move fraud to fraud-r8-final keeping capacity');
  });
});
