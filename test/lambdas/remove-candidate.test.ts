import { createHandler as createAwaitEndpoint } from '../../lambdas/await-endpoint';
import { createHandler } from '../../lambdas/remove-candidate';
import { goingBack, START } from '../support/releases';
import { World } from '../support/world';

const DONE = { stage: 'cleaning_up' as const, restoredAt: START, weights: {} };
const REMOVED = 'move fraud to fraud-v41-config keeping capacity';

function cleaningUp(change: Parameters<typeof goingBack>[0] = {}) {
  const world = new World().beside(0);
  return { world, input: world.live(goingBack({ ...DONE, baselineInstances: 4, ...change })) };
}

describe('removing the candidate of a baseline that has lost instances', () => {
  it('brings the instances back first, and removes the candidate when they are in service', async () => {
    const { world, input } = cleaningUp();
    const remove = createHandler(world.ports);
    const { claim } = await remove(input);
    expect(world.sagemaker.changes).toEqual(['size fraud AllTraffic 4']);
    world.sagemaker.settle();
    const look = { claim, step: { ...input.step, name: 'Await removal' } };
    expect(await createAwaitEndpoint(world.ports)(look)).toMatchObject({ next: 'resend', wait: 0 });
    await remove({ claim, step: { ...input.step, enteredAt: 'later' } });
    expect(world.sagemaker.changes).toEqual(['size fraud AllTraffic 4', REMOVED]);
  });

  it('stays within what autoscaling may give the variant', async () => {
    const { world, input } = cleaningUp();
    world.sagemaker.limits.set('fraud/AllTraffic', 3);
    await createHandler(world.ports)(input);
    expect(world.sagemaker.changes).toEqual(['size fraud AllTraffic 3']);
  });

  it('asks for nothing where autoscaling allows no more than there are', async () => {
    const { world, input } = cleaningUp();
    world.sagemaker.limits.set('fraud/AllTraffic', 2);
    await createHandler(world.ports)(input);
    expect(world.sagemaker.changes).toEqual([REMOVED]);
  });

  it('takes no instances away from a baseline that autoscaling has given more', async () => {
    const { world, input } = cleaningUp();
    world.sagemaker.size('AllTraffic', 8);
    await createHandler(world.ports)(input);
    expect(world.sagemaker.changes).toEqual([REMOVED]);
  });

  it('leaves instances that were lost to SageMaker, which replaces them', async () => {
    const { world, input } = cleaningUp();
    const live = world.sagemaker.endpoints.get('fraud')!.variants;
    world.sagemaker.change('fraud', { variants: live.map((variant) => ({ ...variant, desiredInstances: 4 })) });
    await createHandler(world.ports)(input);
    expect(world.sagemaker.changes).toEqual([REMOVED]);
  });

  it('removes the candidate all the same when the account may not have them, and says so', async () => {
    const { world, input } = cleaningUp();
    world.sagemaker.quota = 3;
    await createHandler(world.ports)(input);
    expect(world.sagemaker.changes).toEqual([REMOVED]);
    expect(world.release?.remarks).toEqual(['capacity not restored: the quota is 3 instances']);
  });

  it('does not ask a second time for what would not come', async () => {
    const { world, input } = cleaningUp({ remarks: ['capacity not restored: no instances to be had'] });
    await createHandler(world.ports)(input);
    expect(world.sagemaker.changes).toEqual([REMOVED]);
  });

  it('does not touch the size of what somebody else has deployed', async () => {
    const { world, input } = cleaningUp();
    world.sagemaker.change('fraud', { config: 'theirs' });
    await createHandler(world.ports)(input);
    expect(world.sagemaker.changes).toEqual([]);
  });
});
