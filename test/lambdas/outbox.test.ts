import { createHandler as closeRelease } from '../../lambdas/close-release';
import { createHandler as openRelease } from '../../lambdas/open-release';
import { createHandler as reconcile } from '../../lambdas/reconcile';
import { createHandler as takeOver } from '../../lambdas/take-over';
import { flush, renew } from '../../lambdas/runtime/ledger';
import { OUTBOX } from '../../lib/domain/release/audit';
import type { Claim } from '../../lib/domain/release/release';
import { DOCUMENT, ENDPOINT, MINUTE, OWNER, release, RESCUER, START, step } from '../support/releases';
import { World } from '../support/world';

beforeEach(() => void jest.spyOn(console, 'warn').mockReturnValue());
afterEach(() => jest.restoreAllMocks());

/** So many steps of a release, each with an entry of the audit trail that is an event, or is not. */
async function walk(world: World, from: Claim, steps: number, isEvent = true): Promise<Claim> {
  let claim = from;
  for (let visit = 0; visit < steps; visit++) {
    const note = { action: 'hold', detail: { visit, reason: 'x'.repeat(500) } };
    const notes = [isEvent ? { ...note, event: 'deployment.paused' as const } : note];
    const input = { claim, step: step('Judge', world.table.audit(ENDPOINT).length + 2) };
    const renewed = await renew(world.ports, input, (live) => ({ release: live, notes }));
    claim = await flush(world.ports, renewed.claim, renewed.record);
  }
  return claim;
}

const outboxOf = (world: World) => world.table.peek(ENDPOINT)?.audit.outbox ?? [];

describe('a bus that refuses', () => {
  it('leaves in the record what it has not taken, up to a bound, and every entry in the chain', async () => {
    const world = new World();
    world.bus.refusing = true;
    await walk(world, world.live(release('baking')).claim, 400);
    expect(outboxOf(world).length).toBeLessThanOrEqual(OUTBOX + 1);
    expect(outboxOf(world).at(-1)?.sequence).toBe(400);
    expect(world.table.chain(ENDPOINT)).toHaveLength(400);
    expect(world.fault).toBeUndefined();
  });

  it('has every entry put into the chain once', async () => {
    const world = new World();
    world.bus.refusing = true;
    const put = jest.spyOn(world.table, 'addToChain');
    await walk(world, world.live(release('baking')).claim, 40);
    expect(put.mock.calls.flatMap(([, entries]) => entries)).toHaveLength(40);
  });

  it('is asked to take ten events a step, and gets them in their order when it listens again', async () => {
    const world = new World();
    world.bus.refusing = true;
    const asked = jest.spyOn(world.bus, 'emit');
    const claim = await walk(world, world.live(release('baking')).claim, 35);
    expect(Math.max(...asked.mock.calls.map(([events]) => events.length))).toBe(10);
    world.bus.refusing = false;
    await walk(world, claim, 5, false);
    expect(world.bus.events.map(({ detail }) => detail['visit'])).toEqual(Array.from({ length: 35 }, (_, at) => at));
    expect(outboxOf(world)).toHaveLength(1);
  });

  it('holds up no entry that is no event', async () => {
    const world = new World();
    world.bus.refusing = true;
    const claim = await walk(world, world.live(release('baking')).claim, 1);
    await walk(world, claim, 20, false);
    expect(outboxOf(world).length).toBeLessThanOrEqual(2);
  });
});

describe('a table that takes the record and no entries', () => {
  it('loses none of them', async () => {
    const world = new World();
    const refuse = jest.spyOn(world.table, 'addToChain').mockRejectedValue(new Error('throttled'));
    const claim = await walk(world, world.live(release('baking')).claim, OUTBOX + 20);
    expect(outboxOf(world)).toHaveLength(OUTBOX + 20);
    refuse.mockRestore();
    await walk(world, claim, 1);
    expect(world.table.chain(ENDPOINT)).toHaveLength(OUTBOX + 21);
    expect(world.fault).toBeUndefined();
  });
});

describe('Close release on a bus that refuses', () => {
  const closing = () => {
    const world = new World().final();
    world.bus.refusing = true;
    const settled = release('settling', { phase: 2, passedAt: START, bakeFrom: START });
    const input = world.live(settled, 'Close release');
    return { world, close: () => closeRelease(world.ports)(input) };
  };

  it('is tried again for a quarter of an hour', async () => {
    const { world, close } = closing();
    await expect(close()).rejects.toMatchObject({ name: 'TrailIncomplete' });
    world.now += 14 * MINUTE;
    await expect(close()).rejects.toMatchObject({ name: 'TrailIncomplete' });
    world.bus.refusing = false;
    expect(await close()).toMatchObject({ next: 'completed' });
    expect(world.bus.types).toContain('deployment.completed');
  });

  it('ends then as the release has ended, and leaves its events to the next one', async () => {
    const { world, close } = closing();
    await close().catch(() => undefined);
    world.now += 16 * MINUTE;
    expect(await close()).toMatchObject({ next: 'completed' });
    expect(world.fault).toBeUndefined();
    const left = outboxOf(world).map(({ event }) => event);
    expect(left).toContain('deployment.completed');
    expect(left).not.toContain(undefined);
    world.bus.refusing = false;
    await openRelease(world.ports)({ blueprint: DOCUMENT, strategy: 'canary', step: step('Open release', 5000) });
    expect(world.bus.types.slice(0, left.length)).toEqual(left);
  });

  it('does not keep a refused start from giving the endpoint back', async () => {
    const { world, close } = closing();
    await close().catch(() => undefined);
    world.now += 16 * MINUTE;
    await close();
    const blueprint = { ...DOCUMENT, model: 'no-such-model' };
    const opening = { blueprint, strategy: 'canary' as const, step: step('Open release', 5000) };
    expect(await openRelease(world.ports)(opening)).toMatchObject({ next: 'refused' });
    expect(world.release).toBeUndefined();
    expect(world.fault).toBeUndefined();
  });
});

