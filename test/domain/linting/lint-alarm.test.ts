import { lintAlarm } from '../../../lib/domain/linting/lint-alarm';
import type { AlarmDefinition, AlarmMetric, AlarmReading } from '../../../lib/domain/sentinels/readings';

const GUARDED = { endpoint: 'fraud', variants: ['AllTraffic'] };
const VARIANT = { EndpointName: 'fraud', VariantName: 'AllTraffic' };
const LATENCY: AlarmMetric = {
  namespace: 'AWS/SageMaker',
  name: 'ModelLatency',
  dimensions: VARIANT,
  statistic: 'p99',
};
const ERRORS: AlarmMetric = { ...LATENCY, name: 'Invocation5XXErrors', statistic: 'Average' };
const OWN: AlarmMetric = { namespace: 'Shop', name: 'Orders', dimensions: {}, statistic: 'Sum' };

type Metric = Extract<AlarmDefinition, { kind: 'metric' }>;

function alarm(change: Partial<AlarmReading> = {}): AlarmReading {
  return { name: 'mine', state: 'OK', reason: 'all is well', actionsEnabled: true, ...change };
}

function onMetric(metric: AlarmMetric, change: Partial<Metric> = {}): AlarmReading {
  const definition: Metric = {
    kind: 'metric',
    metrics: [metric],
    isExpression: false,
    comparison: '>',
    threshold: 0.5,
    missingData: 'notBreaching',
    ...change,
  };
  return alarm({ definition });
}

function refusals(reading: AlarmReading): readonly string[] {
  return lintAlarm(reading, GUARDED).flatMap(({ severity, text }) => (severity === 'refuse' ? [text] : []));
}

function warnings(reading: AlarmReading): readonly string[] {
  return lintAlarm(reading, GUARDED).flatMap(({ severity, text }) => (severity === 'warn' ? [text] : []));
}

describe('an alarm', () => {
  it('on a metric of the user that nobody knows anything about is fine', () => {
    expect(lintAlarm(onMetric(OWN), GUARDED)).toEqual([]);
    expect(lintAlarm(alarm(), GUARDED)).toEqual([]);
  });

  it('that is disabled is refused, and one without data is warned about', () => {
    expect(refusals(alarm({ actionsEnabled: false }))).toEqual([expect.stringContaining('alarm mine is disabled')]);
    expect(warnings(alarm({ state: 'INSUFFICIENT_DATA' }))).toEqual([expect.stringContaining('has no data')]);
  });
});

describe('the limit of an alarm', () => {
  it.each<[AlarmMetric, Metric['comparison'], number, string | undefined]>([
    [ERRORS, '>', 0.05, undefined],
    [ERRORS, '>', 5, 'alarm mine can never fire'],
    [ERRORS, '>', 1, 'alarm mine can never fire'],
    [ERRORS, '>=', 1, undefined],
    [ERRORS, '>=', 0, 'alarm mine is always on'],
    [ERRORS, '<', 0, 'alarm mine can never fire'],
    [ERRORS, '<=', 1, 'alarm mine is always on'],
    [{ ...ERRORS, statistic: 'Sum' }, '>', 5, undefined],
    [{ ...ERRORS, statistic: 'Sum' }, '<', 0, 'alarm mine can never fire'],
    [LATENCY, '>', 300_000, undefined],
    [LATENCY, '>', 61e6, 'alarm mine can never fire'],
    [{ ...LATENCY, statistic: 'Sum' }, '>', 61e6, undefined],
    [
      { ...LATENCY, namespace: '/aws/sagemaker/Endpoints', name: 'MemoryUtilization', statistic: 'Average' },
      '>',
      100,
      'alarm mine can never fire',
    ],
    [
      { ...LATENCY, namespace: '/aws/sagemaker/Endpoints', name: 'CPUUtilization', statistic: 'Average' },
      '>',
      180,
      undefined,
    ],
  ])('of %j %s %d: %s', (metric, comparison, threshold, refused) => {
    const found = refusals(onMetric(metric, { comparison, threshold }));
    expect(found.map((text) => text.split(':')[0])).toEqual(refused === undefined ? [] : [refused]);
  });

  it('on microseconds taken for milliseconds is warned about', () => {
    expect(warnings(onMetric(LATENCY, { threshold: 300 }))).toContainEqual(
      expect.stringContaining('ModelLatency comes in microseconds, so this is 0.3 ms'),
    );
    expect(warnings(onMetric(LATENCY, { threshold: 300_000 })).join()).not.toContain('microseconds');
  });

  it('of an expression is left to its author', () => {
    expect(refusals(onMetric(ERRORS, { isExpression: true, threshold: 5 }))).toEqual([]);
  });
});

