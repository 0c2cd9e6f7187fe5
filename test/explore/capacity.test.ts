import type { Stage } from '../../lib/rehearsal/stage';
import { synthesize } from '../../lib/rehearsal/synthesize';
import { type Flow, flowOf } from './flows';
import { violationsOf } from './invariants';
import { type Mutation, WITHOUT_REFILL, WITHOUT_SCALE_IN_SUSPENSION, WITHOUT_SIZING } from './mutations';
import { type Fault, type Ran, runOnce } from './run-once';

const template = synthesize();
const canary = flowOf('canary completes');

/** Four instances, of which 6,000 requests a minute need three and a half: nobody fails while all of them are there. */
const TAKES = { errorRate: '0%', requestsPerMinutePerInstance: 1700 };
const FLEET = { ...(canary.scenario['endpoint'] as object), instances: 4, autoscaling: { min: 1, max: 12 } };

/** An autoscaled fleet of four whose instances can be overloaded. */
function autoscaled(faults: readonly object[], traffic: unknown = { requestsPerMinute: 6000 }): Flow {
  const endpoint = FLEET;
  return { ...canary, scenario: { traffic, endpoint, baseline: TAKES, candidate: TAKES, faults } };
}

/** Autoscaling finds the baseline too large once the candidate has all the traffic. */
const SCALED_IN = autoscaled([{ phase: 'all', after: '60s', scaleTo: 1 }]);
const TAKEN_AWAY = autoscaled([{ phase: 'all', after: '60s', changeInstances: 1 }]);
/** The day begins: twice the traffic, and autoscaling gives the baseline what it needs for that. */
const GROWN = autoscaled([{ phase: 'few', after: '10s', scaleTo: 8 }], {
  requestsPerMinute: [
    { at: 0, value: 6000 },
    { at: '5m', value: 12_000 },
  ],
});
const GO_BACK: readonly Fault[] = [{ operator: { phase: 'all', after: '150s', do: 'rollback' } }];

/** Users whose requests failed: the models themselves fail nobody. */
function failures({ stage }: Ran): number {
  return stage.emulator.sageMaker.served('shop').reduce((sum, { errors }) => sum + errors, 0);
}

function run(flow: Flow, faults: readonly Fault[] = [], { handlers }: Mutation = {}): Promise<Ran> {
  return runOnce({ template, flow, faults, ...(handlers !== undefined && { handlers }) });
}

function variantsOf({ stage }: Ran) {
  return stage.emulator.sageMaker.snapshot('shop')?.variants ?? [];
}

jest.setTimeout(60_000);

describe('an autoscaled baseline', () => {
  it.each([
    ['keeps its instances for the way back', GO_BACK, 'shop-before'],
    ['leaves its count to the model that follows it', [], 'shop-v2'],
  ] as const)('%s', async (_, faults, model) => {
    const ran = await run(SCALED_IN, faults);
    await expect(violationsOf(ran, false)).resolves.toEqual([]);
    expect(variantsOf(ran)).toMatchObject([{ name: 'AllTraffic', currentInstances: 4, models: [model] }]);
    expect(failures(ran)).toBe(0);
  });

  it('that has grown lets the candidate grow before its share does', async () => {
    const ran = await run(GROWN);
    await expect(violationsOf(ran, false)).resolves.toEqual([]);
    expect(ran.record?.last?.outcome).toBe('completed');
    const candidates = ran.seen.endpoint.flatMap(({ variants }) =>
      variants.filter(({ name }) => name === 'candidate-1'),
    );
    const full = candidates.filter(({ currentWeight }) => currentWeight === 100);
    // 8 of the baseline had 90 % of the traffic.
    expect(full.map(({ currentInstances }) => currentInstances)).toEqual(full.map(() => 9));
    expect(full).not.toHaveLength(0);
    expect(failures(ran)).toBe(0);
  });

  it('comes back with the instances that somebody took away, and the way back says how many it found', async () => {
    const ran = await run(TAKEN_AWAY, GO_BACK);
    await expect(violationsOf(ran, false)).resolves.toEqual([]);
    expect(variantsOf(ran)).toMatchObject([{ name: 'AllTraffic', currentInstances: 4, models: ['shop-before'] }]);
    expect(told(ran, 'deployment.rolled_back')).toMatchObject({
      capacity: 'the baseline has 1 of the 4 instances it had',
    });
    expect(ran.record?.last?.remarks).toEqual([]);
    const actions = ran.chain.map(({ action }) => action);
    expect(actions.indexOf('restore instances')).toBeGreaterThan(actions.indexOf('traffic restored'));
    expect(actions.indexOf('restore instances')).toBeLessThan(actions.indexOf('remove candidate'));
  });

  it.each(['throttled', 'request lost', 'reply lost', 'slow', 'killed after', 'killed under way'])(
    'comes back with them when the call that asks for them is %s',
    async (kind) => {
      const call = 'SageMaker.UpdateEndpointWeightsAndCapacities';
      const ran = await run(TAKEN_AWAY, [...GO_BACK, { faults: { caller: 'RemoveCandidate', call, kind, nth: 1 } }]);
      await expect(violationsOf(ran, false)).resolves.toEqual([]);
      expect(variantsOf(ran)).toMatchObject([{ name: 'AllTraffic', currentInstances: 4, models: ['shop-before'] }]);
    },
  );

  it('gets its traffic back whether or not its instances can be had, and the result says what is missing', async () => {
    const ran = await runOnce({ template, flow: TAKEN_AWAY, faults: GO_BACK, onStage: letNobodyGrow });
    await expect(violationsOf(ran, false)).resolves.toEqual([]);
    expect(ran.record?.last).toMatchObject({ outcome: 'rolled_back' });
    expect(ran.record?.last?.remarks).toEqual([expect.stringMatching(/^capacity not restored: /)]);
    expect(variantsOf(ran)).toMatchObject([{ name: 'AllTraffic', currentInstances: 1, models: ['shop-before'] }]);
  });
});