describe('an end that was written by an execution that died before it was told', () => {
  const HOUR = 60 * MINUTE;
  const died = (execution: string) => ({
    'detail-type': 'Step Functions Execution Status Change',
    detail: { executionArn: execution, status: 'ABORTED' },
  });
  /** A release whose end is on record, and whose events the bus has not taken. */
  const untold = async (): Promise<World> => {
    const world = new World().final();
    world.bus.refusing = true;
    const settled = release('settling', { phase: 2, passedAt: START, bakeFrom: START });
    await closeRelease(world.ports)(world.live(settled, 'Close release')).catch(() => undefined);
    world.bus.refusing = false;
    return world;
  };
  const rescue = async (world: World, dead = OWNER, rescuer = RESCUER, visit = 1) => {
    const taken = await takeOver(world.ports)({ request: died(dead), step: step('Take over', visit, rescuer) });
    if (taken.claim === null) return taken;
    return closeRelease(world.ports)({ claim: taken.claim, step: step('Close release', visit, rescuer) });
  };

  it('is told by whoever is started for the death', async () => {
    const world = await untold();
    expect(await rescue(world)).toMatchObject({ next: 'completed' });
    expect(world.bus.types).toEqual(['deployment.completed']);
    expect(world.table.peek(ENDPOINT)).not.toHaveProperty('telling');
    expect(outboxOf(world)).toEqual([]);
    expect(world.fault).toBeUndefined();
    expect(world.table.audit(ENDPOINT).map(({ release: number }) => number)).toEqual([7, 7, 7]);
  });

  it('is told by one, and the others find nothing to do', async () => {
    const world = await untold();
    expect(await rescue(world, 'arn:somebody')).toMatchObject({ next: 'nothing' });
    await rescue(world);
    expect(await rescue(world, OWNER, 'arn:third')).toMatchObject({ next: 'nothing' });
    expect(world.bus.types).toEqual(['deployment.completed']);
  });

  it('is told after a take-over whose answer was lost', async () => {
    const world = await untold();
    await takeOver(world.ports)({ request: died(OWNER), step: step('Take over', 1, RESCUER) });
    expect(await rescue(world)).toMatchObject({ next: 'completed' });
    expect(world.actions.filter((action) => action === 'take over to close')).toHaveLength(1);
  });

  it('is found by the reconciler, once it is overdue', async () => {
    const world = await untold();
    world.machines.statuses.set(OWNER, 'ABORTED');
    expect(await reconcile(world.ports)({})).toEqual({ started: [] });
    world.now += 16 * MINUTE;
    await reconcile(world.ports)({});
    expect([...world.machines.started.keys()]).toEqual([expect.stringMatching(/^fraud-r7-dead-9-/)]);
  });

  it('is told after a start that was refused meanwhile', async () => {
    const world = await untold();
    world.bus.refusing = true;
    const blueprint = { ...DOCUMENT, model: 'no-such-model' };
    const opening = { blueprint, strategy: 'canary' as const, step: step('Open release', 5000, 'arn:refused') };
    expect(await openRelease(world.ports)(opening)).toMatchObject({ next: 'refused' });
    world.bus.refusing = false;
    expect(await rescue(world)).toMatchObject({ next: 'completed' });
    expect(world.bus.types).toEqual(['deployment.completed']);
  });

  it('is tried again while the bus refuses, and after a day left to the next release', async () => {
    const world = await untold();
    world.machines.statuses.set(OWNER, 'ABORTED').set(RESCUER, 'SUCCEEDED');
    world.bus.refusing = true;
    world.now += 16 * MINUTE;
    expect(await rescue(world)).toMatchObject({ next: 'completed' });
    expect(world.table.peek(ENDPOINT)).toMatchObject({ telling: { owner: RESCUER } });
    world.now += HOUR;
    expect((await reconcile(world.ports)({})).started).toHaveLength(1);
    world.now += 23 * HOUR;
    expect((await reconcile(world.ports)({})).started).toEqual([]);
    expect(await rescue(world, RESCUER, 'arn:third', 2)).toMatchObject({ next: 'nothing' });
    expect(outboxOf(world).map(({ event }) => event)).toContain('deployment.completed');
  });
});
