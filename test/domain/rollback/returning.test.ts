import type { EndedRelease, EndpointRecord, Plan } from '../../../lib/domain/release/release';
import { lookForReturn } from '../../../lib/aws/return-findings';
import { planReturn } from '../../../lib/domain/rollback/returning';
import { parseWanted } from '../../../lib/domain/rollback/wanted';
import { configVariant } from '../../support/fakes/fake-sagemaker';
import { blueprint, ENDPOINT, plan, record, START } from '../../support/releases';
import { World } from '../../support/world';

const ended = (number: number, of: Plan, change: Partial<EndedRelease> = {}): EndedRelease => ({
  number,
  id: `fraud-v${number}`,
  outcome: 'completed',
  reason: '',
  startedAt: START,
  endedAt: START,
  plan: of,
  ...change,
});

/** The plan of a release that brought `model` in. */
function planFor(number: number, before: string, change: Partial<Plan['candidate']> = {}): Plan {
  return {
    blueprint: blueprint(),
    endpointArn: 'arn:endpoint/fraud',
    baseline: { variant: 'AllTraffic', model: `m${number - 1}`, config: before, instances: 2 },
    candidate: {
      variant: `candidate-${number}`,
      model: `m${number}`,
      instanceType: 'ml.m5.large',
      instances: 2,
      sharedConfig: `fraud-r${number}-shared`,
      finalConfig: `fraud-r${number}-final`,
      finalVariant: 'AllTraffic',
      ...change,
    },
  };
}

/** Three releases have completed; the first one's config has been removed since. */
class Past extends World {
  readonly first = ended(1, planFor(1, 'own-config'));
  readonly second = ended(2, planFor(2, 'fraud-r1-final'));
  readonly third = ended(3, planFor(3, 'fraud-r2-final'));
  last: EndedRelease = this.third;

  constructor(live = 2) {
    super();
    for (const model of ['m0', 'm1', 'm2', 'm3']) this.sagemaker.models.add(model);
    for (const one of [this.first, this.second, this.third]) void this.table.addToHistory(ENDPOINT, one);
    this.sagemaker.addConfig('fraud-r2-final', [configVariant('AllTraffic', 'm2')]);
    this.sagemaker.addConfig('fraud-r3-final', [configVariant('AllTraffic', 'm3', { instances: live })]);
    this.sagemaker.serve(ENDPOINT, 'fraud-r3-final');
  }

  get record(): EndpointRecord {
    return record(undefined, { number: this.last.number, last: this.last });
  }

  async back(to?: unknown) {
    const wanted = to === undefined ? undefined : parseWanted(ENDPOINT, to);
    return planReturn(this.record, wanted, await lookForReturn(this.ports, this.record, wanted));
  }

  async refusal(to?: unknown): Promise<string> {
    const answer = await this.back(to);
    return answer.kind === 'refused' ? answer.reason : 'planned';
  }
}

