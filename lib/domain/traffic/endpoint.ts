/** Status of an endpoint, as SageMaker names it. */
export type EndpointStatus =
  | 'Creating'
  | 'Deleting'
  | 'Failed'
  | 'InService'
  | 'OutOfService'
  | 'RollingBack'
  | 'SystemUpdating'
  | 'UpdateRollbackFailed'
  | 'Updating';

/** A variant as it serves now. */
export interface LiveVariant {
  readonly name: string;
  readonly currentWeight: number;
  readonly desiredWeight: number;
  readonly currentInstances: number;
  readonly desiredInstances: number;
}

/** An endpoint as SageMaker describes it. */
export interface EndpointState {
  readonly name: string;
  readonly arn: string;
  readonly status: EndpointStatus;
  /** The endpoint config that is deployed. */
  readonly config: string;
  /** The endpoint config that is being deployed, while one is. */
  readonly pendingConfig?: string;
  readonly variants: readonly LiveVariant[];
  readonly shadowVariants: number;
  readonly failureReason?: string;
}

/** A variant as an endpoint config declares it. */
export interface ConfigVariant {
  readonly name: string;
  /** Absent for inference components. */
  readonly model?: string;
  /** Absent for serverless variants and instance pools. */
  readonly instanceType?: string;
  readonly serverless: boolean;
  readonly weight: number;
  readonly instances: number;
}

/** How SageMaker publishes an endpoint's metrics; what is left out is as SageMaker has it by default. */
export interface MetricsSettings {
  /** Whether request metrics follow `frequencySeconds`, too, and come with more dimensions. */
  readonly enhanced?: boolean;
  readonly frequencySeconds?: number;
  readonly detailed?: boolean;
}

/** An endpoint config as SageMaker describes it. */
export interface ConfigState {
  readonly name: string;
  readonly arn: string;
  readonly variants: readonly ConfigVariant[];
  readonly shadowVariants: number;
  readonly asynchronous: boolean;
  readonly metrics?: MetricsSettings;
}

/** Answer to a call that changes an endpoint: taken, or to be tried again because the endpoint is busy. */
export type Answer = 'accepted' | 'busy';

/** SageMaker keeps weights as 32-bit floats: equal means equal at that precision. */
export function isSameWeight(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(a), Math.abs(b));
}

/** Share of the traffic that a variant gets by its current weight, 0..1. */
export function shareOf(endpoint: Pick<EndpointState, 'variants'>, variant: string): number {
  const total = endpoint.variants.reduce((sum, { currentWeight }) => sum + currentWeight, 0);
  const own = endpoint.variants.find(({ name }) => name === variant)?.currentWeight ?? 0;
  return total === 0 ? 0 : own / total;
}

/** The weights that are, or those that are asked for, in words. */
export function describeWeights(
  { variants }: Pick<EndpointState, 'variants'>,
  which: 'currentWeight' | 'desiredWeight' = 'currentWeight',
): string {
  return variants.map((variant) => `${variant.name} ${variant[which]}`).join(', ');
}

/** The variant that serves, as its config declares it; the first one where none has any traffic. */
export function servingVariant(endpoint: EndpointState, config: ConfigState): ConfigVariant | undefined {
  const serving = endpoint.variants.find(({ currentWeight }) => currentWeight > 0) ?? endpoint.variants[0];
  return config.variants.find(({ name }) => name === serving?.name);
}
