import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import type { RecordedCall } from '../../lib/emulator/calls/call';
import { rehearse } from '../../lib/rehearsal/rehearse';
import { parseScenario } from '../../lib/rehearsal/scenario';
import type { Stage } from '../../lib/rehearsal/stage';
import { synthesize } from '../../lib/rehearsal/synthesize';
import { demandsOf } from '../support/authorization';
import { covers, type Grant, grantsOf } from '../support/grants';

const template = synthesize();

const CANARY = {
  endpoint: 'Fraud-Detector',
  model: 'v42',
  tests: [{ invoke: { body: {} } }],
  alarms: ['checkout-is-down'],
  phases: [
    { name: 'half', traffic: '50%', bake: '5m', gate: 'manual' },
    { name: 'full', traffic: '100%', bake: '5m' },
  ],
};
const STANDARD = {
  endpoint: 'Fraud-Detector',
  model: 'v42',
  strategy: 'standard',
  tests: [{ invoke: { body: {} } }],
  phases: [{ name: 'switch', traffic: '100%', bake: '5m', gate: 'manual' }],
};
const FIRST = {
  endpoint: 'Fraud-Detector',
  model: 'v42',
  strategy: 'standard',
  tests: [{ invoke: { body: {} } }],
  capacity: { instanceType: 'ml.m5.large', instances: 1 },
};

/** Rehearsals that together walk every path. */
const REHEARSALS: readonly (readonly [string, object, object])[] = [
  [
    'completes',
    CANARY,
    {
      operator: [
        { at: '8m', do: 'pause' },
        { at: '9m', do: 'resume' },
        { at: '12m', do: 'promote' },
      ],
    },
  ],
  [
    'tries its alarms first, asks health checks and a function of the user, and completes',
    {
      ...CANARY,
      drill: true,
      decision: 'decide:live',
      checks: [
        { name: 'features', lambda: { function: 'check-features:live' } },
        { name: 'store', lambda: { function: 'check-store' } },
        { name: 'score', invoke: { body: {} } },
      ],
    },
    { operator: [{ at: '12m', do: 'promote' }] },
  ],
  [
    'does so in one switch, too',
    { ...STANDARD, drill: true, checks: [{ name: 'score', invoke: { body: {} } }] },
    { operator: [{ at: '12m', do: 'promote' }] },
  ],
  ['is aborted in a hold', CANARY, { operator: [{ at: '9m', do: 'abort' }] }],
  [
    'is rolled back by the judge',
    CANARY,
    { operator: [{ at: '9m', do: 'promote' }], incidents: [{ phase: 'half', errorRate: '4%' }] },
  ],
  [
    'is rolled back after completion',
    CANARY,
    {
      operator: [
        { at: '9m', do: 'promote' },
        { at: '50m', do: 'rollback' },
      ],
    },
  ],
  [
    'holds after a breach until somebody aborts it',
    { ...CANARY, rollback: 'manual' },
    {
      operator: [
        { at: '9m', do: 'promote' },
        { at: '40m', do: 'abort' },
      ],
      incidents: [{ phase: 'half', errorRate: '40%' }],
    },
  ],
  [
    'is stopped in the console, and its death is not told',
    CANARY,
    {
      operator: [
        { at: '9m', do: 'promote' },
        { phase: 'half', after: '1m', do: 'stop' },
      ],
    },
  ],
  [
    'is a standard release that an alarm stops',
    STANDARD,
    { operator: [{ at: '9m', do: 'promote' }], incidents: [{ phase: 'switch', errorRate: '40%' }] },
  ],
  [
    'is a standard release that a judge stops',
    STANDARD,
    { operator: [{ at: '9m', do: 'promote' }], incidents: [{ phase: 'switch', errorRate: '4%' }] },
  ],
  [
    'is a first deployment whose smoke test fails',
    FIRST,
    { endpoint: { exists: false }, candidate: { errorRate: '100%' } },
  ],
  ['is a first deployment that completes', FIRST, { endpoint: { exists: false } }],
  [
    'finds its endpoint moved by somebody else',
    CANARY,
    { operator: [{ at: '9m', do: 'promote' }], faults: [{ phase: 'half', after: '1m', changeConfig: true }] },
  ],
];

interface Walked {
  readonly stage: Stage;
  readonly calls: readonly RecordedCall[];
}

async function walk([, document, happens]: (typeof REHEARSALS)[number]): Promise<Walked> {
  const parsed = parseBlueprint(document);
  const scenario = parseScenario(happens);
  if (!parsed.ok || !scenario.ok) throw new Error(JSON.stringify([parsed, scenario]));
  const { stage } = await rehearse({ template, document, blueprint: parsed.blueprint, scenario: scenario.scenario });
  return { stage, calls: stage.emulator.calls };
}

/** Grants whose use no rehearsal can show, by construct id of the role's owner, action or both. */
const NOT_SHOWN: readonly { readonly action: string; readonly reason: string }[] = [
  { action: 'xray:*', reason: 'Lambda and Step Functions send traces themselves' },
  { action: 'logs:*', reason: 'Lambda and Step Functions write logs themselves' },
];

describe('permissions', () => {
  const walked: Walked[] = [];

  beforeAll(async () => {
    for (const rehearsal of REHEARSALS) walked.push(await walk(rehearsal));
  }, 60_000);

  function grantsByCaller({ stage }: Walked): ReadonlyMap<string, readonly Grant[]> {
    const grants = grantsOf(template, stage.deployed);
    return new Map(
      [...stage.deployed.functions, ...stage.deployed.stateMachines].map(({ name, roleLogicalId }) => [
        name,
        grants.filter(({ role }) => role === roleLogicalId),
      ]),
    );
  }

  it('cover every call that a function or a state machine makes in a rehearsal', async () => {
    const uncovered = new Set<string>();
    for (const one of walked) {
      const grants = grantsByCaller(one);
      for (const call of one.calls) {
        const own = call.caller === undefined ? undefined : grants.get(call.caller);
        if (own === undefined) continue;
        for (const demand of await demandsOf(call)) {
          if (!own.some((grant) => covers(grant, demand)))
            uncovered.add(`${call.caller}: ${demand.action} on ${demand.resource}`);
        }
      }
    }
    expect([...uncovered]).toEqual([]);
  });

  it('grant nothing that no rehearsal uses', async () => {
    const used = new Set<string>();
    const given = new Set<string>();
    for (const one of walked) {
      for (const [caller, grants] of grantsByCaller(one)) {
        const logicalId =
          [...one.stage.deployed.functions, ...one.stage.deployed.stateMachines].find(({ name }) => name === caller)
            ?.logicalId ?? '';
        const demands = (await Promise.all(one.calls.filter((call) => call.caller === caller).map(demandsOf))).flat();
        for (const grant of grants) {
          if (
            NOT_SHOWN.some(({ action }) =>
              covers({ ...grant, action, resource: '*' }, { action: grant.action, resource: '' }),
            )
          )
            continue;
          const text = `${logicalId}: ${grant.action} on ${grant.resource.replace(/-[A-Z0-9]{12}/g, '')}`;
          given.add(text);
          if (demands.some((demand) => covers(grant, demand))) used.add(text);
        }
      }
    }
    expect([...given].filter((grant) => !used.has(grant))).toEqual([]);
  });
});
