import { createHandler as close } from '../../lambdas/close-release';
import { createHandler as restoreTraffic } from '../../lambdas/restore-traffic';
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

describe("Take over at a person's word", () => {
  const request = { endpoint: 'fraud', actor: 'ann', reason: 'it burns' };
  const taken = async (status: 'RUNNING' | 'ABORTED' | undefined) => {
    const world = new World().beside(50);
    world.live(goingBack());
    world.machines.statuses.set(OWNER, status);
    const answer = await takeOver(world.ports)({ request, step: step('Take over', 1, RESCUER) });
    return { next: answer.next, owner: world.release?.owner, breach: world.release?.breach?.reason };
  };

  it('leaves a way back to whoever is at it', async () => {
    expect(await taken('RUNNING')).toEqual({ next: 'joined', owner: OWNER, breach: 'it burns' });
  });

  it('goes on with a way back whose owner has died without anybody being told', async () => {
    expect(await taken('ABORTED')).toEqual({ next: 'restore', owner: RESCUER, breach: 'it burns' });
    expect(await taken(undefined)).toMatchObject({ next: 'restore', owner: RESCUER });
  });

  it('tells nobody again that the way back has failed, which it starts once more', async () => {
    const world = new World().beside(50);
    const failed = world.live(goingBack({ ending: { outcome: 'rollback_failed', reason: 'time is up' } }));
    await close(world.ports)(failed);
    expect(world.bus.types).toEqual(['deployment.rollback_failed']);
    const { claim } = await takeOver(world.ports)({ request, step: step('Take over', 1, RESCUER) });
    await restoreTraffic(world.ports)({ claim: claim!, step: step('Restore traffic', 2, RESCUER) });
    expect(world.bus.types).toEqual(['deployment.rollback_failed', 'deployment.rollback_started']);
    expect(world.table.chain('fraud').map(({ action }) => action)).toContain('take over to roll back');
  });

  it('keeps an end in the history that is on record, before a way back from it begins', async () => {
    const world = new World().final();
    const input = world.live(release('settling', { phase: 2, passedAt: START }));
    world.tape.once('store.addToHistory', () => {
      throw new Error('out of time');
    });
    await expect(close(world.ports)(input)).rejects.toThrow('out of time');
    const answer = await takeOver(world.ports)({ request, step: step('Take over', 1, RESCUER) });
    expect(answer).toMatchObject({ next: 'restore', claim: { release: 8 } });
    expect(world.table.past).toMatchObject([{ number: 7, outcome: 'completed' }]);
    // Whoever had written that end and comes back says it again, and touches nothing.
    const before = world.table.peek('fraud');
    expect(await close(world.ports)(input)).toMatchObject({
      next: 'completed',
      result: { release: 7 },
      claim: { release: 7 },
    });
    expect(world.table.peek('fraud')).toEqual(before);
  });
});

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
