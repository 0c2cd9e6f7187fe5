import type { Rule, Rules } from './check';

const LABEL = { min: 0, max: 63, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}' } as const satisfies Rule;

export const NAME = { ...LABEL, required: true } as const satisfies Rule;

export const MODEL_NAME = { min: 0, max: 63, pattern: '[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?' } as const;

export const TAGS = {
  min: 0,
  max: 50,
  members: { Key: { required: true, min: 1, max: 128 }, Value: { required: true, min: 0, max: 256 } },
} as const satisfies Rule;

const PRODUCTION_VARIANT = {
  VariantName: NAME,
  ModelName: MODEL_NAME,
  InitialInstanceCount: { min: 1 },
  InitialVariantWeight: { min: 0 },
  VolumeSizeInGB: { min: 1, max: 512 },
  ModelDataDownloadTimeoutInSeconds: { min: 60, max: 3600 },
  ContainerStartupHealthCheckTimeoutInSeconds: { min: 60, max: 3600 },
  VariantInstanceProvisionTimeoutInSeconds: { min: 300, max: 3600 },
  ServerlessConfig: {
    members: {
      MemorySizeInMB: { required: true, min: 1024, max: 6144 },
      MaxConcurrency: { required: true, min: 1, max: 200 },
      ProvisionedConcurrency: { min: 1, max: 200 },
    },
  },
} as const satisfies Rules;

export const ENDPOINT_CONFIG = {
  EndpointConfigName: NAME,
  ProductionVariants: { required: true, min: 1, max: 10, members: PRODUCTION_VARIANT },
  ShadowProductionVariants: { min: 1, max: 10, members: PRODUCTION_VARIANT },
  DataCaptureConfig: {
    members: {
      InitialSamplingPercentage: { required: true, min: 0, max: 100 },
      DestinationS3Uri: { required: true, min: 0, max: 512 },
      CaptureOptions: { required: true, min: 1, max: 32 },
    },
  },
  MetricsConfig: { members: { MetricPublishFrequencyInSeconds: { values: [10, 30, 60, 120, 180, 240, 300] } } },
  Tags: TAGS,
} as const satisfies Rules;

const CAPACITY_SIZE = {
  members: {
    Type: { required: true, values: ['INSTANCE_COUNT', 'CAPACITY_PERCENT'] },
    Value: { required: true, min: 1 },
  },
} as const satisfies Rule;

const EXECUTION_TIMEOUT = { min: 600, max: 28_800 } as const;
const WAIT = { min: 0, max: 3600 } as const;

export const DEPLOYMENT_CONFIG = {
  members: {
    BlueGreenUpdatePolicy: {
      members: {
        TrafficRoutingConfiguration: {
          required: true,
          members: {
            Type: { required: true, values: ['ALL_AT_ONCE', 'CANARY', 'LINEAR'] },
            WaitIntervalInSeconds: { ...WAIT, required: true },
            CanarySize: CAPACITY_SIZE,
            LinearStepSize: CAPACITY_SIZE,
          },
        },
        TerminationWaitInSeconds: WAIT,
        MaximumExecutionTimeoutInSeconds: EXECUTION_TIMEOUT,
      },
    },
    RollingUpdatePolicy: {
      members: {
        MaximumBatchSize: { ...CAPACITY_SIZE, required: true },
        WaitIntervalInSeconds: { ...WAIT, required: true },
        MaximumExecutionTimeoutInSeconds: EXECUTION_TIMEOUT,
        RollbackMaximumBatchSize: CAPACITY_SIZE,
      },
    },
    AutoRollbackConfiguration: {
      members: { Alarms: { min: 1, max: 10, members: { AlarmName: { min: 1, max: 255 } } } },
    },
  },
} as const satisfies Rule;

export const ENDPOINT_STATUSES = [
  'OutOfService',
  'Creating',
  'Updating',
  'SystemUpdating',
  'RollingBack',
  'InService',
  'Deleting',
  'Failed',
  'UpdateRollbackFailed',
] as const;

export const PAGE = {
  MaxResults: { min: 1, max: 100 },
  NameContains: { min: 0, max: 63 },
  SortOrder: { values: ['Ascending', 'Descending'] },
} as const satisfies Rules;
