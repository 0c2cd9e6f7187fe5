import type { CallService } from '../calls/call';
import type { VirtualClock } from '../clock';
import { seededUuid } from '../ids';
import type { Random } from '../random';
import {
  AwsError,
  notEmulated,
  type Account,
  type Caller,
  type EmulatedService,
  type PublishMetrics,
} from '../service';
import { invokeAsynchronously, type DroppedEvent } from './async-invocations';
import { DeployedFunction } from './deployed-function';
import { embeddedMetrics } from './embedded-metrics';
import type { EndedInvocation, FunctionProps, FunctionUsage, InvocationResult } from './function';
import { sendDeadLetter } from './dead-letter';
import { deadLetterMetrics, invocationMetrics, throttleMetrics } from './metrics';
import { runInvocation, type LambdaTiming } from './run-invocation';

/** What a Lambda service needs. */
export interface LambdaProps {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly account: Account;
  /** Where the calls of the functions go. */
  readonly call: CallService;
  readonly publish?: PublishMetrics;
  /** Lets time pass for a function that waits for the answer of another. @default - time stands still for it */
  readonly wait?: <T>(work: Promise<T>, caller: Caller) => Promise<T>;
  readonly timing?: Partial<LambdaTiming>;
}

/** Lambda: functions in containers, in virtual time. */
export interface LambdaService extends EmulatedService {
  /** Creates or replaces a function; returns its ARN. */
  deploy(props: FunctionProps): string;
  /** Invokes and waits for the answer. `functionName` may be an ARN. */
  invoke(functionName: string, payload: unknown): Promise<InvocationResult>;
  /** Invokes from Lambda's queue, with its retries. */
  invokeAsync(functionName: string, payload: unknown): void;
  onInvocation(listener: (ended: EndedInvocation) => void): void;
  /** Asynchronous events that were given up. */
  readonly dropped: readonly DroppedEvent[];
  usage(): Readonly<Record<string, FunctionUsage>>;
}

const DEFAULT_TIMING: LambdaTiming = {
  coldStart: 300,
  warmStart: 5,
  keepWarm: 600_000,
  timeoutForm: 'Sandbox.Timedout',
};

/** The input of Invoke; the payload may be bytes, or what a state machine gives. */
interface InvokeInput {
  readonly FunctionName: string;
  readonly InvocationType?: string;
  readonly LogType?: string;
  readonly Payload?: unknown;
}

/** Makes a Lambda service. */
export function createLambda(props: LambdaProps): LambdaService {
  const { clock, random, account, call } = props;
  const timing = { ...DEFAULT_TIMING, ...props.timing };
  const publish = props.publish ?? (() => {});
  const wait = props.wait ?? ((work) => work);
  const functions = new Map<string, DeployedFunction>();
  const listeners: ((ended: EndedInvocation) => void)[] = [];
  const dropped: DroppedEvent[] = [];

  const find = (nameOrArn: string): DeployedFunction => {
    const fn = functions.get(functionNameOf(nameOrArn));
    if (fn !== undefined) return fn;
    const arn = arnOf(account, functionNameOf(nameOrArn));
    throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404, { Type: 'User' });
  };

  const onEnd = (ended: EndedInvocation): void => {
    publish(invocationMetrics(ended));
    for (const listener of listeners) listener(ended);
  };

  const run = async (fn: DeployedFunction, requestId: string, event: unknown): Promise<InvocationResult> => {
    try {
      return await runInvocation({ clock, timing, fn, requestId, event, onEnd });
    } catch (error) {
      publish(throttleMetrics(fn.props.name, clock.now()));
      throw error;
    }
  };

  // What crosses Lambda's border is JSON: no shared objects, no undefined, no dates.
  const invoke = async (nameOrArn: string, payload: unknown): Promise<InvocationResult> =>
    run(find(nameOrArn), seededUuid(random), JSON.parse(JSON.stringify(payload ?? null)));

  const log = (line: string): void => publish(embeddedMetrics(line));

  const invokeAsync = (nameOrArn: string, payload: unknown): void => {
    const fn = find(nameOrArn);
    const event: unknown = JSON.parse(JSON.stringify(payload ?? null));
    const requestId = seededUuid(random);
    invokeAsynchronously({
      clock,
      fn,
      event,
      invoke: () => run(fn, requestId, event),
      onDropped(drop) {
        dropped.push(drop);
        sendDeadLetter(call, fn.props, { requestId, drop }).catch(() =>
          publish(deadLetterMetrics(fn.props.name, clock.now())),
        );
      },
    });
  };

  return {
    deploy(fn) {
      const arn = arnOf(account, fn.name);
      const environment = { ...runtimeEnvironment(account, fn), ...fn.environment };
      functions.set(fn.name, new DeployedFunction(fn, arn, { environment, clock, call, log }));
      return arn;
    },
    invoke,
    invokeAsync,
    onInvocation: (listener) => listeners.push(listener),
    dropped,
    usage: () => Object.fromEntries([...functions].map(([name, fn]) => [name, fn.usage])),
    operations: {
      async Invoke(input: InvokeInput, caller: Caller) {
        const event = eventOf(input.Payload);
        switch (input.InvocationType ?? 'RequestResponse') {
          case 'DryRun':
            find(input.FunctionName);
            return { StatusCode: 204 };
          case 'Event':
            invokeAsync(input.FunctionName, event);
            return { StatusCode: 202 };
          case 'RequestResponse': {
            const result = await wait(invoke(input.FunctionName, event), caller);
            const failed = 'functionError' in result;
            return {
              StatusCode: 200,
              ExecutedVersion: '$LATEST',
              ...(failed ? { FunctionError: 'Unhandled' } : {}),
              Payload: JSON.stringify(failed ? result.functionError : result.payload),
            };
          }
          default:
            throw notEmulated(`Lambda.Invoke of type ${String(input.InvocationType)}`);
        }
      },
    },
  };
}

/** `arn:…:function:NAME:QUALIFIER`, `NAME:QUALIFIER` or `NAME`. */
function functionNameOf(nameOrArn: string): string {
  const name = nameOrArn.startsWith('arn:') ? nameOrArn.split(':')[6] : nameOrArn.split(':')[0];
  return name ?? nameOrArn;
}

function arnOf({ accountId, region, partition = 'aws' }: Account, name: string): string {
  return `arn:${partition}:lambda:${region}:${accountId}:function:${name}`;
}

function runtimeEnvironment({ region }: Account, { name, memoryMegabytes = 128 }: FunctionProps) {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
  };
}

function eventOf(payload: unknown): unknown {
  const text = ArrayBuffer.isView(payload) ? new TextDecoder().decode(payload) : payload;
  if (typeof text !== 'string') return text ?? null;
  try {
    return text === '' ? null : JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${reason}`, 400, {
      Type: 'User',
    });
  }
}
