import { createHandler as abort } from '../../lambdas/abort';
import { createHandler as pause } from '../../lambdas/pause';
import { createHandler as promote } from '../../lambdas/promote';
import { createHandler as resume } from '../../lambdas/resume';
import { MOST_SAID } from '../../lib/domain/release/controls';
import type { Control, Hold, Release } from '../../lib/domain/release/release';
import { ENDPOINT, goingBack, plan, record, release, START } from '../support/releases';
import { World } from '../support/world';

const SAID = { endpoint: ENDPOINT, actor: 'ann', reason: 'because' };

function worldWith(live: Release | undefined, holdToken?: string): World {
  const world = new World();
  world.table.put(record(live, holdToken === undefined ? {} : { holdToken }));
  return world;
}

const standing = (word: Control['word']): Control => ({ word, actor: 'bob', reason: '', at: START });
const held = (why: Hold['why']): Hold => ({ why, reason: '', since: START, until: START + 3_600_000 });

describe('a word', () => {
  it('goes on record with who spoke it, and wakes a release that waits', async () => {
    const world = worldWith(release('judging', { hold: held('gate') }), 'token');
    const answer = await promote(world.ports)(SAID);
    expect(answer).toEqual({ endpoint: ENDPOINT, release: 7, effect: 'now' });
    expect(world.release?.control).toMatchObject({ word: 'promote', actor: 'ann', reason: 'because' });
    expect(world.machines.woken).toEqual(['token']);
    expect(world.table.audit(ENDPOINT)).toMatchObject([{ action: 'say promote', actor: 'ann' }]);
    expect(world.fault).toBeUndefined();
  });

  it('takes effect at the next look where nobody waits', async () => {
    const world = worldWith(release('baking'));
    expect(await pause(world.ports)(SAID)).toMatchObject({ effect: 'at the next look' });
    expect(world.machines.woken).toEqual([]);
  });

  it('is not lost when the record changes under it', async () => {
    const world = worldWith(release('baking'));
    world.tape.once('store.swap', () => {
      const kept = world.table.peek(ENDPOINT)!;
      world.table.put({ ...kept, revision: kept.revision + 1, release: release('baking', { phase: 1 }) });
    });
    await pause(world.ports)(SAID);
    expect(world.release).toMatchObject({ phase: 1, control: { word: 'pause' } });
  });

  it('is refused where no release is live, or another than the one meant', async () => {
    await expect(pause(worldWith(undefined).ports)(SAID)).rejects.toThrow('no release of fraud is live');
    const other = pause(worldWith(release('baking')).ports)({ ...SAID, release: 6 });
    await expect(other).rejects.toThrow('release 7 is live');
  });

  it.each([
    ['pause', pause, release('settling', { passedAt: START })],
    ['promote', promote, release('settling', { passedAt: START })],
    ['pause', pause, release('finalizing')],
    ['pause', pause, goingBack()],
    ['resume', resume, goingBack({ control: standing('pause') })],
    ['promote', promote, goingBack({ stage: 'cleaning_up', restoredAt: START })],
  ])('to %s is refused where it could not matter any more', async (_, speak, live) => {
    const world = worldWith(live);
    await expect(speak(world.ports)(SAID)).rejects.toMatchObject({ name: 'NotPossible' });
    expect(world.actions).toEqual([]);
  });
});

describe('what is said at length', () => {
  it('is kept in part: the record has room for a reason, not for a log', async () => {
    const world = worldWith(release('baking'));
    await pause(world.ports)({ ...SAID, reason: 'x'.repeat(300_000) });
    expect(world.release?.control?.reason).toHaveLength(MOST_SAID);
  });
});

describe('promote', () => {
  it.each(['pause', 'abort'] as const)('does not undo a standing %s', async (word) => {
    const world = worldWith(release('baking', { control: standing(word) }));
    await expect(promote(world.ports)(SAID)).rejects.toThrow(`a stronger word (${word}) stands`);
    expect(world.release?.control).toEqual(standing(word));
  });

  it('said twice does not end the next bake as well, unless all of the traffic is meant', async () => {
    const world = worldWith(release('shifting', { phase: 1 }));
    await expect(promote(world.ports)(SAID)).rejects.toThrow('it is shifting traffic already');
    await promote(world.ports)({ ...SAID, full: true });
    expect(world.release?.control).toMatchObject({ word: 'promote', full: true });
  });

  it('is refused while half of the traffic goes back', async () => {
    const retreat = { traffic: 25, since: START, reason: 'too many errors' };
    const world = worldWith(release('shifting', { phase: 1, retreat }));
    await expect(promote(world.ports)({ ...SAID, full: true })).rejects.toThrow('it is shifting traffic already');
  });

  it('ends the watch over a final variant that holds because of a breach', async () => {
    const live = release('settling', { passedAt: START, plan: plan({ rollback: 'manual' }), hold: held('breach') });
    const world = worldWith(live, 'token');
    expect(await promote(world.ports)(SAID)).toMatchObject({ effect: 'now' });
  });
});

describe('resume', () => {
  it('takes a pause back, and nothing else', async () => {
    const world = worldWith(release('baking', { control: standing('pause') }));
    await resume(world.ports)(SAID);
    expect(world.release).not.toHaveProperty('control');
    await expect(resume(world.ports)(SAID)).rejects.toThrow('it is not paused');
    const aborted = worldWith(release('baking', { control: standing('abort') }));
    await expect(resume(aborted.ports)(SAID)).rejects.toThrow('it is not paused');
  });
});

describe('abort', () => {
  it('goes on record before the rollback is started', async () => {
    const world = worldWith(release('baking', { control: standing('promote') }), 'token');
    await abort(world.ports)(SAID);
    expect(world.release?.control).toMatchObject({ word: 'abort' });
    expect([...world.machines.started.values()]).toEqual([
      expect.objectContaining({ endpoint: ENDPOINT, actor: 'ann' }),
    ]);
    expect(world.tape.names.indexOf('store.swap')).toBeLessThan(world.tape.names.indexOf('executions.start'));
  });

  it('stays on record when the start is lost, for the next look to see', async () => {
    const world = worldWith(release('baking'));
    world.tape.once('executions.start', () => {
      throw new Error('throttled');
    });
    await expect(abort(world.ports)(SAID)).rejects.toThrow('throttled');
    expect(world.release?.control).toMatchObject({ word: 'abort' });
  });

  it('is possible when the release has passed', async () => {
    const world = worldWith(release('settling', { passedAt: START }));
    expect(await abort(world.ports)(SAID)).toMatchObject({ effect: 'now' });
    expect(world.release?.control).toMatchObject({ word: 'abort' });
  });

  it('starts a failed way back again, and leaves no word that nobody would look for', async () => {
    const world = worldWith(release('rollback_failed'));
    expect(await abort(world.ports)(SAID)).toMatchObject({ effect: 'now' });
    expect([...world.machines.started.values()]).toEqual([
      expect.objectContaining({ endpoint: ENDPOINT, actor: 'ann' }),
    ]);
    expect(world.release).not.toHaveProperty('control');
    expect(world.actions).toEqual([]);
  });
});
