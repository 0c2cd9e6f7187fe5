import {
  type AtClose,
  END_EVENTS,
  endRelease,
  isReleased,
  toResult,
  uselessThings,
  variantToLetGo,
} from '../../lib/domain/closing';
import type { Outcome, Release } from '../../lib/domain/release/release';
import { configVariant } from '../support/fakes/fake-sagemaker';
import { ENDPOINT, firstPlan, goingBack, heldPlan, plan, release, START } from '../support/releases';
import { World } from '../support/world';

const PASSED = { phase: 2, passedAt: START };

function atClose(world: World): AtClose {
  const endpoint = world.sagemaker.endpoints.get('fraud');
  return { endpoint, config: world.sagemaker.configs.get(endpoint?.config ?? '') };
}

const END = START + 90_000;

function end(live: Release, world: World) {
  return endRelease(live, atClose(world), END);
}

describe('endRelease', () => {
  it('completes a release that has passed and is finalized', () => {
    expect(end(release('settling', PASSED), new World().final())).toMatchObject({
      outcome: 'completed',
      servingModel: 'fraud-v42',
      endpointArn: 'arn:endpoint/fraud',
      remarks: [],
    });
  });

  it('says that a release which has passed was not finalized, once', () => {
    const still = new World().beside(100);
    expect(end(release('finalizing', PASSED), still)).toMatchObject({
      outcome: 'completed',
      servingModel: 'fraud-v42',
      remarks: [expect.stringMatching(/^not finalized/)],
    });
    const said = release('finalizing', { ...PASSED, remarks: ['not finalized: no capacity'] });
    expect(end(said, still).remarks).toEqual(['not finalized: no capacity']);
  });

  it('says rolled back when the traffic was verified, cleaned up or not', () => {
    const back = goingBack({ stage: 'cleaning_up', restoredAt: START });
    expect(end(back, new World().before())).toMatchObject({
      outcome: 'rolled_back',
      reason: 'it burns',
      servingModel: 'fraud-v41',
      remarks: [],
    });
    expect(end(back, new World().beside(0)).remarks).toEqual([expect.stringMatching(/^cleanup pending/)]);
  });

  it('knows what serves in a config of its own that somebody has deleted', () => {
    const back = goingBack({ stage: 'cleaning_up', restoredAt: START });
    const servingIn = (world: World, live = back) => {
      world.sagemaker.configs.clear();
      return end(live, world).servingModel;
    };
    expect(servingIn(new World().before())).toBe('fraud-v41');
    expect(servingIn(new World().beside(0))).toBe('fraud-v41');
    expect(servingIn(new World().final(), release('settling', PASSED))).toBe('fraud-v42');
    const theirs = new World().before();
    theirs.sagemaker.addConfig('theirs', [configVariant('AllTraffic', 'fraud-v99')]);
    theirs.sagemaker.serve('fraud', 'theirs');
    expect(servingIn(theirs)).toBeUndefined();
  });

  it('says how many instances the baseline lacks, unless it has said why', () => {
    const back = goingBack({ stage: 'cleaning_up', restoredAt: START, baselineInstances: 4 });
    expect(end(back, new World().before()).remarks).toEqual(['the baseline has 2 of the 4 instances it had']);
    const said = { ...back, remarks: ['capacity not restored: the quota is 2'] };
    expect(end(said, new World().before()).remarks).toEqual(said.remarks);
    const whole = new World().before();
    whole.sagemaker.size('AllTraffic', 4);
    expect(end(back, whole).remarks).toEqual([]);
  });

  it('says that somebody else has moved the endpoint after the traffic was verified', () => {
    const world = new World();
    world.sagemaker.addConfig('theirs', [configVariant('AllTraffic', 'fraud-v99')]);
    world.sagemaker.serve(ENDPOINT, 'theirs');
    expect(end(goingBack({ stage: 'cleaning_up', restoredAt: START }), world)).toMatchObject({
      outcome: 'rolled_back',
      servingModel: 'fraud-v99',
      remarks: ['somebody else has since moved the endpoint to config theirs; it was left alone'],
    });
  });

  it('says that somebody else has given the candidate traffic after the traffic was verified', () => {
    expect(end(goingBack({ stage: 'cleaning_up', restoredAt: START }), new World().beside(50))).toMatchObject({
      outcome: 'rolled_back',
      remarks: [
        'cleanup pending: the candidate is still there',
        'somebody else has since changed the weights: they are AllTraffic 50, candidate-7 50; they were left alone',
      ],
    });
  });

  it('says what stands beside the baseline of a release that went back before it had deployed anything', () => {
    const { baseline, ...rest } = plan();
    const shared = rest.candidate.sharedConfig;
    const opened = {
      baseline: { ...baseline!, config: 'fraud-r7-before', leftoverConfig: shared },
      candidate: { ...rest.candidate, variant: 'candidate-8', sharedConfig: 'fraud-r8-shared' },
    };
    const back = goingBack({ stage: 'cleaning_up', restoredAt: START, plan: { ...rest, ...opened } });
    expect(end(back, new World().beside(0)).remarks).toEqual([
      'cleanup pending: what an earlier release has left is still there, without traffic',
    ]);
    expect(end(back, new World().beside(50)).remarks).toEqual([
      'cleanup pending: what an earlier release has left is still there',
      'somebody else has since changed the weights: they are AllTraffic 50, candidate-7 50; they were left alone',
    ]);
  });

  it('says that a way back failed which nobody verified, whatever had passed before', () => {
    expect(end(goingBack(PASSED), new World().beside(50))).toMatchObject({ outcome: 'rollback_failed' });
    expect(end(release('baking'), new World().beside(50))).toMatchObject({ outcome: 'rollback_failed' });
  });

  it('tells no model where several serve or none can be told', () => {
    expect(end(goingBack(), new World().beside(50))).not.toHaveProperty('servingModel');
    expect(end(goingBack(), new World())).not.toHaveProperty('servingModel');
  });

  it('takes a decided end, and says what it was on the way back for', () => {
    const ending = { outcome: 'endpoint_gone' as const, reason: 'somebody has deleted it' };
    expect(end(goingBack({ ending }), new World())).toMatchObject({
      outcome: 'endpoint_gone',
      reason: 'somebody has deleted it (on the way back because: it burns)',
    });
  });

  it('gives the reason once where it is what the way back was for', () => {
    const ending = { outcome: 'endpoint_gone' as const, reason: 'it burns' };
    expect(end(goingBack({ ending }), new World()).reason).toBe('it burns');
  });

  it('does not say that a release has completed whose endpoint somebody has deleted since', () => {
    expect(end(release('settling', PASSED), new World())).toMatchObject({
      outcome: 'endpoint_gone',
      reason: 'fraud-v42 met every gate, and then somebody deleted the endpoint',
      remarks: [],
    });
    const ended = end(release('settling', PASSED), new World());
    expect(ended).not.toHaveProperty('servingModel');
  });

  it('does not say that a release has completed whose endpoint has failed at the last step', () => {
    const world = new World().beside(100);
    world.sagemaker.change('fraud', { status: 'Failed', failureReason: 'no ping' });
    expect(end(release('finalizing', PASSED), world)).toMatchObject({
      outcome: 'failed',
      reason:
        'fraud-v42 met every gate, and then the endpoint turned Failed (no ping); SageMaker allows nothing but deleting it',
      remarks: [],
    });
  });

  it('does not say that a release has completed whose endpoint somebody else has left between two configs', () => {
    const world = new World().final();
    world.sagemaker.change('fraud', { status: 'UpdateRollbackFailed', failureReason: 'no ping' });
    expect(end(release('settling', PASSED), world)).toMatchObject({
      outcome: 'failed',
      reason:
        "fraud-v42 met every gate, and then somebody else's update could not be rolled back (no ping); the endpoint may serve a mix of models",
    });
    const own = new World().beside(100);
    own.sagemaker.change('fraud', { status: 'UpdateRollbackFailed' });
    expect(end(release('finalizing', PASSED), own)).toMatchObject({ outcome: 'completed', servingModel: 'fraud-v42' });
  });

  it('does not say that a release is rolled back whose endpoint somebody else has left between two configs', () => {
    const back = goingBack({ stage: 'cleaning_up', restoredAt: START });
    const world = new World().beside(0);
    world.sagemaker.serve(ENDPOINT, 'fraud-v41-config');
    world.sagemaker.change('fraud', { status: 'UpdateRollbackFailed', failureReason: 'no ping' });
    expect(end(back, world)).toMatchObject({
      outcome: 'rollback_failed',
      reason:
        "all traffic was back (it burns), and then somebody else's update could not be rolled back (no ping); the endpoint may serve a mix of models",
    });
    const own = new World().beside(0);
    own.sagemaker.change('fraud', { status: 'UpdateRollbackFailed' });
    expect(end(back, own)).toMatchObject({ outcome: 'rolled_back', servingModel: 'fraud-v41' });
  });

  it('says that somebody else has given the baseline traffic before the release could be finalized', () => {
    const ended = end(release('finalizing', PASSED), new World().beside(50));
    expect(ended).toMatchObject({
      outcome: 'completed',
      remarks: [
        'not finalized: the endpoint keeps baseline and candidate',
        'somebody else has since changed the weights: they are AllTraffic 50, candidate-7 50; they were left alone',
      ],
    });
    expect(ended).not.toHaveProperty('servingModel');
  });

  it('says that somebody else has moved the endpoint since the release had passed', () => {
    const world = new World().final();
    world.sagemaker.addConfig('theirs', [configVariant('AllTraffic', 'fraud-v99')]);
    world.sagemaker.serve(ENDPOINT, 'theirs');
    expect(end(release('settling', PASSED), world)).toMatchObject({
      outcome: 'completed',
      servingModel: 'fraud-v99',
      remarks: ['somebody else has since moved the endpoint to config theirs; it was left alone'],
    });
  });

  it('says that somebody else has moved an endpoint that had nothing to go back to', () => {
    const world = new World().final();
    world.sagemaker.addConfig('theirs', [configVariant('AllTraffic', 'fraud-v99')]);
    world.sagemaker.serve(ENDPOINT, 'theirs');
    const ending = { outcome: 'failed' as const, reason: 'the new model keeps serving' };
    expect(end(goingBack({ plan: firstPlan(), ending }), world)).toMatchObject({
      outcome: 'failed',
      remarks: ['somebody else has since moved the endpoint to config theirs; it was left alone'],
    });
    const breach = { trigger: 'person' as const, reason: 'ada aborted it: somebody else is at it', at: START };
    expect(end(goingBack({ plan: firstPlan(), ending, breach }), world).remarks).toHaveLength(1);
    const told = { ...ending, reason: 'somebody else moved the endpoint to config theirs; it was left alone' };
    expect(end(goingBack({ plan: firstPlan(), ending: told }), world).remarks).toEqual([]);
  });

  it('knows the endpoint that a first deployment has made', () => {
    const first = release('settling', { plan: firstPlan(), phase: 0, passedAt: START });
    const result = toResult('fraud', end(first, new World().final()));
    expect(result).toMatchObject({ endpointArn: 'arn:endpoint/fraud', outcome: 'completed', durationSeconds: 90 });
  });
});

