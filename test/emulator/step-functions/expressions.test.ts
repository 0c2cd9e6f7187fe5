import { finished, createWorld, runStates } from './harness';

async function evaluate(expression: string, input: unknown = {}): Promise<unknown> {
  return (await runStates({ P: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } }, { input })).result;
}

async function refusal(output: unknown, input: unknown = {}): Promise<string | undefined> {
  const { cause } = await runStates({ P: { Type: 'Pass', Output: output, End: true } }, { input });
  return cause?.replace("An error occurred while executing the state 'P' (entered at the event id #2). ", '');
}

async function draw(seed: string): Promise<unknown> {
  const world = createWorld({}, seed);
  const states = { P: { Type: 'Pass', Output: '{% [$random(), $uuid(), $shuffle([1..9])] %}', End: true } };
  return (await runStates(states, { world })).result;
}

describe('the functions that Step Functions adds to JSONata', () => {
  it.each([
    ['$partition([1,2,3,4], 3)', [[1, 2, 3], [4]]],
    ['$partition([1,2], 2.9)', [[1, 2]]],
    ['$range(0, 10, 3)', [0, 3, 6, 9]],
    ['$range(3, -3, -3)', [3, 0, -3]],
    ['$range(5, 5, 1)', 5],
    ["$hash('input', 'SHA-1')", '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
    ["$hash('', 'MD5')", 'd41d8cd98f00b204e9800998ecf8427e'],
    ['$parse(\'{"a": [1, null]}\')', { a: [1, null] }],
    ["$map(['1', '[2]'], $parse)", [1, [2]]],
    ['$random(42)', 0.7275636800328681],
    ["$length($uuid()) & ''", '36'],
    ["$now() = '2026-11-20T08:00:00.000Z'", true],
    ["$now('[H01]:[m01]', '+0130')", '09:30'],
    ["$fromMillis($toMillis('10:30', '[H]:[m]'))", '2026-11-20T10:30:00.000Z'],
    ['$millis()', Date.UTC(2026, 10, 20, 8)],
    ['$sort($shuffle([3,1,2]))', [1, 2, 3]],
  ])('evaluates %s', async (expression, value) => {
    expect(await evaluate(expression)).toEqual(value);
  });

  it.each([
    ['$partition([], 2)', 'returned nothing (undefined).'],
    ['$partition([1], -1)', 'threw an error during evaluation. D3137: Second argument must be zero or greater'],
    ['$range(1, 2)', 'returned nothing (undefined).'],
    [
      "$range('a', 2, 1)",
      'threw an error during evaluation. T0410: Argument 1 of function "range" does not match function signature',
    ],
    [
      "$hash('a', 'CRC')",
      "threw an error during evaluation. D3137: Hash algorithm 'CRC' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5",
    ],
    ["$parse('{')", 'threw an error during evaluation. D3137: Invalid JSON'],
    ["$eval('1')", 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    [
      '$uuid(1)',
      'threw an error during evaluation. T0410: Argument 1 of function "uuid" does not match function signature',
    ],
    [
      "$sum(['a'])",
      'threw an error during evaluation. T0412: Argument 1 of function "sum" must be an array of "numbers"',
    ],
  ])('refuses %s as AWS words it', async (expression, words) => {
    expect(await refusal(`{% ${expression} %}`)).toBe(
      `The JSONata expression '${expression}' specified for the field 'Output' ${words}`,
    );
  });

  it('draws the same numbers from the same seed and others from another', async () => {
    expect(await draw('a')).toEqual(await draw('a'));
    expect(await draw('a')).not.toEqual(await draw('b'));
  });
});

describe('an expression', () => {
  it.each([
    ['1/0', 'Infinity'],
    ['null', null],
    ['$string(1e20)', '100000000000000000000'],
    ['$states.input.items[id > 1].id', 2],
    ['[$states.input.items[id > 1].id]', [2]],
  ])('gives %s the value AWS gives it', async (expression, value) => {
    expect(await evaluate(expression, { items: [{ id: 1 }, { id: 2 }] })).toEqual(value);
  });

  it.each([
    [{ a: { b: '{% $states.input.none %}' } }, 'Output/a/b'],
    [{ list: [1, [0, '{% $states.input.none %}']] }, 'Output/list[1][1]'],
    ['{%    $states.input.none    %}', 'Output'],
  ])('of %j that gives nothing is named by its place', async (output, place) => {
    expect(await refusal(output)).toBe(
      `The JSONata expression '$states.input.none' specified for the field '${place}' returned nothing (undefined).`,
    );
  });

  it('cannot give a function', async () => {
    const words = "The JSONata expression '$sum' specified for the field 'Output' returned an unsupported result type.";
    expect(await refusal('{% $sum %}')).toBe(words);
    expect(await refusal('{% [function($x) { $x }] %}')).toContain('returned an unsupported result type.');
  });

  it.each([
    [`{% ${Array(101).fill('1').join('+')} %}`, 'Stack overflow error'],
    ['{% ($f := function($n) { $f($n + 1) }; $f(0)) %}', 'Check for infinite loop'],
    ['{% $count([1..900000]) %}', 'memory limit exceeded'],
  ])('ends within bounds', async (expression, words) => {
    expect(await refusal(expression)).toContain(words);
  });

  it('may nest a hundred deep', async () => {
    expect(await evaluate(Array(100).fill('1').join('+'))).toBe(100);
  });

  it('is no expression with text around the marks', async () => {
    const run = await runStates({ P: { Type: 'Pass', Output: [' {% 1 %}', '{% 1 %} ', '{%'], End: true } });
    expect(run.result).toEqual([' {% 1 %}', '{% 1 %} ', '{%']);
  });

  it('does not see the marks that JSONata leaves on the lists it makes', async () => {
    const run = await runStates(
      {
        A: { Type: 'Pass', Output: { one: '{% [$states.input.items.id] %}' }, Next: 'B' },
        B: {
          Type: 'Pass',
          Output: { list: '{% $states.input.one %}', count: '{% $count($states.input.one) %}' },
          End: true,
        },
      },
      { input: { items: [{ id: 7 }] } },
    );
    expect(run.result).toEqual({ list: [7], count: 1 });
  });
});

describe('$states.context', () => {
  it('tells who runs what, and where', async () => {
    const world = createWorld();
    const arn = world.stepFunctions.deploy({
      name: 'machine',
      roleArn: 'arn:aws:iam::111111111111:role/r',
      definition: {
        QueryLanguage: 'JSONata',
        StartAt: 'P',
        States: { P: { Type: 'Pass', Output: '{% $states.context %}', End: true } },
      },
    });
    const execution = world.stepFunctions.start(arn, { name: 'run', input: { a: 1 } });
    await world.clock.run();
    expect(finished(world, execution).result).toEqual({
      Execution: {
        Id: 'arn:aws:states:eu-central-1:111111111111:execution:machine:run',
        Input: { a: 1 },
        Name: 'run',
        RoleArn: 'arn:aws:iam::111111111111:role/r',
        StartTime: '2026-11-20T08:00:00.000Z',
        RedriveCount: 0,
      },
      StateMachine: { Id: arn, Name: 'machine' },
      State: { Name: 'P', EnteredTime: '2026-11-20T08:00:00.000Z', RetryCount: 0 },
    });
  });
});