describe('the address of an alarm', () => {
  it.each<[string, Partial<AlarmMetric>, string]>([
    ['lacks the variant', { dimensions: { EndpointName: 'fraud' } }, 'VariantName is missing'],
    ['lacks all', { dimensions: {} }, 'EndpointName and VariantName is missing'],
    [
      'names a variant that is not there',
      { dimensions: { ...VARIANT, VariantName: 'Blue' } },
      'has no variant Blue; it has AllTraffic',
    ],
    [
      'is in the other namespace',
      { namespace: '/aws/sagemaker/Endpoints' },
      'ModelLatency is in namespace AWS/SageMaker',
    ],
    ['waits for another unit', { unit: 'Milliseconds' }, 'SageMaker publishes it in Microseconds'],
  ])('that %s is refused', (_, change, text) => {
    const found = refusals(onMetric({ ...LATENCY, ...change }, { threshold: 1e6 }));
    expect(found).toEqual([expect.stringContaining(`alarm mine can have no data: `)]);
    expect(found[0]).toContain(text);
  });

  it('is looked at in every metric of an expression', () => {
    const metrics = [ERRORS, { ...LATENCY, dimensions: {} }];
    expect(refusals(onMetric(OWN, { metrics, isExpression: true }))).toHaveLength(1);
  });

  it('of the baseline, or of another endpoint, is warned about', () => {
    expect(warnings(onMetric(ERRORS))).toEqual([expect.stringContaining('does not see the candidate')]);
    const elsewhere = { ...ERRORS, dimensions: { EndpointName: 'other', VariantName: 'x' } };
    expect(warnings(onMetric(elsewhere))).toEqual([expect.stringContaining('watches endpoint other')]);
  });
});

describe('missing data', () => {
  it.each<[Metric['comparison'], Metric['missingData'], boolean]>([
    ['<', 'notBreaching', true],
    ['<=', 'ignore', true],
    ['<', 'missing', true],
    ['<', 'breaching', false],
    ['>', 'notBreaching', false],
    ['>=', 'missing', false],
  ])('%s with %s hides a dead model: %j', (comparison, missingData, hides) => {
    const found = warnings(onMetric(OWN, { comparison, missingData }));
    expect(found.map((text) => text.includes(`treats missing data as ${missingData}`))).toEqual(hides ? [true] : []);
  });
});

describe('a composite alarm', () => {
  const composite = (change: Partial<Extract<AlarmDefinition, { kind: 'composite' }>>): AlarmReading =>
    alarm({ definition: { kind: 'composite', rule: 'ALARM("a") OR ALARM("b")', ...change } });

  it('over other alarms is fine', () => expect(lintAlarm(composite({}), GUARDED)).toEqual([]));

  it('that is suppressed now is refused; one that may be is warned about', () => {
    expect(refusals(composite({ suppressor: 's', suppressedBy: 's' }))).toEqual([
      expect.stringContaining('suppressed by s now'),
    ]);
    expect(warnings(composite({ suppressor: 's' }))).toEqual([expect.stringContaining('can be suppressed by s')]);
  });

  it.each([
    ['TRUE', 'always fires'],
    ['(FALSE)', 'never fires'],
  ])('with the rule %s is refused', (rule, text) => {
    expect(refusals(composite({ rule }))).toEqual([expect.stringContaining(text)]);
  });

  it('that needs no alarm to fire is warned about', () => {
    expect(warnings(composite({ rule: 'NOT OK("a")' }))).toEqual([expect.stringContaining('without any other alarm')]);
    expect(warnings(composite({ rule: 'AT_LEAST(2, ALARM, (a, b, c))' }))).toEqual([]);
  });
});
