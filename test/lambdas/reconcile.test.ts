import { createHandler } from '../../lambdas/reconcile';
import { ENDPOINT, goingBack, OWNER, record, release, START } from '../support/releases';
import { NEVER } from '../../lib/domain/release/claims';
import { World } from '../support/world';

const ALARM = 'rollouts/Rollouts/fraud/7/error_rate';
const NOW = START + 3_600_000;

function worldWith(live = release('baking', { dueBy: NOW + 1 })): World {
  const world = new World();
  world.now = NOW;
  world.table.put(record(live));
  world.machines.statuses.set(OWNER, 'RUNNING');
  return world;
}

const started = (world: World) => [...world.machines.started.keys()];

describe('reconcile', () => {
  it('asks nothing of CloudWatch where nothing is live', async () => {
    const world = new World();
    world.table.put(record(undefined));
    expect(await createHandler(world.ports)({})).toEqual({ started: [] });
    expect(world.tape.names).toEqual(['store.live']);
  });

  it('starts nothing for a release that is well', async () => {
    const world = worldWith();
    world.cloudwatch.alarms.set(ALARM, 'OK');
    expect(await createHandler(world.ports)({})).toEqual({ started: [] });
  });

  it('counts the releases that are live, and those that have given no sign of life', async () => {
    const world = worldWith(release('baking', { dueBy: NOW - 1 }));
    await createHandler(world.ports)({});
    expect(world.tracker.seen).toEqual([{ live: 1, overdue: 1, failed: 0 }]);
  });

  it('starts a rollback for an alarm whose event never came, once in five minutes', async () => {
    const world = worldWith();
    world.cloudwatch.alarms.set(ALARM, 'ALARM').set('rollouts/Rollouts/fraud/6/error_rate', 'ALARM');
    await createHandler(world.ports)({});
    await createHandler(world.ports)({});
    expect(started(world)).toEqual([expect.stringMatching(/^fraud-r7-alarm-error_rate-\d+$/)]);
  });

  it.each(['FAILED', 'ABORTED', 'TIMED_OUT', 'SUCCEEDED', undefined] as const)(
    'starts a rollback for an overdue owner that is %s',
    async (status) => {
      const world = worldWith(release('baking', { dueBy: NOW - 1 }));
      world.machines.statuses.set(OWNER, status);
      await createHandler(world.ports)({});
      expect(started(world)).toEqual([expect.stringMatching(/^fraud-r7-dead-9-\d+$/)]);
    },
  );

  it('leaves an owner alone that runs, overdue or not', async () => {
    for (const dueBy of [NOW - 1, NOW + 1]) {
      const world = worldWith(release('baking', { dueBy }));
      expect(await createHandler(world.ports)({})).toEqual({ started: [] });
      expect(world.tape.names).toContain('executions.status');
    }
  });

  it.each([release('baking', { dueBy: NOW + 1 }), goingBack({ dueBy: NOW + 1 })])(
    'starts a rollback for an owner that has died without an event, long before it is overdue',
    async (live) => {
      const world = worldWith(live);
      world.machines.statuses.set(OWNER, 'ABORTED');
      await createHandler(world.ports)({});
      expect(started(world)).toEqual([expect.stringMatching(/^fraud-r7-dead-9-\d+$/)]);
      expect(world.tracker.seen).toEqual([{ live: 1, overdue: 0, failed: 0 }]);
    },
  );

  it('leaves whoever has an end to tell, or a failed way back, its time', async () => {
    const failed = worldWith(goingBack({ stage: 'rollback_failed', dueBy: NOW + 1 }));
    const telling = worldWith();
    const last = { ...release('settling'), outcome: 'completed' as const, reason: '', endedAt: NOW };
    telling.table.put(record(undefined, { last, telling: { owner: OWNER, dueBy: NOW + 1 } }));
    for (const world of [failed, telling]) {
      world.machines.statuses.set(OWNER, 'FAILED');
      expect(await createHandler(world.ports)({})).toEqual({ started: [] });
    }
  });

  it('asks about two hundred owners a minute, all of them in turn', async () => {
    const world = worldWith(release('baking', { dueBy: NOW + 60_000_000 }));
    for (let index = 0; index < 450; index++) {
      const live = release('baking', { owner: `arn:${index}`, dueBy: NOW + 60_000_000 });
      world.table.put({ ...record(live), endpoint: `fraud-${index}` });
      world.machines.statuses.set(`arn:${index}`, 'RUNNING');
    }
    const asked = new Set<unknown>();
    for (let minute = 0; minute < 3; minute++) {
      const before = world.tape.calls.length;
      await createHandler(world.ports)({});
      const calls = world.tape.calls.slice(before).filter(({ operation }) => operation === 'status');
      expect(calls).toHaveLength(200);
      for (const { args } of calls) asked.add(args[0]);
      world.now += 60_000;
    }
    expect(asked.size).toBe(451);
  });

  it('leaves a failed way back to a person once everybody was told, and counts it as that and not as overdue', async () => {
    const world = worldWith(goingBack({ stage: 'rollback_failed', dueBy: NEVER }));
    world.machines.statuses.set(OWNER, 'FAILED');
    expect(await createHandler(world.ports)({})).toEqual({ started: [] });
    expect(world.tracker.seen).toEqual([{ live: 1, overdue: 0, failed: 1 }]);
    const untold = worldWith(goingBack({ stage: 'rollback_failed', dueBy: NOW - 1 }));
    untold.machines.statuses.set(OWNER, 'FAILED');
    expect((await createHandler(untold.ports)({})).started).toHaveLength(1);
  });

  it('believes the table, not the index, about who owns the endpoint', async () => {
    const world = worldWith(release('baking', { dueBy: NOW - 1 }));
    world.machines.statuses.set(OWNER, 'FAILED');
    world.tape.once('store.read', () => {
      world.table.put(record(release('baking', { owner: 'arn:next', dueBy: NOW + 1 })));
    });
    expect(await createHandler(world.ports)({})).toEqual({ started: [] });
  });

  it('goes on to the next release when one cannot be dealt with, and says so in the end', async () => {
    const world = worldWith(release('baking', { dueBy: NOW - 1 }));
    world.table.put({ ...record(release('baking', { owner: 'arn:other', dueBy: NOW - 2 })), endpoint: 'fraud-eu' });
    world.machines.statuses.set(OWNER, 'FAILED');
    world.tape.once('executions.start', () => {
      throw new Error('throttled');
    });
    await expect(createHandler(world.ports)({})).rejects.toThrow('throttled');
    expect(started(world)).toHaveLength(1);
    await createHandler(world.ports)({});
    expect(started(world).toSorted()).toEqual([
      expect.stringContaining('fraud-eu'),
      expect.stringMatching(/^fraud-r7/),
    ]);
    expect(world.table.peek(ENDPOINT)?.release?.owner).toBe(OWNER);
  });
});
