import type { AuditEntry } from '../../lib/domain/release/audit';
import type { EndpointRecord } from '../../lib/domain/release/release';
import type { Call } from '../support/fakes/tape';
import { ENDPOINT, RESCUER } from '../support/releases';
import { World } from '../support/world';
import { CASES, type Case } from './cases';

/** Calls that change something in the account, and the entry that must be on record before each. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  'deployer.copyConfig': ['deploy candidate', 'finalize', 'restore traffic'],
  'deployer.createConfig': ['deploy candidate'],
  'deployer.createEndpoint': ['deploy candidate'],
  'deployer.updateEndpoint': ['deploy candidate', 'finalize', 'restore traffic', 'remove candidate'],
  'deployer.deleteEndpoint': ['restore traffic'],
  'deployer.deleteConfig': ['close release'],
  'traffic.setWeights': ['set weights', 'restore traffic'],
  'traffic.setInstances': ['add instances', 'restore instances'],
  'traffic.setScaleIn': ['suspend scale-in', 'resume scale-in'],
  'kpis.putBreaker': ['arm sentinels'],
  'kpis.setAlarm': ['set off', 'roll back'],
  'kpis.removeAlarms': ['close release'],
};

const nameOf = ({ port, operation }: Call) => `${port}.${operation}`;

/** The steps of a release; opening one and taking one over are how a flow comes by its claim. */
const FENCED = CASES.filter(({ name }) => !name.startsWith('Open release') && !name.startsWith('Take over'));

/** Somebody else takes the endpoint. */
function takeAway(world: World): void {
  const kept = world.table.peek(ENDPOINT);
  if (kept?.release === undefined) throw new Error('nothing is live');
  const release = { ...kept.release, owner: RESCUER };
  world.table.put({ ...kept, epoch: kept.epoch + 1, revision: kept.revision + 1, release });
}

async function visit(kase: Case, act: (world: World) => void) {
  const world = new World();
  const call = kase.prepare(world);
  act(world);
  const before = JSON.stringify(world.table.peek(ENDPOINT)?.release);
  const outcome = await call().then(
    ({ next }) => next,
    (error: unknown) => (error instanceof Error ? error.name : 'thrown'),
  );
  return { world, outcome, before };
}

beforeEach(() => void jest.spyOn(console, 'warn').mockReturnValue());
afterEach(() => jest.restoreAllMocks());

describe.each(FENCED.map((kase) => [kase.name, kase] as const))('%s', (_, kase) => {
  it('does nothing for a flow that has lost the endpoint', async () => {
    const { world, outcome, before } = await visit(kase, takeAway);
    expect(outcome).toBe('Fenced');
    expect(world.tape.names.filter((name) => name in WRITES)).toEqual([]);
    expect(JSON.stringify(world.release)).toBe(before);
    expect(world.actions).toEqual([]);
  });

  it('does nothing for a flow that loses the endpoint between its look and its fence', async () => {
    const { world, outcome } = await visit(kase, (so) => so.tape.once('store.swap', () => takeAway(so)));
    expect(outcome).toBe('Fenced');
    expect(world.tape.names.filter((name) => name in WRITES)).toEqual([]);
    expect(world.release?.owner).toBe(RESCUER);
    expect(world.actions).toEqual([]);
  });

  it('goes on when the record changed but the claim did not', async () => {
    const spoken = (world: World) => {
      const kept = world.table.peek(ENDPOINT);
      if (kept !== undefined) world.table.put({ ...kept, revision: kept.revision + 1 });
    };
    const { outcome } = await visit(kase, (world) => world.tape.once('store.swap', () => spoken(world)));
    expect(outcome).toBe(kase.next);
  });
});

/** The newest entries on record before each write, as the tape has them. */
function entriesBefore(calls: readonly Call[], index: number): readonly AuditEntry[] {
  const swap = calls.slice(0, index).findLast((call) => nameOf(call) === 'store.swap');
  return (swap?.args[0] as EndpointRecord | undefined)?.audit.outbox ?? [];
}

describe.each(CASES.map((kase) => [kase.name, kase] as const))('%s', (_, kase) => {
  it('has on record what it is about to change before it changes it', async () => {
    const { world } = await visit(kase, () => undefined);
    const { calls } = world.tape;
    for (const [index, call] of calls.entries()) {
      const expected = WRITES[nameOf(call)];
      if (expected === undefined) continue;
      const actions = entriesBefore(calls, index).map(({ action }) => action);
      const isNamed = actions.some((action) => expected.includes(action));
      expect({ call: nameOf(call), actions, isNamed }).toMatchObject({ isNamed: true });
    }
  });
});

describe('the entry before a change of traffic', () => {
  it.each([
    ['Shift traffic', { weights: { AllTraffic: 99, 'candidate-7': 1 } }],
    ['Restore traffic by weights', { weights: { AllTraffic: 100, 'candidate-7': 0 }, config: 'fraud-v41-config' }],
    ['Restore traffic from the final config', { config: 'fraud-v41-config', model: 'fraud-v41' }],
    ['Finalize', { config: 'fraud-r7-final', variant: 'AllTraffic', model: 'fraud-v42' }],
    ['Deploy candidate beside a baseline', { config: 'fraud-r7-shared', variant: 'candidate-7' }],
    ['Remove candidate', { config: 'fraud-v41-config', variant: 'candidate-7' }],
    ['Remove candidate from a baseline that has lost instances', { instances: { AllTraffic: 4 } }],
    ['Deploy candidate beside a baseline that is autoscaled', { variant: 'AllTraffic', instances: 2 }],
  ])('of %s says what it will be', async (name, detail) => {
    const kase = CASES.find((one) => one.name === name);
    if (kase === undefined) throw new Error(`no case ${name}`);
    const { world } = await visit(kase, () => undefined);
    const { calls } = world.tape;
    const changes = ['traffic.setWeights', 'traffic.setInstances', 'traffic.setScaleIn', 'deployer.updateEndpoint'];
    const write = calls.findIndex((call) => changes.includes(nameOf(call)));
    expect(entriesBefore(calls, write).map((entry) => entry.detail)).toContainEqual(expect.objectContaining(detail));
  });
});
