import { createHandler as approve } from '../../lambdas/approve';
import type { Hold, Release } from '../../lib/domain/release/release';
import { ENDPOINT, record, release, START } from '../support/releases';
import { World } from '../support/world';

const SAID = { endpoint: ENDPOINT, actor: 'ann', reason: 'looked at the graphs' };
const held = (why: Hold['why']): Hold => ({ why, reason: '', since: START, until: START + 3_600_000 });

function worldWith(live: Release): World {
  const world = new World();
  world.table.put(record(live, { holdToken: 'token' }));
  return world;
}

describe('approve', () => {
  const atGate = release('judging', { hold: held('gate'), phase: 0 });
  const gate = atGate.plan?.blueprint.phases[1]?.name ?? '';

  it('opens the gate that the release waits at, and wakes it', async () => {
    const world = worldWith(atGate);
    expect(await approve(world.ports)({ ...SAID, gate })).toEqual({ endpoint: ENDPOINT, release: 7, effect: 'now' });
    expect(world.release?.control).toMatchObject({ word: 'promote', actor: 'ann' });
    expect(world.machines.woken).toEqual(['token']);
    expect(world.table.audit(ENDPOINT)).toMatchObject([{ action: 'say approve', actor: 'ann', detail: { gate } }]);
  });

  it('does not undo a pause that the next look is still to see', async () => {
    const pause = { word: 'pause' as const, actor: 'bob', reason: '', at: START };
    const world = worldWith({ ...atGate, control: pause });
    await expect(approve(world.ports)({ ...SAID, gate })).rejects.toThrow('a stronger word (pause) stands');
    expect(world.release?.control).toEqual(pause);
  });

  it('refuses another gate', async () => {
    const world = worldWith(atGate);
    await expect(approve(world.ports)({ ...SAID, gate: 'elsewhere' })).rejects.toThrow(
      `waits at the gate of phase ${gate}`,
    );
    expect(world.release?.control).toBeUndefined();
  });

  it.each(['pause', 'breach', 'inconclusive', 'incident'] as const)('opens no hold of kind %s', async (why) => {
    const world = worldWith(release('judging', { hold: held(why), phase: 0 }));
    await expect(approve(world.ports)({ ...SAID, gate })).rejects.toMatchObject({ name: 'NotPossible' });
  });
});
