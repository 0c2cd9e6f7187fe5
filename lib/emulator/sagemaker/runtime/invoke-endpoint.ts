import type { InvokeEndpointInput, InvokeEndpointOutput } from '@aws-sdk/client-sagemaker-runtime';
import type { VirtualClock } from '../../clock';
import { notEmulated, type Account, type Caller, type PublishMetrics, type Wire } from '../../service';
import { check, type Rules } from '../check';
import { isServing, type Endpoint, type Store } from '../state';
import type { Streams } from '../streams';
import { drawLatency } from '../traffic/latency';
import { underLoad, utilization } from '../traffic/load';
import { trafficShares } from '../weights';
import type { Behaviour, ErrorCause, Workload } from '../workload';
import { modelError, validationError } from './errors';
import { publishInvocation } from './publish-invocation';
import { routeRequest, type Route } from './route';

export interface RuntimeProps {
  readonly clock: VirtualClock;
  readonly account: Account;
  readonly streamOf: Streams;
  readonly store: Store;
  readonly workload: Workload;
  readonly publish: PublishMetrics;
  /** Lets the caller wait in virtual time. */
  readonly sleep: (milliseconds: number, caller: Caller) => Promise<void>;
}

type Input = Wire<InvokeEndpointInput>;

/** A container has so long to answer. */
const TIMEOUT_SECONDS = 60;

const VARIANT_OR_ENDPOINT = { min: 0, max: 63, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9])*' } as const;

const INPUT = {
  EndpointName: { ...VARIANT_OR_ENDPOINT, required: true },
  Body: { required: true },
  ContentType: { max: 1024 },
  CustomAttributes: { max: 1024 },
  TargetVariant: VARIANT_OR_ENDPOINT,
  InferenceId: { min: 1, max: 64 },
} as const satisfies Rules;

/** Answers one request as the model behind it would, after as much virtual time as the model takes. */
export function invokeEndpoint(props: RuntimeProps) {
  return async (input: Input, caller: Caller): Promise<Wire<InvokeEndpointOutput>> => {
    check(input, INPUT, 'ValidationError');
    requireSupported(input);
    const endpoint = props.store.endpoints.get(input.EndpointName);
    if (endpoint === undefined || !isServing(endpoint)) {
      throw validationError(`Endpoint ${input.EndpointName} of account ${props.account.accountId} not found.`);
    }
    if (endpoint.config.definition.AsyncInferenceConfig !== undefined) throw notEmulated('asynchronous endpoints');
    const route = routeRequest(endpoint, input.TargetVariant, props.streamOf);
    const { behaviour, latencySeconds, error } = answerOf(props, endpoint, route);

    await props.sleep(latencySeconds * 1000, caller);
    publishInvocation(props, { endpoint, variant: route.variant, error, latencySeconds });
    if (error !== undefined) throw modelError(props.account, endpoint.name, error);
    return {
      Body: Buffer.from(behaviour.responseBody ?? JSON.stringify({ score: 0.87, model: route.model })),
      ContentType: 'application/json',
      InvokedProductionVariant: route.variant.name,
    };
  };
}

const UNSUPPORTED = [
  'TargetModel',
  'TargetContainerHostname',
  'InferenceComponentName',
  'SessionId',
  'PrefixAwareId',
  'EnableExplanations',
] as const;

const MAX_BODY_BYTES = 6_291_456;

function requireSupported(input: Input): void {
  for (const member of UNSUPPORTED) if (input[member] !== undefined) throw notEmulated(`InvokeEndpoint with ${member}`);
  if ((input.Body?.length ?? 0) > MAX_BODY_BYTES) {
    throw validationError(
      "1 validation error detected: Value at 'body' failed to satisfy constraint: " +
        `Member must have length less than or equal to ${MAX_BODY_BYTES}`,
    );
  }
}

interface Answer {
  readonly behaviour: Behaviour;
  readonly latencySeconds: number;
  readonly error: ErrorCause | undefined;
}

function answerOf(props: RuntimeProps, endpoint: Endpoint, { variant, model }: Route): Answer {
  const now = props.clock.now();
  const behaviour = props.workload.behaviour(endpoint.name, model, variant.name, now);
  const shares = trafficShares(endpoint.variants.map(({ currentWeight }) => currentWeight));
  const rate = props.workload.requestsPerMinute(endpoint.name, now) * (shares[endpoint.variants.indexOf(variant)] ?? 0);
  const loaded = underLoad(behaviour, utilization(behaviour, rate, variant.currentInstances));
  const random = props.streamOf(`${endpoint.name}/${variant.name}/invoke`);
  const draw = random.next();
  const latencySeconds = drawLatency(random, loaded.latency);
  if (latencySeconds > TIMEOUT_SECONDS) return { behaviour, latencySeconds: TIMEOUT_SECONDS, error: 'model' };
  return { behaviour, latencySeconds, error: behaviour.smokeFails === true ? '5xx' : errorFor(draw, loaded) };
}

function errorFor(
  draw: number,
  { errorRate, errorKind, rejectRate }: ReturnType<typeof underLoad>,
): ErrorCause | undefined {
  if (draw < errorRate) return errorKind;
  return draw < errorRate + (1 - errorRate) * rejectRate ? '5xx' : undefined;
}
