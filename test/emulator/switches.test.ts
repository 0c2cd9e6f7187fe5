import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import { DEFAULT_SWITCHES } from '../../lib/emulator/cloudwatch/switches';
import type { EmulatorSettings } from '../../lib/emulator/emulator';
import { withDefaults } from '../../lib/emulator/sagemaker/settings';
import { rehearse } from '../../lib/rehearsal/rehearse';
import type { Report } from '../../lib/rehearsal/report';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { synthesize } from '../../lib/rehearsal/synthesize';

/**
 * What AWS does not say, or says and nobody has seen. By default the emulator takes the side that hurts more; the product
 * must be right on the other one, too.
 */
const OTHER_SIDES: Readonly<Record<string, EmulatorSettings>> = {
  'accepts weights that are all zero': { sageMaker: { switches: { allZeroWeights: 'accepted' } } },
  'changes several capacities in one call': { sageMaker: { switches: { severalCapacities: 'accepted' } } },
  'takes weights in UpdateRollbackFailed': { sageMaker: { switches: { weightsInUpdateRollbackFailed: 'accepted' } } },
  'takes an update to the deployed config': { sageMaker: { switches: { updateToDeployedConfig: 'accepted' } } },
  'takes a variant without instances': { sageMaker: { switches: { zeroInstances: 'accepted' } } },
  'tells why it went back to the old config': { sageMaker: { switches: { failureReasonAfterRollback: 'present' } } },
  'tells of changes of nothing but weights': { sageMaker: { switches: { weightChangeEvents: 'present' } } },
  'publishes zeros where there is no traffic': { sageMaker: { switches: { zeroInvocationsAtZeroTraffic: 'present' } } },
  'looks at no more data points than it must': { cloudWatch: { extraDatapoints: 0 } },
  'keeps the state of an alarm whose first data breach': { cloudWatch: { youngBreach: 'retain' } },
  'fills a series that has no data': { cloudWatch: { fillEmptySeries: true } },
  'deletes alarms that are not there': { cloudWatch: { deleteUnknownAlarm: 'ignore' } },
  'evaluates alarms late in the minute': { cloudWatch: { evaluationOffset: 55 } },
  'evaluates a composite after a minute': { cloudWatch: { compositeDelay: 60 } },
  'names executions after their events': { eventBridge: { executionNames: 'event-id' } },
  'tells time-outs without a type': { lambda: { timeoutForm: 'untyped' } },
  'has the rate limits of an account': { rateLimits: 'quotas' },
};

/** Everything on its other side at once, and an account in which everything takes long or no time. */
const WORLDS: Readonly<Record<string, EmulatorSettings>> = {
  'is as kind as AWS may be': Object.values(OTHER_SIDES).reduce<EmulatorSettings>(
    (all, { sageMaker, cloudWatch, ...more }) => ({
      ...all,
      ...more,
      sageMaker: { switches: { ...all.sageMaker?.switches, ...sageMaker?.switches } },
      cloudWatch: { ...all.cloudWatch, ...cloudWatch },
    }),
    {},
  ),
  'is slow': {
    sageMaker: { freshConfigSeconds: 30, describeLagSeconds: 10 },
    cloudWatch: { evaluationOffset: 55, compositeDelay: 60 },
    eventBridge: { deliveryLatency: 30_000 },
    callLatency: 2000,
    metricDelay: 60,
  },
  'is quick': {
    sageMaker: { freshConfigSeconds: 0, describeLagSeconds: 0 },
    cloudWatch: { evaluationOffset: 0, compositeDelay: 0 },
    eventBridge: { deliveryLatency: 0 },
    callLatency: 0,
  },
};

const BREACH = { incidents: [{ phase: 'half', errorRate: '40%' }] };

const DOCUMENT = {
  endpoint: 'fraud-detector',
  model: 'fraud-detector-v42',
  tests: [{ invoke: { body: {} } }],
  alarms: ['checkout-is-down'],
  phases: [
    { name: 'half', traffic: '50%', bake: '5m' },
    { name: 'full', traffic: '100%', bake: '4m' },
  ],
};

jest.setTimeout(60_000);

describe('a release in an account that', () => {
  const template = synthesize();

  const play = async (settings: EmulatorSettings, around: object, document: object = DOCUMENT): Promise<Report> => {
    const parsed = parseBlueprint(document);
    const scenario = parseScenario(around);
    if (!parsed.ok || !scenario.ok) throw new Error(JSON.stringify([parsed, scenario]));
    const props = { template, document, blueprint: parsed.blueprint, scenario: scenario.scenario, settings };
    return (await rehearse(props)).report;
  };

  it.each(Object.entries({ ...OTHER_SIDES, ...WORLDS }))('%s goes back after a breach', async (_, settings) => {
    expect(await play(settings, BREACH)).toMatchObject({
      outcome: 'rolled_back',
      servingModel: 'fraud-detector-before',
      traffic: { baseline: 100 },
    });
  });

  it.each(Object.entries(WORLDS))('%s completes when nothing breaks', async (_, settings) => {
    expect(await play(settings, {})).toMatchObject({
      outcome: 'completed',
      servingModel: 'fraud-detector-v42',
      traffic: { candidate: 100 },
    });
  });

  it('never moves on where metrics come too late to be judged by', async () => {
    const document = { ...DOCUMENT, pause: '30m' };
    const report = await play({ metricDelay: 240 }, {}, document);
    expect(report).toMatchObject({ outcome: 'rolled_back', servingModel: 'fraud-detector-before' });
    expect(report.phases.map(({ verdict }) => verdict)).not.toContain('pass');
  });

  it('goes back where a guardrail has left the endpoint half way', async () => {
    for (const weightsInUpdateRollbackFailed of ['accepted', 'rejected'] as const) {
      const settings = { sageMaker: { switches: { weightsInUpdateRollbackFailed } } };
      const faults = [{ at: '1m', update: 'update_rollback_failed' }];
      expect(await play(settings, { faults })).toMatchObject({
        outcome: 'rolled_back',
        servingModel: 'fraud-detector-before',
      });
    }
  });

  it('is tried on the other side of every switch', () => {
    const tried = (pick: (settings: EmulatorSettings) => object | undefined) =>
      new Set(Object.values(OTHER_SIDES).flatMap((settings) => Object.keys(pick(settings) ?? {})));
    expect(tried(({ sageMaker }) => sageMaker?.switches)).toEqual(new Set(Object.keys(withDefaults().switches)));
    expect(tried(({ cloudWatch }) => cloudWatch)).toEqual(new Set(Object.keys(DEFAULT_SWITCHES)));
  });
});
