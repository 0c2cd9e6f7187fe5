import { BACKWARD, type Definition, fail, route, step, wait } from './asl';
import { wayBack } from './way-back';

/** Longest run of a rollback: twice what its steps can take with all their retries, so that it never cuts one short. */
const LONGEST = 24 * 3600;

/** Takes an endpoint from whoever has it and brings its traffic back. Started by rules, by the reconciler and by people. */
export function rollback(): Definition {
  return {
    Comment: 'Takes the endpoint over and puts all traffic back on the baseline',
    QueryLanguage: 'JSONata',
    StartAt: 'Take over',
    TimeoutSeconds: LONGEST,
    States: {
      'Take over': step({
        calls: 'TakeOver',
        comment: 'Raises the epoch, so that no other flow may write any more',
        payload: { request: '{% $states.input %}', claim: null },
        assign: {
          failure: '{% null %}',
          result: '{% null %}',
          record: '{% $exists($states.result.Payload.record) ? $states.result.Payload.record : null %}',
          reason: '{% $exists($states.result.Payload.reason) ? $states.result.Payload.reason : "" %}',
          fenced:
            '{% $exists($states.result.Payload.fenced) ? $states.result.Payload.fenced : $states.context.Execution.Id %}',
        },
        retry: BACKWARD,
        next: 'Taken over?',
      }),
      'Taken over?': route(
        {
          restore: 'Restore traffic',
          remove: 'Remove candidate',
          finish: 'Wait for final fleet',
          close: 'Wait for late calls',
        },
        'Nothing to do',
      ),
      'Nothing to do': {
        Type: 'Succeed',
        Output: { next: '{% $states.input.next %}', reason: '{% $states.input.reason %}' },
      },
      // Closed any sooner, the release could not remove what a call of its dead owner makes.
      'Wait for late calls': wait('Close release'),
      // A release that had passed and died while its last update was under way: closed when that has ended.
      'Wait for final fleet': wait('Await final fleet'),
      'Await final fleet': step({
        calls: 'AwaitEndpoint',
        comment: 'Reads back whether the final config is deployed',
        retry: BACKWARD,
        onError: 'Close release',
        next: 'Final fleet in service?',
      }),
      'Final fleet in service?': route({ wait: 'Wait for final fleet' }, 'Close release'),
      ...wayBack('Anyone to stop?'),
      // The other flow is stopped only now that the traffic is on its way; its epoch has ended, so it starts no write.
      'Anyone to stop?': {
        Type: 'Choice',
        Choices: [{ Condition: '{% $fenced != $states.context.Execution.Id %}', Next: 'Stop release' }],
        Default: 'Wait for restored traffic',
      },
      'Stop release': {
        Type: 'Task',
        Comment: 'Ends the execution that lost the endpoint; one that has ended already is fine',
        Resource: 'arn:aws:states:::aws-sdk:sfn:stopExecution',
        Arguments: {
          ExecutionArn: '{% $fenced %}',
          Error: 'RolledBack',
          Cause: '{% "taken over by " & $states.context.Execution.Id & ": " & $reason %}',
        },
        TimeoutSeconds: 30,
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Wait for restored traffic' }],
        Next: 'Wait for restored traffic',
      },
      'How did it end?': route(
        {
          rolled_back: 'Rolled back',
          completed: 'Completed',
          failed: 'Nothing to go back to',
          endpoint_gone: 'Endpoint gone',
        },
        'Rollback failed',
      ),
      'Rolled back': { Type: 'Succeed', Output: '{% $result %}' },
      Completed: { Type: 'Succeed', Output: '{% $result %}' },
      // The release has failed, but this machine has done what could be done: nobody needs to be paged for it.
      'Nothing to go back to': { Type: 'Succeed', Output: '{% $result %}' },
      'Endpoint gone': { Type: 'Succeed', Output: '{% $result %}' },
      'Rollback failed': fail('RollbackFailed'),
    },
  };
}
