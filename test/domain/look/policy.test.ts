import type { KpiVerdict } from '../../../lib/domain/look/judge';
import { type BreachPolicy, underPolicy } from '../../../lib/domain/look/policy';

function verdicts(found: Readonly<Record<string, KpiVerdict['verdict']>>): KpiVerdict[] {
  return Object.entries(found).map(([kpi, verdict]) => ({
    kpi,
    verdict,
    incident: false,
    reason: `${kpi}: ${verdict}`,
  }));
}

const WEIGHTS: BreachPolicy = { kind: 'weights', weights: { errors: 3, database: 2, cache: 0 }, atLeast: 3 };

describe('underPolicy', () => {
  it.each<[BreachPolicy, Readonly<Record<string, KpiVerdict['verdict']>>, boolean]>([
    [{ kind: 'any' }, { errors: 'fail', latency: 'pass' }, true],
    [{ kind: 'any' }, { errors: 'pass', latency: 'inconclusive' }, false],
    [{ kind: 'all' }, { errors: 'fail', latency: 'fail' }, true],
    [{ kind: 'all' }, { errors: 'fail', latency: 'inconclusive' }, false],
    [WEIGHTS, { errors: 'fail', database: 'pass' }, true],
    [WEIGHTS, { errors: 'pass', database: 'fail', cache: 'fail' }, false],
    [WEIGHTS, { errors: 'pass', database: 'fail', latency: 'fail' }, true],
  ])('%j of %j: breach %j', (policy, found, isBreach) => {
    const after = underPolicy(policy, verdicts(found), true);
    expect(after.some(({ verdict }) => verdict === 'fail')).toBe(isBreach);
  });

  it('leaves what is no failure as it is', () => {
    const found = verdicts({ errors: 'fail', latency: 'inconclusive', other: 'pass' });
    const after = underPolicy({ kind: 'all' }, found, true);
    expect(after.slice(1)).toEqual(found.slice(1));
  });

  it('keeps a tolerated failure undecided while the bake goes on, lets it pass at the end, and says why', () => {
    const found = verdicts({ errors: 'fail', latency: 'pass' });
    expect(underPolicy({ kind: 'all' }, found, false)[0]?.verdict).toBe('inconclusive');
    expect(underPolicy({ kind: 'all' }, found, true)[0]).toMatchObject({
      verdict: 'pass',
      reason: 'errors: fail (tolerated: the failures weigh 1, and the policy acts from 2 on)',
    });
  });
});
