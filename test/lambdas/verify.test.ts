import { createHandler } from '../../lambdas/verify';
import { firstPlan, goingBack, START } from '../support/releases';
import { World } from '../support/world';

const HOUR = 3_600_000;

describe('verifying', () => {
  it('says rolled back only now, with how long it took', async () => {
    const world = new World().beside(0);
    const input = world.live(goingBack());
    world.now = START + 42_000;
    expect(await createHandler(world.ports)(input)).toMatchObject({ next: 'verified' });
    expect(world.release).toMatchObject({ stage: 'cleaning_up', restoredAt: START + 42_000 });
    expect(world.bus.events).toMatchObject([
      { type: 'deployment.rolled_back', detail: { seconds: 42, model: 'fraud-v41' } },
    ]);
  });

  it('has traffic restored once more while the time of the way back lasts', async () => {
    const world = new World().final();
    const input = world.live(goingBack());
    expect(await createHandler(world.ports)(input)).toMatchObject({ next: 'restore', wait: 5 });
    world.now = START + 4 * HOUR - 1;
    expect(await createHandler(world.ports)(input)).toMatchObject({ next: 'restore', wait: 30 });
    expect(world.release).not.toHaveProperty('ending');
  });

  it('gives up when that time is over: what cannot be restored must not be tried for ever', async () => {
    const world = new World().final();
    const input = world.live(goingBack());
    world.now = START + 4 * HOUR;
    expect(await createHandler(world.ports)(input)).toMatchObject({ next: 'close' });
    expect(world.release?.ending).toEqual({
      outcome: 'rollback_failed',
      reason: 'the traffic is not back in time: model fraud-v41 has 0.00 % of the traffic',
    });
  });

  it('takes a success back when somebody has moved the traffic since', async () => {
    const world = new World().beside(10);
    const input = world.live(goingBack({ stage: 'cleaning_up', restoredAt: START }));
    expect(await createHandler(world.ports)(input)).toMatchObject({ next: 'restore' });
    expect(world.release?.stage).toBe('rolling_back');
    expect(world.release).not.toHaveProperty('restoredAt');
  });

  it('ends a first deployment as failed: there is nothing to be back on', async () => {
    const world = new World();
    const input = world.live(goingBack({ plan: firstPlan(), phase: -1 }));
    expect(await createHandler(world.ports)(input)).toMatchObject({ next: 'close' });
    expect(world.release?.ending).toMatchObject({ outcome: 'failed' });
  });
});
