import type { EndpointState } from '../../../lib/domain/traffic/endpoint';
import { chooseRestoration, type Restoration } from '../../../lib/domain/rollback/restoring';
import { configVariant as variant } from '../../support/fakes/fake-sagemaker';
import { firstPlan, plan } from '../../support/releases';

const WEIGHTS = { AllTraffic: 100, 'candidate-7': 0 };

function endpoint(weights: Readonly<Record<string, number>>, change: Partial<EndpointState> = {}): EndpointState {
  return {
    name: 'fraud',
    arn: 'arn',
    status: 'InService',
    config: 'fraud-r7-shared',
    shadowVariants: 0,
    variants: Object.entries(weights).map(([name, weight]) => ({
      name,
      currentWeight: weight,
      desiredWeight: weight,
      currentInstances: 2,
      desiredInstances: 2,
    })),
    ...change,
  };
}

const config = (name: string, ...models: string[]) => ({
  name,
  arn: 'arn',
  variants: models.map((model, index) => variant(`other-${index}`, model)),
  shadowVariants: 0,
  asynchronous: false,
});

const SHIFTED = { AllTraffic: 50, 'candidate-7': 50 };
const ALONE = { AllTraffic: 1 };

describe('chooseRestoration', () => {
  it.each<[string, EndpointState | undefined, Partial<Restoration>]>([
    ['sets weights while both variants are there', endpoint(SHIFTED), { do: 'weights', weights: WEIGHTS }],
    ['sends nothing where the weights are so already', endpoint(WEIGHTS), { do: 'nothing' }],
    [
      'sets weights that are asked for but not yet so, and those that are about to change',
      endpoint(WEIGHTS, {
        variants: endpoint(SHIFTED).variants.map((v) => ({ ...v, currentWeight: WEIGHTS.AllTraffic })),
      }),
      { do: 'weights' },
    ],
    [
      'waits for a candidate that is coming up without traffic',
      endpoint(ALONE, { status: 'Updating', config: 'fraud-v41-config', pendingConfig: 'fraud-r7-shared' }),
      { do: 'nothing', config: 'fraud-r7-shared', weights: { 'candidate-7': 0 } },
    ],
    [
      'moves back from the final config',
      endpoint(ALONE, { config: 'fraud-r7-final' }),
      { do: 'update', config: 'fraud-v41-config' },
    ],
    [
      'moves back from a final config that is on its way',
      endpoint(SHIFTED, { status: 'Updating', pendingConfig: 'fraud-r7-final' }),
      { do: 'update', config: 'fraud-v41-config' },
    ],
    [
      'leaves the previous config as it is',
      endpoint(ALONE, { config: 'fraud-v41-config' }),
      { do: 'nothing', config: 'fraud-v41-config' },
    ],
    [
      'moves to the previous config after an update and its rollback have failed',
      endpoint(SHIFTED, { status: 'UpdateRollbackFailed' }),
      { do: 'update', config: 'fraud-v41-config' },
    ],
    ['gives up an endpoint that is Failed', endpoint(SHIFTED, { status: 'Failed' }), giveUp('rollback_failed')],
    ['tells that the endpoint is gone', undefined, giveUp('endpoint_gone')],
    ['tells that the endpoint is going', endpoint(SHIFTED, { status: 'Deleting' }), giveUp('endpoint_gone')],
  ])('%s', (_, at, expected) => {
    expect(chooseRestoration(plan(), at, { served: true })).toMatchObject(expected);
  });

  describe('on a config with its variant names that somebody else deployed', () => {
    const drifted = (model: string) => ({
      ...config('drifted'),
      variants: [variant('AllTraffic', model), variant('candidate-7', 'fraud-v42')],
    });
    const choose = (found: Partial<Parameters<typeof chooseRestoration>[2]>) =>
      chooseRestoration(plan(), endpoint(SHIFTED, { config: 'drifted' }), { served: true, ...found });

    it("takes the candidate's traffic away", () => {
      const remark = expect.stringContaining('left in place');
      const expected = { do: 'weights', config: 'drifted', weights: WEIGHTS, remark };
      expect(choose({ config: drifted('fraud-v41') })).toEqual(expected);
    });

    it('gives no traffic to another model under the name of the baseline, nor to one that cannot be told', () => {
      const alone = { ...giveUp('rollback_failed'), reason: expect.stringMatching(/; it was left alone$/) };
      expect(choose({ config: drifted('fraud-v40') })).toEqual(alone);
      expect(choose({})).toEqual(alone);
    });

    it('does not say that it was left alone where weights were set before it was looked at', () => {
      const { reason } = { reason: '', ...choose({ config: drifted('fraud-v40'), isSent: true }) };
      expect(reason).toMatch(/on AllTraffic, candidate-7$/);
    });
  });

  it.each([
    ['failed', 'one other model serves', ['model-a']],
    ['rollback_failed', 'the new model serves', ['fraud-v42']],
    ['rollback_failed', 'several models serve', ['model-a', 'model-b']],
  ] as const)('ends %s where somebody else deployed variants of their own and %s', (outcome, _, models) => {
    const weights = Object.fromEntries(models.map((__, index) => [`other-${index}`, 1]));
    const at = endpoint(weights, { config: 'drifted' });
    const found = { served: true, config: config('drifted', ...models) };
    expect(chooseRestoration(plan(), at, found)).toMatchObject(giveUp(outcome));
  });

  it('stays on the leftovers of an earlier release as long as nothing of this one was deployed', () => {
    const { baseline, ...rest } = plan();
    const found = {
      ...rest,
      baseline: { ...baseline!, config: 'fraud-r7-before', leftoverConfig: 'fraud-r6-shared' },
    };
    const stay = { do: 'nothing', config: 'fraud-r6-shared', weights: {} };
    const leftovers = (weights: Readonly<Record<string, number>>, more: Partial<EndpointState> = {}) =>
      chooseRestoration(found, endpoint(weights, { config: 'fraud-r6-shared', ...more }), { served: false });
    expect(leftovers({ AllTraffic: 1, 'candidate-6': 0 })).toEqual(stay);
    // Somebody else has given them traffic since.
    const taken = { do: 'weights', config: 'fraud-r6-shared', weights: { AllTraffic: 100, 'candidate-6': 0 } };
    expect(leftovers({ AllTraffic: 50, 'candidate-6': 50 })).toEqual(taken);
    const onItsWay = { status: 'RollingBack', config: 'fraud-r7-shared', pendingConfig: 'fraud-r6-shared' } as const;
    expect(leftovers({ AllTraffic: 50, 'candidate-6': 50 }, onItsWay)).toEqual(stay);
    const final = endpoint(ALONE, { config: 'fraud-r7-final' });
    expect(chooseRestoration(found, final, { served: true })).toEqual({
      do: 'update',
      config: 'fraud-r7-before',
      keep: 'capacity',
    });
  });

  it('takes the instances from a config made for the way back, unless more are live by now', () => {
    const copyOf = { config: 'fraud-r7-final', variant: 'AllTraffic', instanceType: 'ml.m5.large' };
    const to = (instances: number) => ({
      variant: 'AllTraffic',
      model: 'm1',
      config: 'fraud-r8-final',
      instances,
      copyOf,
    });
    const final = endpoint(ALONE, { config: 'fraud-r7-final' });
    const keep = (instances: number) =>
      chooseRestoration({ ...plan(), baseline: to(instances) }, final, { served: false });
    expect(keep(3)).toEqual({ do: 'update', config: 'fraud-r8-final', keep: 'nothing' });
    expect(keep(2)).toEqual({ do: 'update', config: 'fraud-r8-final', keep: 'capacity' });
  });
});

describe('chooseRestoration of a first deployment', () => {
  const ours = endpoint({ primary: 1 }, { config: 'fraud-r7-final' });

  it.each<[string, EndpointState | undefined, boolean, Partial<Restoration>]>([
    ['removes an endpoint that never served', ours, false, { do: 'delete' }],
    ['removes an endpoint that could not be created', { ...ours, status: 'Failed' }, false, { do: 'delete' }],
    ['leaves an endpoint that served', ours, true, giveUp('failed')],
    ['watches whether a call on its way still makes one', undefined, false, { do: 'watch' }],
    [
      'never removes an endpoint that somebody else made',
      endpoint({ theirs: 1 }, { config: 'theirs' }),
      false,
      { ...giveUp('failed'), reason: 'somebody else has created the endpoint with config theirs; it was left alone' },
    ],
  ])('%s', (_, at, served, expected) => {
    expect(chooseRestoration(firstPlan(), at, { served })).toMatchObject(expected);
  });
});

function giveUp(outcome: 'failed' | 'rollback_failed' | 'endpoint_gone') {
  return { do: 'give up' as const, outcome };
}
