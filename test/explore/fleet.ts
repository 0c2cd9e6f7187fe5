import { parseArgs } from 'node:util';
import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { setStage } from '../../lib/rehearsal/stage';
import { synthesize } from '../../lib/rehearsal/synthesize';
import { FLOWS } from './flows';

/** How a fleet of releases went. */
export interface FleetResult {
  readonly releases: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Virtual seconds from the start to the end of the last release. */
  readonly seconds: number;
  /** The same for the first one to end. */
  readonly quickest: number;
  /** Calls that were refused for coming too fast. */
  readonly throttled: number;
  /** Reasons of those that did not complete. */
  readonly reasons: readonly string[];
}

/** Starts so many releases at once, each on an endpoint of its own, in one account. */
export async function runFleet(releases: number, limits: 'quotas' | 'none'): Promise<FleetResult> {
  const flow = FLOWS.find(({ name }) => name === 'standard completes');
  const document = (index: number) => ({ ...flow?.document, endpoint: `shop-${index}` });
  const blueprint = parseBlueprint(document(0));
  // No request fails by itself: of a thousand smoke tests one would otherwise, and send its release back.
  const scenario = parseScenario({ ...flow?.scenario, candidate: { errorRate: 0 }, baseline: { errorRate: 0 } });
  if (!blueprint.ok || !scenario.ok) throw new Error('the flow is not valid');
  const settings = limits === 'quotas' ? { rateLimits: limits } : {};
  const stage = await setStage(synthesize(), blueprint.blueprint, scenario.scenario, {}, settings);
  const { clock, sageMaker, stepFunctions } = stage.emulator;
  for (let index = 1; index < releases; index++) {
    const model = `shop-${index}-before`;
    sageMaker.putEndpoint({ name: `shop-${index}`, variants: [{ name: 'AllTraffic', model, instances: 2 }] });
  }
  await clock.run(() => false, clock.now() + 5 * 60_000);
  const from = clock.now();
  const machine = stage.machine('standard');
  for (let index = 0; index < releases; index++) stepFunctions.start(machine, { input: document(index) });
  const isOver = () => stepFunctions.executions().every(({ status }) => status !== 'RUNNING');
  await clock.run(isOver, from + 12 * 3_600_000);

  const executions = stepFunctions.executions(machine);
  const outcomes: Record<string, number> = {};
  for (const { status, error } of executions) outcomes[error ?? status] = (outcomes[error ?? status] ?? 0) + 1;
  const ends = executions.map(({ stopDate = Infinity }) => Math.round((stopDate - from) / 1000));
  const failed = executions.filter(({ status }) => status !== 'SUCCEEDED');
  return {
    releases,
    outcomes,
    seconds: Math.max(...ends),
    quickest: Math.min(...ends),
    throttled: stage.emulator.calls.filter(({ error }) => error !== undefined && /Throttl/.test(error)).length,
    reasons: failed.slice(0, 5).map(({ cause }) => cause ?? ''),
  };
}

if (process.argv[1]?.endsWith('fleet.ts') === true) {
  const { values } = parseArgs({ options: { releases: { type: 'string', default: '1000' } } });
  void (async () => {
    const releases = Number(values.releases);
    console.log('without limits', await runFleet(releases, 'none'));
    console.log("with an account's rate limits", await runFleet(releases, 'quotas'));
  })();
}
