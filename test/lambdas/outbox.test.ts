import { createHandler as closeRelease } from '../../lambdas/close-release';
import { createHandler as openRelease } from '../../lambdas/open-release';
import { flush, renew } from '../../lambdas/runtime/ledger';
import { OUTBOX } from '../../lib/domain/release/audit';
import type { Claim } from '../../lib/domain/release/release';
import { DOCUMENT, ENDPOINT, MINUTE, release, START, step } from '../support/releases';
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