describe('planReturn', () => {
  it.each([[undefined], ['previous'], [2], ['fraud/2'], ['fraud-v2']])(
    'goes back as the last release recorded it for %s, to the config that is kept',
    async (to) => {
      const past = new Past();
      expect(await past.back(to)).toEqual({ kind: 'planned', plan: past.third.plan, id: 'fraud-v3' });
    },
  );

  it('makes a config for an older release, of what serves now, with as many instances as serve now', async () => {
    expect(await new Past(5).back(1)).toMatchObject({
      plan: {
        baseline: {
          variant: 'AllTraffic',
          model: 'm1',
          config: 'fraud-r4-final',
          copyOf: { config: 'fraud-r3-final', variant: 'AllTraffic', instanceType: 'ml.m5.large' },
          instances: 5,
        },
        candidate: { variant: 'candidate-3', model: 'm3', finalConfig: 'fraud-r3-final', instances: 5 },
      },
    });
  });

  it('gives an older release no fewer instances than it had', async () => {
    const past = new Past();
    past.table.past.splice(0, 1, ended(1, planFor(1, 'own-config', { instances: 8, instanceType: 'ml.m5.xlarge' })));
    expect(await past.back(1)).toMatchObject({
      plan: { baseline: { instances: 8, copyOf: { instanceType: 'ml.m5.xlarge' } } },
    });
  });

  it('makes a config for the release before, too, where the live count would not carry over', async () => {
    const past = new Past();
    past.last = ended(3, { ...planFor(3, 'fraud-r2-final', { instanceType: 'ml.m5.4xlarge', instances: 1 }) });
    past.last = {
      ...past.last,
      plan: { ...planFor(3, 'fraud-r2-final'), baseline: { ...baselineOf(past.last), instances: 8 } },
    };
    past.sagemaker.configs.delete('fraud-r3-final');
    past.sagemaker.addConfig('fraud-r3-final', [
      configVariant('AllTraffic', 'm3', { instanceType: 'ml.m5.4xlarge', instances: 1 }),
    ]);
    past.sagemaker.serve(ENDPOINT, 'fraud-r3-final');
    expect(await past.back()).toMatchObject({
      plan: {
        baseline: { model: 'm2', config: 'fraud-r4-final', instances: 8, copyOf: { instanceType: 'ml.m5.large' } },
      },
    });
    past.sagemaker.autoscaled.add(`${ENDPOINT}/AllTraffic`);
    expect(await past.refusal()).toContain('SageMaker refuses that until its scalable target is deregistered');
  });

  it('uses the config of an older release where it is still there', async () => {
    const past = new Past(5);
    past.sagemaker.addConfig('fraud-r1-final', [configVariant('AllTraffic', 'm1')]);
    const answer = await past.back(1);
    expect(answer).toMatchObject({ plan: { baseline: { config: 'fraud-r1-final', instances: 5 } } });
    expect(answer.kind === 'planned' && answer.plan.baseline).not.toHaveProperty('copyOf');
  });

  it('puts the metrics back that the last release would have put back', async () => {
    const past = new Past();
    past.last = ended(3, { ...planFor(3, 'fraud-r2-final'), blueprint: blueprint({ metrics: 'fast' }) });
    past.sagemaker.addConfig('fraud-r3-shared', [
      configVariant('AllTraffic', 'm2', { weight: 0 }),
      configVariant('candidate-3', 'm3'),
    ]);
    past.sagemaker.serve(ENDPOINT, 'fraud-r3-shared');
    const answer = await past.back(1);
    expect(answer).toMatchObject({
      plan: {
        baseline: { variant: 'AllTraffic', model: 'm1', copyOf: { config: 'fraud-r3-shared', variant: 'candidate-3' } },
        candidate: { model: 'm3', finalConfig: 'fraud-r3-shared', finalVariant: 'AllTraffic' },
      },
    });
    expect(answer.kind === 'planned' && answer.plan.baseline).not.toHaveProperty('metrics');
  });

  it('goes back by weights where the last release left both variants there', async () => {
    const past = new Past();
    past.sagemaker.addConfig('fraud-r3-shared', [
      configVariant('AllTraffic', 'm2', { weight: 0 }),
      configVariant('candidate-3', 'm3'),
    ]);
    past.sagemaker.serve(ENDPOINT, 'fraud-r3-shared');
    expect(await past.back()).toMatchObject({ plan: past.third.plan });
    past.sagemaker.autoscaled.add(`${ENDPOINT}/AllTraffic`);
    await past.sagemaker.setInstances(ENDPOINT, 'AllTraffic', 1);
    expect(await past.back()).toMatchObject({
      plan: { baseline: { variant: 'AllTraffic', model: 'm2', config: 'fraud-r4-final', instances: 2 } },
    });
  });
});

describe('planReturn after a return', () => {
  const back = async () => {
    const past = new Past(3);
    const answer = await past.back(1);
    if (answer.kind !== 'planned') throw new Error(answer.reason);
    past.last = ended(4, answer.plan, { outcome: 'rolled_back' });
    past.sagemaker.addConfig('fraud-r4-final', [configVariant('AllTraffic', 'm1', { instances: 3 })]);
    past.sagemaker.serve(ENDPOINT, 'fraud-r4-final');
    past.sagemaker.configs.delete('fraud-r3-final');
    return past;
  };

  it('returns to where it was for `previous`, and for nobody who only asks once more', async () => {
    const past = await back();
    expect(await past.refusal()).toContain('fraud/4, has gone back already, from m3; --to previous returns there');
    expect(await past.back('previous')).toMatchObject({
      plan: {
        baseline: { model: 'm3', config: 'fraud-r5-final', instances: 3, copyOf: { config: 'fraud-r4-final' } },
        candidate: { model: 'm1', variant: 'candidate-4' },
      },
    });
  });

  it('knows what a return has left serving', async () => {
    const past = await back();
    expect(await past.refusal(4)).toBe('m1 serves fraud already');
    expect(await past.refusal(1)).toBe('m1 serves fraud already');
    expect(await past.back(2)).toMatchObject({ plan: { candidate: { variant: 'candidate-4' } } });
  });
});

