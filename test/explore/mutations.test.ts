import { synthesize } from '../../lib/rehearsal/synthesize';
import { flowOf } from './flows';
import { violationsOf } from './invariants';
import { type Mutation, WITHOUT_DEAD_MANS_SWITCH, WITHOUT_FENCE, WITHOUT_VERIFICATION } from './mutations';
import { type Fault, runOnce } from './run-once';
import { survey } from './survey';

const template = synthesize();

/** What the explorer may strike in a flow: a pair of these, or one alone. */
interface Found {
  readonly flow: string;
  readonly classes: readonly string[];
}

/** A rollback while traffic shifts, and a step that tries again after it has lost the endpoint. */
const OVERTAKEN: Found = {
  flow: 'canary completes',
  classes: [
    'Shift traffic | moment | two rollbacks by persons',
    'Shift traffic | SageMaker.UpdateEndpointWeightsAndCapacities | throttled',
  ],
};

/** A way back whose change of weights SageMaker takes back, and which cannot remove the candidate. */
const UNDONE: Found = {
  flow: 'canary goes back by the judge',
  classes: [
    'Restore traffic | moment | weights rolled back',
    'Remove candidate | SageMaker.UpdateEndpoint | access denied for 10m',
  ],
};

const STOPPED: Found = { flow: 'canary completes', classes: ['Judge | moment | Stop in the console'] };

async function faultsOf({ flow, classes }: Found): Promise<readonly Fault[]> {
  const points = await survey(template, flowOf(flow));
  return classes.flatMap((name) => {
    const point = points.find((one) => one.class === name);
    if (point === undefined) throw new Error(`nothing of class ${name} is struck in ${flow}`);
    return point.faults;
  });
}

async function rulesBroken(found: Found, { handlers, template: change }: Mutation = {}) {
  const ran = await runOnce({
    template: change === undefined ? template : change(template),
    flow: flowOf(found.flow),
    faults: await faultsOf(found),
    ...(handlers !== undefined && { handlers }),
    longest: 3 * 3_600_000,
  });
  return (await violationsOf(ran, false)).map(({ rule }) => rule);
}

jest.setTimeout(60_000);

describe('the explorer', () => {
  it.each([
    ['the fence', OVERTAKEN, WITHOUT_FENCE, 'one writer'],
    ['the verification', UNDONE, WITHOUT_VERIFICATION, 'safe'],
    ["the dead man's switch", STOPPED, WITHOUT_DEAD_MANS_SWITCH, 'ends'],
  ] as const)('finds that %s is missing, by what it strikes', async (_, found, mutation, rule) => {
    await expect(rulesBroken(found, mutation)).resolves.toContain(rule);
  });

  it.each([
    ['a release that is overtaken', OVERTAKEN],
    ['weights that do not stay', UNDONE],
    ['a release that was stopped', STOPPED],
  ] as const)('finds nothing wrong with %s', async (_, found) => {
    await expect(rulesBroken(found)).resolves.toEqual([]);
  });
});
