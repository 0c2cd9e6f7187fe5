import fc from 'fast-check';
import { EMPTY_TRAIL } from '../../lib/domain/release/audit';
import { newRelease } from '../../lib/domain/release/claims';
import { type Belongings, diagnose } from '../../lib/domain/diagnosing';
import { configName, isConfigOf } from '../../lib/domain/names';
import type { EndedRelease, EndpointRecord, Release } from '../../lib/domain/release/release';
import { ENDPOINT, MINUTE, plan as planOf, STACK, START } from '../support/releases';

const plan = planOf();

function record(change: Partial<EndpointRecord>): EndpointRecord {
  return { endpoint: ENDPOINT, revision: 1, epoch: 7, number: 7, audit: EMPTY_TRAIL, ...change };
}

function live(change: Partial<Release>): EndpointRecord {
  const opened = newRelease(7, { id: 'x', strategy: 'canary', execution: 'e', at: START });
  return record({ release: { ...opened, plan, ...change } });
}

function ended(outcome: EndedRelease['outcome'], baseline = plan.baseline): EndpointRecord {
  const of = { number: 7, id: 'x', outcome, reason: '', startedAt: START, endedAt: START };
  return record({ last: { ...of, plan: { ...plan, ...(baseline !== undefined && { baseline }) } } });
}

function found(change: Partial<Belongings>): Belongings {
  const endpoint = {
    name: ENDPOINT,
    arn: '',
    status: 'InService' as const,
    config: 'x',
    variants: [],
    shadowVariants: 0,
  };
  return { record: undefined, endpoint, alarms: [], configs: [], scaleIn: 'none', ...change };
}

const whatOf = (belongings: Belongings, now = START) =>
  diagnose(STACK, ENDPOINT, belongings, now).map(({ what }) => what);

const sharing = (name: string) => ({
  name,
  currentWeight: 50,
  desiredWeight: 50,
  currentInstances: 2,
  desiredInstances: 2,
});

describe('diagnose', () => {
  it.each([
    ['a release at work', live({}), START],
    ['an owner that is a little late', live({ dueBy: START }), START + MINUTE],
    ['an ended release', ended('rolled_back'), START],
  ])('finds nothing about %s', (_, of, now) => {
    expect(whatOf(found({ record: of }), now)).toEqual([]);
  });

  it.each([
    ['a failed rollback', live({ stage: 'rollback_failed' }), START, /has failed/],
    ['an owner that has fallen silent', live({ dueBy: START }), START + 10 * MINUTE, /no sign of life for 10 minutes/],
  ])('finds %s', (_, of, now, what) => {
    expect(whatOf(found({ record: of }), now)).toEqual([expect.stringMatching(what)]);
  });

  it.each([
    ['rolled_back', /^cleanup pending/],
    ['completed', /^not finalized/],
  ] as const)('says what is left to do where a release ended %s and both variants are deployed', (outcome, what) => {
    const endpoint = { ...found({}).endpoint, config: plan.candidate.sharedConfig } as Belongings['endpoint'];
    expect(whatOf(found({ record: ended(outcome), endpoint }))).toEqual([expect.stringMatching(what)]);
  });

  it.each([
    ['rolled_back', 'VariantName=AllTraffic,DesiredWeight=100 VariantName=candidate-7,DesiredWeight=0'],
    ['completed', 'VariantName=candidate-7,DesiredWeight=100 VariantName=AllTraffic,DesiredWeight=0'],
  ] as const)('says how to undo what somebody else did to the weights after a release ended %s', (outcome, weights) => {
    const beside = found({}).endpoint;
    const variants = plan.baseline === undefined ? [] : [plan.baseline.variant, plan.candidate.variant].map(sharing);
    const endpoint = { ...beside, config: plan.candidate.sharedConfig, variants } as Belongings['endpoint'];
    const [finding] = diagnose(STACK, ENDPOINT, found({ record: ended(outcome), endpoint }), START);
    expect(finding?.what).toContain('and the weights are AllTraffic 50, candidate-7 50');
    expect(finding?.advice).toContain(`--endpoint-name ${ENDPOINT} --desired-weights-and-capacities ${weights}`);
  });

  it('knows what an earlier release has left beside one that ended before it had deployed anything', () => {
    const { baseline } = plan;
    if (baseline === undefined) throw new Error('the plan has no baseline');
    const untouched = ended('rolled_back', { ...baseline, leftoverConfig: 'fraud-r6-shared' });
    const beside = (weight: number) => ({
      ...found({}).endpoint!,
      config: 'fraud-r6-shared',
      variants: [sharing('AllTraffic'), { ...sharing('candidate-6'), currentWeight: weight }],
    });
    const findings = (weight: number) =>
      diagnose(STACK, ENDPOINT, found({ record: untouched, endpoint: beside(weight) }), START);
    expect(findings(0)).toMatchObject([
      { what: expect.stringMatching(/^cleanup pending/), advice: 'the next release removes it' },
    ]);
    expect(findings(50)).toMatchObject([
      {
        advice: expect.stringContaining(
          'VariantName=AllTraffic,DesiredWeight=100 VariantName=candidate-6,DesiredWeight=0',
        ),
      },
    ]);
  });

  it('resumes scale-in only where a release has suspended it and is over', () => {
    const { baseline } = plan;
    if (baseline === undefined) throw new Error('the plan has no baseline');
    const held = ended('completed', { ...baseline, holdsScaleIn: true });
    const remedies = (of: Belongings) => diagnose(STACK, ENDPOINT, of, START).map(({ remedy }) => remedy?.do);
    expect(remedies(found({ record: held, scaleIn: 'suspended' }))).toEqual(['resume scale-in']);
    expect(remedies(found({ record: held, scaleIn: 'active' }))).toEqual([]);
    expect(remedies(found({ record: ended('completed'), scaleIn: 'suspended' }))).toEqual([]);
  });

  it('never offers to remove what a live release or the endpoint needs', () => {
    const { baseline, candidate } = plan;
    const configs = [candidate.sharedConfig, candidate.finalConfig, baseline?.config ?? ''];
    expect(whatOf(found({ record: live({}), configs }))).toEqual([]);
  });
});

describe('isConfigOf', () => {
  it('leaves what the last completed release brought, for a return, until the next one removes it', () => {
    const { finalConfig } = plan.candidate;
    const idle = (outcome: 'completed' | 'rolled_back') =>
      found({ record: ended(outcome), configs: [finalConfig, 'fraud-r3-final'] });
    expect(whatOf(idle('completed'))).toEqual(['endpoint config fraud-r3-final of a release is used by nothing']);
    expect(whatOf(idle('rolled_back'))).toHaveLength(2);
  });

  it('knows the configs of its endpoint, however long the name', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,62}$/);
    fc.assert(
      fc.property(
        name,
        fc.integer({ min: 1, max: 9999 }),
        fc.constantFrom('shared', 'final', 'before'),
        (of, number, role) => {
          expect(isConfigOf(of, configName(of, number, role))).toBe(true);
        },
      ),
    );
  });

  it.each(['fraud-r7-shared-2', 'fraud-eu-r7-shared', 'fraud-r7', 'fraud-rx-final'])(
    'takes %s for nobody of ours',
    (name) => {
      expect(isConfigOf('fraud', name)).toBe(false);
    },
  );
});
