import type {
  CreateEndpointConfigInput,
  CreateModelInput,
  DeploymentConfig,
  DescribeEndpointOutput,
  EndpointStatus,
  ModelPackageStatus,
  ModelApprovalStatus,
  ProductionVariantServerlessConfig,
  ProductionVariantStatus,
} from '@aws-sdk/client-sagemaker';
import type { Timer } from '../clock';
import type { Wire } from '../service';
import type { Dwell } from './settings';

/** A model, as created. Times are epoch milliseconds throughout the state. */
export interface Model {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly definition: Wire<CreateModelInput>;
}

/** A version in the model registry. */
export interface ModelPackage {
  readonly arn: string;
  readonly group: string;
  readonly version: number;
  readonly createdAt: number;
  modifiedAt: number;
  status: ModelPackageStatus;
  approval: ModelApprovalStatus;
  approvalDescription?: string;
}

/** One variant of an endpoint config, defaults filled in. */
export interface VariantSpec {
  readonly name: string;
  /** Not set where inference components bring the models. */
  readonly model: string | undefined;
  /** Not set for serverless variants. */
  readonly instanceType: string | undefined;
  readonly instances: number;
  readonly weight: number;
  readonly serverless: Wire<ProductionVariantServerlessConfig> | undefined;
}

export interface EndpointConfig {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly definition: Wire<CreateEndpointConfigInput>;
  readonly variants: readonly VariantSpec[];
  /** Until then other operations do not find it (eventual consistency). */
  visibleAt: number;
}

/** The part of a variant's instances that runs one model; only a failed rollback leaves more than one. */
export interface Fleet {
  readonly model: string;
  /** 0..1; the fleets of a variant add up to 1. */
  readonly share: number;
}

/** A variant as it serves now. Weights are IEEE float32 as in AWS. */
export interface LiveVariant {
  readonly name: string;
  readonly instanceType: string | undefined;
  readonly serverless: Wire<ProductionVariantServerlessConfig> | undefined;
  readonly fleets: readonly Fleet[];
  currentWeight: number;
  desiredWeight: number;
  currentInstances: number;
  desiredInstances: number;
  status: Wire<ProductionVariantStatus> | undefined;
}

/** A new fleet on its way: what replaces config and variants when it is ready. */
export interface Deployment {
  readonly config: EndpointConfig;
  readonly variants: LiveVariant[];
  readonly startedAt: number;
}

export interface Endpoint {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  modifiedAt: number;
  status: EndpointStatus;
  config: EndpointConfig;
  /** Empty until the endpoint was InService once. */
  variants: LiveVariant[];
  deployment: Deployment | undefined;
  failureReason: string | undefined;
  lastDeploymentConfig: Wire<DeploymentConfig> | undefined;
  /** Ends the transitional status. */
  timer: Timer | undefined;
  /** What waits for the end of the transitional status, such as maintenance. */
  readonly waiting: (() => void)[];
  /** What reads still show although an update was accepted. */
  lag: { readonly until: number; readonly view: Wire<DescribeEndpointOutput> } | undefined;
  dwell: Partial<Dwell>;
}

/** Everything that the emulated SageMaker remembers. */
export interface Store {
  readonly models: Map<string, Model>;
  readonly packages: Map<string, ModelPackage>;
  readonly configs: Map<string, EndpointConfig>;
  readonly endpoints: Map<string, Endpoint>;
  /** Tags by ARN. */
  readonly tags: Map<string, Map<string, string>>;
  /** Instance quotas for endpoint usage, by instance type. */
  readonly quotas: Map<string, number>;
}

export function emptyStore(): Store {
  return {
    models: new Map(),
    packages: new Map(),
    configs: new Map(),
    endpoints: new Map(),
    tags: new Map(),
    quotas: new Map(),
  };
}

/** Statuses in which users' requests are answered. */
const SERVING: ReadonlySet<EndpointStatus> = new Set([
  'InService',
  'Updating',
  'SystemUpdating',
  'RollingBack',
  'UpdateRollbackFailed',
]);

export function isServing(endpoint: Endpoint): boolean {
  return SERVING.has(endpoint.status);
}

/** Statuses that end by themselves. */
const TRANSITIONAL: ReadonlySet<EndpointStatus> = new Set([
  'Creating',
  'Updating',
  'SystemUpdating',
  'RollingBack',
  'Deleting',
]);

export function isBusy(endpoint: Endpoint): boolean {
  return TRANSITIONAL.has(endpoint.status);
}
