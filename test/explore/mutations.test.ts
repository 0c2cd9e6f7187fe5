import { synthesize } from '../../lib/rehearsal/synthesize';
import { flowOf } from './flows';
import { violationsOf } from './invariants';
import { type Mutation, WITHOUT_DEAD_MANS_SWITCH, WITHOUT_FENCE, WITHOUT_VERIFICATION } from './mutations';
import { type Fault, runOnce } from './run-once';

const template = synthesize();
const canary = flowOf('canary completes');
const DENIED = { kind: 'access denied', for: '10m', nth: 1 };

/** A rollback between the moment at which the shift of traffic reads its record and the moment at which it writes it. */
async function overtaken(): Promise<readonly Fault[]> {
  const { seen, startedAt } = await runOnce({ template, flow: canary, faults: [] });
  const read = seen.calls.find(({ caller, call }) => caller === 'ShiftTraffic' && call === 'DynamoDB.GetItem');
  return [
    { faults: { caller: 'ShiftTraffic', call: 'DynamoDB.GetItem', nth: 1, kind: 'late' } },
    { operator: { at: `${(read?.at ?? 0) - startedAt + 4500}ms`, do: 'rollback' } },
  ];
}

/** A rollback whose change of weights SageMaker takes back, and which cannot remove the candidate. */
const UNDONE: readonly Fault[] = [
  { operator: { phase: 'few', after: '30s', do: 'rollback' } },
  { faults: { phase: 'few', after: '20s', weightsRollBack: true } },
  { faults: { caller: 'RemoveCandidate', call: 'SageMaker.UpdateEndpoint', ...DENIED } },
];

const STOPPED: readonly Fault[] = [{ operator: { phase: 'few', after: '30s', do: 'stop' } }];

async function rulesBroken(faults: readonly Fault[], { handlers, template: change }: Mutation = {}) {
  const ran = await runOnce({
    template: change === undefined ? template : change(template),
    flow: canary,
    faults,
    ...(handlers !== undefined && { handlers }),
    longest: 3 * 3_600_000,
  });
  return (await violationsOf(ran, false)).map(({ rule }) => rule);
}

jest.setTimeout(60_000);

describe('the explorer', () => {
  it.each([
    ['the fence', overtaken, WITHOUT_FENCE, 'one writer'],
    ['the verification', async () => UNDONE, WITHOUT_VERIFICATION, 'safe'],
    ["the dead man's switch", async () => STOPPED, WITHOUT_DEAD_MANS_SWITCH, 'ends'],
  ] as const)('finds that %s is missing', async (_, faults, mutation, rule) => {
    await expect(rulesBroken(await faults(), mutation)).resolves.toContain(rule);
  });

  it.each([
    ['a release that is overtaken', overtaken],
    ['weights that do not stay', async () => UNDONE],
    ['a release that was stopped', async () => STOPPED],
  ] as const)('finds nothing wrong with %s', async (_, faults) => {
    await expect(rulesBroken(await faults())).resolves.toEqual([]);
  });
});
