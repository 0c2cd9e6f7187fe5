import type { Timer, VirtualClock } from '../clock';
import type { RunningInvocation } from './container';
import type { DeployedFunction } from './deployed-function';
import type { EndedInvocation, InvocationResult, LambdaContext } from './function';
import { exitError, marshal, thrownError, timeoutError } from './function-error';

/** How long things take that are not calls, in virtual milliseconds, and how time-outs are told. */
export interface LambdaTiming {
  /** Until a new container takes its first event. */
  readonly coldStart: number;
  /** The handler's own work, without its calls. */
  readonly warmStart: number;
  /** How long an idle container is kept. */
  readonly keepWarm: number;
  readonly timeoutForm: 'Sandbox.Timedout' | 'untyped';
}

/** What it takes to run an invocation. */
export interface RunProps {
  readonly clock: VirtualClock;
  readonly timing: LambdaTiming;
  readonly fn: DeployedFunction;
  readonly requestId: string;
  readonly event: unknown;
  readonly onEnd: (ended: EndedInvocation) => void;
}

/**
 * Runs one invocation in a container, until the handler answers, its time is up, or it is killed: whatever comes first.
 * The container of a time-out or a kill is thrown away.
 */
export function runInvocation(props: RunProps): Promise<InvocationResult> {
  const { clock, timing, fn, requestId } = props;
  const { container, coldStart } = fn.take(clock.now(), timing.keepWarm);
  return new Promise((resolve) => {
    const activity = clock.begin();
    let startedAt = clock.now();
    let ended = false;
    let timer: Timer | undefined;

    const end = (result: InvocationResult, outcome: 'answered' | 'timed out' | 'killed', thrown?: unknown): void => {
      if (ended) return;
      ended = true;
      timer?.cancel();
      if (outcome === 'answered') fn.giveBack(container, clock.now());
      else fn.discard();
      fn.count({
        invocations: 1,
        errors: 'functionError' in result ? 1 : 0,
        timeouts: outcome === 'timed out' ? 1 : 0,
        coldStarts: coldStart ? 1 : 0,
        milliseconds: clock.now() - startedAt,
      });
      props.onEnd({
        functionName: fn.props.name,
        requestId,
        startedAt,
        endedAt: clock.now(),
        coldStart,
        result,
        ...(thrown === undefined ? {} : { thrown }),
      });
      resolve(result);
      activity.end();
    };

    const invocation: RunningInvocation = {
      requestId,
      functionName: fn.props.name,
      activity,
      get ended() {
        return ended;
      },
      kill: () => end({ functionError: exitError(requestId) }, 'killed'),
    };
    container.assign(invocation);

    const work = async (): Promise<unknown> => {
      if (coldStart && timing.coldStart > 0) await activity.sleep(timing.coldStart);
      const handler = await container.handler();
      startedAt = clock.now();
      const deadline = startedAt + fn.timeoutSeconds * 1000;
      timer = clock.schedule(deadline, () => end({ functionError: timedOut(props, deadline) }, 'timed out'));
      if (timing.warmStart > 0) await activity.sleep(timing.warmStart);
      return handler(props.event, contextOf(props, deadline));
    };
    work().then(
      (result) => end(marshal(result), 'answered'),
      (thrown: unknown) => end({ functionError: thrownError(thrown) }, 'answered', thrown),
    );
  });
}

function timedOut({ fn, requestId, timing }: RunProps, at: number) {
  return timeoutError({ form: timing.timeoutForm, requestId, timeoutSeconds: fn.timeoutSeconds, at });
}

function contextOf({ clock, fn, requestId }: RunProps, deadline: number): LambdaContext {
  const { name } = fn.props;
  return {
    awsRequestId: requestId,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: fn.arn,
    memoryLimitInMB: String(fn.props.memoryMegabytes ?? 128),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: `emulator/[$LATEST]${requestId}`,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - clock.now()),
  };
}
