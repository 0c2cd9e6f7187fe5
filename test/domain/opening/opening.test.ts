import type { ConfigState, EndpointState } from '../../../lib/domain/traffic/endpoint';
import { type Findings, planRelease } from '../../../lib/domain/opening/opening';
import type { EndedRelease } from '../../../lib/domain/release/release';
import { configVariant as variant } from '../../support/fakes/fake-sagemaker';
import { blueprint, plan, START } from '../../support/releases';

const live = (name: string, weight = 1, instances = 2) => ({
  name,
  currentWeight: weight,
  desiredWeight: weight,
  currentInstances: instances,
  desiredInstances: instances,
});

const ENDPOINT: EndpointState = {
  name: 'fraud',
  arn: 'arn:endpoint/fraud',
  status: 'InService',
  config: 'fraud-v41-config',
  variants: [live('AllTraffic')],
  shadowVariants: 0,
};

const CONFIG: ConfigState = {
  name: 'fraud-v41-config',
  arn: 'arn:config',
  variants: [variant('AllTraffic', 'fraud-v41')],
  shadowVariants: 0,
  asynchronous: false,
};

function findings(change: Partial<Findings> = {}): Findings {
  return {
    endpoint: ENDPOINT,
    config: CONFIG,
    hasModel: true,
    alarms: [{ name: 'checkout-is-down', state: 'OK', reason: '', actionsEnabled: true }],
    autoscaled: false,
    last: undefined,
    ...change,
  };
}

const FIRST = { endpoint: undefined, config: undefined, alarms: [] };

const standard = (change = {}) =>
  blueprint({ strategy: 'standard', phases: [{ name: 'full', traffic: '100%', bake: '15m' }], ...change });

function reasons(found: Findings, of = blueprint(), number = 7): string {
  const answer = planRelease(of, number, found);
  return answer.kind === 'refused' ? answer.reasons.join('\n') : '';
}

function planned(found: Findings, of = blueprint(), number = 7) {
  const answer = planRelease(of, number, found);
  if (answer.kind === 'refused') throw new Error(answer.reasons.join('\n'));
  return answer.plan;
}

function ended(change: Partial<EndedRelease> = {}): EndedRelease {
  return { number: 6, id: 'x', outcome: 'completed', reason: '', startedAt: START, endedAt: START, ...change };
}

