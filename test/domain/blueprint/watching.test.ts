import { SHORT, blueprintOf, complaintsOf } from './support';

const TCP = { name: 'database', tcp: { host: 'db.example.com', port: 5432 } };

describe('checks', () => {
  it('fills in the defaults', () => {
    expect(blueprintOf({ ...SHORT, checks: [TCP] }).checks).toEqual([
      {
        name: 'database',
        probe: { kind: 'tcp', host: 'db.example.com', port: 5432 },
        timeoutSeconds: 5,
        retries: 1,
        at: 'always',
      },
    ]);
  });

  it('takes all four ways to ask', () => {
    const checks = [
      { name: 'score', invoke: { body: { amount: 1 }, bodyContains: 'score' }, timeout: '1s' },
      { name: 'catalog', http: { url: 'https://catalog.example.com/health', status: [200, 204] }, retries: 0 },
      { ...TCP, at: 'gates' },
      { name: 'features', lambda: { function: 'check-features:live', payload: { deep: true } } },
    ];
    expect(blueprintOf({ ...SHORT, checks }).checks.map(({ probe }) => probe)).toEqual([
      { kind: 'invoke', contentType: 'application/json', body: '{"amount":1}', bodyContains: 'score' },
      { kind: 'http', url: 'https://catalog.example.com/health', status: [200, 204] },
      { kind: 'tcp', host: 'db.example.com', port: 5432 },
      { kind: 'lambda', functionName: 'check-features:live', payload: { deep: true } },
    ]);
  });

  it.each([
    [{ name: 'x' }, 'checks[0]: does not say how to ask'],
    [{ ...TCP, http: { url: 'http://a.example.com' } }, 'checks[0]: asks in more ways than one'],
    [{ ...TCP, name: 'error_rate' }, 'checks[0].name: is also the name of a KPI'],
    [{ ...TCP, timeout: '31s' }, 'checks[0].timeout: is too long'],
    [{ ...TCP, retries: 4 }, 'checks[0].retries: is too many'],
    [{ ...TCP, at: 'night' }, 'checks[0].at: is not a choice'],
    [{ name: 'x', tcp: { host: 'a b', port: 1 } }, 'checks[0].tcp.host: is not a host'],
    [{ name: 'x', tcp: { host: 'a', port: 0 } }, 'checks[0].tcp.port: is too few'],
    [
      { name: 'x', lambda: { function: 'arn:aws:lambda:eu-west-1:1:function:f' } },
      'checks[0].lambda.function: is an ARN where a name is needed',
    ],
    [{ name: 'x', http: { url: 'ftp://a.example.com' } }, 'checks[0].http.url: is neither http nor https'],
    [
      { name: 'x', http: { url: 'https://me:secret@a.example.com' } },
      'checks[0].http.url: carries a password, which everybody could read',
    ],
    [{ name: 'x', http: { url: 'nonsense' } }, 'checks[0].http.url: is not a URL'],
  ])('refuses %j', (check, complaint) => {
    expect(complaintsOf({ ...SHORT, checks: [check] })).toEqual([complaint]);
  });

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:169.254.169.254]/latest/meta-data',
    'http://169.254.169.254/latest/meta-data',
  ])('refuses %s, which leads to the checking machine or its metadata', (url) => {
    expect(complaintsOf({ ...SHORT, checks: [{ name: 'x', http: { url } }] })).toEqual([
      'checks[0].http.url: is an address of the checking machine itself, of its link or of a metadata service',
    ]);
  });
});

describe('policy', () => {
  it('takes words and weights', () => {
    expect(blueprintOf({ ...SHORT, policy: 'all' }).policy).toEqual({ kind: 'all' });
    const policy = { weights: { error_rate: 2, database: 1 }, atLeast: 2 };
    expect(blueprintOf({ ...SHORT, checks: [TCP], policy }).policy).toEqual({ kind: 'weights', ...policy });
  });

  it.each([
    ['some', 'is not a policy'],
    [[], 'is not a policy'],
    [{ atLeast: 1 }, 'has no weights'],
    [{ weights: { error_rate: -1 }, atLeast: 1 }, 'has a weight that is not a number from 0 to 1000'],
    [{ weights: { error_rate: 1 } }, 'does not say from what weight on it acts'],
    [{ weights: { error_rate: 1 }, atLeast: 1, more: 1 }, 'has the unknown key more'],
    [
      { weights: { eror_rate: 1 }, atLeast: 1 },
      'weighs eror_rate, which is neither a KPI that acts nor a check, did you mean error_rate?',
    ],
    [{ weights: { error_rate: 1 }, atLeast: 2 }, 'can never act: all weights add up to 1'],
  ])('refuses %j', (policy, message) => {
    expect(complaintsOf({ ...SHORT, policy })).toEqual([`policy: ${message}`]);
  });
});

describe('caution', () => {
  const caution = { hours: '08:00-18:30', days: 'mon-fri', timeZone: 'Europe/Berlin', kpi: { p99_latency: '< 200ms' } };
  const document = { ...SHORT, kpi: { error_rate: '< 1%', p99_latency: '< 1s' }, caution };

  it('reads hours, days and stricter limits, in the unit of the usual ones', () => {
    expect(blueprintOf(document).caution).toEqual({
      timeZone: 'Europe/Berlin',
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      from: 480,
      to: 1110,
      limits: { p99_latency: { comparison: '<', value: 0.2, text: '< 200ms' } },
    });
  });

  it.each([
    [{ hours: '8-18' }, 'caution.hours: are not hours of a day'],
    [{ hours: '08:00-25:00' }, 'caution.hours: are not hours of a day'],
    [{ days: ['mon', 'someday'] }, 'caution.days: are not days of a week'],
    [{ timeZone: 'Berlin' }, 'caution.timeZone: is not a time zone'],
    [{ kpi: { p99_latency: '< 2s' } }, 'caution.kpi.p99_latency: is not stricter'],
    [{ kpi: { p99_latency: '< 1000ms' } }, 'caution.kpi.p99_latency: is not stricter'],
    [{ kpi: { p99_latency: '> 100ms' } }, 'caution.kpi.p99_latency: points the wrong way'],
    [{ kpi: { error_rate: '< 0.001' } }, 'caution.kpi.error_rate: has another unit'],
    [{ kpi: { error_rate: '< 0%' } }, 'caution.kpi.error_rate: can never be kept'],
    [{ kpi: { p50_latency: '< 1ms' } }, 'caution.kpi.p50_latency: is a KPI that the blueprint does not have'],
  ])('refuses %j', (change, complaint) => {
    expect(complaintsOf({ ...document, caution: { ...caution, ...change } })).toEqual([complaint]);
  });
});

describe('power and drill', () => {
  it('are left out where nothing is said', () => {
    expect(blueprintOf(SHORT)).not.toHaveProperty('power');
    expect(blueprintOf({ ...SHORT, drill: false })).not.toHaveProperty('drill');
  });

  it('are taken', () => {
    expect(blueprintOf({ ...SHORT, power: 'refuse', drill: true })).toMatchObject({ power: 'refuse', drill: true });
    expect(complaintsOf({ ...SHORT, power: 'yes', drill: 'yes' })).toEqual([
      'power: is not a choice',
      'drill: is neither true nor false',
    ]);
  });
});
