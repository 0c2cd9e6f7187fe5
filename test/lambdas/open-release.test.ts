import { createHandler } from '../../lambdas/open-release';
import { DOCUMENT, ENDPOINT, MINUTE, record, release, RESCUER, step } from '../support/releases';
import { ROLE, World } from '../support/world';

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

  describe('of a version in the Model Registry', () => {
    const VERSION = 'arn:aws:sagemaker:eu-west-1:123456789012:model-package/fraud/7';
    const ofVersion = { model: undefined, modelPackage: VERSION };
    const FAILS = 'alarm checkout-is-down is firing already';

    function registered(): World {
      const world = new World().before();
      world.sagemaker.change(ENDPOINT, { arn: 'arn:aws:sagemaker:eu-west-1:123456789012:endpoint/fraud' });
      world.registry.packages.set(VERSION, { approval: 'Approved', status: 'Completed' });
      return world;
    }

    it('makes its model with role and network of the one that serves', async () => {
      const world = registered();
      expect(await open(world, ofVersion)).toMatchObject({ next: 'opened' });
      expect(world.release?.plan?.candidate.model).toBe('fraud-v7');
      expect(world.registry.models.get('fraud-v7')).toEqual({
        madeOf: [VERSION],
        isIsolated: true,
        executionRole: `${ROLE}-fraud`,
      });
      const [opened] = world.table.audit(ENDPOINT).filter(({ action }) => action === 'open release');
      expect(opened?.detail).toMatchObject({ model: 'fraud-v7', modelPackage: VERSION });
    });

    it('makes it once, however often it is tried', async () => {
      const world = registered();
      world.tape.once('models.make', () => {
        throw new Error('the answer was lost');
      });
      await expect(open(world, ofVersion)).rejects.toThrow('lost');
      expect(await open(world, ofVersion)).toMatchObject({ next: 'opened', claim: { release: 1 } });
      expect(await open(world, ofVersion)).toMatchObject({ next: 'opened', claim: { release: 1 } });
      expect(world.registry.made).toEqual(['fraud-v7']);
    });

    it.each<[string, (world: World) => void, string]>([
      ['a version that is not approved', notApproved, 'is Rejected, not Approved'],
      ['a version that does not exist', ({ registry }) => registry.packages.clear(), 'does not exist'],
      ['a role that may not be passed', otherRole, 'the stack may not pass role'],
      ['a name that another model has', nameTaken, 'is not made of'],
      ['another reason', ({ cloudwatch }) => cloudwatch.alarms.set('checkout-is-down', 'ALARM'), FAILS],
    ])('makes none and refuses for %s', async (_, happens, reason) => {
      const world = registered();
      happens(world);
      const answer = await open(world, ofVersion);
      expect(answer).toMatchObject({ next: 'refused', reason: expect.stringContaining(reason) });
      expect(world.registry.made).toEqual([]);
      expect(world.release).toBeUndefined();
    });

    function notApproved({ registry }: World): void {
      registry.packages.set(VERSION, { approval: 'Rejected', status: 'Completed' });
    }

    function otherRole({ registry }: World): void {
      registry.models.set('fraud-v41', {
        madeOf: [undefined],
        isIsolated: false,
        executionRole: 'arn:aws:iam::1:role/x',
      });
    }

    function nameTaken({ registry }: World): void {
      registry.models.set('fraud-v7', { madeOf: [undefined], isIsolated: false });
    }
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
