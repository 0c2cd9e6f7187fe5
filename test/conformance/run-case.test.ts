import { type Case, readCases } from './cases';
import { runCase } from './run-case';

const TASK = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';

function callbackCase(changes: Partial<Case> = {}): Case {
  const named = { resource: 'sendMessage.waitForTaskToken', resourceType: 'sqs' };
  return {
    id: 'callback',
    kind: 'execution',
    definition: {
      QueryLanguage: 'JSONata',
      StartAt: 'Ask',
      States: {
        Ask: { Type: 'Task', Resource: TASK, Arguments: { Token: '{% $states.context.Task.Token %}' }, End: true },
      },
    },
    input: { a: 1 },
    context: {
      stateMachineName: 'm',
      executionName: 'e',
      roleArn: 'role',
      accountId: '111111111111',
      region: 'us-east-1',
    },
    expected: { status: 'FAILED', error: 'No', cause: { why: 'because' } },
    eventOrder: 'total',
    events: [
      { id: 1, previousEventId: 0, type: 'ExecutionStarted', details: { input: { a: 1 }, roleArn: 'role' } },
      { id: 2, previousEventId: 0, type: 'TaskStateEntered', name: 'Ask', details: { input: { a: 1 } } },
      {
        id: 3,
        previousEventId: 2,
        type: 'TaskScheduled',
        details: { ...named, parameters: { Token: '<task_token:1>' }, region: 'us-east-1' },
      },
      { id: 4, previousEventId: 3, type: 'TaskStarted', details: named },
      { id: 5, previousEventId: 4, type: 'TaskSubmitted', details: { ...named, output: { MessageId: 'x' } } },
      { id: 6, previousEventId: 5, type: 'TaskFailed', details: { ...named, error: 'No', cause: { why: 'because' } } },
      { id: 7, previousEventId: 6, type: 'ExecutionFailed', details: { error: 'No', cause: { why: 'because' } } },
    ],
    taskReplay: [
      {
        state: 'Ask',
        submitted: { output: { MessageId: 'x' } },
        outcome: { kind: 'failed', error: 'No', cause: { why: 'because' }, causeText: '{"why": "because"}' },
      },
    ],
    wildcards: { engine: [] },
    ...changes,
  };
}

describe('a recorded case', () => {
  it('passes when the emulator does as AWS did', async () => {
    expect(await runCase(callbackCase())).toBeUndefined();
  });

  it.each<[string, Partial<Case>, string]>([
    ['another status', { expected: { status: 'SUCCEEDED', output: 1 } }, '/expected'],
    ['another cause', { expected: { status: 'FAILED', error: 'No', cause: { why: 'x' } } }, '/expected/cause/why'],
    ['fewer events', { events: callbackCase().events.slice(0, 6) }, 'an event too many'],
    [
      'an event pointing elsewhere',
      { events: callbackCase().events.map((event) => (event.id === 7 ? { ...event, previousEventId: 5 } : event)) },
      '/events/6/previousEventId',
    ],
    ['no answer for the task', { taskReplay: [] }, '/expected'],
    ['another kind', { kind: 'validation' }, 'are not known'],
  ])('fails with %s', async (_what, changes, words) => {
    expect(await runCase(callbackCase(changes))).toContain(words);
  });

  it('of branches passes in any order, but not with other events', async () => {
    const events = callbackCase().events.toReversed();
    expect(await runCase(callbackCase({ eventOrder: 'recorded-interleaving', events }))).toBeUndefined();
    const sorted = events.slice(1).map((event) => ({ ...event, id: null, previousEventId: 0 }));
    const partial = callbackCase({ eventOrder: 'parallel-sorted', events: sorted, eventsMissing: 1 });
    expect(await runCase(partial)).toBeUndefined();
    expect(await runCase({ ...partial, eventsMissing: 0 })).toContain('events too many');
  });
});

// The recordings are not part of the project; CONFORMANCE_CASES names a file of them.
const file = process.env['CONFORMANCE_CASES'];
const recorded = file === undefined ? [] : readCases(file);

if (recorded.length > 0) {
  it.each(recorded.map((one) => [one.id, one] as const))('repeats from AWS: %s', async (_id, one) => {
    expect(await runCase(one)).toBeUndefined();
  });
}
