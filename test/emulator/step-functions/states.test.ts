import { course, runMachine, runStates, typesOf } from './harness';

describe('Pass', () => {
  it('hands its input on and assigns for the states after it', async () => {
    const run = await runStates(
      {
        First: {
          Type: 'Pass',
          Assign: { n: '{% $states.input.n + 1 %}' },
          Output: { old: '{% $states.input.n %}' },
          Next: 'Second',
        },
        Second: { Type: 'Pass', Assign: { n: '{% $n * 10 %}' }, Output: '{% [$n, $states.input.old] %}', End: true },
      },
      { input: { n: 1 } },
    );
    // Output sees the variables as they were on entry, not those of its own Assign.
    expect(run).toMatchObject({ status: 'SUCCEEDED', result: [2, 1] });
    expect(run.events[2]?.details).toMatchObject({ assignedVariables: { n: '2' }, output: '{"old":1}' });
  });

  it('takes a literal Result in a JSONPath state', async () => {
    const run = await runMachine({
      StartAt: 'P',
      States: { P: { Type: 'Pass', Result: { a: ['{% 1 %}'] }, End: true } },
    });
    expect(run.result).toEqual({ a: ['{% 1 %}'] });
  });

  it('fails when its output is larger than Step Functions carries', async () => {
    const run = await runStates({ P: { Type: 'Pass', Output: "{% $pad('', 262150, 'x') %}", End: true } });
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(typesOf(run.events)).toEqual(['ExecutionStarted', 'PassStateEntered', 'ExecutionFailed']);
  });
});

describe('Choice', () => {
  const rules = {
    C: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.n > 10 %}', Next: 'Big', Assign: { size: 'big' }, Output: 'out of the rule' },
        { Condition: false, Next: 'Big' },
      ],
      Default: 'Small',
      Assign: { size: 'small' },
      Output: 'out of the default',
    },
    Big: { Type: 'Pass', Output: '{% [$size, $states.input] %}', End: true },
    Small: { Type: 'Pass', Output: '{% [$size, $states.input] %}', End: true },
  };

  it.each([
    [11, ['big', 'out of the rule']],
    [10, ['small', 'out of the default']],
  ])('takes %d the way of the first true rule, with that way’s Assign and Output', async (n, result) => {
    expect((await runStates(rules, { input: { n } })).result).toEqual(result);
  });

  it('ends the execution when no rule is true and there is no default', async () => {
    const run = await runStates({
      C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'D' }] },
      D: { Type: 'Succeed' },
    });
    expect(run).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'C' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    });
    expect(course(run.events)).toEqual(['ExecutionStarted 1<0', 'ChoiceStateEntered 2<0', 'ExecutionFailed 3<2']);
  });

  it('refuses a condition that is not a boolean', async () => {
    const run = await runStates({
      C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input %}', Next: 'D' }], Default: 'D' },
      D: { Type: 'Succeed' },
    });
    expect(run.cause).toBe(
      "An error occurred while executing the state 'C' (entered at the event id #2). The JSONata expression '$states.input' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'object' for value: {}",
    );
  });
});

describe('Wait', () => {
  it.each([
    ['Seconds', 90, 90],
    ['Seconds', '{% 60 * 2 %}', 120],
    ['Timestamp', '2026-11-20T08:00:30Z', 30],
    ['Timestamp', '2026-11-20T10:01:00.250+02:00', 60.25],
    ['Timestamp', '{% $fromMillis($millis() + 5000) %}', 5],
    ['Timestamp', '2020-01-01T00:00:00Z', 0],
  ])('waits by %s %j for %d seconds', async (field, value, seconds) => {
    const run = await runStates({ W: { Type: 'Wait', [field]: value, End: true } });
    expect(run).toMatchObject({ status: 'SUCCEEDED', seconds });
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T08:00:00',
    '2026-11-20',
    '2026-11-20T08:00:00+19:00',
  ])('refuses the timestamp %s, pointing at the entry into the state', async (text) => {
    const run = await runStates({ W: { Type: 'Wait', Timestamp: '{% $states.input %}', End: true } }, { input: text });
    expect(run.error).toBe('States.QueryEvaluationError');
    expect(course(run.events).slice(2)).toEqual(['EvaluationFailed 3<2', 'ExecutionFailed 4<3']);
    expect(run.cause).toContain(
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
    );
  });

  it.each([
    ['"soon"', "Expected 'number', but was 'string' for value: \"soon\""],
    ['1.5', 'must be an integer between 0 and 99999999 but was: 1.5'],
    ['-1', 'must be an integer between 0 and 99999999 but was: -1'],
  ])('refuses %s seconds', async (value, cause) => {
    const run = await runStates({ W: { Type: 'Wait', Seconds: `{% ${value} %}`, End: true } });
    expect(run.cause).toContain(cause);
  });
});

describe('Succeed and Fail', () => {
  it('ends with the output of Succeed', async () => {
    const run = await runStates({ S: { Type: 'Succeed', Output: { got: '{% $states.input %}' } } }, { input: null });
    expect(run.result).toEqual({ got: null });
  });

  it('ends with the error and cause of Fail, which may be expressions', async () => {
    const run = await runStates(
      { F: { Type: 'Fail', Error: "{% 'E' & $states.input %}", Cause: 'because' } },
      { input: 7 },
    );
    expect(run).toMatchObject({ status: 'FAILED', error: 'E7', cause: 'because' });
  });

  it('leaves out what Fail does not name', async () => {
    const run = await runStates({ F: { Type: 'Fail' } });
    expect(run.status).toBe('FAILED');
    expect(run).not.toHaveProperty('error');
    expect(run.events.at(-1)?.details).toEqual({});
  });

  it('refuses an error that is not a string', async () => {
    const run = await runStates({ F: { Type: 'Fail', Error: '{% 42 %}' } });
    expect(run.events.at(-2)).toMatchObject({ type: 'EvaluationFailed', details: { location: 'Error' } });
  });
});