describe('variantToLetGo', () => {
  const held = { plan: heldPlan() };

  it.each<[string, Release]>([
    ['completed', release('settling', { ...PASSED, ...held })],
    ['was rolled back', goingBack({ stage: 'cleaning_up', restoredAt: START, ...held })],
    ['failed', goingBack({ ending: { outcome: 'failed', reason: '' }, ...held })],
    ['lost its endpoint', goingBack({ ending: { outcome: 'endpoint_gone', reason: '' }, ...held })],
  ])('is the baseline’s when a release %s', (_, live) => {
    expect(variantToLetGo(live)).toBe('AllTraffic');
  });

  it('is none while a failed way back waits for a person, or where nothing was held', () => {
    expect(variantToLetGo(goingBack(held))).toBeUndefined();
    expect(variantToLetGo(release('settling', PASSED))).toBeUndefined();
  });
});

describe('uselessThings', () => {
  const alarms = ['a', 'b'];

  it.each([
    ['of an earlier release of ours', 'fraud-r6-shared', ['fraud-r6-shared', 'fraud-r7-shared']],
    ['of somebody else', 'fraud-two-variants', ['fraud-r7-shared']],
  ])('include a leftover config %s only where it is ours', (_, leftoverConfig, configs) => {
    const { baseline, ...rest } = plan();
    const left = { ...rest, ...(baseline !== undefined && { baseline: { ...baseline, leftoverConfig } }) };
    const done = release('settling', { ...PASSED, plan: left });
    expect([...uselessThings(done, atClose(new World().final())).configs].toSorted()).toEqual(configs);
  });

  it('are the alarms and the configs that nothing uses', () => {
    const done = release('settling', { ...PASSED, alarms });
    expect(uselessThings(done, atClose(new World().final()))).toEqual({ alarms, configs: ['fraud-r7-shared'] });
    expect(uselessThings(done, atClose(new World().beside(100)))).toEqual({ alarms, configs: ['fraud-r7-final'] });
  });

  it.each([
    ['of ours', 'fraud-r5-final', ['fraud-r5-final', 'fraud-r7-shared']],
    ['of somebody else', 'fraud-v40-config', ['fraud-r7-shared']],
    ['that is still the one to go back to', 'fraud-v41-config', ['fraud-r7-shared']],
    ['that serves', 'fraud-r7-final', ['fraud-r7-shared']],
  ])('judge the config to which the release before led back, here one %s', (_, config, configs) => {
    const { baseline, ...rest } = plan();
    const before = { ...rest, ...(baseline !== undefined && { baseline: { ...baseline, config } }) };
    const last = { ...end(release('settling', PASSED), new World().final()), number: 6, plan: before };
    const done = release('settling', PASSED);
    expect([...uselessThings(done, atClose(new World().final()), last).configs].toSorted()).toEqual(configs);
  });

  it('include what the release before has left, where somebody else had moved the endpoint since', () => {
    const { baseline, candidate, ...rest } = plan();
    const before = { ...rest, candidate: { ...candidate, finalConfig: 'fraud-r6-final' } };
    const last = { ...end(release('settling', PASSED), new World().final()), number: 6, plan: before };
    const done = release('settling', PASSED);
    const { configs } = uselessThings(done, atClose(new World().final()), last);
    expect([...configs].toSorted()).toEqual(['fraud-r6-final', 'fraud-r7-shared']);
    const onTop = { ...rest, candidate, ...(baseline && { baseline: { ...baseline, config: 'fraud-r6-final' } }) };
    const next = release('settling', { ...PASSED, plan: onTop });
    expect(uselessThings(next, atClose(new World().final()), last).configs).toEqual(['fraud-r7-shared']);
  });

  it('never are what somebody else had deployed before a person went back', () => {
    const { candidate, ...rest } = plan();
    const left = { ...rest, candidate: { ...candidate, finalConfig: 'by-hand' } };
    const back = goingBack({ restoredAt: START, plan: left });
    expect(uselessThings(back, atClose(new World().before())).configs).toEqual(['fraud-r7-shared']);
  });

  it('never are the config to go back to, nor one that is on its way', () => {
    const returning = goingBack({
      restoredAt: START,
      plan: { ...plan(), candidate: { ...plan().candidate, finalConfig: 'fraud-v41-config' } },
    });
    expect(uselessThings(returning, { endpoint: undefined, config: undefined }).configs).toEqual(['fraud-r7-shared']);
    const world = new World().beside(100);
    world.sagemaker.change('fraud', { status: 'Updating', pendingConfig: 'fraud-r7-final' });
    expect(uselessThings(release('finalizing', PASSED), atClose(world)).configs).toEqual([]);
  });

  it('are nothing after a failed way back: somebody has to repair it', () => {
    const failed = goingBack({ alarms, ending: { outcome: 'rollback_failed', reason: 'time is up' } });
    expect(uselessThings(failed, atClose(new World().final()))).toEqual({ alarms: [], configs: [] });
  });

  it('are alarms alone where nothing was planned', () => {
    const { plan: _, ...opening } = goingBack({ alarms, ending: { outcome: 'failed', reason: '' } });
    expect(uselessThings(opening, atClose(new World().before()))).toEqual({ alarms, configs: [] });
  });
});

describe('the lock', () => {
  it.each<[Outcome, boolean]>([
    ['completed', true],
    ['rolled_back', true],
    ['failed', true],
    ['endpoint_gone', true],
    ['refused', true],
    ['rollback_failed', false],
  ])('after %s is free: %s', (outcome, free) => expect(isReleased(outcome)).toBe(free));

  it('is kept with an event', () => expect(END_EVENTS.rollback_failed).toBe('deployment.rollback_failed'));
});
