import { SHORT, blueprintOf, complaintsOf, problemsOf } from './support';

const LONG = 'x'.repeat(64);

describe('names', () => {
  it.each(['a', 'A1', 'a-b', 'a--b', 'x'.repeat(63)])('takes the endpoint and model %j', (name) => {
    expect(blueprintOf({ endpoint: name, model: name })).toMatchObject({ endpoint: name, model: name, id: name });
  });

  it.each([
    ['', 'is empty'],
    ['-a', 'cannot be used'],
    ['a-', 'cannot be used'],
    ['a_b', 'cannot be used'],
    ['a.b', 'cannot be used'],
    ['é', 'cannot be used'],
    ['a\n', 'cannot be used'],
    [LONG, 'cannot be used'],
    ['arn:aws:sagemaker:eu-west-1:111122223333:model/a', 'is an ARN where a name is needed'],
    [42, 'is not text: put it in quotes'],
    [true, 'is not text: put it in quotes'],
    [['a'], 'is not text'],
    [null, 'has no value'],
  ])('refuses the name %j', (name, message) => {
    expect(complaintsOf({ endpoint: name, model: name })).toEqual([`endpoint: ${message}`, `model: ${message}`]);
  });

  it.each([LONG, '.a', 'a b', 'a/b', ''])('refuses the id %j', (id) => {
    expect(problemsOf({ ...SHORT, id })).toMatchObject([{ path: 'id' }]);
  });

  it.each([
    ['a'.repeat(256), 'cannot be used'],
    ['tab\there', 'cannot be used'],
    ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a', 'is an ARN where a name is needed'],
  ])('refuses the alarm %j', (alarm, message) => {
    expect(complaintsOf({ ...SHORT, alarms: [alarm] })).toEqual([`alarms[0]: ${message}`]);
  });
});

describe('duplicates', () => {
  it('refuses a name that is given twice', () => {
    const test = { name: 'smoke', invoke: { body: 'x' } };
    const document = {
      ...SHORT,
      tests: [test, test],
      alarms: ['a', 'b', 'a'],
      phases: [
        { name: 'one', traffic: '5%', bake: '10m' },
        { name: 'one', traffic: '50%', bake: '10m' },
        { name: '50%', traffic: '100%', bake: '10m' },
      ],
    };
    expect(complaintsOf(document)).toEqual([
      'tests[1].name: is also the name of tests[0]',
      'alarms[2]: is also the name of alarms[0]',
      'phases[1].name: is also the name of phases[0]',
    ]);
  });

  it('refuses a name that is the default name of another phase', () => {
    const phases = [
      { name: '50%', traffic: '5%', bake: '10m' },
      { traffic: '50%', bake: '10m' },
      { traffic: '100%', bake: '10m' },
    ];
    expect(complaintsOf({ ...SHORT, phases })).toEqual(['phases[1].name: is also the name of phases[0]']);
  });
});

describe('sizes', () => {
  it.each([
    ['tests', Array.from({ length: 11 }, (_, index) => ({ name: `t${index}`, invoke: { body: 'x' } }))],
    ['alarms', Array.from({ length: 31 }, (_, index) => `a${index}`)],
    ['kpi', Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`k${index}`, custom()]))],
    ['kpi', {}],
    ['phases', []],
  ])('refuses %s of the wrong size', (key, value) => {
    expect(problemsOf({ ...SHORT, [key]: value })).toMatchObject([{ path: key }]);
  });

  it('answers at once for lists of tens of thousands', () => {
    const phases = Array.from({ length: 20_000 }, () => ({}));
    const alarms = Array.from({ length: 20_000 }, () => 'a');
    expect(complaintsOf({ ...SHORT, alarms })).toContain('alarms: has 20000 entries, which is too many');
    expect(complaintsOf({ ...SHORT, phases })).toContain('phases: has too many phases');
  });
});

describe('smoke tests and capacity', () => {
  it.each([
    [{ invoke: { body: '' } }, 'tests[0].invoke.body: is empty'],
    [{ invoke: { body: 5 } }, 'tests[0].invoke.body: is neither text nor a map nor a list'],
    [{ invoke: { body: 'x', contentType: 'json' } }, 'tests[0].invoke.contentType: cannot be used'],
    [{ invoke: { body: 'x', accept: 'a/b\r\nx: y' } }, 'tests[0].invoke.accept: cannot be used'],
    [{ invoke: { body: 'x' }, expect: { maxLatency: '61s' } }, 'tests[0].expect.maxLatency: is too long'],
    [{ invoke: { body: 'x' }, expect: { maxLatency: 1 } }, 'tests[0].expect.maxLatency: is not a duration'],
    [{ invoke: { body: 'x' }, expect: { bodyContains: '' } }, 'tests[0].expect.bodyContains: is empty'],
    [{ invoke: { body: 'x' }, expects: {} }, 'tests[0].expects: is not a known key, did you mean expect?'],
    [{}, 'tests[0].invoke: is missing'],
    ['smoke', 'tests[0]: is not a map of keys'],
  ])('refuses the test %j', (test, complaint) => {
    expect(complaintsOf({ ...SHORT, tests: [test] })).toEqual([complaint]);
  });

  it.each([
    [{ instanceType: 'm5.large', instances: 1 }, 'capacity.instanceType: cannot be used'],
    [{ instanceType: 'ml.m5.large', instances: 0 }, 'capacity.instances: is too few'],
    [{ instanceType: 'ml.m5.large', instances: 1.5 }, 'capacity.instances: is not a whole number'],
    [{ instanceType: 'ml.m5.large', instances: '2' }, 'capacity.instances: is not a whole number'],
    [{ instanceType: 'ml.m5.large' }, 'capacity.instances: is missing'],
  ])('refuses the capacity %j', (capacity, complaint) => {
    expect(complaintsOf({ ...SHORT, capacity })).toEqual([complaint]);
  });
});

describe('the most instances', () => {
  it.each([1, 12])('may be %j', (maxCapacity) => {
    expect(blueprintOf({ ...SHORT, maxCapacity })).toMatchObject({ maxCapacity });
  });

  it('is no limit where nobody gives one', () => {
    expect(blueprintOf(SHORT)).not.toHaveProperty('maxCapacity');
  });

  it.each([
    [0, 'is too few'],
    [2.5, 'is not a whole number'],
    ['4', 'is not a whole number'],
    [null, 'has no value'],
  ])('cannot be %j', (maxCapacity, complaint) => {
    expect(complaintsOf({ ...SHORT, maxCapacity })).toEqual([`maxCapacity: ${complaint}`]);
  });

  it('are at least those that the blueprint asks for', () => {
    const capacity = { instanceType: 'ml.m5.large', instances: 4 };
    expect(blueprintOf({ ...SHORT, capacity, maxCapacity: 4 })).toMatchObject({ capacity, maxCapacity: 4 });
    expect(problemsOf({ ...SHORT, capacity, maxCapacity: 3 })).toMatchObject([
      { path: 'maxCapacity', message: 'is less than capacity.instances', allowed: 'at least 4, or fewer instances' },
    ]);
  });
});

function custom() {
  return { metric: { namespace: 'Shop', name: 'Baskets', kind: 'mean' }, limit: '> 3' };
}
