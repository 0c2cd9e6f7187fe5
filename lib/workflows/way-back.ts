import { BACKWARD, FORWARD, route, type States, step, STEP_ASIDE, TIRELESS, wait } from './asl';

/**
 * Puts all traffic back on the baseline, verifies it, and then removes the candidate: the one way back of all machines.
 * `afterSend` is where the flow goes once traffic is on its way.
 */
export function wayBack(afterSend = 'Wait for restored traffic'): States {
  const close = 'Close release';
  return {
    'Restore traffic': step({
      calls: 'RestoreTraffic',
      comment: 'Looks where the endpoint is and sends what brings the traffic back',
      payload: { failure: '{% $failure %}', record: '{% $record %}' },
      assign: { failure: '{% null %}', record: '{% null %}' },
      retry: TIRELESS,
      onError: close,
      next: 'On its way?',
    }),
    'On its way?': route({ await: afterSend }, close),
    'Wait for restored traffic': wait('Await restored traffic'),
    'Await restored traffic': step({
      calls: 'AwaitEndpoint',
      comment: 'Reads the weights back, until no call of a fenced flow can be on its way any more',
      retry: TIRELESS,
      onError: close,
      next: 'Traffic restored?',
    }),
    'Traffic restored?': route(
      { ready: 'Verify', wait: 'Wait for restored traffic', resend: 'Pause before restoring' },
      close,
    ),
    'Pause before restoring': wait('Restore traffic'),
    Verify: step({
      calls: 'Verify',
      comment: 'Reads back, by model, that the baseline has all the traffic',
      retry: TIRELESS,
      onError: close,
      next: 'Verified?',
    }),
    'Verified?': route({ verified: 'Remove candidate', restore: 'Pause before restoring' }, close),
    'Remove candidate': step({
      calls: 'RemoveCandidate',
      comment: 'Moves the endpoint back to the config it had before',
      retry: FORWARD,
      onError: close,
      next: 'Wait for removal',
    }),
    'Wait for removal': wait('Await removal'),
    'Await removal': step({
      calls: 'AwaitEndpoint',
      comment: 'Reads back that the candidate is gone',
      retry: FORWARD,
      onError: close,
      next: 'Candidate removed?',
    }),
    'Candidate removed?': route({ wait: 'Wait for removal', resend: 'Remove candidate' }, close),
    'Close release': step({
      calls: 'CloseRelease',
      comment: 'Removes what nobody needs, writes the result and gives the endpoint free',
      assign: { result: '{% $states.result.Payload.result %}' },
      retry: BACKWARD,
      next: 'How did it end?',
    }),
    [STEP_ASIDE]: {
      Type: 'Fail',
      Error: 'Fenced',
      Cause: 'another execution has taken the endpoint over and brings the traffic back',
    },
  };
}
