/** A state of the Amazon States Language in JSONata mode. */
export type State = { readonly Type: string } & Readonly<Record<string, unknown>>;

/** A stretch of a state machine: its states by name. */
export type States = Readonly<Record<string, State>>;

/** A state machine's definition. */
export interface Definition {
  readonly Comment: string;
  readonly QueryLanguage: 'JSONata';
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: States;
}

/** A retry policy. */
interface Retry {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly MaxAttempts: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

/** What no retry can mend: another flow owns the endpoint. */
const NEVER: Retry = { ErrorEquals: ['Fenced'], MaxAttempts: 0 };

/**
 * A step forward that fails is tried again for about two minutes (2 + 4 + 8 + 16 + 4 x 30 s, less jitter), then the release goes back.
 */
export const FORWARD: readonly Retry[] = [
  NEVER,
  {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 30,
    MaxAttempts: 8,
    JitterStrategy: 'FULL',
  },
];

/** Errors that say no more than that too many calls came at once. */
const THROTTLED = [
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
  'Lambda.TooManyRequestsException',
];

/**
 * A look that is throttled is taken again for up to ten minutes (2 + 4 + 8 + 16 + 19 x 30 s, less jitter): a busy account says nothing
 * against the candidate, whose breakers watch meanwhile. CloudWatch describes alarms nine times a second for all releases together.
 */
export const WATCHFUL: readonly Retry[] = [
  NEVER,
  {
    ErrorEquals: THROTTLED,
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 30,
    MaxAttempts: 23,
    JitterStrategy: 'FULL',
  },
  ...FORWARD.slice(1),
];

/**
 * A step that moves no traffic and watches nothing waits longer for its turn where the account's calls are throttled: up to
 * 37 minutes (5 + 10 + 20 + 40 + 36 x 60 s, less jitter). A thousand releases that begin at once share three new alarms a second.
 */
export const PATIENT: readonly Retry[] = [
  NEVER,
  {
    ErrorEquals: THROTTLED,
    IntervalSeconds: 5,
    BackoffRate: 2,
    MaxDelaySeconds: 60,
    MaxAttempts: 40,
    JitterStrategy: 'FULL',
  },
  ...FORWARD.slice(1),
];

/**
 * A step back is tried for at least 28 minutes (2 + 4 + 8 + 16 + 56 x 30 s, no jitter), so that ten minutes of throttling
 * or outage do not end a rollback.
 */
export const BACKWARD: readonly Retry[] = [
  NEVER,
  {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 30,
    MaxAttempts: 60,
    JitterStrategy: 'NONE',
  },
];

/**
 * The steps that bring the traffic back do not give up for two hours (2 + 4 + 8 + 16 + 236 x 30 s, no jitter), or four where each
 * attempt runs into its function's time-out: as long as the way back may take in all.
 */
export const TIRELESS: readonly Retry[] = BACKWARD.map((retry) =>
  retry.MaxAttempts === 0 ? retry : { ...retry, MaxAttempts: 240 },
);

/** Smoke tests take long, so they are repeated less often. */
export const SMOKE: readonly Retry[] = [
  NEVER,
  { ErrorEquals: ['States.ALL'], IntervalSeconds: 5, BackoffRate: 2, MaxAttempts: 2, JitterStrategy: 'FULL' },
];

/** Error of an execution whose release did not begin. */
export const REFUSED = 'Refused';

/** Ends quietly where another flow has taken over. */
export const STEP_ASIDE = 'Stepped aside';

/** Which function a Task state calls, and what happens when it cannot. */
interface Step {
  /** Construct id of the function, e.g. `ShiftTraffic`; its ARN is substituted on deployment. */
  readonly calls: string;
  /** Members of the payload beside the claim and the step. */
  readonly payload?: Readonly<Record<string, unknown>>;
  /** Further variables to assign. */
  readonly assign?: Readonly<Record<string, string>>;
  readonly retry: readonly Retry[];
  /** Where errors lead that no retry mended; without it they end the execution, and the dead man's switch takes over. */
  readonly onError?: string;
  readonly next: string;
  readonly comment: string;
  /** Seconds; longer than the function's own timeout. @default 60 */
  readonly timeout?: number;
}

/** A Task state that calls one of our functions with the claim, and takes the renewed claim back. */
export function step({ calls, payload, assign, retry, onError, next, comment, timeout = 60 }: Step): State {
  return {
    Type: 'Task',
    Comment: comment,
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: {
      FunctionName: `\${${calls}}`,
      Payload: {
        claim: '{% $claim %}',
        step: {
          name: '{% $states.context.State.Name %}',
          enteredAt: '{% $states.context.State.EnteredTime %}',
          execution: '{% $states.context.Execution.Id %}',
        },
        ...payload,
      },
    },
    TimeoutSeconds: timeout,
    Retry: retry,
    Catch: [
      { ErrorEquals: ['Fenced'], Next: STEP_ASIDE },
      ...(onError === undefined ? [] : [caught('States.DataLimitExceeded', onError), caught('States.ALL', onError)]),
    ],
    Assign: {
      claim: '{% $states.result.Payload.claim %}',
      wait: '{% $states.result.Payload.wait %}',
      ...assign,
    },
    Output: '{% $states.result.Payload %}',
    Next: next,
  };
}

/** A Catch that keeps what failed for the step that deals with it. */
function caught(error: string, next: string) {
  return {
    ErrorEquals: [error],
    Assign: {
      failure: {
        step: '{% $states.context.State.Name %}',
        error: '{% $states.errorOutput.Error %}',
        cause: '{% $substring($exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : "", 0, 2000) %}',
      },
    },
    Next: next,
  };
}

/** A rule of a Choice state. */
interface Rule {
  readonly Condition: string;
  readonly Next: string;
}

/** A Choice on what the step before said is next, after rules on what else it said; anything unforeseen goes the way of `otherwise`. */
export function route(ways: Readonly<Record<string, string>>, otherwise: string, before: readonly Rule[] = []): State {
  const rules = Object.entries(ways).map(([next, state]) => ({
    Condition: `{% $states.input.next = '${next}' %}`,
    Next: state,
  }));
  return { Type: 'Choice', Choices: [...before, ...rules], Default: otherwise };
}

/** A Wait for as long as the step before asked. */
export function wait(next: string): State {
  return { Type: 'Wait', Seconds: '{% $wait %}', Next: next };
}

/** A Fail state with the result as its cause. */
export function fail(error: string): State {
  return { Type: 'Fail', Error: error, Cause: '{% $string($result) %}' };
}
