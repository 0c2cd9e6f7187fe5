import type { CreateEndpointConfigInput, DescribeEndpointOutput, UpdateEndpointInput } from '@aws-sdk/client-sagemaker';
import { createAutoScaling } from '../../../lib/emulator/auto-scaling/auto-scaling';
import { VirtualClock } from '../../../lib/emulator/clock';
import { seededRandom } from '../../../lib/emulator/random';
import { createSageMaker, type SageMakerProps } from '../../../lib/emulator/sagemaker/sagemaker';
import type { Behaviour, Workload } from '../../../lib/emulator/sagemaker/workload';
import type { Datum, EmitServiceEvent, EmulatedService, Wire } from '../../../lib/emulator/service';

export const START = Date.parse('2026-11-20T08:00:00Z');
const ACCOUNT = { accountId: '111122223333', region: 'eu-west-1' };

export const HEALTHY: Behaviour = { errorRate: 0.001, latency: { p50: 0.04, p99: 0.12 } };

/** The same rate for every endpoint and the same behaviour for every model that is not named. */
export function workload(requestsPerMinute: number, models: Record<string, Behaviour> = {}): Workload {
  return { requestsPerMinute: () => requestsPerMinute, behaviour: (_, model) => models[model] ?? HEALTHY };
}

type EmittedEvent = Parameters<EmitServiceEvent>[0];

export function createWorld(props: Partial<Omit<SageMakerProps, 'random'>> & { seed?: string } = {}) {
  const clock = new VirtualClock(START);
  const events: EmittedEvent[] = [];
  const data: Datum[] = [];
  const random = seededRandom(props.seed ?? 'world');
  const sagemaker = createSageMaker({
    clock,
    random: random.fork('sagemaker'),
    account: ACCOUNT,
    emit: (event) => events.push(event),
    publish: (published) => data.push(...published),
    workload: workload(0),
    isScalable: (endpoint, variant) => autoScaling.isScalable(endpoint, variant),
    ...props,
  });
  const autoScaling = createAutoScaling({
    clock,
    random: random.fork('auto-scaling'),
    account: ACCOUNT,
    variants: sagemaker,
  });
  const call = callOn(sagemaker.control);
  const describe = (EndpointName = 'shop'): Wire<DescribeEndpointOutput> => call('DescribeEndpoint', { EndpointName });
  return {
    clock,
    events,
    data,
    sagemaker,
    autoScaling,
    call,
    describe,
    status: (endpoint?: string) => describe(endpoint).EndpointStatus,
    weights: (endpoint?: string) =>
      Object.fromEntries(
        (describe(endpoint).ProductionVariants ?? []).map((v) => [v.VariantName, [v.CurrentWeight, v.DesiredWeight]]),
      ),
    counts: (endpoint?: string) =>
      Object.fromEntries(
        (describe(endpoint).ProductionVariants ?? []).map((v) => [
          v.VariantName,
          [v.CurrentInstanceCount, v.DesiredInstanceCount],
        ]),
      ),
    setWeights: (weights: Record<string, number>, EndpointName = 'shop') =>
      call('UpdateEndpointWeightsAndCapacities', {
        EndpointName,
        DesiredWeightsAndCapacities: Object.entries(weights).map(([VariantName, DesiredWeight]) => ({
          VariantName,
          DesiredWeight,
        })),
      }),
    update: (EndpointConfigName: string, more: Partial<UpdateEndpointInput> = {}) =>
      call('UpdateEndpoint', { EndpointName: 'shop', EndpointConfigName, ...more }),
    /** Creates a config and waits until everybody can see it. */
    config: (name: string, variants: Record<string, unknown>[], more: Partial<CreateEndpointConfigInput> = {}) => {
      call('CreateEndpointConfig', {
        EndpointConfigName: name,
        ProductionVariants: variants.map((variant) => ({
          InstanceType: 'ml.m5.large',
          InitialInstanceCount: 1,
          ...variant,
        })),
        ...more,
      });
      call('DescribeEndpointConfig', { EndpointConfigName: name });
    },
    pass: (seconds: number) => clock.run(undefined, clock.now() + seconds * 1000),
  };
}

export type World = ReturnType<typeof createWorld>;

export function callOn(service: EmulatedService) {
  return (operation: string, input: object): any => {
    const found = service.operations[operation];
    if (found === undefined) throw new Error(`no operation ${operation}`);
    return found(input, {});
  };
}

/** An endpoint `shop` with the baseline on 100 % and a candidate at weight 0. */
export function withCandidate(world: World): World {
  world.sagemaker.putEndpoint({
    name: 'shop',
    variants: [
      { name: 'baseline', model: 'shop-v1', instances: 2, weight: 100 },
      { name: 'candidate', model: 'shop-v2', weight: 0 },
    ],
  });
  return world;
}

export function arn(resource: string): string {
  return `arn:aws:sagemaker:eu-west-1:111122223333:${resource}`;
}

/** Sum over a metric's values. */
export function sumOf(data: readonly Datum[], name: string, variant: string): number {
  return data
    .filter((datum) => datum.name === name && datum.dimensions['VariantName'] === variant)
    .flatMap(({ values }) => values)
    .reduce((sum, [value, count]) => sum + value * count, 0);
}
