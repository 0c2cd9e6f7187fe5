import { createAutoScaling, type AutoScaling } from './auto-scaling/auto-scaling';
import type { CallService } from './calls/call';
import { createDispatcher, type Dispatcher } from './calls/dispatcher';
import { DEFAULT_RATE_LIMITS, type RateLimits } from './calls/rate-limits';
import { VirtualClock } from './clock';
import { createCloudFormation, type CloudFormationService } from './cloudformation/cloudformation';
import { createCloudWatch, type EmulatedCloudWatch } from './cloudwatch/cloudwatch';
import type { CloudWatchSwitches } from './cloudwatch/switches';
import { createDynamoDb } from './dynamodb/dynamodb';
import { createEventBridge, type EventBridgeService, type EventBridgeSettings } from './event-bridge/event-bridge';
import { createLambda, type LambdaService } from './lambda/lambda';
import type { LambdaTiming } from './lambda/run-invocation';
import { seededRandom, type Random } from './random';
import { createSageMaker, type SageMaker } from './sagemaker/sagemaker';
import type { SageMakerSettingsInput } from './sagemaker/settings';
import type { Workload } from './sagemaker/workload';
import type { Account, EmulatedService, ServiceName } from './service';
import { createSns, type SnsService } from './sns/sns';
import { createSqs, type SqsService } from './sqs/sqs';
import { createStepFunctions, type StepFunctions } from './step-functions/step-functions';
import { createSts } from './sts/sts';
import { runAlarmAction } from './wiring/alarm-actions';
import { executionMetrics } from './wiring/execution-metrics';
import { invokeLambda } from './wiring/invoke-lambda';

/** How the emulated AWS behaves where AWS leaves room. */
export interface EmulatorSettings {
  /** Virtual milliseconds until a call of a Lambda function arrives. @default 20 */
  readonly callLatency?: number;
  readonly lambda?: Partial<LambdaTiming>;
  readonly eventBridge?: EventBridgeSettings;
  readonly sageMaker?: SageMakerSettingsInput;
  readonly cloudWatch?: Partial<CloudWatchSwitches>;
  /** Virtual seconds until metric data can be read. @default 0 */
  readonly metricDelay?: number;
  /** `quotas` are the documented defaults of an account. @default - no limits */
  readonly rateLimits?: 'quotas' | RateLimits;
}

/** What an emulator needs. */
export interface EmulatorProps {
  /** Equal seeds give equal runs. */
  readonly seed: string | number;
  /** Epoch milliseconds. */
  readonly startAt: number;
  readonly account: Account;
  /** What users send to endpoints, and how models take it. */
  readonly workload: Workload;
  readonly settings?: EmulatorSettings;
}

/** An AWS account in memory, on one virtual clock. */
export interface Emulator extends Omit<Dispatcher, 'call' | 'sleep' | 'wait'> {
  readonly clock: VirtualClock;
  readonly account: Account;
  /** Seeded; fork it for whatever else draws. */
  readonly random: Random;
  /** The one way in for callers: through faults, latency and limits, on record. */
  readonly call: CallService;
  readonly sageMaker: SageMaker;
  readonly autoScaling: AutoScaling;
  readonly cloudWatch: EmulatedCloudWatch;
  readonly eventBridge: EventBridgeService;
  readonly stepFunctions: StepFunctions;
  readonly lambda: LambdaService;
  readonly sns: SnsService;
  readonly sqs: SqsService;
  readonly cloudFormation: CloudFormationService;
}

const DEFAULT_CALL_LATENCY_MS = 20;

/** Puts an AWS account together: all services on one clock, with one way in. */
export function createEmulator({ seed, startAt, account, workload, settings = {} }: EmulatorProps): Emulator {
  const clock = new VirtualClock(startAt);
  const random = seededRandom(seed);
  const callLatency = settings.callLatency ?? DEFAULT_CALL_LATENCY_MS;
  const dispatcher = createDispatcher({
    clock,
    services: () => services,
    latency: (call) => (call.invocation === undefined ? 0 : callLatency),
    rateLimits: settings.rateLimits === 'quotas' ? DEFAULT_RATE_LIMITS : (settings.rateLimits ?? {}),
  });
  const { call } = dispatcher;
  const common = { clock, account };

  const cloudWatch = createCloudWatch({
    ...common,
    random: random.fork('cloudwatch'),
    emit: (event) => eventBridge.emit(event),
    runAction: runAlarmAction(call),
    switches: settings.cloudWatch ?? {},
    metricDelay: settings.metricDelay ?? 0,
  });
  const { publish } = cloudWatch;
  const eventBridge = createEventBridge({
    ...common,
    random: random.fork('event-bridge'),
    call,
    publish,
    settings: settings.eventBridge ?? {},
  });
  const { emit } = eventBridge;
  const lambda = createLambda({
    ...common,
    random: random.fork('lambda'),
    call,
    publish,
    timing: settings.lambda ?? {},
    wait: (work, caller) => dispatcher.wait(work, caller),
  });
  const stepFunctions = createStepFunctions({
    ...common,
    random,
    emit,
    runner: { call: (...args) => call(...args), invokeLambda: invokeLambda(call) },
  });
  stepFunctions.onEnd((execution) => publish(executionMetrics(execution)));
  const sageMaker = createSageMaker({
    ...common,
    random: random.fork('sagemaker'),
    emit,
    publish,
    workload,
    settings: settings.sageMaker ?? {},
    sleep: (milliseconds, caller) => dispatcher.sleep(milliseconds, caller),
    isScalable: (endpoint, variant) => autoScaling.isScalable(endpoint, variant),
  });
  const autoScaling = createAutoScaling({ ...common, random: random.fork('auto-scaling'), variants: sageMaker });
  const sns = createSns({ ...common, random: random.fork('sns'), call });
  const sqs = createSqs({ ...common, random: random.fork('sqs'), publish });
  const cloudFormation = createCloudFormation(clock);

  const services: Readonly<Record<ServiceName, EmulatedService>> = {
    SageMaker: sageMaker.control,
    SageMakerRuntime: sageMaker.runtime,
    CloudWatch: cloudWatch,
    EventBridge: eventBridge,
    StepFunctions: stepFunctions,
    DynamoDB: createDynamoDb({ ...common, random: random.fork('dynamodb') }),
    Lambda: lambda,
    SNS: sns,
    SQS: sqs,
    ApplicationAutoScaling: autoScaling.service,
    STS: createSts(account),
    CloudFormation: cloudFormation,
  };

  return {
    ...common,
    random,
    call,
    direct: dispatcher.direct,
    intercept: dispatcher.intercept,
    calls: dispatcher.calls,
    counts: dispatcher.counts,
    problems: dispatcher.problems,
    sageMaker,
    autoScaling,
    cloudWatch,
    eventBridge,
    stepFunctions,
    lambda,
    sns,
    sqs,
    cloudFormation,
  };
}
