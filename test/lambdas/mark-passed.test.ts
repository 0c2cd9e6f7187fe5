import { createHandler as markPassed } from '../../lambdas/mark-passed';
import type { ControlWord } from '../../lib/domain/release/release';
import { release, START } from '../support/releases';
import { World } from '../support/world';

describe('Mark passed', () => {
  it.each<[ControlWord, boolean]>([
    ['promote', false],
    ['pause', true],
    ['abort', true],
  ])('heeds that somebody has said %s since the last gate', async (word, isKept) => {
    const world = new World().beside(100);
    const control = { word, actor: 'ann', reason: 'why not', at: START };
    await markPassed(world.ports)(world.live(release('finalizing', { phase: 2, control })));
    expect(world.release).toMatchObject({ passedAt: START });
    expect(world.release?.control).toEqual(isKept ? control : undefined);
  });
});