describe('planReturn, where somebody else has moved the endpoint', () => {
  const moved = () => {
    const past = new Past();
    past.sagemaker.models.add('hotfix');
    past.sagemaker.addConfig('by-hand', [configVariant('AllTraffic', 'hotfix')]);
    past.sagemaker.serve(ENDPOINT, 'by-hand');
    return past;
  };

  it('leaves to Restore traffic what nobody has named', async () => {
    const past = moved();
    expect(await past.back()).toMatchObject({ plan: past.third.plan });
  });

  it('goes where a person has named it, and counts it against no release', async () => {
    expect(await moved().back(1)).toMatchObject({
      plan: {
        baseline: { model: 'm1', copyOf: { config: 'by-hand' } },
        candidate: { model: 'hotfix', finalConfig: 'by-hand', variant: 'candidate-0' },
      },
    });
    expect(await moved().back(2)).toMatchObject({ plan: { baseline: { model: 'm2', config: 'fraud-r2-final' } } });
  });

  it('waits while they are at it', async () => {
    const past = moved();
    past.sagemaker.change(ENDPOINT, { pendingConfig: 'their-next' });
    expect(await past.refusal(1)).toContain('somebody is moving endpoint fraud to config their-next; ask again');
  });
});

describe('planReturn refuses', () => {
  it.each<[string, unknown, (past: Past) => void, string]>([
    ['a release that never was', 9, () => {}, 'there is no release fraud/9 of fraud to go back to'],
    ['a blueprint of which nothing is known', 'other', () => {}, 'there is no release other of fraud to go back to'],
    ['what serves already', 3, () => {}, 'm3 serves fraud already'],
    [
      'a model that is gone',
      1,
      (past) => past.sagemaker.models.delete('m1'),
      'model m1 does not exist any more; create',
    ],
    ['an endpoint that is gone', 1, (past) => past.sagemaker.endpoints.clear(), 'endpoint fraud does not exist'],
    [
      'an endpoint that can be moved nowhere',
      1,
      (past) => past.sagemaker.change(ENDPOINT, { status: 'Failed' }),
      'endpoint fraud is Failed',
    ],
    [
      'a config from which nothing can be copied',
      1,
      (past) => past.sagemaker.configs.delete('fraud-r3-final'),
      'endpoint config fraud-r3-final of endpoint fraud has been deleted',
    ],
    [
      'a config that is gone and nobody remembers',
      undefined,
      (past) => past.sagemaker.configs.delete('fraud-r2-final'),
      'endpoint config fraud-r2-final has been deleted, and nothing else tells on which instances m2 ran',
    ],
    [
      'an endpoint of another kind',
      1,
      (past) => {
        past.sagemaker.configs.delete('fraud-r3-final');
        past.sagemaker.addConfig('fraud-r3-final', [configVariant('AllTraffic', 'm3', { serverless: true })]);
      },
      'endpoint fraud is serverless',
    ],
    [
      'several live variants',
      1,
      (past) => {
        past.sagemaker.addConfig('two', [configVariant('AllTraffic', 'm3'), configVariant('b', 'm2')]);
        past.sagemaker.serve(ENDPOINT, 'two');
      },
      'endpoint fraud has several live variants: AllTraffic, b',
    ],
    [
      'a release that rolled back',
      3,
      (past) => {
        past.last = ended(3, planFor(3, 'fraud-r2-final'), { outcome: 'rolled_back' });
      },
      'fraud/3 ended rolled back, so there is nothing of it to go back to',
    ],
    [
      'to go back from a release that rolled back',
      undefined,
      (past) => {
        past.last = ended(3, planFor(3, 'fraud-r2-final'), { outcome: 'rolled_back' });
      },
      'the last release, fraud/3, ended rolled back, so there is nothing to go back from; --to RELEASE goes back to any',
    ],
  ])('%s', async (_, to, happens, reason) => {
    const past = new Past();
    happens(past);
    expect(await past.refusal(to)).toContain(reason);
  });

  it('to go back from nothing', async () => {
    const past = new World();
    const idle = record(undefined);
    expect(planReturn(idle, undefined, await lookForReturn(past.ports, idle, undefined))).toEqual({
      kind: 'refused',
      reason: 'no release of fraud has ended, so there is nothing to go back from',
    });
  });
});

function baselineOf({ plan: of = plan() }: EndedRelease) {
  if (of.baseline === undefined) throw new Error('no baseline');
  return of.baseline;
}
