import { SHORT, blueprintOf, complaintsOf } from './support';

const kpisOf = (kpi: Record<string, unknown>) => blueprintOf({ ...SHORT, kpi }).kpis;
const metric = { namespace: 'Shop', name: 'Paid', kind: 'rate', dimensions: { V: '{variant}' } };
const ratio = { ...metric, kind: 'ratio', of: { name: 'Orders' } };
const canary = (...phases: Record<string, unknown>[]) => ({
  ...SHORT,
  phases: [...phases, { name: 'full', traffic: '100%', bake: '5m' }],
});

describe('a KPI with more to say than a limit', () => {
  it.each([
    [{ error_rate: { limit: '< 10%', for: '2m' } }, { limit: { value: 0.1 }, forSeconds: 120 }],
    [{ error_rate: { worse_than_baseline: '1.25x' } }, { worseThanBaseline: { kind: 'factor', value: 1.25 } }],
    [{ error_rate: { worse_than_baseline: '+0.2%' } }, { worseThanBaseline: { kind: 'difference', value: 0.002 } }],
    [{ p99_latency: { worse_than_baseline: '+ 20 ms' } }, { worseThanBaseline: { kind: 'difference', value: 0.02 } }],
    [{ cpu_utilization: { worse_than_baseline: '+5%' } }, { worseThanBaseline: { kind: 'difference', value: 5 } }],
    [{ error_rate: { limit: '< 1%', breach: 'staged' } }, { breach: 'staged' }],
    [{ error_rate: { limit: '< 1%', min_requests: 500, burst: 4 } }, { minRequests: 500, burst: 4 }],
    [{ error_rate: { limit: '< 1%', breaker: '< 20%' } }, { breaker: { value: 0.2 } }],
    [{ error_rate: { limit: '< 1%', breaker: 'none' } }, { breaker: 'none' }],
    [{ error_rate: { limit: '< 1%', errors: ['4xx', '5xx'] } }, { measure: { errors: ['4xx', '5xx'] } }],
    // Every 4xx and 5xx is a model error, too.
    [{ error_rate: { limit: '< 1%', errors: ['5xx', 'model'] } }, { measure: { errors: ['model'] } }],
    [{ overhead_latency: '< 50ms' }, { measure: { kind: 'latency', source: 'overhead', statistic: 'mean' } }],
    [{ throughput: '> 100' }, { measure: { kind: 'throughput' }, limit: { value: 100 } }],
    [{ gpu_utilization: '< 90%' }, { measure: { kind: 'utilization', resource: 'gpu' }, limit: { value: 90 } }],
    [
      { pay: { metric: ratio, limit: '< 3%' } },
      {
        limit: { value: 0.03 },
        measure: { of: { namespace: 'Shop', name: 'Orders', dimensions: { V: '{variant}' } } },
      },
    ],
    [{ pay: { metric: ratio, limit: '> 1.5' } }, { limit: { value: 1.5 } }],
    [{ pay: { metric, worse_than_baseline: '1.1x', worse: 'lower' } }, { worse: 'lower' }],
  ])('reads %j', (kpi, expected) => {
    expect(kpisOf(kpi)).toMatchObject([expected]);
  });

  it('says nothing of what is as it is by default', () => {
    expect(kpisOf({ error_rate: { limit: '< 1%', dry_run: false } })).toEqual(kpisOf({ error_rate: '< 1%' }));
  });

  it.each([
    [{ error_rate: {} }, ['kpi.error_rate.limit: is missing']],
    [{ error_rate: { limit: '0.5%' } }, ['kpi.error_rate.limit: is not a limit']],
    [{ error_rate: { limit: null } }, ['kpi.error_rate.limit: has no value']],
    [{ error_rate: { limit: '< 1%', for: '90s' } }, ['kpi.error_rate.for: is not in whole minutes']],
    [{ error_rate: { limit: '< 1%', for: '2h' } }, ['kpi.error_rate.for: is too long']],
    [{ error_rate: { worse_than_baseline: '2x', for: '2m' } }, ['kpi.error_rate.for: has no limit that could last']],
    [
      { error_rate: { worse_than_baseline: '0.9x' } },
      ['kpi.error_rate.worse_than_baseline: would call a candidate worse that is as good as the baseline'],
    ],
    [
      { error_rate: { worse_than_baseline: '+0%' } },
      ['kpi.error_rate.worse_than_baseline: would call a candidate worse that is as good as the baseline'],
    ],
    [{ error_rate: { worse_than_baseline: '+200%' } }, ['kpi.error_rate.worse_than_baseline: guards nothing']],
    [{ error_rate: { worse_than_baseline: '+20ms' } }, ['kpi.error_rate.worse_than_baseline: has the wrong unit']],
    [{ error_rate: { worse_than_baseline: '+0.2' } }, ['kpi.error_rate.worse_than_baseline: has no unit']],
    [
      { error_rate: { worse_than_baseline: '25%' } },
      ['kpi.error_rate.worse_than_baseline: is neither a factor nor a difference'],
    ],
    [
      { error_rate: { limit: '< 1%', breach: 'stage' } },
      ['kpi.error_rate.breach: is not a choice, did you mean staged?'],
    ],
    [{ error_rate: { limit: '< 1%', dry_run: 'yes' } }, ['kpi.error_rate.dry_run: is neither true nor false']],
    [{ error_rate: { limit: '< 1%', min_requests: 0 } }, ['kpi.error_rate.min_requests: is too few']],
    [{ error_rate: { limit: '< 1%', errors: [] } }, ['kpi.error_rate.errors: is empty']],
    [
      { error_rate: { limit: '< 1%', errors: ['6xx'] } },
      ['kpi.error_rate.errors[0]: is not a choice, did you mean 4xx?'],
    ],
    [{ error_rate: { limit: '< 1%', breaker: '> 5%' } }, ['kpi.error_rate.breaker: points the wrong way']],
    [{ error_rate: { limit: '< 1%', worse: 'lower' } }, ['kpi.error_rate.worse: is not for a KPI that is built in']],
    [{ error_rate: { limit: '< 1%', limits: 3 } }, ['kpi.error_rate.limits: is not a known key, did you mean limit?']],
    [
      { p99_latency: { limit: '< 1s', errors: ['5xx'] } },
      ['kpi.p99_latency.errors: is for error_rate and success_rate only'],
    ],
    [
      { throughput: { limit: '> 5', breaker: '> 1' } },
      ['kpi.throughput.breaker: cannot be had for throughput: an alarm does not know the share of the traffic'],
    ],
    [
      { pay: { metric, worse_than_baseline: '2x' } },
      ['kpi.pay.worse: is missing: without a limit nobody knows which side is worse'],
    ],
    [
      { pay: { metric, limit: '> 98%', worse: 'lower' } },
      ['kpi.pay.worse: is given beside a limit, which says it already'],
    ],
    [
      { pay: { metric: { ...metric, dimensions: {} }, limit: '> 98%', worse_than_baseline: '2x' } },
      ['kpi.pay.worse_than_baseline: compares the metric with itself: no dimension says {variant}'],
    ],
    [
      { pay: { metric: { ...metric, kind: 'ratio' }, limit: '< 3%' } },
      ['kpi.pay.metric.of: is missing: a ratio needs a second count'],
    ],
    [{ pay: { metric: { ...metric, of: { name: 'X' } }, limit: '> 98%' } }, ['kpi.pay.metric.of: is for a ratio only']],
    [{ pay: { metric: { ...ratio, of: {} }, limit: '< 3%' } }, ['kpi.pay.metric.of.name: is missing']],
  ])('refuses %j', (kpi, complaints) => {
    expect(complaintsOf({ ...SHORT, kpi })).toEqual(complaints);
  });
});

