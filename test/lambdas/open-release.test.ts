import { createHandler } from '../../lambdas/open-release';
import { DOCUMENT, ENDPOINT, MINUTE, record, release, RESCUER, step } from '../support/releases';
import { World } from '../support/world';

const open = (world: World, change: Readonly<Record<string, unknown>> = {}, visit = 1) =>
  createHandler(world.ports)({
    blueprint: { ...DOCUMENT, ...change },
    strategy: 'canary',
    step: step('Open release', visit),
  });

describe('opening a release', () => {
  it('puts plan, goal and event on record', async () => {
    const world = new World().before();
    expect(await open(world)).toMatchObject({ next: 'opened', claim: { endpoint: ENDPOINT, release: 1, epoch: 1 } });
    expect(world.release).toMatchObject({
      stage: 'deploying',
      plan: { baseline: { config: 'fraud-v41-config' }, candidate: { variant: 'candidate-1' } },
      goal: { step: 'candidate', sends: 0 },
    });
    expect(world.bus.types).toEqual(['deployment.started']);
    expect(world.fault).toBeUndefined();
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a blueprint that is not valid', { phases: [] }, 'the blueprint is not valid'],
    ['an endpoint of somebody else', { endpoint: 'checkout' }, 'this stack may not manage endpoint checkout'],
  ])('refuses %s before it claims anything', async (_, change, reason) => {
    const world = new World().before();
    expect(await open(world, change)).toMatchObject({ next: 'refused', reason: expect.stringContaining(reason) });
    expect(world.tape.names).not.toContain('store.swap');
  });

  it('tells who holds the endpoint', async () => {
    const world = new World().before();
    world.table.put(record(release('baking', { owner: RESCUER })));
    const answer = await open(world);
    expect(answer).toMatchObject({ next: 'refused', reason: expect.stringContaining('held by release 7 (fraud-v42)') });
    expect(world.release?.owner).toBe(RESCUER);
  });

  it('leaves nothing behind where it refuses, but its line in the audit trail', async () => {
    const world = new World().before();
    world.sagemaker.models.clear();
    expect(await open(world)).toMatchObject({ next: 'refused', reason: expect.stringContaining('does not exist') });
    expect(world.release).toBeUndefined();
    expect(world.actions).toEqual(['claim endpoint', 'refuse']);
    world.sagemaker.models.add('fraud-v42');
    expect(await open(world, {}, 2)).toMatchObject({ next: 'opened', claim: { release: 2, epoch: 2 } });
    expect(world.fault).toBeUndefined();
  });

  it('never makes up an endpoint whose config is gone', async () => {
    const world = new World().before();
    world.sagemaker.configs.clear();
    const first = { capacity: { instanceType: 'ml.m5.large', instances: 2 } };
    expect(await open(world, first)).toMatchObject({
      next: 'refused',
      reason: expect.stringContaining('has been deleted'),
    });
    expect(world.sagemaker.changes).toEqual([]);
  });

  it('gives the endpoint to one of two that open at the same time', async () => {
    const world = new World().before();
    world.tape.once('store.swap', () =>
      world.table.put(record(release('opening', { owner: RESCUER }), { revision: 1 })),
    );
    world.now += MINUTE;
    expect(await open(world)).toMatchObject({ next: 'refused', reason: expect.stringContaining('is held by') });
  });
});
