import { createWorld } from './harness';

const PASS = { Type: 'Pass', End: true };
const TASK = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };

function deploy(definition: unknown): () => string {
  return () => createWorld().stepFunctions.deploy({ name: 'm', definition });
}

const machine = (state: object, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'S',
  States: { S: state },
  ...more,
});

describe('a definition', () => {
  it.each<[string, unknown, string]>([
    ['is no JSON', '{', 'INVALID_JSON_DESCRIPTION: Expected value of type Object at /'],
    ['has no states', { StartAt: 'S' }, "SCHEMA_VALIDATION_FAILED: The field 'States' is required but was missing at "],
    [
      'has a wrong language',
      machine(PASS, { QueryLanguage: 'JQ' }),
      'Value is not one of the allowed values: [JSONPath, JSONata] at /QueryLanguage',
    ],
    [
      'starts nowhere',
      machine(PASS, { StartAt: 'X' }),
      `MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /StartAt, MISSING_TRANSITION_TARGET: State "S" is not reachable. at /States/S`,
    ],
    ['leads nowhere', machine({ Type: 'Pass', Next: 'X' }), "Missing 'Next' target: X at /States/S/Next"],
    ['cannot end', machine({ Type: 'Pass', Next: 'S' }), 'MISSING_END_STATE: Workflow has no terminal state at null'],
    [
      'neither ends nor goes on',
      machine({ Type: 'Pass' }),
      'There must be exactly one of the following fields: [End, Next] at /States/S',
    ],
    [
      'has an unknown type',
      machine({ Type: 'Loop', End: true }),
      'Value is not one of the allowed values: [Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map] at /States/S/Type',
    ],
    ['has an unknown field', machine({ ...PASS, Colour: 1 }), "Field 'Colour' is not supported at /States/S"],
    ['catches in a Pass', machine({ ...PASS, Catch: [] }), "Field 'Catch' is not supported at /States/S"],
    [
      'assigns in a Succeed',
      machine({ Type: 'Succeed', Assign: { a: 1 } }),
      "Field 'Assign' is not supported at /States/S",
    ],
    [
      'has no resource',
      machine({ Type: 'Task', End: true }),
      "The field 'Resource' is required but was missing at /States/S",
    ],
    [
      'has a bad resource',
      machine({ ...TASK, Resource: 'lambda' }),
      'is not recognized. The value is not a valid resource ARN at /States/S/Resource',
    ],
    [
      'waits twice',
      machine({ Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', End: true }),
      'exactly one of the following fields: [Seconds, Timestamp]',
    ],
    [
      'waits for no time',
      machine({ Type: 'Wait', Timestamp: 'noon', End: true }),
      'not a valid RFC3339 timestamp at /States/S/Timestamp',
    ],
    [
      'waits a text',
      machine({ Type: 'Wait', Seconds: '5', End: true }),
      'Expected value of type Integer at /States/S/Seconds',
    ],
    [
      'has no choices',
      machine({ Type: 'Choice', Choices: [], Default: 'S' }),
      'Minimum number of items is 1 at /States/S/Choices',
    ],
    [
      'chooses by a text',
      machine({ Type: 'Choice', Choices: [{ Condition: 'yes', Next: 'S' }] }),
      'Expected value of type Boolean',
    ],
    [
      'retries with States.ALL among others',
      machine({ ...TASK, Retry: [{ ErrorEquals: ['States.ALL', 'E'] }] }),
      "'States.ALL' must appear alone",
    ],
    [
      'retries for ever',
      machine({ ...TASK, Retry: [{ ErrorEquals: ['E'], MaxAttempts: -1 }] }),
      'Minimum value is 0 at /States/S/Retry[0]/MaxAttempts',
    ],
    [
      'catches nothing',
      machine({ ...TASK, Catch: [{ ErrorEquals: [], Next: 'S' }] }),
      'Minimum number of items is 1 at /States/S/Catch[0]/ErrorEquals',
    ],
    [
      'beats slower than it times out',
      machine({ ...TASK, TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
      'Value must be less than TimeoutSeconds',
    ],
    [
      'uses a field of JSONPath',
      machine({ ...PASS, Parameters: {} }),
      "The QueryLanguage is set to 'JSONata', but field 'Parameters' is only supported for the 'JSONPath' QueryLanguage at /States/S",
    ],
    [
      'uses a field of JSONata',
      machine({ ...PASS, Output: 1 }, { QueryLanguage: 'JSONPath' }),
      "field 'Output' is only supported for the 'JSONata' QueryLanguage",
    ],
    [
      'goes back to JSONPath',
      machine({ ...PASS, QueryLanguage: 'JSONPath' }),
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/S",
    ],
    [
      'has an expression that does not parse',
      machine({ ...PASS, Output: { v: '{% 1 + %}' } }),
      'INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/S/Output/v',
    ],
    [
      'reads a context it does not have',
      machine({ ...PASS, Output: { v: '{% phone %}' } }),
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/S/Output/v",
    ],
    ['reads $', machine({ ...PASS, Output: '{% $ %}' }), "Reference to '$' at the top level"],
    [
      'reads a result it does not have',
      machine({ ...PASS, Output: '{% $states.result.x %}' }),
      "Reference to '$states.result'",
    ],
    [
      'reads a result too early',
      machine({ ...TASK, Arguments: '{% $states.result %}' }),
      "Reference to '$states.result'",
    ],
    [
      'reads an error outside of a catcher',
      machine({ ...TASK, Output: '{% $states.errorOutput %}' }),
      "Reference to '$states.errorOutput'",
    ],
    ['assigns the reserved name', machine({ ...PASS, Assign: { states: 1 } }), "Variable name 'states' is reserved"],
    ['assigns a name that is none', machine({ ...PASS, Assign: { 'a b': 1 } }), "Invalid variable name 'a b'"],
    [
      'assigns a name of the machine in a branch',
      {
        QueryLanguage: 'JSONata',
        StartAt: 'A',
        States: {
          A: { Type: 'Pass', Assign: { x: 1 }, Next: 'P' },
          P: {
            Type: 'Parallel',
            Branches: [{ StartAt: 'B', States: { B: { ...PASS, Assign: { x: 2 } } } }],
            End: true,
          },
        },
      },
      "Variable 'x' is already assigned in an outer scope at /States/B/Assign",
    ],
    [
      'names two states alike',
      machine({ Type: 'Parallel', Branches: [{ StartAt: 'S', States: { S: PASS } }], End: true }),
      'DUPLICATE_STATE_NAME: Duplicate State name: S at /States/S/Branches[0]/States/S',
    ],
    [
      'names a state too long',
      { StartAt: 'x'.repeat(81), States: { ['x'.repeat(81)]: PASS } },
      'State name exceeds maximum length of 80',
    ],
    [
      'has a processor with a language',
      machine({
        Type: 'Map',
        ItemProcessor: { QueryLanguage: 'JSONata', StartAt: 'I', States: { I: PASS } },
        End: true,
      }),
      "Field 'QueryLanguage' is not supported at /States/S/ItemProcessor",
    ],
  ])('that %s is refused', (_what, definition, words) => {
    expect(deploy(definition)).toThrow(
      expect.objectContaining({ code: 'InvalidDefinition', message: expect.stringContaining(words) }),
    );
  });

  it('is refused with everything that is wrong at once', () => {
    const definition = machine({ Type: 'Pass', Colour: 1, Size: 2, End: true });
    expect(deploy(definition)).toThrow(/^Invalid State Machine Definition: '.*Colour.*, .*Size.*'$/);
  });

  it.each<[string, unknown, string]>([
    [
      'a JSONPath field',
      { StartAt: 'S', States: { S: { ...PASS, ResultPath: '$.x' } } },
      "the JSONPath field 'ResultPath' at /States/S",
    ],
    [
      'a JSONPath choice',
      {
        StartAt: 'S',
        States: {
          S: { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'E' }] },
          E: { Type: 'Succeed' },
        },
      },
      'the JSONPath choice rule at /States/S/Choices[0]',
    ],
    ['JSONPath in a variable', { StartAt: 'S', States: { S: { ...PASS, Assign: { 'x.$': '$.y' } } } }, 'Assign'],
    [
      'a distributed map',
      machine({
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'I', States: { I: PASS } },
        End: true,
      }),
      "the distributed map of state 'S'",
    ],
    [
      'an item reader',
      machine({ Type: 'Map', ItemReader: {}, ItemProcessor: { StartAt: 'I', States: { I: PASS } }, End: true }),
      "the distributed map of state 'S' (ItemReader)",
    ],
    [
      'an activity',
      machine({ ...TASK, Resource: 'arn:aws:states:eu-west-1:111111111111:activity:a' }),
      "the activity of state 'S'",
    ],
  ])('with %s is beyond the emulator, and refused as such', (_what, definition, words) => {
    expect(deploy(definition)).toThrow(
      expect.objectContaining({ code: 'NotEmulated', message: expect.stringContaining(words) }),
    );
  });

  it.each<[string, unknown]>([
    [
      'comments everywhere',
      machine(
        { Type: 'Choice', Comment: 'c', Choices: [{ Condition: '{% true %}', Next: 'E', Comment: 'c' }] },
        {
          Comment: 'c',
          Version: '1.0',
          States: {
            S: { Type: 'Choice', Comment: 'c', Choices: [{ Condition: true, Next: 'E', Comment: 'c' }] },
            E: { Type: 'Succeed', Comment: 'c' },
          },
        },
      ),
    ],
    [
      'a catcher that assigns what the branch assigns',
      {
        QueryLanguage: 'JSONata',
        StartAt: 'P',
        States: {
          P: {
            Type: 'Parallel',
            Branches: [{ StartAt: 'B', States: { B: { ...PASS, Assign: { x: 2 } } } }],
            Catch: [{ ErrorEquals: ['States.ALL'], Assign: { x: 1 }, Next: 'E' }],
            End: true,
          },
          E: { Type: 'Succeed' },
        },
      },
    ],
    [
      'names inside of paths, filters, orders, groups and functions',
      machine({ ...PASS, Output: '{% $states.input.a[b = 1]^(c).{"d": e} ~> $map(function($x) { $x.f }) %}' }),
    ],
    [
      'a JSONata state in a JSONPath machine',
      { StartAt: 'S', States: { S: { ...PASS, QueryLanguage: 'JSONata', Output: '{% 1 %}' } } },
    ],
    ['expressions for numbers', machine({ ...TASK, TimeoutSeconds: '{% 5 %}', HeartbeatSeconds: '{% 1 %}' })],
  ])('with %s is taken', (_what, definition) => {
    expect(deploy(definition)).not.toThrow();
  });
});
