import { createHandler } from '../../lambdas/open-release';
import type { EndedRelease, EndpointRecord, Release } from '../../lib/domain/release/release';
import {
  DOCUMENT,
  ENDPOINT,
  goingBack,
  MINUTE,
  OWNER,
  record,
  release,
  RESCUER,
  START,
  step,
} from '../support/releases';
import { World } from '../support/world';

const NEWER = 'arn:aws:states:eu-west-1:111122223333:execution:canary:r8';
const START_NAME = `fraud-r7-superseded-${START + 2 * MINUTE}`;

function worldWith(live: Release | undefined, change: Partial<EndpointRecord> = {}): World {
  const world = new World().before();
  world.table.put(record(live, change));
  world.now = START + 2 * MINUTE;
  return world;
}

const open = (world: World, change: Readonly<Record<string, unknown>> = {}, visit = 1) =>
  createHandler(world.ports)({
    blueprint: { ...DOCUMENT, id: 'fraud-v43', supersede: 'replace', ...change },
    strategy: 'canary',
    startedAt: new Date(START + MINUTE).toISOString(),
    step: step('Open release', visit, NEWER),
  });

describe('a start that supersedes', () => {
  it('speaks an abort with its name, starts the way back, and waits', async () => {
    const world = worldWith(release('baking'));
    expect(await open(world)).toEqual({
      next: 'wait',
      claim: null,
      wait: 15,
      reason: 'waits for the way back of release 7 (fraud-v42)',
    });
    const reason = `superseded by fraud-v43, started at 2026-03-02T10:01:00.000Z as ${NEWER}`;
    expect(world.release).toMatchObject({ owner: OWNER, control: { word: 'abort', actor: NEWER, reason } });
    expect(world.machines.started.get(START_NAME)).toEqual({ endpoint: ENDPOINT, release: 7, actor: NEWER, reason });
    expect(world.table.audit(ENDPOINT)).toMatchObject([
      { action: 'supersede', release: 7, actor: NEWER, detail: { reason } },
    ]);
  });

  it('wakes a release that holds', async () => {
    const hold = { why: 'gate' as const, reason: '', since: START, until: START + 9 * MINUTE };
    const world = worldWith(release('judging', { hold }), { holdToken: 'token' });
    await open(world);
    expect(world.machines.woken).toEqual(['token']);
  });

  it('says its word once, however often it asks and whatever was lost, and pushes until it is heard', async () => {
    const world = worldWith(release('baking'));
    world.tape.once('executions.start', () => {
      throw new Error('throttled');
    });
    await expect(open(world)).rejects.toThrow('throttled');
    for (const visit of [1, 2, 3]) expect(await open(world, {}, visit)).toMatchObject({ next: 'wait' });
    expect(world.actions).toEqual(['supersede']);
    expect(world.machines.started.has(START_NAME)).toBe(true);
    world.table.put(record(goingBack({ control: world.release!.control!, successor: world.release!.successor! })));
    const before = world.tape.names.length;
    await open(world, {}, 4);
    expect(world.tape.names.slice(before)).toEqual(['store.read']);
  });

  it('opens its release when the endpoint is free, and asks to be counted from its start', async () => {
    const world = worldWith(undefined);
    expect(await open(world)).toMatchObject({ next: 'opened', claim: { release: 8 } });
    expect(world.release).toMatchObject({ askedAt: START + MINUTE, startedAt: START + 2 * MINUTE });
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a model that does not exist', { model: 'fraud-v43' }, 'model fraud-v43 does not exist'],
    ['an alarm that does not exist', { alarms: ['no-such-alarm'] }, 'alarm no-such-alarm does not exist'],
    [
      'a version that does not exist',
      { model: undefined, modelPackage: 'arn:aws:sagemaker:eu-west-1:123456789012:model-package/fraud/9' },
      'does not exist; register the version first',
    ],
  ])('aborts nobody for %s', async (_, change, reason) => {
    const world = worldWith(release('baking'));
    expect(await open(world, change)).toMatchObject({ next: 'refused', reason: expect.stringContaining(reason) });
    expect(world.tape.names).not.toContain('store.swap');
    expect(world.machines.started.size).toBe(0);
  });

  it('aborts nobody for a function that the stack may not call', async () => {
    const world = worldWith(release('baking'));
    const ports = { ...world.ports, functions: ['ours-*'] };
    const input = {
      strategy: 'canary' as const,
      step: step('Open release', 1, NEWER),
      startedAt: new Date(world.now).toISOString(),
    };
    const answer = await createHandler(ports)({
      ...input,
      blueprint: { ...DOCUMENT, supersede: 'replace', decision: 'theirs' },
    });
    expect(answer).toMatchObject({ next: 'refused', reason: expect.stringContaining('may not call function theirs') });
    expect(world.tape.names).not.toContain('store.swap');
  });

  it('lets an alarm fire that the release it supersedes may have set off', async () => {
    const world = worldWith(release('baking'));
    world.cloudwatch.alarms.set('checkout-is-down', 'ALARM');
    expect(await open(world)).toMatchObject({ next: 'wait' });
  });

  it('decides anew when the release passes while it speaks', async () => {
    const world = worldWith(release('finalizing'));
    const passed = release('finalizing', { passedAt: START });
    world.tape.once('store.swap', () => world.table.put(record(passed, { revision: 41 })));
    expect(await open(world)).toMatchObject({ next: 'wait', reason: 'waits for the end of release 7 (fraud-v42)' });
    expect(world.release?.control).toBeUndefined();
    expect(world.actions).toEqual(['wait for its end']);
    expect(world.machines.started.size).toBe(0);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['whose blueprint does not replace', { supersede: 'reject' }],
    ['whose blueprint says nothing of it', { supersede: undefined }],
  ])('is refused where it is one %s', async (_, change) => {
    const world = worldWith(release('baking', { owner: RESCUER }));
    const answer = await open(world, change);
    expect(answer).toMatchObject({ next: 'refused', reason: expect.stringContaining('wait for its end, or abort it') });
    expect(world.tape.names).toEqual(['store.read']);
  });

  it('is refused where its machine is of a version that cannot wait', async () => {
    const world = worldWith(release('baking'));
    const { next } = await createHandler(world.ports)({
      blueprint: { ...DOCUMENT, supersede: 'replace' },
      strategy: 'canary',
      step: step('Open release', 1, NEWER),
    });
    expect(next).toBe('refused');
    expect(world.machines.started.size).toBe(0);
  });

  it('does not begin again when its own release was taken back before it heard that it had one', async () => {
    const ended = { number: 7, id: 'fraud-v43', outcome: 'failed', reason: 'never opened', execution: NEWER } as const;
    const last: EndedRelease = { ...ended, startedAt: START + MINUTE, endedAt: START + MINUTE };
    const answer = await open(worldWith(undefined, { last }));
    expect(answer).toMatchObject({ next: 'refused', reason: expect.stringContaining('has ended failed already') });
    // Whoever starts the execution once more in the console means another release.
    expect(await open(worldWith(undefined, { last }), {}, 100)).toMatchObject({ next: 'opened' });
  });
});
