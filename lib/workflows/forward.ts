import { HEALTH_CHECK_TIMEOUT, SMOKE_TEST_TIMEOUT } from '../domain/bounds';
import type { Strategy } from '../domain/blueprint/blueprint';
import { SORT_KEY } from '../domain/release/table';
import { FORWARD, PATIENT, REFUSED, route, SMOKE, type State, type States, step, wait, WATCHFUL } from './asl';

const BACK = 'Restore traffic';

/** From the blueprint to a candidate in service, tested and watched, without traffic. */
export function prepare(strategy: Strategy): States {
  return {
    'Open release': step({
      calls: 'OpenRelease',
      comment: 'Validates the blueprint, claims the endpoint and records the plan; or refuses and says why',
      payload: {
        blueprint: '{% $states.context.Execution.Input %}',
        strategy,
        claim: null,
        startedAt: '{% $states.context.Execution.StartTime %}',
      },
      retry: PATIENT,
      next: 'Opened?',
    }),
    'Opened?': route({ opened: 'Deploy candidate', wait: 'Wait for endpoint' }, 'Refused'),
    // Another release holds it, which this one supersedes.
    'Wait for endpoint': wait('Open release'),
    Refused: { Type: 'Fail', Error: REFUSED, Cause: '{% $states.input.reason %}' },
    'Deploy candidate': step({
      calls: 'DeployCandidate',
      comment: 'Puts the candidate beside the baseline at weight 0',
      retry: PATIENT,
      onError: BACK,
      next: 'Wait for candidate',
    }),
    'Wait for candidate': wait('Await candidate'),
    'Await candidate': step({
      calls: 'AwaitEndpoint',
      comment: 'Reads back config, weights and instance counts',
      retry: FORWARD,
      onError: BACK,
      next: 'Candidate in service?',
    }),
    'Candidate in service?': route(
      { ready: 'Run smoke tests', wait: 'Wait for candidate', resend: 'Deploy candidate' },
      BACK,
    ),
    'Run smoke tests': step({
      calls: 'RunSmokeTests',
      comment: 'Sends the smoke tests to the candidate itself, past the weights',
      retry: SMOKE,
      onError: BACK,
      timeout: SMOKE_TEST_TIMEOUT + 30,
      next: 'Smoke tests passed?',
    }),
    'Smoke tests passed?': route({ passed: 'Arm sentinels' }, BACK),
    'Arm sentinels': step({
      calls: 'ArmSentinels',
      comment: "Makes the release's alarms",
      retry: PATIENT,
      onError: BACK,
      next: 'Drill first?',
    }),
    'Drill first?': route({ armed: 'Judge', drill: 'Fire drill' }, BACK),
    'Fire drill': step({
      calls: 'FireDrill',
      comment: "Sets off the release's own alarms, and waits until each has reached Take over",
      retry: PATIENT,
      onError: BACK,
      next: 'Drill passed?',
    }),
    'Drill passed?': route({ passed: 'Judge', wait: 'Wait for drill' }, BACK),
    'Wait for drill': wait('Fire drill'),
  };
}

/** Phase by phase: shift, bake in looks, judge, hold where a person is asked. */
export function traffic(): States {
  return {
    Judge: step({
      calls: 'Judge',
      comment: 'One look: weighs what is new and decides what comes next',
      retry: WATCHFUL,
      onError: BACK,
      next: 'What next?',
    }),
    'What next?': route(
      {
        bake: 'Bake',
        shift: 'Shift traffic',
        hold: 'Hold',
        pass: 'Mark passed',
        close: 'Close release',
        // Only where the blueprint has health checks: releases without them pay for no state more.
        'bake, then check': 'Bake before checks',
        check: 'Run health checks',
      },
      BACK,
      // Said beside `hold`, so that an execution that began before there was such a state holds as it did then.
      [{ Condition: '{% $states.input.asks = true %}', Next: 'Hold before checks' }],
    ),
    Bake: wait('Judge'),
    'Bake before checks': wait('Run health checks'),
    'Run health checks': step({
      calls: 'RunHealthChecks',
      comment: 'Asks what else must be well, beside the KPIs',
      payload: { moment: "{% $states.input.next = 'check' ? 'gate' : 'look' %}" },
      retry: SMOKE,
      onError: BACK,
      timeout: HEALTH_CHECK_TIMEOUT + 30,
      next: 'Judge',
    }),
    'Shift traffic': step({
      calls: 'ShiftTraffic',
      comment: "Sets the phase's weights",
      retry: FORWARD,
      onError: BACK,
      next: 'Sent?',
    }),
    'Sent?': route({ await: 'Wait for traffic', judge: 'Judge' }, BACK),
    'Wait for traffic': wait('Await traffic'),
    'Await traffic': step({
      calls: 'AwaitEndpoint',
      comment: 'Reads the weights back',
      payload: { mayArm: true },
      retry: FORWARD,
      onError: BACK,
      next: 'Traffic shifted?',
    }),
    'Traffic shifted?': route(
      { ready: 'Judge', arm: 'Arm sentinels anew', wait: 'Wait for traffic', resend: 'Shift traffic' },
      BACK,
    ),
    'Arm sentinels anew': step({
      calls: 'ArmSentinels',
      comment: 'A comparison is blind where the baseline has no traffic, and possible again when it gets some back',
      retry: PATIENT,
      onError: BACK,
      next: 'Judge',
    }),
    Hold: hold('Judge'),
    'Hold before checks': hold('Run health checks'),
  };
}