describe('how a release is judged', () => {
  it.each([
    ['hold', { extendSeconds: 0, otherwise: 'hold' }],
    ['promote', { extendSeconds: 0, otherwise: 'promote' }],
    ['extend', { extendSeconds: 1800, otherwise: 'hold' }],
    [
      { extend: '2h', otherwise: 'promote' },
      { extendSeconds: 7200, otherwise: 'promote' },
    ],
  ])('reads inconclusive: %j', (inconclusive, expected) => {
    expect(blueprintOf({ ...SHORT, inconclusive }).inconclusive).toEqual(expected);
  });

  it('reads the other keys', () => {
    const keys = { min_requests: 200, decision: 'our-judge:live', metrics: 'fast' };
    expect(blueprintOf({ ...SHORT, ...keys })).toMatchObject({
      minRequests: 200,
      decision: { function: 'our-judge:live', mayPromote: false },
      metrics: 'fast',
    });
    expect(blueprintOf({ ...SHORT, decision: { function: 'f', may_promote: true } }).decision?.mayPromote).toBe(true);
    expect(blueprintOf({ ...SHORT, metrics: 'standard' })).not.toHaveProperty('metrics');
  });

  it.each([
    [{ inconclusive: 'extnd' }, ['inconclusive: is not a choice']],
    [{ inconclusive: { extend: '1m' } }, [expect.stringMatching(/^inconclusive.extend: is too short/)]],
    [{ inconclusive: { otherwise: 'extend' } }, ['inconclusive.otherwise: is not a choice']],
    [
      { decision: 'arn:aws:lambda:eu-west-1:123456789012:function:f' },
      ['decision.function: is an ARN where a name is needed'],
    ],
    [{ decision: {} }, ['decision.function: is missing']],
    [{ metrics: 'faster' }, [expect.stringMatching(/^metrics: is not a choice/)]],
    [{ min_requests: 1.5 }, ['min_requests: is not a whole number']],
  ])('refuses %j', (keys, complaints) => {
    expect(complaintsOf({ ...SHORT, ...keys })).toEqual(complaints);
  });

  it('ends a phase early only where a certificate can be had', () => {
    const tenth = { name: 'tenth', traffic: '10%', bake: '5m', finish: 'certified' };
    expect(blueprintOf(canary(tenth)).phases[0]).toMatchObject({ finish: 'certified' });
    expect(complaintsOf({ ...SHORT, phases: [{ traffic: '100%', bake: '5m', finish: 'certified' }] })).toEqual([
      'phases[0].finish: can never come true at 100%, where nothing is left to compare with',
    ]);
    expect(complaintsOf({ ...canary(tenth), kpi: { mean_latency: '< 1s' } })).toEqual([
      'phases[0].finish: can never come true: mean_latency is known by its value only and can have no certificate',
    ]);
    const dry = { error_rate: '< 1%', mean_latency: { limit: '< 1s', dry_run: true } };
    expect(blueprintOf({ ...canary(tenth), kpi: dry }).kpis).toHaveLength(2);
  });

  it('wants something that acts, and something to compare with', () => {
    expect(complaintsOf({ ...SHORT, kpi: { error_rate: { limit: '< 1%', dry_run: true } } })).toEqual([
      'kpi: has dry runs only, so nothing would ever stop the release',
    ]);
    const compared = { error_rate: { worse_than_baseline: '2x' } };
    expect(complaintsOf({ ...SHORT, strategy: 'standard', kpi: compared })).toEqual([
      expect.stringMatching(/^kpi.error_rate.worse_than_baseline: has nothing to compare with/),
    ]);
  });

  it('counts what staged breaches and extensions may add to the history', () => {
    const phases = Array.from({ length: 15 }, (_, index) => ({ traffic: `${index + 1}%`, bake: '24h' }));
    const long = canary(...phases.slice(0, 4));
    expect(blueprintOf(long).phases).toHaveLength(5);
    expect(
      complaintsOf({
        ...long,
        inconclusive: { extend: '24h' },
        kpi: { error_rate: { limit: '< 1%', breach: 'staged' } },
      }),
    ).toEqual([expect.stringMatching(/history events/)]);
  });
});
