import { createHandler } from '../../lambdas/close-release';
import { NEVER } from '../../lib/domain/release/claims';
import { ENDPOINT, goingBack, release, START } from '../support/releases';
import { World } from '../support/world';

beforeEach(() => void jest.spyOn(console, 'warn').mockReturnValue());
afterEach(() => jest.restoreAllMocks());

const PASSED = { phase: 2, passedAt: START, alarms: ['rollouts/Rollouts/fraud/7/error_rate'] };

function settled(): { world: World; input: ReturnType<World['live']> } {
  const world = new World().beside(0).final();
  for (const name of PASSED.alarms) world.cloudwatch.alarms.set(name, 'OK');
  return { world, input: world.live(release('settling', PASSED)) };
}

describe('closing a release', () => {
  it('gives the endpoint free, with the result on record, in the history and on the bus', async () => {
    const { world, input } = settled();
    const { next, result } = await createHandler(world.ports)(input);
    expect({ next, model: result.servingModel }).toEqual({ next: 'completed', model: 'fraud-v42' });
    expect(world.table.peek(ENDPOINT)).toMatchObject({ last: { number: 7, outcome: 'completed' } });
    expect(world.release).toBeUndefined();
    expect(world.table.past).toMatchObject([{ outcome: 'completed' }]);
    expect(world.bus.types).toEqual(['deployment.completed']);
    expect(world.tracker.releases).toMatchObject([{ outcome: 'completed' }]);
  });

  it('removes its alarms and the configs that nothing uses, and never the one to go back to', async () => {
    const { world, input } = settled();
    await createHandler(world.ports)(input);
    expect([...world.sagemaker.configs.keys()].toSorted()).toEqual(['fraud-r7-final', 'fraud-v41-config']);
    expect([...world.cloudwatch.alarms.keys()]).toEqual(['checkout-is-down']);
  });

  it('leaves an empty outbox and a whole chain', async () => {
    const { world, input } = settled();
    await createHandler(world.ports)(input);
    expect(world.table.peek(ENDPOINT)?.audit.outbox).toEqual([]);
    expect(world.table.chain(ENDPOINT).map(({ action }) => action)).toEqual(['close release', 'end completed']);
    expect(world.fault).toBeUndefined();
  });

  it('tells the end even if it is on record and was never told: the function died in between', async () => {
    const { world, input } = settled();
    world.tape.once('store.addToHistory', () => {
      throw new Error('out of time');
    });
    await expect(createHandler(world.ports)(input)).rejects.toThrow('out of time');
    expect(world.release).toBeUndefined();
    expect(await createHandler(world.ports)(input)).toMatchObject({ next: 'completed' });
    expect(world.table.past).toHaveLength(1);
    expect(world.bus.types).toEqual(['deployment.completed']);
  });

  it('keeps the lock, the alarms and the configs after a way back that failed', async () => {
    const world = new World().beside(50);
    const ending = { outcome: 'rollback_failed' as const, reason: 'time is up' };
    const input = world.live(goingBack({ ending, alarms: PASSED.alarms }));
    for (const name of PASSED.alarms) world.cloudwatch.alarms.set(name, 'ALARM');
    expect(await createHandler(world.ports)(input)).toMatchObject({ next: 'rollback_failed' });
    expect(world.release).toMatchObject({ stage: 'rollback_failed' });
    expect([...world.sagemaker.configs.keys()]).toContain('fraud-r7-shared');
    expect([...world.cloudwatch.alarms.keys()]).toContain(PASSED.alarms[0]);
    expect(world.bus.types).toEqual(['deployment.rollback_failed']);
  });

  it('notes of a way back that failed that it was told, and not before it was', async () => {
    const world = new World().beside(50);
    const input = world.live(goingBack({ ending: { outcome: 'rollback_failed', reason: 'time is up' } }));
    world.bus.refusing = true;
    await expect(createHandler(world.ports)(input)).rejects.toMatchObject({ name: 'TrailIncomplete' });
    expect(world.release?.dueBy).toBeLessThan(NEVER);
    world.bus.refusing = false;
    await createHandler(world.ports)(input);
    expect(world.release?.dueBy).toBe(NEVER);
    expect(world.bus.types).toEqual(['deployment.rollback_failed']);
  });

  it('says of a way back what has become of the endpoint since its traffic was back', async () => {
    const ends = async (change: (world: World) => void) => {
      const world = new World().beside(0);
      const input = world.live(goingBack({ stage: 'cleaning_up', restoredAt: START }));
      change(world);
      const { next, result } = await createHandler(world.ports)(input);
      return { next, reason: result.reason, locked: world.release !== undefined, events: world.bus.types };
    };
    expect(await ends((world) => world.sagemaker.endpoints.clear())).toEqual({
      next: 'endpoint_gone',
      reason: 'all traffic was back (it burns), and then somebody deleted the endpoint',
      locked: false,
      events: ['deployment.failed'],
    });
    expect(await ends((world) => world.sagemaker.change(ENDPOINT, { status: 'Failed' }))).toMatchObject({
      next: 'rollback_failed',
      reason: expect.stringContaining('and then the endpoint turned Failed'),
      locked: true,
      events: ['deployment.rollback_failed'],
    });
  });

  it('says that an abort came too late, where nobody was left to hear it', async () => {
    const world = new World().final();
    const control = { word: 'abort' as const, actor: 'ann', reason: 'wait', at: START };
    const input = world.live(release('settling', { ...PASSED, control }));
    const { next, result } = await createHandler(world.ports)(input);
    expect(next).toBe('completed');
    expect(result.remarks).toEqual([expect.stringMatching(/^the abort that ann asked for came too late/)]);
  });

  it.each([
    ['and it is still to be told', false],
    ['and others have told it meanwhile', true],
  ])('tells an end once, whoever writes it down again, %s', async (_, isTold) => {
    const { world, input } = settled();
    let writes = 0;
    const counted = () => {
      if (++writes === 3) throw new Error('out of time');
      world.tape.once('store.swap', counted);
    };
    world.tape.once('store.swap', counted);
    const { claim } = input;
    await expect(createHandler(world.ports)(input)).rejects.toThrow('out of time');
    expect(world.release).toBeDefined();
    const kept = world.table.peek(ENDPOINT);
    if (isTold && kept !== undefined) world.table.put({ ...kept, audit: { ...kept.audit, outbox: [] } });
    await createHandler(world.ports)({
      claim,
      step: { ...input.step, execution: 'arn:another', name: 'Close release' },
    });
    const ends = world.table.chain(ENDPOINT).filter(({ action }) => action === 'end completed');
    expect([ends.length, world.bus.types]).toEqual(isTold ? [0, []] : [1, ['deployment.completed']]);
  });

  it('is tried again until its last event is out, and then says the same', async () => {
    const { world, input } = settled();
    world.bus.refusing = true;
    await expect(createHandler(world.ports)(input)).rejects.toMatchObject({ name: 'TrailIncomplete' });
    world.bus.refusing = false;
    expect(await createHandler(world.ports)(input)).toMatchObject({ next: 'completed' });
    expect(world.bus.types).toEqual(['deployment.completed']);
    expect(world.fault).toBeUndefined();
  });
});
