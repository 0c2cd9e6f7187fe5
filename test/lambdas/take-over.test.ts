import { createHandler as takeOver } from '../../lambdas/take-over';
import { finalGoal } from '../../lib/domain/traffic/phases';
import { goingBack, OWNER, plan, release, RESCUER, START, step } from '../support/releases';
import type { Release } from '../../lib/domain/release/release';
import { World } from '../support/world';

const died = {
  'detail-type': 'Step Functions Execution Status Change',
  detail: { executionArn: OWNER, status: 'FAILED' },
};

/** What is on record after the owner of a release died and was replaced. */
async function rescue(live: Release) {
  const world = new World().beside(50);
  world.live(live);
  const visit = () => takeOver(world.ports)({ request: died, step: step('Take over', 1, RESCUER) });
  expect(await visit()).toMatchObject({ next: 'restore' });
  // Its answer was lost.
  expect(await visit()).toMatchObject({ next: 'restore' });
  return world.table.audit('fraud').map(({ action, event, detail }) => ({ action, event, detail }));
}

describe('Take over after a death', () => {
  it('begins the way back of a release that was going forward', async () => {
    expect(await rescue(release('baking', { phase: 1 }))).toMatchObject([
      { action: 'take over to roll back', event: 'deployment.rollback_started', detail: { trigger: 'execution' } },
    ]);
  });

  it('closes a release that had passed once no call of its dead owner can be on its way', async () => {
    const world = new World().final();
    world.live(release('settling', { phase: 2, passedAt: START }));
    const input = { request: died, step: step('Take over', 1, RESCUER) };
    expect(await takeOver(world.ports)(input)).toMatchObject({ next: 'close', wait: 30 });
  });

  it('waits for such a call before it asks whether the last update has arrived: it may be that very update', async () => {
    const world = new World().final();
    const goal = finalGoal(plan(), START);
    world.live(release('finalizing', { phase: 2, passedAt: START, goal }));
    const input = { request: died, step: step('Take over', 1, RESCUER) };
    expect(await takeOver(world.ports)(input)).toMatchObject({ next: 'finish', wait: 30 });
  });

  it('announces no second beginning of a way back, and says how often it was begun', async () => {
    expect(await rescue(goingBack({ rescues: 1 }, START))).toMatchObject([
      { action: 'take over to roll back', event: undefined, detail: { trigger: 'alarm', rescues: 2 } },
    ]);
  });
});