/** Waits for a person's word; `look` is what comes next when none does. */
function hold(look: string): State {
  return {
    Type: 'Task',
    Comment: "Waits for a person's word, and looks again when none comes",
    Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken',
    Arguments: {
      TableName: '${Table}',
      Key: { pk: { S: '{% $claim.endpoint %}' }, sk: { S: SORT_KEY.live } },
      // On the condition that nothing was said since the last look, so that a word spoken in between is not lost.
      ConditionExpression: 'revision = :revision',
      UpdateExpression: 'SET holdToken = :token, revision = :next',
      ExpressionAttributeValues: {
        ':revision': { N: '{% $string($claim.revision) %}' },
        ':next': { N: '{% $string($claim.revision + 1) %}' },
        ':token': { S: '{% $states.context.Task.Token %}' },
      },
    },
    TimeoutSeconds: '{% $wait %}',
    Catch: [
      { ErrorEquals: ['States.Timeout'], Next: look },
      { ErrorEquals: ['DynamoDb.ConditionalCheckFailedException'], Next: 'Judge' },
      // A table that refuses for a while must not turn the hold into a busy loop.
      { ErrorEquals: ['States.ALL'], Next: 'Bake' },
    ],
    Next: 'Judge',
  };
}

/** From the last gate to the new model alone, watched for a while under the baseline's name. */
export function finish(): States {
  const close = 'Close release';
  return {
    'Mark passed': step({
      calls: 'MarkPassed',
      comment: 'From here a failure is closed forward, not undone',
      retry: FORWARD,
      onError: BACK,
      next: 'Finalize',
    }),
    Finalize: step({
      calls: 'Finalize',
      comment: "Moves the endpoint to the new model alone, under the baseline's variant name",
      payload: { mayHold: true },
      retry: PATIENT,
      onError: close,
      next: 'Finalizing?',
    }),
    'Finalizing?': route({ await: 'Wait for final fleet', hold: 'Hold' }, BACK),
    'Wait for final fleet': wait('Await final fleet'),
    'Await final fleet': step({
      calls: 'AwaitEndpoint',
      comment: 'Reads back that the final config is deployed',
      retry: FORWARD,
      onError: close,
      next: 'Final fleet in service?',
    }),
    'Final fleet in service?': route(
      { ready: 'Arm final sentinels', wait: 'Wait for final fleet', resend: 'Pause before finalizing' },
      close,
    ),
    'Pause before finalizing': wait('Finalize'),
    'Arm final sentinels': step({
      calls: 'ArmSentinels',
      comment: 'The final variant is a new fleet with all the traffic: it gets breakers of its own',
      retry: PATIENT,
      onError: close,
      next: 'Judge final variant',
    }),
    'Judge final variant': step({
      calls: 'Judge',
      comment: 'Looks at the alarms until the final variant has settled',
      retry: WATCHFUL,
      onError: close,
      next: 'Settled?',
    }),
    'Settled?': route({ bake: 'Settle', hold: 'Hold', 'roll back': BACK }, close),
    Settle: wait('Judge final variant'),
  };
}