describe('planRelease', () => {
  it('copies capacity, variant and config from what is live', () => {
    const busy = { ...ENDPOINT, variants: [live('AllTraffic', 1, 5)] };
    expect(planned(findings({ endpoint: busy }))).toMatchObject({
      endpointArn: 'arn:endpoint/fraud',
      baseline: { variant: 'AllTraffic', model: 'fraud-v41', config: 'fraud-v41-config', instances: 5 },
      candidate: { variant: 'candidate-7', model: 'fraud-v42', instances: 5, finalVariant: 'AllTraffic' },
    });
  });

  it('takes the capacity that the blueprint gives', () => {
    const of = blueprint({ capacity: { instanceType: 'ml.g5.xlarge', instances: 3 } });
    expect(planned(findings(), of).candidate).toMatchObject({ instanceType: 'ml.g5.xlarge', instances: 3 });
  });

  it.each([
    [5, 3, 3],
    [2, 3, 2],
  ])('of %j instances that serve, and at most %j, takes %j', (instances, maxCapacity, expected) => {
    const busy = { ...ENDPOINT, variants: [live('AllTraffic', 1, instances)] };
    const answer = planned(findings({ endpoint: busy }), blueprint({ maxCapacity }));
    expect(answer).toMatchObject({ baseline: { instances }, candidate: { instances: expected } });
  });

  it('plans an endpoint that does not exist with one variant and no way back', () => {
    const of = standard({ alarms: [], capacity: { instanceType: 'ml.m5.large', instances: 3 } });
    const first = planned(findings(FIRST), of);
    expect(first.baseline).toBeUndefined();
    expect(first.candidate).toMatchObject({ variant: 'primary', instances: 3, finalVariant: 'primary' });
    expect(first.candidate.sharedConfig).toBe(first.candidate.finalConfig);
  });

  it.each<[string, Partial<Findings>, string]>([
    ['a model that does not exist', { hasModel: false }, 'model fraud-v42 does not exist'],
    ['an alarm that is missing', alarms('MISSING'), 'alarm checkout-is-down does not exist'],
    ['an alarm that fires', alarms('ALARM'), 'is firing already'],
    ['an endpoint at work', { endpoint: { ...ENDPOINT, status: 'Updating' } }, 'is Updating, not InService'],
    ['an asynchronous endpoint', { config: { ...CONFIG, asynchronous: true } }, 'is asynchronous'],
    ['shadow variants', { config: { ...CONFIG, shadowVariants: 1 } }, 'shadow variants'],
    ['a serverless variant', configWith({ serverless: true }), 'is serverless'],
    ['instance pools', without('instanceType'), 'uses instance pools'],
    ['inference components', without('model'), 'hosts inference components'],
    [
      'a config that is gone',
      { config: undefined },
      'endpoint config fraud-v41-config of endpoint fraud has been deleted',
    ],
    ['a name in other letters', { endpoint: { ...ENDPOINT, name: 'Fraud' } }, 'is written Fraud'],
    ['two live variants', twoVariants(60, 40, 'other'), 'has several live variants'],
    ['a stranger without traffic', twoVariants(100, 0, 'other'), 'has several live variants'],
  ])('refuses %s', (_, found, sentence) => {
    expect(reasons(findings(found))).toContain(sentence);
  });

  it('refuses to make up an endpoint where one is but its config is gone', () => {
    const of = standard({ capacity: { instanceType: 'ml.m5.large', instances: 3 } });
    expect(reasons(findings({ config: undefined }), of)).toContain('has been deleted');
  });

  it('refuses a canary where there is no baseline, and a first deployment without capacity', () => {
    expect(reasons(findings(FIRST), blueprint({ alarms: [] }))).toMatch(/no baseline.*\n.*capacity/);
    expect(reasons(findings(FIRST), standard({ alarms: [] }))).toContain('give capacity');
  });

  it('refuses another instance type only while autoscaling holds the variant', () => {
    const of = blueprint({ capacity: { instanceType: 'ml.g5.xlarge', instances: 3 } });
    expect(reasons(findings({ autoscaled: true }), of)).toContain('scalable target is deregistered');
    expect(reasons(findings(), of)).toBe('');
    expect(reasons(findings({ autoscaled: true }))).toBe('');
  });

  it('refuses a baseline that has the name of the candidate to be', () => {
    const endpoint = { ...ENDPOINT, variants: [live('candidate-7')] };
    const config = { ...CONFIG, variants: [variant('candidate-7', 'fraud-v41')] };
    expect(reasons(findings({ endpoint, config }))).toContain(
      'has the name that this release would give its candidate',
    );
    expect(reasons(findings({ endpoint, config }), blueprint(), 8)).toBe('');
  });

  it('tells every reason at once', () => {
    expect(reasons(findings({ hasModel: false, ...alarms('ALARM') })).split('\n')).toHaveLength(2);
  });
});

describe('planRelease beside leftovers', () => {
  it('goes back to a config of its own, since the deployed one would give the leftovers their old weights', () => {
    const { baseline } = planned(findings({ ...twoVariants(0, 100, 'candidate-6'), last: ended({ plan: plan() }) }));
    expect(baseline).toMatchObject({
      variant: 'candidate-6',
      model: 'other-model',
      config: 'fraud-r7-before',
      leftoverConfig: 'fraud-v41-config',
    });
  });

  it('keeps the deployed config where it holds nothing but the baseline', () => {
    expect(planned(findings()).baseline).not.toHaveProperty('leftoverConfig');
  });

  it.each([
    [
      'the release that was not finalized',
      { plan: { ...plan(), candidate: { ...plan().candidate, variant: 'candidate-6' } } },
    ],
    [
      'a release that was rolled back to what was not finalized',
      {
        outcome: 'rolled_back' as const,
        plan: { ...plan(), baseline: { variant: 'candidate-6', model: 'm', config: 'c', instances: 1 } },
      },
    ],
  ])("brings the endpoint's own variant name back after %s", (_, last) => {
    const found = findings({ ...twoVariants(0, 100, 'candidate-6'), last: ended(last) });
    expect(planned(found).candidate.finalVariant).toBe('AllTraffic');
  });
});

function alarms(state: 'MISSING' | 'ALARM'): Partial<Findings> {
  return { alarms: [{ name: 'checkout-is-down', state, reason: 'high', actionsEnabled: true }] };
}

function configWith(change: Parameters<typeof variant>[2]): Partial<Findings> {
  return { config: { ...CONFIG, variants: [variant('AllTraffic', 'fraud-v41', change)] } };
}

function without(key: 'model' | 'instanceType'): Partial<Findings> {
  const { [key]: _, ...rest } = variant('AllTraffic', 'fraud-v41');
  return { config: { ...CONFIG, variants: [rest] } };
}

function twoVariants(first: number, second: number, name: string): Partial<Findings> {
  return {
    endpoint: { ...ENDPOINT, variants: [live('AllTraffic', first), live(name, second)] },
    config: { ...CONFIG, variants: [variant('AllTraffic', 'fraud-v41'), variant(name, 'other-model')] },
  };
}
