import { formatProblems } from '../../../lib/domain/blueprint/problem';
import { SHORT, blueprintOf, complaintsOf, problemsOf } from './support';

describe('parseBlueprint', () => {
  it('needs no more than an endpoint and a model', () => {
    expect(blueprintOf(SHORT)).toEqual({
      id: 'fraud-v2',
      endpoint: 'fraud',
      model: 'fraud-v2',
      strategy: 'canary',
      tests: [],
      checks: [],
      kpis: [
        {
          name: 'error_rate',
          measure: { kind: 'error_rate', errors: ['model'] },
          limit: { comparison: '<', value: 0.01, text: '< 1%' },
        },
      ],
      alarms: [],
      phases: [
        { name: '10%', traffic: 10, bakeSeconds: 600 },
        { name: '50%', traffic: 50, bakeSeconds: 600 },
        { name: '100%', traffic: 100, bakeSeconds: 900 },
      ],
      rollback: 'auto',
    });
  });

  it('takes the strategy of the machine it is given to, unless the blueprint names one', () => {
    const { strategy, phases } = blueprintOf(SHORT, 'standard');
    expect(strategy).toBe('standard');
    expect(phases).toEqual([{ name: '100%', traffic: 100, bakeSeconds: 900 }]);
    expect(complaintsOf({ ...SHORT, strategy: 'canary' }, 'standard')).toEqual([
      'strategy: is not what this state machine does',
    ]);
  });

  it('reads smoke tests, sends structured bodies as JSON and names the nameless', () => {
    const tests = [
      { invoke: { body: { amount: 12.5, tags: ['a'] } } },
      {
        name: 'csv',
        invoke: { contentType: 'text/csv; header=present', accept: 'application/json', body: '1,2' },
        expect: { maxLatency: '800ms', bodyContains: 'score' },
      },
    ];
    expect(blueprintOf({ ...SHORT, tests }).tests).toEqual([
      {
        name: 'test-1',
        invoke: { contentType: 'application/json', body: '{"amount":12.5,"tags":["a"]}' },
        expect: {},
      },
      {
        name: 'csv',
        invoke: { contentType: 'text/csv; header=present', accept: 'application/json', body: '1,2' },
        expect: { maxLatencySeconds: 0.8, bodyContains: 'score' },
      },
    ]);
  });

  it('takes over capacity, alarms and the way to roll back', () => {
    const capacity = { instanceType: 'ml.g5.12xlarge', instances: 3 };
    const document = { ...SHORT, id: 'v1.2_b', capacity, alarms: ['Checkout "is" down'], rollback: 'manual' };
    expect(blueprintOf(document)).toMatchObject({
      id: 'v1.2_b',
      capacity,
      alarms: document.alarms,
      rollback: 'manual',
    });
  });

  it('tells everything that is wrong at once, in reading order', () => {
    const document = {
      rollback: 'never',
      phases: [
        { traffic: '50%', bake: '2m' },
        { traffic: '20%', bake: '10m', trafic: 1 },
      ],
      alarms: ['a', 'a'],
      kpi: { error_rate: '< 150%' },
      tests: [{ invoke: {} }],
      endpoint: 'a_b',
      stratgy: 'canary',
    };
    expect(complaintsOf(document)).toEqual([
      'endpoint: cannot be used',
      'model: is missing',
      'tests[0].invoke.body: is missing',
      'kpi.error_rate: can never be crossed',
      'alarms[1]: is also the name of alarms[0]',
      'phases[0].bake: is too short to see anything: a bake takes at least 4 periods of its metrics',
      'phases[1].trafic: is not a known key, did you mean traffic?',
      'phases[1].traffic: does not rise',
      'phases[1].traffic: is the end, and is not all of the traffic',
      'rollback: is not a choice',
      'stratgy: is not a known key, did you mean strategy?',
    ]);
  });

  it('says where, what it got and what is allowed', () => {
    const [problem] = problemsOf({ ...SHORT, phases: [{ traffic: 100, bake: '2m' }] });
    expect(problem).toEqual({
      path: 'phases[0].bake',
      at: ['phases', 0, 'bake'],
      got: '2m',
      allowed: '4m to 24h, e.g. 10m or 1h30m',
      message: 'is too short to see anything: a bake takes at least 4 periods of its metrics',
    });
  });

  it.each([
    [null, 'has no value'],
    [undefined, 'is missing'],
    [[], 'is not a map of keys'],
    ['endpoint: fraud', 'is not a map of keys'],
    [42, 'is not a map of keys'],
    [true, 'is not a map of keys'],
  ])('refuses a document that is %j', (document, message) => {
    expect(complaintsOf(document)).toEqual([`: ${message}`]);
  });

  it('refuses a document of more than 120 KiB without looking further', () => {
    const body = 'é'.repeat(61 * 1024);
    expect(complaintsOf({ ...SHORT, nonsense: 1, tests: [{ invoke: { body } }] })).toEqual([': is too large']);
  });

  it('reads a document of nearly 120 KiB', () => {
    const body = 'x'.repeat(118 * 1024);
    expect(blueprintOf({ ...SHORT, tests: [{ invoke: { body } }] }).tests[0]?.invoke.body).toBe(body);
  });

  it('counts what quotes cost that a text keeps inside quotes', () => {
    const body = Object.fromEntries(Array.from({ length: 9000 }, (_, index) => [index.toString(36), 'a']));
    expect(complaintsOf({ ...SHORT, tests: [{ invoke: { body } }] })).toEqual([': is too large']);
    expect(complaintsOf({ ...SHORT, tests: [{ invoke: { body: '"'.repeat(61 * 1024) } }] })).toEqual([
      ': is too large',
    ]);
  });

  it('refuses a number that the table could not keep as it is', () => {
    const payload = { tenant: 2 ** 60 };
    expect(complaintsOf({ ...SHORT, checks: [{ lambda: { function: 'f', payload } }] })).toEqual([
      'checks[0].lambda.payload.tenant: is too large to be kept as it is',
    ]);
  });

  it('refuses what is nested too deeply, and what contains itself', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    const cycle: unknown[] = [];
    cycle.push(cycle);
    for (const body of [deep, cycle]) {
      expect(complaintsOf({ ...SHORT, tests: [{ invoke: { body } }] })).toEqual(['tests[0]: is nested too deeply']);
    }
  });

  it.each([[Number.NaN], [1n], [new Date(0)], [new Map()], [() => 1]])('refuses %p, which is not JSON', (body) => {
    expect(complaintsOf({ ...SHORT, tests: [{ invoke: { body } }] })).toEqual([
      'tests[0].invoke.body: is not a JSON value',
    ]);
  });

  it.each([
    ['{"endpoint":"a","model":"b","__proto__":{"id":"c"}}', '__proto__: is not a key'],
    ['{"endpoint":"a","model":"b","kpi":{"__proto__":"< 1%"}}', 'kpi.__proto__: is not a key'],
    ['{"endpoint":"a","model":"b","constructor":1}', 'constructor: is not a known key'],
    ['{"endpoint":"a","model":"b","kpi":{"toString":"< 1%"}}', 'kpi.toString: is not a built-in KPI'],
  ])('is not fooled by %s', (json, complaint) => {
    expect(complaintsOf(JSON.parse(json))).toEqual([complaint]);
  });
});

describe('formatProblems', () => {
  it('writes two lines for each problem', () => {
    expect(formatProblems(problemsOf({ endpoint: 'fraud', model: 'no model' }))).toBe(
      'model cannot be used\n    got "no model", allowed: 1 to 63 letters, digits and hyphens, first and last a letter or digit',
    );
  });

  it('stops after fifty', () => {
    const alarms = Array.from({ length: 70 }, () => '');
    const lines = formatProblems(problemsOf({ ...SHORT, alarms })).split('\n');
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toBe('and 21 more');
  });
});
