import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { setStage } from '../../lib/rehearsal/stage';
import { synthesize } from '../../lib/rehearsal/synthesize';
import { FLOWS, type Flow } from './flows';

const STARTS = 50;

describe('fifty starts on one endpoint at once', () => {
  it('lets one win, tells the others who did, and leaves nothing of them behind', async () => {
    const { document, scenario: written } = FLOWS.find(({ name }) => name === 'canary completes') as Flow;
    const blueprint = parseBlueprint(document);
    const scenario = parseScenario(written);
    if (!blueprint.ok || !scenario.ok) throw new Error('the flow is not valid');
    const stage = await setStage(synthesize(), blueprint.blueprint, scenario.scenario);
    const { clock, stepFunctions, sageMaker } = stage.emulator;
    const machine = stage.machine('canary');
    const from = clock.now();
    for (let start = 1; start <= STARTS; start++)
      stepFunctions.start(machine, { name: `start-${start}`, input: document });
    await clock.run(() => stepFunctions.executions().every(({ status }) => status !== 'RUNNING'), from + 3_600_000);

    const executions = stepFunctions.executions(machine);
    const winners = executions.filter(({ status }) => status === 'SUCCEEDED');
    const losers = executions.filter(({ status }) => status === 'FAILED');
    expect(winners).toHaveLength(1);
    expect(losers).toHaveLength(STARTS - 1);
    for (const { error, cause } of losers) {
      expect(error).toBe('Refused');
      expect(cause).toContain(`is run by ${winners[0]?.arn}`);
    }
    expect(sageMaker.snapshot('shop')?.variants.map(({ models }) => models)).toEqual([['shop-v2']]);
    const configs = stage.emulator.counts['SageMaker.CreateEndpointConfig'];
    expect(configs).toBe(2);
  }, 60_000);
});
