import { createHandler } from '../../lambdas/restore-traffic';
import { release, START } from '../support/releases';
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