describe('a candidate that may not have what its share needs', () => {
  const limited: Flow = { ...GROWN, document: { ...GROWN.document, maxCapacity: 6 } };
  const go: Fault = { operator: { at: '20m', do: 'promote', by: 'ann', reason: 'the new model is faster' } };

  it('keeps the share that it can carry, and nobody is turned away, until a person has spoken', async () => {
    const ran = await run(limited, [go]);
    await expect(violationsOf(ran, false)).resolves.toEqual([]);
    const tooFew = '100 % of the traffic needs 9 instances of the new model, and maxCapacity allows 6';
    expect(told(ran, 'deployment.paused')).toMatchObject({ why: 'capacity', reason: tooFew });
    expect(ran.record?.last).toMatchObject({ outcome: 'rolled_back', remarks: [tooFew], phases: [{ name: 'few' }] });
    const most = ran.seen.endpoint.flatMap(({ variants }) => variants.filter(({ name }) => name === 'candidate-1'));
    expect(Math.max(...most.map(({ currentInstances }) => currentInstances))).toBe(6);
  });

  it('goes back when nobody speaks, without a failed request', async () => {
    const ran = await run(limited);
    await expect(violationsOf(ran, false)).resolves.toEqual([]);
    expect(ran.record?.last).toMatchObject({ outcome: 'rolled_back', breach: { trigger: 'silence' } });
    expect(failures(ran)).toBe(0);
  });

  it('may go on with fewer where those are enough', async () => {
    const quick = {
      ...limited,
      scenario: { ...limited.scenario, candidate: { ...TAKES, requestsPerMinutePerInstance: 2500 } },
    };
    const ran = await run(quick, [go]);
    await expect(violationsOf(ran, false)).resolves.toEqual([]);
    expect(ran.record?.last).toMatchObject({ outcome: 'completed' });
    expect(variantsOf(ran)).toMatchObject([{ name: 'AllTraffic', currentInstances: 6, models: ['shop-v2'] }]);
    expect(failures(ran)).toBe(0);
  });
});

describe('the users of a release', () => {
  it.each([
    ['the candidate is not sized', GROWN, [], WITHOUT_SIZING],
    ['scale-in goes on', SCALED_IN, GO_BACK, WITHOUT_SCALE_IN_SUSPENSION],
  ] as const)(
    'are turned away by an overloaded fleet where %s, and by none otherwise',
    async (_, flow, faults, mutation) => {
      expect(failures(await run(flow, faults, mutation))).toBeGreaterThan(1000);
      expect(failures(await run(flow, faults))).toBe(0);
    },
  );

  it('are turned away until somebody notices where lost instances stay lost, and for minutes otherwise', async () => {
    const left = await run(TAKEN_AWAY, GO_BACK, WITHOUT_REFILL);
    expect(variantsOf(left)).toMatchObject([{ currentInstances: 1 }]);
    expect(left.record?.last?.remarks).toEqual(['the baseline has 1 of the 4 instances it had']);
    const lost = await failuresWithin(left, 600);
    expect(lost).toBeGreaterThan(10_000);
    expect(await failuresWithin(await run(TAKEN_AWAY, GO_BACK), 600)).toBe(0);
  });
});

/** The account's quota leaves no room for more instances once some were taken from the baseline. */
function letNobodyGrow({ emulator: { sageMaker } }: Stage): void {
  sageMaker.onChange(({ variants }) => {
    if (variants.some(({ currentInstances }) => currentInstances === 1)) sageMaker.setQuota('ml.m5.large', 6);
  });
}

/** What fails in the seconds after a release has ended. */
async function failuresWithin(ran: Ran, seconds: number): Promise<number> {
  const { clock } = ran.stage.emulator;
  const before = failures(ran);
  await clock.run(() => false, clock.now() + seconds * 1000);
  return failures(ran) - before;
}

function told({ seen }: Ran, type: string) {
  return seen.events.find(({ event }) => event['detail-type'] === type)?.event.detail;
}
