import { isSameWeight, shareOf } from '../../../lib/domain/traffic/endpoint';
import { toEvent } from '../../../lib/domain/release/events';
import { findFlaw } from '../../../lib/domain/look/smoke-tests';
import { whatIsNotBack } from '../../../lib/domain/rollback/verifying';
import { configVariant as variant } from '../../support/fakes/fake-sagemaker';
import { ENDPOINT, plan, START } from '../../support/releases';
import { World } from '../../support/world';

const { baseline, ...rest } = plan();

function flaw(world: World) {
  const endpoint = world.sagemaker.endpoints.get(ENDPOINT);
  return whatIsNotBack({ ...rest, baseline: baseline! }, endpoint, world.sagemaker.configs.get(endpoint?.config ?? ''));
}

describe('whatIsNotBack', () => {
  it('is nothing when the baseline’s model has all the traffic, in whatever config', () => {
    expect(flaw(new World().before())).toBeUndefined();
    expect(flaw(new World().beside(0))).toBeUndefined();
  });

  it('sees the new model under the baseline’s variant name', () => {
    expect(flaw(new World().final())).toBe('model fraud-v41 has 0.00 % of the traffic');
  });

  it('sees the least share of the candidate', () => {
    expect(flaw(new World().beside(0.01))).toBe('model fraud-v41 has 99.99 % of the traffic');
  });

  it('sees an endpoint that is at work, gone, or of a config that cannot be read', () => {
    const busy = new World().before();
    busy.sagemaker.change(ENDPOINT, { status: 'Updating' });
    expect(flaw(busy)).toBe('the endpoint is Updating');
    expect(flaw(new World())).toBe('the endpoint does not exist any more');
    const unread = new World();
    unread.sagemaker.addConfig('odd', [variant('AllTraffic', 'fraud-v41')]);
    unread.sagemaker.serve(ENDPOINT, 'odd');
    unread.sagemaker.configs.clear();
    expect(flaw(unread)).toBe('endpoint config odd cannot be read');
  });

  it('knows what was in a config of its own that somebody has deleted', () => {
    const worlds = [new World().before(), new World().beside(0), new World().beside(0.01)];
    for (const { sagemaker } of worlds) sagemaker.configs.clear();
    expect(worlds.map(flaw)).toEqual([undefined, undefined, 'model fraud-v41 has 99.99 % of the traffic']);
  });

  it('sees traffic that nobody gets', () => {
    const world = new World();
    world.sagemaker.addConfig('odd', [variant('AllTraffic', 'fraud-v41', { weight: 0 })]);
    world.sagemaker.serve(ENDPOINT, 'odd');
    expect(flaw(world)).toBe('model fraud-v41 has 0.00 % of the traffic');
  });
});

describe('weights as SageMaker keeps them', () => {
  it('are the same at 32 bits', () => {
    expect(isSameWeight(Math.fround(99.9), 99.9)).toBe(true);
    expect(isSameWeight(0, 0.01)).toBe(false);
    expect(isSameWeight(99.99, 100)).toBe(false);
  });

  it('give a variant that is not there no share', () => {
    expect(shareOf({ variants: [] }, 'AllTraffic')).toBe(0);
  });
});

describe('findFlaw', () => {
  const test = {
    name: 'smoke',
    invoke: { contentType: 'text/plain', body: '' },
    expect: { maxLatencySeconds: 1, bodyContains: 'score' },
  };
  const good = { ok: true, latency: 1, body: '{"score": 1}' };

  it.each([
    ['nothing wrong with a good answer', good, undefined],
    ['an error', { ...good, ok: false, error: 'ModelError: no' }, 'smoke test smoke failed: ModelError: no'],
    [
      'a late answer',
      { ...good, latency: 1.01 },
      'smoke test smoke was answered after 1.01 s, and at most 1 s are allowed',
    ],
    ['a wrong answer', { ...good, body: '{}' }, 'smoke test smoke: the answer does not contain "score"; it is "{}"'],
  ])('finds %s', (_, answer, sentence) => expect(findFlaw(test, answer)).toBe(sentence));
});

describe('toEvent', () => {
  const entry = {
    sequence: 12,
    at: START,
    release: 7,
    epoch: 9,
    actor: 'ann',
    action: 'traffic shifted',
    detail: { traffic: 1, id: 'forged', actor: 'forged' },
    key: 'k',
    previousHash: '',
    hash: '',
  };

  it('is the same for every delivery, and cannot be made to say whose it is', () => {
    expect(toEvent(ENDPOINT, { ...entry, event: 'deployment.traffic_shifted' })).toEqual({
      type: 'deployment.traffic_shifted',
      detail: {
        version: '1',
        id: 'fraud/12',
        endpoint: ENDPOINT,
        release: 7,
        at: '2026-03-02T10:00:00.000Z',
        actor: 'ann',
        traffic: 1,
      },
    });
  });

  it('is not made of entries that are no event', () => expect(toEvent(ENDPOINT, entry)).toBeUndefined());
});
