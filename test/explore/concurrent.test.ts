import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import { longestOf } from '../../lib/domain/longest';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { setStage } from '../../lib/rehearsal/stage';
import { synthesize } from '../../lib/rehearsal/synthesize';
import { alarmNames } from '../../lib/rehearsal/faults/account-fault';
import { runFleet } from './fleet';
import { flowOf } from './flows';

jest.setTimeout(60_000);

/** So many starts of one flow's blueprint, `spacing` milliseconds apart, until all of them have ended. */
async function start(name: string, starts: number, spacing = 0) {
  const { document, scenario: written } = flowOf(name);
  const blueprint = parseBlueprint(document);
  const scenario = parseScenario({ ...written, operator: [] });
  if (!blueprint.ok || !scenario.ok) throw new Error('the flow is not valid');
  const stage = await setStage(synthesize(), blueprint.blueprint, scenario.scenario);
  const { clock, stepFunctions } = stage.emulator;
  const machine = stage.machine('canary');
  const from = clock.now();
  for (let count = 1; count <= starts; count++) {
    clock.schedule(from + (count - 1) * spacing, () => {
      stepFunctions.start(machine, { name: `start-${String(count).padStart(2, '0')}`, input: document });
    });
  }
  const isOver = () =>
    clock.now() > from + starts * spacing && stepFunctions.executions().every(({ status }) => status !== 'RUNNING');
  await clock.run(isOver, from + 12 * 3_600_000);
  const executions = stepFunctions.executions(machine);
  return {
    stage,
    bounds: longestOf(blueprint.blueprint),
    winners: executions.filter(({ status }) => status === 'SUCCEEDED'),
    losers: executions.filter(({ status }) => status !== 'SUCCEEDED'),
  };
}

describe('fifty starts on one endpoint at once', () => {
  it('lets one win, tells the others who did, and leaves nothing of them behind', async () => {
    const { stage, winners, losers } = await start('canary completes', 50);
    expect(winners).toHaveLength(1);
    expect(losers).toHaveLength(49);
    for (const { error, cause } of losers) {
      expect(error).toBe('Refused');
      expect(cause).toContain(`is run by ${winners[0]?.arn}`);
    }
    expect(stage.emulator.sageMaker.snapshot('shop')?.variants.map(({ models }) => models)).toEqual([['shop-v2']]);
    expect(stage.emulator.counts['SageMaker.CreateEndpointConfig']).toBe(2);
    await expect(alarmNames(stage.emulator)).resolves.toEqual([]);
    const { ScalableTargets: targets } = (await stage.emulator.direct(
      'ApplicationAutoScaling',
      'DescribeScalableTargets',
      { ServiceNamespace: 'sagemaker' },
    )) as { readonly ScalableTargets: readonly { readonly SuspendedState: object }[] };
    expect(targets.map(({ SuspendedState: suspended }) => suspended)).toEqual([
      expect.objectContaining({ DynamicScalingInSuspended: false }),
    ]);
    // Free again: the next one is not refused.
    const next = stage.emulator.stepFunctions.start(stage.machine('canary'), {
      input: { ...flowOf('canary completes').document, id: 'next', model: 'shop-before' },
    });
    await stage.emulator.clock.run(() => stage.emulator.stepFunctions.describe(next).status !== 'RUNNING');
    expect(stage.emulator.stepFunctions.describe(next).error).not.toBe('Refused');
  });
});

describe('many releases on as many endpoints at once', () => {
  it('all complete under the limits of an account, later for being throttled', async () => {
    const alone = await runFleet(1, 'quotas');
    const { outcomes, seconds, throttled } = await runFleet(40, 'quotas');
    expect(outcomes).toEqual({ SUCCEEDED: 40 });
    expect(throttled).toBeGreaterThan(0);
    expect(seconds).toBeGreaterThan(alone.seconds);
    expect(seconds).toBeLessThan(2 * alone.seconds);
  });
});

/** What each that did not win says of it, by its error. */
const TOLD: Readonly<Record<string, RegExp>> = {
  Refused: /which was started later than this one/,
  RolledBack: /superseded by explored, started at \S+ as \S+:start-\d\d$/,
  Fenced: /another execution has taken the endpoint over/,
};

describe('twenty starts on one endpoint that each replace the one before', () => {
  it.each([
    ['at once', 0],
    ['a second apart', 1000],
    ['a minute apart', 60_000],
    ['five minutes apart', 300_000],
  ])('%s, let the newest win, and refuse or abort all others', async (_, spacing) => {
    const { stage, bounds, winners, losers } = await start('replaced by a second release', 20, spacing);
    expect(winners.map(({ name }) => name)).toEqual(['start-20']);
    expect(losers).toHaveLength(19);
    for (const { error, cause } of losers) expect(cause).toMatch(TOLD[error ?? ''] ?? /never/);
    const waited = losers
      .filter(({ error }) => error === 'Refused')
      .map(({ startDate, stopDate = Infinity }) => (stopDate - startDate) / 1000);
    expect(Math.max(0, ...waited)).toBeLessThan(bounds.beforehand);
    expect(stage.emulator.sageMaker.snapshot('shop')?.variants.map(({ models }) => models)).toEqual([['shop-v2']]);
  });
});
